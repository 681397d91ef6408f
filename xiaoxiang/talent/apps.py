"""Talent as a Django app."""

from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "xiaoxiang.talent"
    label = "talent"
