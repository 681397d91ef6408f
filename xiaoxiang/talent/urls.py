"""Addresses of talent."""

from typing import Any

urlpatterns: list[Any] = []
