"""The edges as a Django app."""

from django.apps import AppConfig


class EdgesConfig(AppConfig):
    name = "xiaoxiang.edges"
    label = "edges"
