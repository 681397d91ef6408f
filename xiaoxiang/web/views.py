"""Pages that belong to no room: the front page, the reader's own settings, and what people say about this system."""

from typing import Any

urlpatterns: list[Any] = []
