"""Addresses of the phone's own pages, below /steward/."""

from typing import Any

from django.urls import path, re_path

from xiaoxiang.edges.sync import phone

urlpatterns: list[Any] = [
    path("outbox/", phone.outbox),
    path("diag/", phone.diag),
    path("sw.js", phone.worker),
    re_path(r"^(?P<part>[a-z]+)-(?P<release>[0-9a-f]{12})\.js$", phone.script),
]
