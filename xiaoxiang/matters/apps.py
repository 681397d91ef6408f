"""The room as a Django app."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "xiaoxiang.matters"
    label = "matters"

    def ready(self) -> None:
        """Declare what may be done to matters and what the clock does, so that every edge and the worker find it."""
        from xiaoxiang.matters import actions, clockwork, founding, orphans  # noqa: F401, PLC0415
