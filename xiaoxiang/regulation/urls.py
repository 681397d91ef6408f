"""Addresses of this room."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.people import side
from xiaoxiang.regulation import views

urlpatterns: list[Any] = [
    path("", views.current, name="regulation"),
    path("new/", views.new),
    path("holidays/", views.holiday_table),
    path("<int:number>/", views.version),
]

side.entry("/regulation/", _("管理办法"), position=80)
