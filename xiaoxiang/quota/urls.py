"""Addresses of quota."""

from typing import Any

urlpatterns: list[Any] = []
