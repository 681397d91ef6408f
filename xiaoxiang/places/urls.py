"""Addresses of this room."""

from typing import Any

from django.urls import path, re_path

from xiaoxiang.places import views

urlpatterns: list[Any] = [
    re_path(r"^a/(?P<code>[0-9A-Za-z]{6})/plaque/$", views.plaque),
    path("c/<int:code>/plaques/", views.plaques),
]
