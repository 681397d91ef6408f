"""Addresses of the desk's side of the phones."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.edges.sync.desk import conflicts, frame, health, items
from xiaoxiang.people import side

urlpatterns: list[Any] = [
    path("", health.health, name="sync-health"),
    path("items/<uuid:pk>/", items.item),
    path("items/<uuid:pk>/<slug:verb>/", items.act),
    path("conflicts/<uuid:pk>/", conflicts.conflict),
]

side.entry(frame.HOME, _("手机同步"), position=75, who=frame.is_keeper, waits=frame.waits, is_quiet=True)
