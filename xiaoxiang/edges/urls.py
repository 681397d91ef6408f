"""Addresses of the JSON edge."""

from typing import Any

from django.urls import path, re_path

from xiaoxiang.edges.api import api, nothing_here, open_all

open_all()
urlpatterns: list[Any] = [path("", api.urls), re_path(".*", nothing_here)]
