"""Pages of the steward."""

from typing import Any

urlpatterns: list[Any] = []
