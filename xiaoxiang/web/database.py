"""The database from a libpq address: one PostgreSQL, reached as the app's role or as the owner's."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

POOL = {"min_size": 1, "max_size": 8, "timeout": 3}
"""Six threads never wait for eight connections: three seconds without one mean that the database is away."""


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://` address or a libpq `key=value` string.

    `migrate` is given the owner's address; the web and the worker live with the app's rights.
    """
    given = conninfo_to_dict(url) if url else {}
    options = {k: v for k, v in given.items() if k not in ("host", "port", "user", "password", "dbname")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname") or "xiaoxiang",
        "USER": given.get("user") or "",
        "PASSWORD": given.get("password") or "",
        "HOST": given.get("host") or "",
        "PORT": str(given.get("port") or ""),
        "OPTIONS": {**options, "pool": POOL, "application_name": "xiaoxiang"},
        "TEST": {"NAME": None},
    }
