"""The door as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DoorConfig(AppConfig):
    name = "xiaoxiang.door"
    label = "door"

    def ready(self) -> None:
        from xiaoxiang.door import grants, heads, rescue, throttle  # noqa: F401, PLC0415 - needs the apps

        post_migrate.connect(grants.grant, dispatch_uid="door.grants")
