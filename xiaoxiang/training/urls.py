"""Addresses of training."""

from typing import Any

urlpatterns: list[Any] = []
