"""Addresses of this room: one list for each sort of reader."""

from typing import Any

from django.urls import include, path

urlpatterns: list[Any] = [
    path("", include("xiaoxiang.matters.views.resident")),
    path("steward/", include("xiaoxiang.matters.views.steward")),
    path("desk/", include("xiaoxiang.matters.views.desk")),
    path("overview/", include("xiaoxiang.matters.views.overview")),
]
