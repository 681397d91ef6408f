"""Addresses of this room: one list for each sort of reader."""

from typing import Any

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.people import side
from xiaoxiang.people.models import Role

urlpatterns: list[Any] = [
    path("", include("xiaoxiang.matters.views.resident")),
    path("steward/", include("xiaoxiang.matters.views.steward")),
    path("desk/", include("xiaoxiang.matters.views.desk")),
    path("overview/", include("xiaoxiang.matters.views.overview")),
]


def has_matters(by: Actor) -> bool:
    """Everybody with an office but the audit administrator, who reads the journal alone."""
    return bool(by.roles - {Role.AUDIT_ADMINISTRATOR})


side.entry("/desk/", _("待办"), position=10, who=has_matters)
side.entry("/overview/", _("总览"), position=30, who=has_matters)
