"""What each contact tells about a store: how it is kept, how far it has come, and whether an older one went under."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from xiaoxiang.door import clock
from xiaoxiang.edges.sync.caller import Caller
from xiaoxiang.edges.sync.envelope import Head
from xiaoxiang.edges.sync.moments import milliseconds


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether the store is this person's, and how many records of the one before it never came."""

    is_own: bool
    lost: int = 0


def keep(caller: Caller, head: Head, at: datetime) -> Kept:
    """Write down a contact. The row stays locked, so that two contacts of one store come in one after the other."""
    person = caller.person
    values: dict[str, Any] = {
        "id": head.store,
        "county": person.county_id,
        "subdistrict": person.subdistrict_id,
        "community": person.community_id,
        "alley": person.alley_id,
        "device": caller.device.pk,
        "person": person.pk,
        "at": at,
        "high": head.high,
        "pending": head.pending,
        "offset": milliseconds(at) - head.sent_at,
        "app": head.app,
        "mode": Jsonb(head.told_mode),
    }
    with connection.cursor() as cursor:
        cursor.execute(CONTACT, values)
        row = cursor.fetchone()
        if row is None:
            return Kept(is_own=False)
        is_new, lost = row
        if is_new or lost:
            cursor.execute(LOST, values)
            lost = cursor.fetchone()[0]
    return Kept(is_own=True, lost=lost)


def failed(caller: Caller, status: int, code: str) -> None:
    """Note on the phone's latest store that an answer was a no: what and when, never what was said."""
    at = clock.now()
    told: Any = Jsonb({"status": status, "code": code, "at": milliseconds(at)})
    with connection.cursor() as cursor:
        cursor.execute(FAILED, {"device": caller.device.pk, "person": caller.person_id, "at": at, "told": told})


CONTACT = """
INSERT INTO sync_store AS s (id, county_id, subdistrict_id, community_id, alley_id, device_id, person_id, first_at,
    last_at, high, pending, lost, "offset", app, mode, failed, succeeded_at, version)
VALUES (%(id)s, %(county)s, %(subdistrict)s, %(community)s, %(alley)s, %(device)s, %(person)s, %(at)s,
    %(at)s, %(high)s, %(pending)s, 0, %(offset)s, %(app)s, %(mode)s, '{}', %(at)s, 1)
ON CONFLICT (id) DO UPDATE SET device_id = EXCLUDED.device_id, subdistrict_id = EXCLUDED.subdistrict_id,
    community_id = EXCLUDED.community_id, alley_id = EXCLUDED.alley_id, last_at = EXCLUDED.last_at,
    high = greatest(s.high, EXCLUDED.high), pending = EXCLUDED.pending, "offset" = EXCLUDED."offset",
    app = EXCLUDED.app, mode = EXCLUDED.mode, succeeded_at = EXCLUDED.succeeded_at
WHERE s.person_id = EXCLUDED.person_id
RETURNING s.first_at = %(at)s AND s.xmax = 0, s.lost
"""
LOST = """
WITH before AS (
    SELECT o.id, o.high FROM sync_store o JOIN sync_store n ON n.id = %(id)s
    WHERE o.device_id = %(device)s AND o.person_id = %(person)s AND o.first_at < n.first_at
    ORDER BY o.first_at DESC LIMIT 1
), came AS (
    SELECT i.seq FROM before b JOIN sync_item i ON i.county_id = %(county)s AND i.store_id = b.id AND i.seq <= b.high
    UNION
    SELECT g.seq FROM before b JOIN sync_gap g ON g.store_id = b.id AND g.seq <= b.high
)
UPDATE sync_store SET lost = coalesce((SELECT least(greatest(high - (SELECT count(*) FROM came), 0), 2147483647)
    FROM before), 0)
WHERE id = %(id)s RETURNING lost
"""
"""The store before this one gave out `high` numbers; those that neither came nor were given up are lost."""
FAILED = """
UPDATE sync_store SET failed = %(told)s, last_at = %(at)s WHERE id = (
    SELECT id FROM sync_store WHERE device_id = %(device)s AND person_id = %(person)s ORDER BY last_at DESC LIMIT 1)
"""
