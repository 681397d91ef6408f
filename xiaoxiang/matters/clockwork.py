"""What time does to matters by itself: the late ones climb, the unanswered ones are closed. Never at night (N9)."""

import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, the_clock
from xiaoxiang.door.effects import periodic
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.steps import TOP, climbs_at
from xiaoxiang.matters.effects import when_awake
from xiaoxiang.matters.models import Matter
from xiaoxiang.places.models import County
from xiaoxiang.regulation.queries import rules

AT_ONCE = 500
"""As many as one sweep moves; the next comes in five minutes."""
log = logging.getLogger(__name__)


@periodic("*/5 * * * *", name="matters.sweep", queueing_lock="matters.sweep")
def sweep_all(timestamp: int) -> None:
    """Look for what is late in every county of this installation."""
    for county_id in County.objects.values_list("pk", flat=True):
        sweep(county_id)


def sweep(county_id: int) -> int:
    """Move on what is past its limit, and say how many. Run twice at one moment, each climbs once."""
    now = clock.now()
    if when_awake(county_id, now) > now:
        return 0
    by = the_clock(county_id)
    moved = 0
    for matter_id, version in waiting(county_id, now):
        moved += climb(by, matter_id, version)
        if moved == AT_ONCE:
            break
    return moved


def waiting(county_id: int, now: datetime) -> Iterator[tuple[UUID, int]]:
    """Id and version of what is to climb or to close now, the longest overdue first, read by key so that none waits behind the others."""
    binding = rules(county_id, now)
    rows = Matter.objects.late(now).filter(county_id=county_id, climbed__lt=TOP).order_by("due_at", "id")
    after = Q()
    while page := list(rows.filter(after).values_list("pk", "version", "due_at", "climbed")[:AT_ONCE]):
        yield from (
            (pk, version) for pk, version, due, climbed in page if due and climbs_at(binding, due, climbed) <= now
        )
        last_id, _version, last_due, _climbed = page[-1]
        after = Q(due_at__gte=last_due) & (Q(due_at__gt=last_due) | Q(pk__gt=last_id))


def climb(by: Actor, matter_id: UUID, version: int) -> bool:
    """One step of one matter. What somebody took on in between is left to them; what fails is reported and passed."""
    try:
        actions.climb(by, matter_id, op_id=uuid5(matter_id, f"climb {version}"))
    except Refused:
        return False
    except Exception:
        log.exception("matter %s could not climb", matter_id)
        return False
    return True
