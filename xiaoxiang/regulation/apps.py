"""The room as a Django app."""

from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "xiaoxiang.regulation"
    label = "regulation"

    def ready(self) -> None:
        """Let a county begin with a first version."""
        from xiaoxiang.regulation import founding  # noqa: F401, PLC0415
