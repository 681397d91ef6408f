"""Addresses of stewards."""

from typing import Any

urlpatterns: list[Any] = []
