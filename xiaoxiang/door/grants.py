"""What the app's own database role may do: everything but to change the past."""

from typing import Any

from django.db import connections

APP_ROLE = "xiaoxiang_app"

GRANT = f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        GRANT USAGE ON SCHEMA public TO {APP_ROLE};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
        REVOKE UPDATE, DELETE ON door_entry, door_head FROM {APP_ROLE};
        REVOKE UPDATE ON door_content FROM {APP_ROLE};
        REVOKE DELETE ON door_tip, door_claim FROM {APP_ROLE};
    END IF;
END;
$$
"""


def grant(using: str, **_more: Any) -> None:
    """Run after every migrate, so that a new table is never out of reach nor the journal within it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('door_entry') IS NOT NULL AND to_regclass('door_claim') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(GRANT)
