"""Covering for somebody who is away: the role for each of her alleys, for those days and no longer. Plain steps."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Person, Role, RoleHeld
from xiaoxiang.stewards.days import morning, night
from xiaoxiang.stewards.models import AT_WORK, Appointment, Leave


def put_leave(
    by: Actor,
    appointment: Appointment,
    *,
    sort: Leave.Sort,
    from_on: date,
    until_on: date,
    reason: str,
    cover: Person | None,
) -> Leave:
    """Write down a leave and give whoever covers the role for its days. Raises Refused in words for a bad cover."""
    if cover is not None:
        check_cover(appointment, cover)
    leave = Leave.objects.create(
        county_id=appointment.county_id,
        appointment=appointment,
        sort=sort,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        cover=cover,
        entered_at=clock.now(),
        entered_by_id=by.person_id,
    )
    if cover is not None:
        since = max(morning(from_on), clock.now())
        leave.roles.set(cover_roles(appointment, cover, since, night(until_on)))
    return leave


def check_cover(appointment: Appointment, cover: Person) -> None:
    """Only another steward of the same community covers, one who works herself."""
    others = Appointment.objects.filter(community_id=appointment.community_id, state__in=AT_WORK)
    if cover.pk == appointment.person_id or not others.filter(person=cover).exists():
        raise Refused(
            "badly_filled",
            _("有几处要改一改，写好的都还在。"),
            fields={"cover": _("选本社区另一位在岗的管家")},
        )


def cover_roles(appointment: Appointment, cover: Person, since: datetime, until: datetime) -> list[RoleHeld]:
    """A role for each alley that the cover does not hold anyway."""
    alleys = appointment.charges.filter(left_at=None).values_list("place_id", flat=True)
    own = RoleHeld.objects.filter(Q(until=None) | Q(until__gt=since), person=cover, role=Role.STEWARD)
    held = set(own.values_list("place_id", flat=True))
    return [
        RoleHeld.objects.create(
            county_id=appointment.county_id, person=cover, role=Role.STEWARD, place_id=alley, since=since, until=until
        )
        for alley in alleys
        if alley not in held
    ]


def end_cover(leave: Leave) -> None:
    """End a leave now, and what its cover holds."""
    now = clock.now()
    for role in leave.roles.exclude(until__lte=now):
        role.until = max(now, role.since)
        role.save(update_fields=["until"])
    leave.ended_at = now
    leave.version += 1
    leave.save(update_fields=["ended_at", "version"])
