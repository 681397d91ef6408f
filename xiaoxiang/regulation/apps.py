"""The room as a Django app."""

from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "xiaoxiang.regulation"
    label = "regulation"
