"""Pages for whoever looks over all: one page that says how many, by which way, overdue where."""

from typing import Any

from django.urls import path

from xiaoxiang.matters.views.overview import page

urlpatterns: list[Any] = [path("", page.overview, name="overview")]
