"""The web as a Django app: it holds no table."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xiaoxiang.web"
    label = "web"
