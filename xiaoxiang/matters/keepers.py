"""Who looks after an alley, as far as each of them agreed to be named there (Q10, XP1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.people.models import Person
from xiaoxiang.people.vault import Sealed, open_sealed
from xiaoxiang.places.models import Place


@dataclass(frozen=True, slots=True)
class Keeper:
    """A steward as the alley's page shows one: the surname, and more only by consent."""

    place_id: UUID
    """The alley, or the grid with all its alleys."""
    name: str
    sign: str
    since: datetime
    phone: str


def keepers_of(alley: Place) -> list[Keeper]:
    """The stewards of one alley, longest in office first: one question."""
    places = [alley.pk, alley.grid_id] if alley.grid_id else [alley.pk]
    return list(_ask(alley.county_id, "r.place_id = ANY(%s)", [places]))


def keepers_in(community: Place) -> list[Keeper]:
    """The stewards of all alleys and grids of a community: one question."""
    within = "r.place_id IN (SELECT id FROM places_place WHERE county_id = %s AND community_id = %s)"
    return list(_ask(community.county_id, within, [community.county_id, community.pk]))


def _ask(county_id: int, where: str, given: list[Any]) -> Iterable[Keeper]:
    """Written by hand, because the page behind every plaque asks it and building it took a third of the page's time."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(f"{STEWARDS} AND {where} ORDER BY r.since, r.id", [county_id, now, now, *given])
        rows = cursor.fetchall()
    return (_as_shown(*row) for row in rows)


STEWARDS = """
SELECT r.place_id, r.since, p.id, p.name,
    EXISTS (SELECT FROM people_consent c
        WHERE c.person_id = p.id AND c.purpose = 'alley_board' AND c.withdrawn_at IS NULL),
    CASE WHEN EXISTS (SELECT FROM people_consent c
        WHERE c.person_id = p.id AND c.purpose = 'alley_phone' AND c.withdrawn_at IS NULL) THEN p.phone END
FROM people_roleheld r JOIN people_person p ON p.id = r.person_id
WHERE r.county_id = %s AND r.role = 'steward' AND r.since <= %s AND (r.until IS NULL OR r.until > %s)
"""


def _as_shown(
    place_id: UUID, since: datetime, person_id: UUID, name: str, shows_name: bool, phone: bytes | None
) -> Keeper:
    person = Person(pk=person_id, name=name)
    # Opened without a line in the read log: whoever it belongs to agreed that everybody reads it here.
    number = open_sealed(Sealed(bytes(phone)), person.bound_to("phone")) if phone else ""
    shown = name if shows_name else _("%(surname)s师傅") % {"surname": person.surname}
    return Keeper(place_id, shown, person.surname, since, number)
