"""Quota as a Django app."""

from django.apps import AppConfig


class QuotaConfig(AppConfig):
    name = "xiaoxiang.quota"
    label = "quota"
