"""Addresses of ledgers."""

from typing import Any

urlpatterns: list[Any] = []
