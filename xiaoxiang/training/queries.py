"""Readings of training: whom to ask together, and the figures in which person-times are not persons (TR1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum

from xiaoxiang.door import clock
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.stewards.models import Appointment, Qualification
from xiaoxiang.stewards.models.appointments import State
from xiaoxiang.training.models import Invitation, Kind, Session


def in_group(session: Session, group: str) -> Iterable[UUID]:
    """The persons of a group around a session: of its community, or of all communities of its subdistrict."""
    where = Q(community_id=session.community_id) if session.community_id else Q(subdistrict_id=session.subdistrict_id)
    living = Appointment.objects.filter(where, county_id=session.county_id)
    if group == "waiting":
        waiting = living.filter(state=State.WAITING).values_list("person_id", flat=True)
        return set(waiting) - _qualified(Kind.PRE_POST, "")
    if group == "stewards":
        return living.at_work().values_list("person_id", flat=True)
    if group == "lacking":
        return set(living.at_work().values_list("person_id", flat=True)) - _qualified(
            Kind.SKILL, session.course.skill or session.course.name
        )
    return ()


def _qualified(kind: str, name: str) -> set[UUID]:
    """Who has a qualification today."""
    today = clock.now().astimezone(SHANGHAI).date()
    rows = Qualification.objects.on(today).filter(kind=kind)
    return set((rows.filter(name=name) if name else rows).values_list("person_id", flat=True))


@dataclass(frozen=True)
class Figures:
    """How much was taught: sessions (场次), person-times (人次), and persons, which are fewer."""

    sessions: int
    person_times: int
    persons: int


def figures(county_id: int, where: Q, since: date | None = None, kinds: tuple[str, ...] = ()) -> Figures:
    """The figures of some place; `where` is a filter on sessions."""
    held = Session.objects.held().filter(where, county_id=county_id)
    if since:
        held = held.filter(begins_at__date__gte=since)
    if kinds:
        held = held.filter(course__kind__in=kinds)
    counted = held.aggregate(n=Count("pk"), times=Sum("came"))
    persons = Invitation.objects.filter(session__in=held, has_come=True).values("person_id").distinct().count()
    return Figures(counted["n"], counted["times"] or 0, persons)
