"""The JSON edge."""

from typing import Any

urlpatterns: list[Any] = []
