"""Training as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "xiaoxiang.training"
    label = "training"

    def ready(self) -> None:
        from xiaoxiang.training import actions  # noqa: F401, PLC0415 - declares the deeds
