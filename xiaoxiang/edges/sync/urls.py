"""Addresses that phones speak to; below /sync/."""

from typing import Any

from django.urls import path, re_path

from xiaoxiang.edges.sync import views

urlpatterns: list[Any] = [
    path("ping", views.ping),
    path("ops", views.ops),
    path("bytes/<uuid:op_id>/<slug:sha256>", views.photo),
    path("changes", views.changed),
    path("key", views.key),
    re_path(".*", views.nothing),
]
