"""Stewards as a Django app."""

from django.apps import AppConfig


class StewardsConfig(AppConfig):
    name = "xiaoxiang.stewards"
    label = "stewards"
