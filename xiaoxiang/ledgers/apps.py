"""Ledgers as a Django app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "xiaoxiang.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        from xiaoxiang.ledgers import actions, books, incoming  # noqa: F401, PLC0415 - declares them
