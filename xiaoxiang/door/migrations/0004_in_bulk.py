"""A tip moves by as many lines as are written at once; never back."""

from django.db import migrations

GROWS = """
CREATE OR REPLACE FUNCTION door_tip_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.height {} THEN
        RAISE EXCEPTION 'a chain only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$
"""


class Migration(migrations.Migration):
    dependencies = [("door", "0003_tries")]
    operations = [migrations.RunSQL(GROWS.format("<= OLD.height"), GROWS.format("<> OLD.height + 1"))]
