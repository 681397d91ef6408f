"""The phones' edge as a Django app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "xiaoxiang.edges.sync"
    label = "sync"

    def ready(self) -> None:
        """Declare what people and the worker do about what phones sent."""
        from xiaoxiang.edges.sync import actions, clockwork, sweep  # noqa: F401, PLC0415
