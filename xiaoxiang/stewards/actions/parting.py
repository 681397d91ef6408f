"""Parting: laid down, fallen ill, moved away, the term over, died. Each has its own words; nobody is made to explain."""

from enum import Enum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Reason, Words
from xiaoxiang.people.hooks import when_role_ends
from xiaoxiang.people.models import Reading, Role, RoleHeld
from xiaoxiang.people.reveal import look
from xiaoxiang.people.vault import seal
from xiaoxiang.stewards.actions.keeping import last_grade
from xiaoxiang.stewards.charges import leave_alley
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.ending import end, list_alleys
from xiaoxiang.stewards.models import Appointment, Ending, Grade
from xiaoxiang.stewards.rights import decides, is_hers, keeps, keeps_or_herself
from xiaoxiang.stewards.telling import tell

Said = Annotated[Words | None, Label(gettext_lazy("想说的话"), gettext_lazy("可以不写"), "textarea")]


@action(
    "appointment.resign",
    who=keeps_or_herself,
    says=gettext_lazy("{thing}不再担任小巷管家，{by}记下"),
    verb=gettext_lazy("不再担任"),
    secret=("words",),
)
def resign(by: Actor, appointment: Appointment, *, words: Said = None) -> Appointment:
    """Lay the office down: at any time, without a reason (LB11, 25). Raises Refused('already_ended')."""
    end(appointment, Ending.RESIGNED)
    tell(appointment, _("您不再担任小巷管家。这些日子，街坊都记着。"), about=appointment.pk)
    return appointment


class Cause(Enum):
    """Why somebody cannot go on, other than by choice."""

    ILL = "ill"
    MOVED = "moved"

    @property
    def label(self) -> Any:
        return {"ill": gettext_lazy("身体不便"), "moved": gettext_lazy("搬离本社区")}[self.value]


@action(
    "appointment.part",
    who=keeps,
    says=gettext_lazy("{by}记下{thing}离任：{cause}"),
    verb=gettext_lazy("记下离任"),
    secret=("words",),
)
def part(
    by: Actor,
    appointment: Appointment,
    *,
    cause: Annotated[Cause, Label(gettext_lazy("因为什么"), ask=gettext_lazy("选一样"))],
    words: Annotated[
        Words | None, Label(gettext_lazy("补一句"), gettext_lazy("不写病名，不写新住处"), "textarea")
    ] = None,
) -> Appointment:
    """Write down that she cannot go on: her health, or she has moved. No illness is asked for or kept.

    Raises Refused('already_ended').
    """
    end(appointment, Ending(cause.value))
    wishes = {"ill": _("您安心休养。社区谢谢您。"), "moved": _("您搬离了本社区。社区谢谢您，常回来看看。")}
    tell(appointment, wishes[cause.value], about=appointment.pk)
    return appointment


@action(
    "appointment.note_death",
    who=keeps,
    says=gettext_lazy("{by}记下{thing}去世"),
    verb=gettext_lazy("记下"),
    secret=("family",),
)
def note_death(
    by: Actor,
    appointment: Appointment,
    *,
    family: Annotated[
        Words,
        Label(
            gettext_lazy("和家里怎么说的"),
            gettext_lazy("哪天、和哪位家人、谁去的。手机和聘书怎么处理，听家里的"),
            "textarea",
            gettext_lazy("先和家里联系，再来记"),
        ),
    ],
) -> Appointment:
    """Write down that she died, after somebody spoke with the family. Nothing is sent to anybody by itself.

    What was said with the family is sealed in the row and never in the journal. Raises Refused('already_ended').
    """
    end(appointment, Ending.DIED)
    appointment.family = seal(family, "", appointment.bound_to("family"))
    appointment.save(update_fields=["family"])
    return appointment


@action(
    "appointment.reveal",
    who=keeps,
    says=gettext_lazy("{by}看了{thing}家里的话，原因：{reason}"),
    verb=gettext_lazy("看家里的话"),
    changes=False,
)
def reveal_family(
    by: Actor,
    appointment: Appointment,
    *,
    reason: Annotated[Reason, Label(gettext_lazy("为什么要看"), "", "textarea")],
) -> Reading:
    """Show what was said with the family, once, on the answering page; the read log keeps who looked and why."""
    return look(by, appointment, "family", reason, subject=appointment.person)


@action(
    "appointment.let_end",
    who=decides,
    says=gettext_lazy("{thing}聘期届满离任，{by}记下"),
    verb=gettext_lazy("到期离任"),
)
def let_end(
    by: Actor,
    appointment: Appointment,
    *,
    is_own_wish: Annotated[
        bool, Label(gettext_lazy("本人不再续聘"), gettext_lazy("考核优秀、称职的继续留用，除非本人不愿意"))
    ] = False,
    words: Annotated[Words | None, Label(gettext_lazy("说明"), widget="textarea")] = None,
) -> Appointment:
    """Let the term run out. The excellent and the competent are kept on unless they do not wish to (seed 81).

    Raises Refused('not_yet') before the last day, 'kept_on', 'already_ended'.
    """
    if appointment.is_living and today() < appointment.term_until:
        raise Refused("not_yet", _("聘期还没有满。本人要走，办辞任。"))
    grade = last_grade(appointment)
    if not is_own_wish and grade is not None and grade.level != Grade.Level.NOT_COMPETENT:
        raise Refused(
            "kept_on", _("考核%(grade)s的继续留用。本人不愿意续聘，才在这里办。") % {"grade": grade.get_level_display()}
        )
    end(appointment, Ending.TERM_END)
    tell(appointment, _("您的聘期满了。这些日子，街坊都记着。"), about=appointment.pk)
    return appointment


@when_role_ends
def laid_down(by: Actor, held: RoleHeld) -> None:
    """A role behind an appointment ends by hand: the person lays that alley down, and with the last one the office.

    Anybody else goes by the appointment: a dismissal has its own way. Raises Refused('appointed').
    """
    if held.role != Role.STEWARD:
        return
    appointment = Appointment.objects.living().select_for_update(no_key=True).filter(person_id=held.person_id).first()
    charge = (
        appointment.charges.filter(left_at=None, role=held).select_related("place").first() if appointment else None
    )
    if appointment is None or charge is None:
        return
    if not is_hers(by, held.person_id):
        raise Refused("appointed", _("%(name)s有聘书，离任照聘任来办，不在这里结束。") % {"name": appointment.called})
    if appointment.charges.filter(left_at=None).count() == 1:
        end(appointment, Ending.RESIGNED)
        return
    list_alleys(appointment, [charge.place])
    leave_alley(charge)
