"""The room as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xiaoxiang.people"
    label = "people"

    def ready(self) -> None:
        from xiaoxiang.people import actions, sessions, suggestions  # noqa: F401, PLC0415 - they need the models
