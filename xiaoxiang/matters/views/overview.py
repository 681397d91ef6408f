"""Pages of the overview."""

from typing import Any

urlpatterns: list[Any] = []
