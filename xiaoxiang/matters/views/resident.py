"""Pages of the resident."""

from typing import Any

urlpatterns: list[Any] = []
