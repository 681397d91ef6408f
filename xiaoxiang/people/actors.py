"""Who stands at the door: from a request to an actor, in at most two questions to the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind, Holding, a_resident
from xiaoxiang.people import devices
from xiaoxiang.people.models import Person
from xiaoxiang.places.queries import county

DEVICE_COOKIE = "__Host-device" if settings.IS_SECURE else "device"
UNLOCKED = "unlocked"
"""In the session: the phone's id and until when its PIN holds."""
SECOND_FACTOR = "second_factor"
"""In the session: the account whose second factor was shown in it."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request: staff by account and second factor, a steward by the unlocked phone, else a resident."""
    here = county()
    shown = request.session.get(SECOND_FACTOR)
    if shown and request.user.is_authenticated and shown == str(request.user.pk):
        return as_person(request.user.person_id)
    if DEVICE_COOKIE in request.COOKIES and (phone := unlocked_phone(request)):
        steward = _on_phone(phone, request.COOKIES[DEVICE_COOKIE])
        if steward:
            return steward
    return a_resident(here.pk if here else 0)


def unlocked_phone(request: HttpRequest) -> UUID | None:
    """The phone that this session unlocked by its PIN, while that holds."""
    phone, until = request.session.get(UNLOCKED) or ("", 0)
    return UUID(phone) if phone and clock.now().timestamp() < until else None


def as_person(person_id: UUID, *, device_id: UUID | None = None, channel: str = "web") -> Actor:
    """The actor that a person is, with every role ever held. Raises Person.DoesNotExist."""
    found = _actor(f"{HOLDINGS} WHERE p.id = %s", [person_id], device_id, channel)
    if found is None:
        raise Person.DoesNotExist(person_id)
    return found


def _on_phone(phone: UUID, token: str) -> Actor | None:
    """The steward whose living phone this is: phone, person and roles in one question."""
    where = f"{HOLDINGS} JOIN people_device d ON d.person_id = p.id WHERE {PHONE}"
    given = [phone, devices.digest(token), clock.now() - devices.GOOD_FOR]
    return _actor(where, given, phone, "web")


def _actor(question: str, given: list[Any], device_id: UUID | None, channel: str) -> Actor | None:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        rows = cursor.fetchall()
    if not rows:
        return None
    person_id, name, county_id = rows[0][:3]
    return Actor(
        kind=ActorKind.PERSON,
        county_id=county_id,
        name=name,
        person_id=person_id,
        holdings=tuple(h for row in rows if (h := _holding(*row[2:]))),
        device_id=device_id,
        channel=channel,
        moment=clock.now(),
    )


def _holding(
    county_id: int, role: str | None, level: str | None, place: UUID | None, since: datetime, until: datetime | None
) -> Holding | None:
    if role is None or level is None or place is None:
        return None
    return Holding(role, level, place, county_id, since, until)


HOLDINGS = """
SELECT p.id, p.name, p.county_id, r.role, coalesce(a.level, nullif(l.level, 'grid')), coalesce(a.id, r.place_id),
    r.since, r.until
FROM people_person p
LEFT JOIN people_roleheld r ON r.person_id = p.id
LEFT JOIN places_place l ON l.id = r.place_id
LEFT JOIN places_place a ON l.level = 'grid' AND a.county_id = l.county_id AND a.grid_id = l.id AND a.level = 'alley'
"""
"""A role held for a grid is held for each of its alleys: rows of people hang on alleys, never on grids."""

PHONE = "d.id = %s AND d.token_digest = %s AND d.ended_at IS NULL AND d.bound_at > %s"
