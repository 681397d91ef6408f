"""What these pages stand on: who may open them, the side list, what waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.edges.sync.actions import FORCED_AFTER
from xiaoxiang.edges.sync.desk import phones
from xiaoxiang.edges.sync.models import Conflict, Item, Outcome
from xiaoxiang.people.models import COMMUNITY, Role
from xiaoxiang.people.views.pages import actor, side

HOME = "/desk/sync/"
KEEPERS = frozenset({*COMMUNITY, Role.COUNTY_OFFICIAL})
"""Who helps with phones: the community with its own, the county with those of people who belong to no community."""


def is_keeper(by: Actor) -> bool:
    return bool(by.roles & KEEPERS)


def keeper(request: HttpRequest) -> Actor:
    """The actor of these pages. Raises Http404 for everybody else."""
    by = actor(request)
    if not is_keeper(by):
        raise Http404
    return by


def frame(by: Actor) -> dict[str, Any]:
    return side(by, HOME)


def to_look_at(by: Actor, now: datetime) -> QuerySet[Item]:
    """Ops that go no further until a person looks: set aside, or held longer than the one before them can take."""
    stuck = Q(outcome=Outcome.HELD, received_at__lt=now - FORCED_AFTER)
    return Item.objects.looked_after(by).filter(Q(outcome=Outcome.QUARANTINED) | stuck)


def to_settle(by: Actor) -> QuerySet[Conflict]:
    """Fields that hold two values."""
    return Conflict.objects.visible_to(by).filter(settled_at=None)


def waits(by: Actor) -> Sequence[QuerySet[Any]]:
    """What the number in the side list counts."""
    now = clock.now()
    return [to_look_at(by, now), to_settle(by), phones.silent(by, now)]
