"""Every test run has a real PostgreSQL: the one of DATABASE_URL, or a throwaway one."""

import os

from xiaoxiang.machine.messages import compile_catalogues
from xiaoxiang.machine.throwaway import ensure_database

ensure_database()  # before Django reads its settings, and once: xdist's workers inherit the address
compile_catalogues()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoxiang.web.settings")

import django  # noqa: E402

django.setup()

from collections.abc import Iterator  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402

from tests import people  # noqa: E402
from xiaoxiang.door import clock  # noqa: E402


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the test runner empty the tables between tests that really commit: nothing else may."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up first

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("door_entry", "door_head", "door_content"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_never_emptied")


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The people and places of every test."""
    return people.cast()


@pytest.fixture
def monday(db: None) -> Iterator[Any]:
    """Monday 8:40 in Shanghai."""
    with clock.at(people.MONDAY_MORNING):
        yield people.MONDAY_MORNING
