"""Which chains there are, what they are called, and who may read their lines."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoxiang.door import heads, journal
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.models import Head
from xiaoxiang.people.models import STAFF, Role
from xiaoxiang.places.models import Level
from xiaoxiang.places.queries import tree

AT_ONCE = 50


def called(county_id: int, chain_id: UUID) -> str:
    """文兴社区; the county's own chain and the read log by what they hold."""
    if chain_id == journal.county_chain(county_id):
        return _("县里")
    if chain_id == journal.reads_chain(county_id):
        return _("谁看过什么")
    place = tree(county_id).get(chain_id)
    return place.short_name if place else str(chain_id)


def may_read(by: Actor, chain_id: UUID) -> bool:
    """Lines are for those who work there; the read log for the audit administrator alone (security 7)."""
    if chain_id == journal.reads_chain(by.county_id):
        return Role.AUDIT_ADMINISTRATOR in by.roles
    if chain_id == journal.county_chain(by.county_id):
        return bool({Role.COUNTY_OFFICIAL, Role.AUDIT_ADMINISTRATOR} & by.roles)
    place = tree(by.county_id).get(chain_id)
    return place is not None and place.level == Level.COMMUNITY and by.holds_any(STAFF, place)


def readable(by: Actor) -> list[tuple[str, UUID]]:
    """Name and id of each chain whose lines the actor may read."""
    communities = [p.pk for p in tree(by.county_id).values() if p.level == Level.COMMUNITY]
    chains = [journal.county_chain(by.county_id), *communities, journal.reads_chain(by.county_id)]
    return [(called(by.county_id, chain), chain) for chain in chains if may_read(by, chain)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal for people."""

    id: UUID
    height: int
    at: datetime
    sentence: str
    digest: str
    is_erased: bool


def lines(county_id: int, chain_id: UUID, before: int | None) -> list[Line]:
    """The newest lines below a height, newest first: one question however long the chain is."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [county_id, chain_id, before or 2**62, AT_ONCE])
        rows = cursor.fetchall()
    return [
        Line(id_, height, at, journal.sentence(action, body), bytes(head).hex()[:8], body is None)
        for id_, height, at, action, head, body in rows
    ]


LINES = """
SELECT e.id, e.height, e.at, e.action, e.head, c.body
FROM door_entry e LEFT JOIN door_content c ON c.id = e.id
WHERE e.county_id = %s AND e.chain_id = %s AND e.height < %s
ORDER BY e.height DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The head of a chain at the end of a day, as it is printed."""

    name: str
    chain_id: UUID
    height: int
    digest: str
    signature: str
    message: str
    signed_at: datetime


def grouped(digest: bytes) -> str:
    """Sixteen groups of four: so that two people can compare it aloud."""
    text = digest.hex()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def sealed(county_id: int, on: date) -> list[Sealed]:
    """The heads of a day: the county's, each community's in the order of their codes, the read log's."""
    order = {chain: i for i, chain in enumerate([journal.county_chain(county_id), *tree(county_id)])}
    found = sorted(Head.objects.filter(county_id=county_id, on=on), key=lambda h: order.get(h.chain_id, len(order)))
    return [
        Sealed(
            called(county_id, h.chain_id),
            h.chain_id,
            h.height,
            grouped(bytes(h.head)),
            bytes(h.signature).hex(),
            heads.message_of(h),
            h.signed_at,
        )
        for h in found
    ]


def sealed_days(county_id: int, on: date | None) -> tuple[date | None, date | None, date | None]:
    """The day asked for (else the newest that is sealed), the one before it, the one after it."""
    days = Head.objects.filter(county_id=county_id)
    day = on or days.order_by("-on").values_list("on", flat=True).first()
    if day is None:
        return None, None, None
    older = days.filter(on__lt=day).order_by("-on").values_list("on", flat=True).first()
    newer = days.filter(on__gt=day).order_by("on").values_list("on", flat=True).first()
    return day, older, newer
