"""Who stands at the door: from a request to an actor, in at most two questions to the database."""

import hashlib
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind, Holding, a_resident
from xiaoxiang.people.models import Person
from xiaoxiang.places.queries import county

DEVICE_COOKIE = "device"
UNLOCKED = "unlocked_device"


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request: staff by their account, a steward by the bound phone, else a resident."""
    here = county()
    county_id = here.pk if here else 0
    if request.user.is_authenticated:
        return as_person(request.user.person_id, channel="web")
    if DEVICE_COOKIE in request.COOKIES and (unlocked := request.session.get(UNLOCKED)):
        device = bound_device(request)
        if device and str(device[0]) == unlocked:
            return as_person(device[1], device_id=device[0])
    return a_resident(county_id)


def bound_device(request: HttpRequest) -> tuple[UUID, UUID] | None:
    """Device and person of the phone in hand, whether unlocked or not."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, person_id FROM people_device WHERE token_digest = %s AND ended_at IS NULL",
            [hashlib.sha256(token.encode()).digest()],
        )
        found: tuple[UUID, UUID] | None = cursor.fetchone()
    return found


def as_person(person_id: UUID, *, device_id: UUID | None = None, channel: str = "web") -> Actor:
    """The actor that a person is, with every role ever held. Raises Person.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDINGS, [person_id])
        rows = cursor.fetchall()
    if not rows:
        raise Person.DoesNotExist(person_id)
    holdings = tuple(
        Holding(role, level, place, county, since, until)
        for *_x, county, role, level, place, since, until in rows
        if role
    )
    return Actor(
        kind=ActorKind.PERSON,
        county_id=rows[0][2],
        name=rows[0][1],
        person_id=rows[0][0],
        holdings=holdings,
        device_id=device_id,
        channel=channel,
        moment=clock.now(),
    )


HOLDINGS = """
SELECT p.id, p.name, p.county_id, r.role, l.level, r.place_id, r.since, r.until
FROM people_person p LEFT JOIN people_roleheld r ON r.person_id = p.id LEFT JOIN places_place l ON l.id = r.place_id
WHERE p.id = %s
"""
