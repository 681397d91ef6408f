"""The room as a Django app."""

from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "xiaoxiang.regulation"
    label = "regulation"

    def ready(self) -> None:
        """Declare what may be done to the rules, and let a county begin with a first version."""
        from xiaoxiang.regulation import actions, founding  # noqa: F401, PLC0415
