"""Who looks after an alley, as far as each of them agreed to be named there (Q10, XP1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.people.models import Consent, Purpose, Role, RoleHeld
from xiaoxiang.people.vault import open_sealed


@dataclass(frozen=True, slots=True)
class Keeper:
    """A steward as the alley's page shows one: the surname, and more only by consent."""

    alley_id: UUID
    name: str
    sign: str
    since: datetime
    phone: str


def keepers(county_id: int, **where: Any) -> list[Keeper]:
    """The stewards of the alleys that `where` names (columns of RoleHeld), longest in office first: one query."""
    given = Consent.objects.filter(county_id=county_id, person_id=OuterRef("person_id"), withdrawn_at=None)
    held = (
        RoleHeld.objects.on(clock.now())
        .filter(county_id=county_id, role=Role.STEWARD, **where)
        .annotate(
            shows_name=Exists(given.filter(purpose=Purpose.ALLEY_BOARD)),
            shows_phone=Exists(given.filter(purpose=Purpose.ALLEY_PHONE)),
        )
        .select_related("person")
        .only("place_id", "since", "person__name", "person__phone")
        .order_by("since")
    )
    return [_as_shown(row) for row in held]


def _as_shown(row: Any) -> Keeper:
    person = row.person
    # Opened without a line in the read log: whoever it belongs to agreed that everybody reads it here.
    phone = open_sealed(person.phone, person.bound_to("phone")) if row.shows_phone and person.phone else ""
    name = person.name if row.shows_name else _("%(surname)s师傅") % {"surname": person.surname}
    return Keeper(row.place_id, name, person.surname, row.since, phone)
