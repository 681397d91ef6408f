"""Addresses of this room."""

from typing import Any

from django.urls import path

from xiaoxiang.regulation import views

urlpatterns: list[Any] = [
    path("", views.current, name="regulation"),
    path("new/", views.new),
    path("holidays/", views.holiday_table),
    path("<int:number>/", views.version),
]
