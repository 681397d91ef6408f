"""Who acts: frozen once per request. There is always one."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from xiaoxiang.door import clock

Verdict = bool | str
"""What a `who` rule answers: True, or the reason why not in words. A Chinese msgid; translated where it is shown."""


class ActorKind(StrEnum):
    """What sort of actor stands at the door."""

    PERSON = "person"
    RESIDENT = "resident"
    CLOCK = "clock"
    IMPORTER = "importer"


class Placed(Protocol):
    """Anything that hangs on the tree of places."""

    county_id: int

    @property
    def place_ids(self) -> frozenset[UUID]: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held at a place for a time. `until` None: still held."""

    role: str
    level: str
    place_id: UUID
    county_id: int
    since: datetime
    until: datetime | None = None

    def is_on(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)

    def reaches(self, thing: Placed) -> bool:
        if self.level == "county":
            return self.county_id == thing.county_id
        return self.place_id in thing.place_ids


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, what they hold, from where. `moment` is when it happened: roles are judged by it."""

    kind: ActorKind
    county_id: int
    name: str = ""
    person_id: UUID | None = None
    holdings: tuple[Holding, ...] = ()
    device_id: UUID | None = None
    channel: str = "web"
    moment: datetime = field(default_factory=clock.now)
    receipts: frozenset[UUID] = frozenset()
    """Things a resident may see and answer because the receipt link was shown in this request."""

    @property
    def is_person(self) -> bool:
        return self.person_id is not None

    @property
    def held(self) -> tuple[Holding, ...]:
        """What was held at the moment of the deed."""
        return tuple(h for h in self.holdings if h.is_on(self.moment))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(h.role for h in self.held)

    def holds(self, role: str, thing: Placed) -> bool:
        """Whether the role was held then at a place that reaches the thing."""
        return any(h.role == role and h.reaches(thing) for h in self.held)

    def holds_any(self, roles: frozenset[str], thing: Placed) -> bool:
        return any(h.role in roles and h.reaches(thing) for h in self.held)

    def covers(self, *roles: str, prefix: str = "") -> Q:
        """The rows reached by the roles held (all roles when none is named), as a filter on the place columns."""
        reach: dict[str, list[UUID]] = {}
        whole = []
        for holding in self.held:
            if roles and holding.role not in roles:
                continue
            if holding.level == "county":
                whole.append(holding.county_id)
            else:
                reach.setdefault(holding.level, []).append(holding.place_id)
        reached = Q(pk__in=[])
        if whole:
            reached |= Q(**{f"{prefix}county_id__in": whole})
        for level, ids in reach.items():
            reached |= Q(**{f"{prefix}{level}_id__in": ids})
        return reached

    def then(self, moment: datetime) -> "Actor":
        """The same actor as of another moment: a fact is judged by the role held when it happened."""
        return replace(self, moment=moment)


def the_clock(county_id: int) -> Actor:
    """The actor of everything that time does by itself."""
    return Actor(kind=ActorKind.CLOCK, county_id=county_id, name="时钟", channel="clock")


def a_resident(county_id: int, *, receipts: frozenset[UUID] = frozenset(), channel: str = "web") -> Actor:
    """Somebody without an account."""
    return Actor(kind=ActorKind.RESIDENT, county_id=county_id, name="一位居民", channel=channel, receipts=receipts)
