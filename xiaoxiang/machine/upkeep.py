"""Whether the tables are those of this very code, so that a start that changes nothing also waits for nothing.

The mark is a comment on Django's own list of migrations: it lives in the database, travels with its backups, and is
gone when the tables are.
"""

import hashlib

import psycopg
from psycopg import sql

from xiaoxiang.machine.ground import PROJECT

READ = "SELECT obj_description(to_regclass('django_migrations'), 'pg_class')"


def fingerprint() -> str:
    """Of everything that can change a table or a right on it: all our code, and the versions of all packages."""
    told = hashlib.sha256()
    for path in [PROJECT / "requirements" / "run.lock", *sorted((PROJECT / "xiaoxiang").rglob("*.py"))]:
        if "tests" not in path.parts:
            told.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def is_current(owner_url: str) -> bool:
    """Whether this code has brought the tables up to date before."""
    with psycopg.connect(owner_url, connect_timeout=10) as link:
        row = link.execute(READ).fetchone()
    return row is not None and row[0] == fingerprint()


def mark_current(owner_url: str) -> None:
    with psycopg.connect(owner_url, connect_timeout=10) as link:
        link.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(fingerprint())))
