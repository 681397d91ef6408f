"""Addresses: each room has its own, gathered here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def health(request: HttpRequest) -> HttpResponse:
    """Whether the web answers, without asking anybody else."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[Any] = [
    path("health", health),
    path("", include("xiaoxiang.web.views")),
    path("found/", include("xiaoxiang.web.founding")),
    path("", include("xiaoxiang.places.urls")),
    path("", include("xiaoxiang.people.urls")),
    path("steward/", include("xiaoxiang.edges.sync.phone_urls")),
    path("desk/sync/", include("xiaoxiang.edges.sync.desk_urls")),
    path("", include("xiaoxiang.matters.urls")),
    path("", include("xiaoxiang.quota.urls")),
    path("", include("xiaoxiang.talent.urls")),
    path("", include("xiaoxiang.stewards.urls")),
    path("", include("xiaoxiang.recruitment.urls")),
    path("", include("xiaoxiang.training.urls")),
    path("", include("xiaoxiang.ledgers.urls")),
    path("regulation/", include("xiaoxiang.regulation.urls")),
    path("", include("xiaoxiang.disclosure.urls")),
    path("api/", include("xiaoxiang.edges.urls")),
    path("sync/", include("xiaoxiang.edges.sync.urls")),
    path("staff/", include("xiaoxiang.people.staff_urls")),
]
handler404 = "xiaoxiang.web.errors.not_found"
handler500 = "xiaoxiang.web.errors.broken"
