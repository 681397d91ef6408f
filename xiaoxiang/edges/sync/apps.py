"""The phones' edge as a Django app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "xiaoxiang.edges.sync"
    label = "sync"
