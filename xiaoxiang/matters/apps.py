"""The room as a Django app."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "xiaoxiang.matters"
    label = "matters"
