"""Talent as a Django app."""

from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "xiaoxiang.talent"
    label = "talent"

    def ready(self) -> None:
        """Declare what may be done, and what goes when a consent is taken back."""
        from xiaoxiang.talent import actions, clearing, founding  # noqa: F401, PLC0415
