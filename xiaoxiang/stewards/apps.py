"""Stewards as a Django app."""

from django.apps import AppConfig


class StewardsConfig(AppConfig):
    name = "xiaoxiang.stewards"
    label = "stewards"

    def ready(self) -> None:
        """Declare what may be done about stewards and what the clock does, so that every edge and the worker find it."""
        from xiaoxiang.stewards import actions, clockwork, telling  # noqa: F401, PLC0415
