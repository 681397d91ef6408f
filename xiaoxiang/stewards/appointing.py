"""Appointing: from the approval to the first day of work. Plain steps, called inside actions of this room and others."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters.actions.noting import drawn_number
from xiaoxiang.people.actions.roles import bring
from xiaoxiang.people.models import Person, RoleHeld
from xiaoxiang.places.models import Level, Place
from xiaoxiang.stewards import hooks
from xiaoxiang.stewards.charges import give_role, take_charge
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.models import Appointment, State, Term
from xiaoxiang.stewards.qualifying import has_pre_post

IN_CHARGE = (Level.ALLEY, Level.GRID)


def appoint(
    by: Actor,
    *,
    person: Person,
    alleys: Sequence[Place],
    begins_on: date,
    term_until: date,
    approval_no: str,
    rule_number: int,
) -> Appointment:
    """Write down an approved appointment with its first term, its letter and its alleys (seed 13).

    The role does not begin here: see `start`. Raises Refused('already_appointed'), 'no_alley', 'not_one_community',
    'wrong_term'.
    """
    community = _community_of(alleys)
    if term_until <= begins_on:
        raise Refused("wrong_term", _("聘期的最后一天要晚于第一天。"))
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Appointment.objects.living().filter(person=person).exists():
        raise Refused("already_appointed", _("%(name)s已经聘为管家，不用再聘。") % {"name": person.name})
    appointment = Appointment.objects.create(
        county_id=community.county_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.community_id,
        person=person,
        number=drawn_number(),
        begins_on=begins_on,
        term_until=term_until,
        approval_no=approval_no,
        rule_number=rule_number,
    )
    put_term(by, appointment)
    for alley in alleys:
        take_charge(appointment, alley, begins_on)
    return appointment


def _community_of(alleys: Sequence[Place]) -> Place:
    """One of the alleys, once all are known to be open and of one community."""
    if not alleys:
        raise Refused("no_alley", _("选至少一条巷，管家总要有自己的巷。"))
    if any(a.level not in IN_CHARGE or a.closed_at for a in alleys) or len({a.community_id for a in alleys}) > 1:
        raise Refused("not_one_community", _("选同一个社区里现有的巷。"))
    return alleys[0]


def put_term(by: Actor, appointment: Appointment) -> Term:
    """Keep the present term of an appointment, with its letter's number, as a row of its own."""
    return Term.objects.create(
        county_id=appointment.county_id,
        appointment=appointment,
        number=appointment.number,
        begins_on=appointment.begins_on,
        until=appointment.term_until,
        approval_no=appointment.approval_no,
        approved_at=clock.now(),
        approved_by_id=by.person_id,
        rule_number=appointment.rule_number,
    )


def start(appointment: Appointment) -> Appointment:
    """Let the work begin: a role for each alley, so that every right that stewards have works from now on (TR4).

    Raises Refused('not_waiting'), 'too_early', 'not_trained'.
    """
    if appointment.state != State.WAITING:
        raise Refused("not_waiting", _("%(name)s已经上岗了。") % {"name": appointment.called})
    if today() < appointment.begins_on:
        day = {"month": appointment.begins_on.month, "day": appointment.begins_on.day}
        raise Refused("too_early", _("聘期从 %(month)s 月 %(day)s 日开始，到那天再上岗。") % day)
    if not has_pre_post(appointment.person_id, today()):
        raise Refused("not_trained", _("%(name)s还没有参加岗前培训，训完再上岗。") % {"name": appointment.called})
    person = Person.objects.select_for_update(no_key=True).get(pk=appointment.person_id)
    charges = list(appointment.charges.filter(left_at=None).select_related("place"))
    bring(person, charges[0].place, list(RoleHeld.objects.on(clock.now()).filter(person=person)))
    person.save(update_fields=["community", "subdistrict", "alley"])
    appointment.state, appointment.started_at = State.ACTIVE, clock.now()
    appointment.version += 1
    appointment.save(update_fields=["state", "started_at", "version"])
    for charge in charges:
        give_role(appointment, charge)
    for follow in hooks.started:
        follow(appointment)
    return appointment
