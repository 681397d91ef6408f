"""Dismissal: on one of two separate grounds, heard before it is signed, signed by two, open to an appeal (seed 79, ST10)."""

from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Reason, Words, clean
from xiaoxiang.matters.actions.noting import drawn_number
from xiaoxiang.pages import words as said
from xiaoxiang.people.models import COMMUNITY
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.stewards import hooks
from xiaoxiang.stewards.actions.keeping import last_grade
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.ending import end
from xiaoxiang.stewards.models import AT_WORK, Appeal, Appointment, Dismissal, Ending, Grade, Signature, Step
from xiaoxiang.stewards.reinstating import reinstate
from xiaoxiang.stewards.rights import keeps, on_either_side, speaks_for_her, subdistrict_of_dismissal
from xiaoxiang.stewards.telling import tell

Long = Annotated[str, BeforeValidator(clean), StringConstraints(min_length=2, max_length=2000)]


class Ground(Enum):
    """The two grounds (seed 79): a grade, or the duties themselves."""

    NOT_COMPETENT = "not_competent"
    UNABLE = "unable"

    @property
    def label(self) -> Any:
        return Dismissal.Ground(self.value).label


@action(
    "dismissal.open",
    who=keeps,
    says=gettext_lazy("{by}提出辞退{thing}：{ground}"),
    verb=gettext_lazy("提出辞退"),
)
def open_dismissal(
    by: Actor,
    appointment: Appointment,
    *,
    ground: Annotated[Ground, Label(gettext_lazy("依据哪一条"), widget="choice", ask=gettext_lazy("选一条"))],
    reason: Annotated[Reason, Label(gettext_lazy("具体什么事"), gettext_lazy("写事实和日期，本人会看到"), "textarea")],
) -> Dismissal:
    """Begin the way to a dismissal: she is told at once and has time to state her side (ST10).

    Raises Refused('not_at_work'), 'already_open', 'not_graded' for the first ground without its grade.
    """
    if appointment.state not in AT_WORK:
        raise Refused("not_at_work", _("%(name)s现在不在岗。") % {"name": appointment.called})
    if appointment.dismissals.undecided().exists():
        raise Refused("already_open", _("已经提出过，正在办。"))
    grade = _grade_for(appointment) if ground is Ground.NOT_COMPETENT else None
    rules = binding(appointment.county_id)
    made = Dismissal.objects.create(
        county_id=appointment.county_id, subdistrict_id=appointment.subdistrict_id,
        community_id=appointment.community_id, appointment=appointment, ground=ground.value, grade=grade,
        reason=reason, opened_at=clock.now(), opened_by_id=by.person_id,
        statement_due=rules.ends(rules.parameters.limits.statement, clock.now()), rule_number=rules.number,
    )  # fmt: skip
    appointment.version += 1
    appointment.save(update_fields=["version"])
    sentence = _("社区提出辞退您，原因可以问社区。%(when)s前可以说说您的情况，写的、口头的都行。")
    when = said.by_when(made.statement_due, clock.now())
    tell(appointment, sentence % {"when": when}, about=made.pk)
    return made


def _grade_for(appointment: Appointment) -> Grade:
    grade = last_grade(appointment)
    if grade is None or grade.level != Grade.Level.NOT_COMPETENT:
        raise Refused("not_graded", _("这一聘期最近的考核不是“不称职”，不能用这一条。"))
    return grade


@action(
    "dismissal.put_statement",
    who=speaks_for_her,
    says=gettext_lazy("{by}记下{thing}的陈述"),
    verb=gettext_lazy("就这样说"),
)
def put_statement(
    by: Actor,
    dismissal: Dismissal,
    *,
    words: Annotated[
        Long, Label(gettext_lazy("您怎么说"), gettext_lazy("代记的照本人原话写"), "textarea", gettext_lazy("写一写"))
    ],
) -> Dismissal:
    """Put down her side in her own words: written by herself, or written down for her. Until both have signed.

    Raises Refused('already_decided').
    """
    _undecided(dismissal)
    dismissal.statement, dismissal.stated_at, dismissal.stated_by_id = words, clock.now(), by.person_id
    _save(dismissal, "statement", "stated_at", "stated_by")
    return dismissal


def _undecided(dismissal: Dismissal) -> None:
    if dismissal.step not in (Step.OPEN, Step.HEARD):
        raise Refused("already_decided", _("这件事已经有结果了：%(step)s。") % {"step": dismissal.get_step_display()})


def _save(dismissal: Dismissal, *columns: str) -> None:
    dismissal.version += 1
    dismissal.save(update_fields=[*columns, "version"])


@action(
    "dismissal.hear",
    who=on_either_side,
    says=gettext_lazy("{by}记下{on}当面听{thing}说明情况"),
    verb=gettext_lazy("记下谈话"),
)
def hear(
    by: Actor,
    dismissal: Dismissal,
    *,
    on: Annotated[Day, Label(gettext_lazy("哪天谈的"), ask=gettext_lazy("写出谈话的日期"))],
    words: Annotated[
        Long,
        Label(
            gettext_lazy("谈话记录"),
            gettext_lazy("谁在场、本人说了什么；约了没有来的，写怎么约的"),
            "textarea",
            gettext_lazy("写出谈话的情况"),
        ),
    ],
) -> Dismissal:
    """Hear her in person, after her statement or after the time for it has passed without one.

    Raises Refused('already_decided'), 'not_yet', 'badly_filled'.
    """
    _undecided(dismissal)
    if not dismissal.has_had_her_say(clock.now()):
        when = said.by_when(dismissal.statement_due, clock.now())
        raise Refused("not_yet", _("先等本人陈述，到%(when)s。") % {"when": when})
    if not dismissal.opened_at.astimezone(SHANGHAI).date() <= on <= today():
        raise Refused("badly_filled", _("有几处要改一改。"), fields={"on": _("选提出以后、今天或以前的一天")})
    dismissal.heard_on, dismissal.hearing, dismissal.step = on, words, Step.HEARD
    _save(dismissal, "heard_on", "hearing", "step")
    return dismissal


@action(
    "dismissal.sign",
    who=on_either_side,
    says=gettext_lazy("{by}签字同意辞退{thing}"),
    verb=gettext_lazy("签字辞退"),
)
def sign(by: Actor, dismissal: Dismissal) -> Dismissal:
    """Sign: one of the community and one of the subdistrict, two different people. The second signature dismisses.

    Raises Refused('already_decided'), 'not_heard', 'signed' for a side or a person that signed.
    """
    _undecided(dismissal)
    if dismissal.step != Step.HEARD:
        raise Refused("not_heard", _("先听过本人，再签字。"))
    side = Signature.Side.COMMUNITY if by.holds_any(COMMUNITY, dismissal) else Signature.Side.SUBDISTRICT
    signed = list(dismissal.signatures.all())
    if any(s.person_id == by.person_id for s in signed):
        raise Refused("signed", _("您签过了。另一方要由另一个人来签。"))
    if any(s.side == side for s in signed):
        raise Refused("signed", _("这一方已经有人签过了，等另一方。"))
    Signature.objects.create(
        county_id=dismissal.county_id, dismissal=dismissal, side=side, person_id=signer(by), at=clock.now()
    )
    if signed:
        _dismiss(dismissal)
    else:
        _save(dismissal)
    return dismissal


def signer(by: Actor) -> UUID:
    """Who signs: always a person. Raises Refused('may_not')."""
    if by.person_id is None:
        raise Refused("may_not", _("签字要由本人来签。"))
    return by.person_id


def _dismiss(dismissal: Dismissal) -> None:
    """What the second signature does: access ends now, the list of what is left, the time for an appeal, the new round."""
    rules = binding(dismissal.county_id)
    appointment = Appointment.objects.select_for_update(no_key=True).get(pk=dismissal.appointment_id)
    end(appointment, Ending.DISMISSED)
    dismissal.appointment = appointment
    dismissal.step, dismissal.dismissed_at, dismissal.number = Step.DISMISSED, appointment.ended_at, drawn_number()
    dismissal.appeal_due = rules.ends(rules.parameters.limits.appeal, clock.now())
    dismissal.rule_number = rules.number
    _save(dismissal, "step", "dismissed_at", "number", "appeal_due", "rule_number")
    for follow in hooks.dismissed:
        follow(dismissal)


@action(
    "dismissal.drop",
    who=on_either_side,
    says=gettext_lazy("{by}不再辞退{thing}：{reason}"),
    verb=gettext_lazy("不辞退了"),
)
def drop(by: Actor, dismissal: Dismissal, *, reason: Reason) -> Dismissal:
    """Let it be: either side may, as long as not both have signed. Raises Refused('already_decided')."""
    _undecided(dismissal)
    dismissal.step, dismissal.dropped_because = Step.DROPPED, reason
    _save(dismissal, "step", "dropped_because")
    tell(dismissal.appointment, _("不辞退您了，这件事到此为止。"), about=dismissal.pk)
    return dismissal


@action(
    "dismissal.appeal",
    who=speaks_for_her,
    says=gettext_lazy("{thing}对辞退提出申诉"),
    verb=gettext_lazy("提出申诉"),
)
def appeal(
    by: Actor,
    dismissal: Dismissal,
    *,
    words: Annotated[
        Long,
        Label(
            gettext_lazy("为什么不服"), gettext_lazy("代记的照本人原话写"), "textarea", gettext_lazy("写一写为什么不服")
        ),
    ],
) -> Dismissal:
    """Appeal within the limit: by the address in her letter, on paper, by telephone or at the desk (N8).

    Raises Refused('not_now'), 'too_late'.
    """
    if dismissal.step != Step.DISMISSED or dismissal.appeal_due is None:
        raise Refused("not_now", _("这件事现在是“%(step)s”，不用申诉。") % {"step": dismissal.get_step_display()})
    if clock.now() > dismissal.appeal_due:
        when = said.by_when(dismissal.appeal_due, clock.now())
        raise Refused("too_late", _("申诉到%(when)s截止，已经过了。可以到街道当面反映。") % {"when": when})
    rules = binding(dismissal.county_id)
    Appeal.objects.create(
        county_id=dismissal.county_id,
        dismissal=dismissal,
        words=words,
        at=clock.now(),
        entered_by_id=by.person_id if by.person_id != dismissal.appointment.person_id else None,
        answer_due=rules.ends(rules.parameters.limits.appeal_answer, clock.now()),
    )
    dismissal.step = Step.APPEALED
    _save(dismissal, "step")
    return dismissal


@action(
    "dismissal.answer",
    who=subdistrict_of_dismissal,
    says=gettext_lazy("{by}答复了{thing}的申诉"),
    verb=gettext_lazy("答复申诉"),
)
def answer(
    by: Actor,
    dismissal: Dismissal,
    *,
    words: Annotated[
        Words,
        Label(gettext_lazy("怎么答复"), gettext_lazy("本人会看到"), "textarea", gettext_lazy("写出答复和理由")),
    ],
    is_upheld: Annotated[bool, Label(gettext_lazy("申诉成立，恢复聘任"), gettext_lazy("不勾就是维持辞退"))] = False,
) -> Dismissal:
    """Answer the appeal: uphold it, and she is reinstated with her alleys and her phone; or confirm the dismissal.

    Raises Refused('not_now'), 'appointed_anew'.
    """
    if dismissal.step != Step.APPEALED:
        raise Refused("not_now", _("没有等着答复的申诉。"))
    Appeal.objects.filter(dismissal=dismissal).update(
        is_upheld=is_upheld, answer=words, answered_at=clock.now(), answered_by_id=by.person_id
    )
    dismissal.step = Step.REINSTATED if is_upheld else Step.CONFIRMED
    _save(dismissal, "step")
    if is_upheld:
        reinstate(dismissal)
    return dismissal
