"""Addresses of this room."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.disclosure import views
from xiaoxiang.people import side

urlpatterns: list[Any] = [
    path("journal/", views.journal, name="journal"),
    path("journal/sheet/", views.sheet),
    path("journal/verify_journal.py", views.verifier),
    path("journal/journal.pem", views.key),
    path("journal/<uuid:chain>/", views.lines),
    path("journal/<uuid:chain>/export.jsonl", views.exported),
]

side.entry("/journal/", _("公开记录"), position=90)
