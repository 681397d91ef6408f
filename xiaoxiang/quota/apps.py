"""Quota as a Django app."""

from django.apps import AppConfig


class QuotaConfig(AppConfig):
    name = "xiaoxiang.quota"
    label = "quota"

    def ready(self) -> None:
        """Declare what may be done, so that every edge finds it in the registry."""
        from xiaoxiang.quota import actions  # noqa: F401, PLC0415
