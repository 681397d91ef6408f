"""Pages of the desk."""

from typing import Any

urlpatterns: list[Any] = []
