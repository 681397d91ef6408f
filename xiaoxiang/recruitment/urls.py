"""Addresses of recruitment."""

from typing import Any

urlpatterns: list[Any] = []
