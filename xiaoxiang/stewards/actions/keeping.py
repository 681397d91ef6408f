"""Keeping somebody on: the next term, leave, suspension, and back again."""

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason
from xiaoxiang.matters.actions.noting import drawn_number
from xiaoxiang.pages import words
from xiaoxiang.people.models import Person, Role, RoleHeld
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.stewards.appointing import put_term
from xiaoxiang.stewards.charges import give_role, is_kept_by_others
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.ending import keep_after_all, list_behind
from xiaoxiang.stewards.leaving import end_cover, put_leave
from xiaoxiang.stewards.models import AT_WORK, Appointment, Grade, Leave, State
from xiaoxiang.stewards.rights import decides, keeps, keeps_leave
from xiaoxiang.stewards.telling import tell

Cover = Annotated[Person | None, Label(gettext_lazy("谁来代管"), gettext_lazy("本社区另一位在岗的管家"))]
From = Annotated[Day, Label(gettext_lazy("从哪天"), ask=gettext_lazy("写出第一天"))]
Until = Annotated[Day, Label(gettext_lazy("到哪天"), ask=gettext_lazy("写出最后一天"))]


@action(
    "appointment.renew",
    who=decides,
    says=gettext_lazy("{by}批准{thing}续聘到{term_until}，文号 {approval_no}"),
    verb=gettext_lazy("批准续聘"),
)
def renew(
    by: Actor,
    appointment: Appointment,
    *,
    term_until: Annotated[Day, Label(gettext_lazy("续聘到哪天"), ask=gettext_lazy("写出新聘期的最后一天"))],
    approval_no: Annotated[Line, Label(gettext_lazy("审批文号"), ask=gettext_lazy("写出审批文号"))],
    is_willing: Annotated[bool, Label(gettext_lazy("本人愿意续聘"), gettext_lazy("问过本人，不勉强任何人"))] = False,
) -> Appointment:
    """Keep on the excellent and the competent for another term, with a new letter (seed 81); nobody by force (LB11, 25).

    Raises Refused('not_at_work'), 'not_yet', 'not_willing', 'not_graded', 'not_competent', 'wrong_term'.
    """
    check_may_stay(appointment)
    if not is_willing:
        raise Refused("not_willing", _("先问过本人。"), fields={"is_willing": _("本人愿意才续聘")})
    first = appointment.term_until + timedelta(days=1)
    if term_until <= max(first, today()):
        raise Refused("wrong_term", _("有几处要改一改。"), fields={"term_until": _("要晚于现在的聘期")})
    appointment.begins_on, appointment.term_until = first, term_until
    appointment.approval_no, appointment.number = approval_no, drawn_number()
    appointment.rule_number = binding(appointment.county_id).number
    appointment.version += 1
    appointment.save()
    put_term(by, appointment)
    sentence = _("您续聘了，聘期到%(day)s。") % {"day": words.day(term_until)}
    tell(appointment, sentence, about=appointment.pk)
    return appointment


def check_may_stay(appointment: Appointment) -> Grade:
    """The grade on which she stays. Raises Refused where there is none yet, or another."""
    if appointment.state not in AT_WORK:
        raise Refused("not_at_work", _("%(name)s现在不在岗。") % {"name": appointment.called})
    rules = binding(appointment.county_id)
    if rules.ends(rules.parameters.limits.retention, clock.now()).astimezone(SHANGHAI).date() < appointment.term_until:
        said = {"day": words.day(appointment.term_until, clock.now()), "limit": rules.parameters.limits.retention}
        raise Refused("not_yet", _("聘期到%(day)s，到期前 %(limit)s 之内再定去留。") % said)
    grade = last_grade(appointment)
    if grade is None:
        raise Refused("not_graded", _("这一聘期还没有考核等次。先由街道记下评议小组给的等次。"))
    if grade.level == Grade.Level.NOT_COMPETENT:
        raise Refused("not_competent", _("这一聘期的考核是不称职，不续聘。"))
    return grade


def last_grade(appointment: Appointment) -> Grade | None:
    """The latest grade of the present term that stands."""
    given = appointment.grades.standing().filter(panel_on__gte=appointment.begins_on)
    return given.order_by("-panel_on", "-pk").first()


@action(
    "leave.enter",
    who=keeps,
    says=gettext_lazy("{by}记下{thing}请假，{from_on}到{until_on}"),
    verb=gettext_lazy("记下请假"),
    secret=("reason",),
)
def enter_leave(
    by: Actor,
    appointment: Appointment,
    *,
    from_on: From,
    until_on: Until,
    reason: Annotated[Reason, Label(gettext_lazy("什么事"), gettext_lazy("只给经办的人看"), "textarea")],
    cover: Cover = None,
) -> Leave:
    """Write down that she is away; who covers holds her alleys for those days (facts, ST: suspended).

    She keeps her own role. Raises Refused('not_at_work'), 'badly_filled'.
    """
    if appointment.state != State.ACTIVE:
        raise Refused("not_at_work", _("%(name)s现在不在岗。") % {"name": appointment.called})
    if until_on < max(from_on, today()):
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"until_on": _("选第一天以后、今天或以后的一天")})
    return put_leave(
        by, appointment, sort=Leave.Sort.LEAVE, from_on=from_on, until_on=until_on, reason=reason, cover=cover
    )


@action("leave.end", who=keeps_leave, says=gettext_lazy("{by}记下{thing}回来了"), verb=gettext_lazy("回来了"))
def end_leave(by: Actor, leave: Leave) -> Leave:
    """Come back from a leave or a suspension: the cover's days are over, her own role is there. Raises 'already_ended'."""
    if leave.ended_at is not None:
        raise Refused("already_ended", _("已经回来了。"))
    end_cover(leave)
    appointment = Appointment.objects.select_for_update(no_key=True).get(pk=leave.appointment_id)
    if leave.sort == Leave.Sort.SUSPENSION and appointment.state == State.SUSPENDED:
        come_back(appointment)
        tell(appointment, _("暂停结束了，您可以接着照看自己的巷。"), about=leave.pk)
    return leave


def come_back(appointment: Appointment) -> None:
    """The role again for each of her alleys."""
    appointment.state = State.ACTIVE
    appointment.version += 1
    appointment.save(update_fields=["state", "version"])
    for charge in appointment.charges.filter(left_at=None):
        give_role(appointment, charge)
    keep_after_all(appointment)


@action(
    "appointment.suspend",
    who=keeps,
    says=gettext_lazy("{by}让{thing}暂停履职到{until_on}：{reason}"),
    verb=gettext_lazy("暂停履职"),
)
def suspend(by: Actor, appointment: Appointment, *, until_on: Until, reason: Reason, cover: Cover = None) -> Leave:
    """Let her not act for a time, from now on and no longer than the regulation allows: it is no dismissal.

    Raises Refused('not_at_work'), 'badly_filled'.
    """
    if appointment.state != State.ACTIVE:
        raise Refused("not_at_work", _("%(name)s现在不在岗。") % {"name": appointment.called})
    rules = binding(appointment.county_id)
    latest = rules.ends(rules.parameters.limits.suspension, clock.now()).astimezone(SHANGHAI).date()
    if not today() <= until_on <= latest:
        said = _("选今天到%(day)s之间的一天") % {"day": words.day(latest, clock.now())}
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"until_on": said})
    leave = put_leave(
        by, appointment, sort=Leave.Sort.SUSPENSION, from_on=today(), until_on=until_on, reason=reason, cover=cover
    )
    charges = list(appointment.charges.filter(left_at=None).select_related("place"))
    roles = RoleHeld.objects.on(clock.now()).filter(person_id=appointment.person_id, role=Role.STEWARD)
    roles.update(until=clock.now())
    if cover is None:
        list_behind(appointment, [c.place for c in charges if not is_kept_by_others(appointment, c.place)])
    appointment.state = State.SUSPENDED
    appointment.version += 1
    appointment.save(update_fields=["state", "version"])
    sentence = _("您暂停履职到%(day)s：%(reason)s") % {"day": words.day(until_on, clock.now()), "reason": reason}
    tell(appointment, sentence, about=leave.pk)
    return leave
