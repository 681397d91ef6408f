"""Addresses of the ledgers."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.ledgers import lists, views
from xiaoxiang.ledgers.book import on_shelf
from xiaoxiang.people import side

side.entry("/desk/ledgers/", _("台账"), position=70, who=lambda by: bool(on_shelf(by)))

urlpatterns: list[Any] = [
    path("desk/ledgers/", views.all_books),
    path("desk/ledgers/exports/<uuid:pk>/", views.exported),
    path("desk/ledgers/exports/<uuid:pk>/file/", views.file),
    path("desk/ledgers/lists/", lists.all_lists),
    path("desk/ledgers/lists/<slug:slug>/", lists.one),
    path("desk/ledgers/lists/<slug:slug>/template/", lists.template),
    path("desk/ledgers/imports/<uuid:pk>/", lists.imported),
    path("desk/ledgers/imports/<uuid:pk>/take-in/", lists.take_in),
    path("desk/ledgers/imports/<uuid:pk>/result/", lists.result),
    path("desk/ledgers/<slug:slug>/", views.one),
    path("desk/ledgers/<slug:slug>/export/", views.export),
]
