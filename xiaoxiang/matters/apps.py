"""The room as a Django app."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "xiaoxiang.matters"
    label = "matters"

    def ready(self) -> None:
        """Declare what may be done to matters, so that every edge finds it in the registry."""
        from xiaoxiang.matters import actions, founding  # noqa: F401, PLC0415
