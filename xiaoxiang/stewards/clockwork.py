"""What time does by itself: a leave whose last day is over ends, what nobody took over climbs. Never at night (N9)."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from xiaoxiang.door import clock
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor, the_clock
from xiaoxiang.door.effects import periodic
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters.actions.steps import TOP, climbs_at
from xiaoxiang.matters.effects import when_awake
from xiaoxiang.places.models import County
from xiaoxiang.stewards.actions.handing import climb
from xiaoxiang.stewards.actions.keeping import end_leave
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.models import HandOver, Leave

AT_ONCE = 500
log = logging.getLogger(__name__)


@periodic("*/5 * * * *", name="stewards.sweep", queueing_lock="stewards.sweep")
def sweep_all(timestamp: int) -> None:
    """Look in every county of this installation."""
    for county_id in County.objects.values_list("pk", flat=True):
        sweep(county_id)


def sweep(county_id: int) -> int:
    """End what is over and move up what is late, and say how much. Run twice at one moment, each happens once."""
    now = clock.now()
    by = the_clock(county_id)
    done = sum(_do(end_leave, by, pk, "over") for pk in over(county_id))
    if when_awake(county_id, now) > now:
        return done
    return done + sum(_do(climb, by, pk, f"climb {version}") for pk, version in late(county_id))


def over(county_id: int) -> list[UUID]:
    """Leaves whose last day has passed: access comes back in the night, quietly."""
    rows = Leave.objects.filter(county_id=county_id, until_on__lt=today(), ended_at=None)
    return list(rows.order_by("until_on").values_list("pk", flat=True)[:AT_ONCE])


def late(county_id: int) -> Iterator[tuple[UUID, int]]:
    """Id and version of what is to climb now, the longest overdue first."""
    now, rules = clock.now(), binding(county_id)
    rows = HandOver.objects.waiting().filter(county_id=county_id, due_at__lt=now, climbed__lt=TOP)
    for pk, version, due, climbed in rows.values_list("pk", "version", "due_at", "climbed")[:AT_ONCE]:
        if climbs_at(rules, due, climbed) <= now:
            yield pk, version


def _do(action: Action[Any], by: Actor, pk: UUID, what: str) -> bool:
    """One deed of the clock. What somebody did in between is left as it is; what fails is reported and passed."""
    try:
        action(by, pk, op_id=uuid5(pk, what))
    except Refused:
        return False
    except Exception:
        log.exception("%s of %s failed", action.name, pk)
        return False
    return True
