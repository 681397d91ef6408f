"""Ledgers as a Django app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "xiaoxiang.ledgers"
    label = "ledgers"
