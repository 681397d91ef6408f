"""The room as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "xiaoxiang.places"
    label = "places"

    def ready(self) -> None:
        """Declare what may be done to places, so that every edge finds it in the registry."""
        from xiaoxiang.places import actions  # noqa: F401, PLC0415
