"""Recruitment as a Django app."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "xiaoxiang.recruitment"
    label = "recruitment"
