"""What the app's own database role may do: everything but to change the past."""

from typing import Any

from django.db import connections

APP_ROLE = "xiaoxiang_app"

GRANT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'xiaoxiang_app') THEN
        GRANT USAGE ON SCHEMA public TO xiaoxiang_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO xiaoxiang_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO xiaoxiang_app;
        REVOKE UPDATE, DELETE ON door_entry, door_head FROM xiaoxiang_app;
        REVOKE UPDATE ON door_content FROM xiaoxiang_app;
        REVOKE DELETE ON door_tip, door_claim FROM xiaoxiang_app;
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
