"""How an appointment ends, whatever the reason: access, alleys, phones, and the list of what is left behind."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.states import State as MatterState
from xiaoxiang.people import devices
from xiaoxiang.people.models import Role, RoleHeld
from xiaoxiang.places.models import Place
from xiaoxiang.stewards import hooks
from xiaoxiang.stewards.days import binding
from xiaoxiang.stewards.leaving import end_cover
from xiaoxiang.stewards.models import (
    UNDECIDED,
    Appointment,
    Dismissal,
    Ending,
    HandOver,
    State,
    Step,
)


def end(appointment: Appointment, ending: Ending) -> None:
    """End it now: the next request is judged without the role, the phones close and may still deliver what was written
    before (`Device.is_left`), and everything in hand is listed to be handed to somebody.

    Raises Refused('already_ended').
    """
    if not appointment.is_living:
        raise Refused("already_ended", _("%(name)s已经离任了。") % {"name": appointment.called})
    now = clock.now()
    for leave in appointment.leaves.filter(ended_at=None):
        end_cover(leave)
    list_behind(appointment, end_roles(appointment, now))
    appointment.charges.filter(left_at=None).update(left_at=now)
    appointment.state, appointment.ending, appointment.ended_at = State.ENDED, ending, now
    appointment.version += 1
    appointment.save(update_fields=["state", "ending", "ended_at", "version"])
    if ending != Ending.DISMISSED:
        drop_undecided(appointment, ending)


def end_roles(appointment: Appointment, now: datetime) -> list[Place]:
    """End every role of a steward that she holds, hers and those she covers, and her phones; the places she leaves."""
    held = list(
        RoleHeld.objects.filter(person_id=appointment.person_id, role=Role.STEWARD)
        .exclude(until__lte=now)
        .select_related("place")
    )
    for role in held:
        role.until = max(now, role.since)
        role.version += 1
    RoleHeld.objects.bulk_update(held, ["until", "version"])
    devices.end_all(appointment.person_id, at=now)
    places = {role.place_id: role.place for role in held if role.since <= now}
    for charge in appointment.charges.filter(left_at=None).select_related("place"):
        places.setdefault(charge.place_id, charge.place)
    return list(places.values())


def drop_undecided(appointment: Appointment, ending: Ending) -> None:
    """A dismissal that nobody has decided yet has nobody left to dismiss."""
    Dismissal.objects.filter(appointment=appointment, step__in=UNDECIDED).update(
        step=Step.DROPPED, dropped_because=str(ending.label)
    )


def list_behind(appointment: Appointment, places: Iterable[Place]) -> None:
    """One row for each alley, each open matter in hand, and whatever a higher room says is in her hands."""
    places = list(places)
    left = [(HandOver.Sort.MATTER, m.pk, m.title) for m in matters_in_hand(appointment, places)]
    for follow in hooks.leaving_behind:
        left += [(HandOver.Sort.PAIRING, pk, title) for pk, title in follow(appointment)]
    list_alleys(appointment, places)
    _put_rows(appointment, left)


def list_alleys(appointment: Appointment, places: Iterable[Place]) -> None:
    """One row for each alley that waits for somebody."""
    _put_rows(appointment, [(HandOver.Sort.ALLEY, p.pk, p.name) for p in places])


def _put_rows(appointment: Appointment, left: list[tuple[HandOver.Sort, UUID, str]]) -> None:
    rules = binding(appointment.county_id)
    due = rules.ends(rules.parameters.limits.hand_over, clock.now())
    HandOver.objects.bulk_create(
        [
            HandOver(
                county_id=appointment.county_id,
                subdistrict_id=appointment.subdistrict_id,
                community_id=appointment.community_id,
                appointment=appointment,
                sort=sort,
                thing_id=pk,
                title=title[:80],
                due_at=due,
            )
            for sort, pk, title in left
        ],
        ignore_conflicts=True,
    )


def matters_in_hand(appointment: Appointment, places: Iterable[Place]) -> list[Matter]:
    """Open matters that were given to her, and those in her alleys that nobody has looked at yet."""
    rows = Matter.objects.is_open().filter(county_id=appointment.county_id)
    given = Q(assignee_id=appointment.person_id)
    unseen = Q(alley_id__in=[p.pk for p in places], state=MatterState.NOTED)
    return list(rows.filter(given | unseen).order_by("noted_at"))


def keep_after_all(appointment: Appointment) -> None:
    """Whatever was listed and nobody took yet stays with her: she is back."""
    rows = HandOver.objects.filter(appointment=appointment, done_at=None)
    rows.update(to_id=appointment.person_id, done_at=clock.now())
