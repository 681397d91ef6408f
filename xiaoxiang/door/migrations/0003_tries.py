"""Tries of this hour: unlogged, since a count lost in a power cut costs nobody anything."""

from django.db import migrations

FORWARD = "CREATE UNLOGGED TABLE door_try (key text, hour bigint, n integer NOT NULL, PRIMARY KEY (key, hour))"


class Migration(migrations.Migration):
    dependencies = [("door", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE door_try")]
