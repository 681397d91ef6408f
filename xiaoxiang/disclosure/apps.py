"""The room as a Django app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "xiaoxiang.disclosure"
    label = "disclosure"
