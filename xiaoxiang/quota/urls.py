"""Addresses of the quota."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.people import side
from xiaoxiang.people.models import Role
from xiaoxiang.quota import views

urlpatterns: list[Any] = [
    path("quota/", views.table, name="quota"),
    path("quota/<int:number>/", views.table),
    path("desk/quota/", views.desk),
]


def sets_it(by: Actor) -> bool:
    return Role.COUNTY_OFFICIAL in by.roles


side.entry("/desk/quota/", _("定额"), position=40, who=sets_it)
