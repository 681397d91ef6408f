"""Addresses that phones speak to; below /sync/."""

from typing import Any

from django.urls import path

from xiaoxiang.edges.sync import views

urlpatterns: list[Any] = [
    path("ping", views.ping),
    path("ops", views.ops),
]
