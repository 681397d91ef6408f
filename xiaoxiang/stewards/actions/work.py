"""How work begins and with which alleys: the first day, an appointment from its papers, alleys changed."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason
from xiaoxiang.people.models import Person, Role, RoleHeld
from xiaoxiang.places.models import Place
from xiaoxiang.stewards import appointing
from xiaoxiang.stewards.charges import give_role, is_kept_by_others, leave_alley, take_charge
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.ending import list_alleys
from xiaoxiang.stewards.models import Appointment, State
from xiaoxiang.stewards.rights import body_of_hers, keeps
from xiaoxiang.stewards.telling import tell

Alleys = Annotated[
    list[UUID],
    Field(min_length=1, max_length=20),
    Label(gettext_lazy("负责哪几条巷"), "", "checkboxes", gettext_lazy("选至少一条巷")),
]


@action("appointment.start", who=keeps, says=gettext_lazy("{by}记下{thing}上岗"), verb=gettext_lazy("今天上岗"))
def start(by: Actor, appointment: Appointment) -> Appointment:
    """Let her work begin: the role for each of her alleys, after the pre-post training and not before the term (TR4).

    Raises Refused('not_waiting'), 'too_early', 'not_trained'.
    """
    appointing.start(appointment)
    tell(appointment, _("您上岗了，从今天起照看自己的巷。"), about=appointment.pk)
    return appointment


@action(
    "appointment.write_down",
    who=body_of_hers,
    says=gettext_lazy("{by}照纸上的聘书补记了{result}的聘任"),
    verb=gettext_lazy("补记这份聘书"),
)
def write_down(
    by: Actor,
    person: Person,
    *,
    approval_no: Annotated[
        Line,
        Label(gettext_lazy("审批文号"), gettext_lazy("照纸上的写，没有就写“无文号”"), ask=gettext_lazy("写出审批文号")),
    ],
    begins_on: Annotated[Day, Label(gettext_lazy("聘期从哪天"), ask=gettext_lazy("写出聘期的第一天"))],
    term_until: Annotated[Day, Label(gettext_lazy("到哪天"), ask=gettext_lazy("写出聘期的最后一天"))],
) -> Appointment:
    """Write down from its papers an appointment that is older than this system: she works already and goes on.

    Her alleys are those of the role she holds. Raises Refused('not_steward'), 'already_appointed', 'wrong_term'.
    """
    held = list(
        RoleHeld.objects.on(clock.now()).filter(person=person, role=Role.STEWARD, until=None).select_related("place")
    )
    if not held:
        raise Refused("not_steward", _("%(name)s现在没有管家的岗位，走招募聘任。") % {"name": person.name})
    if begins_on > today():
        raise Refused("wrong_term", _("补记的是已经开始的聘期。"), fields={"begins_on": _("选今天或以前的一天")})
    appointment = appointing.appoint(
        by,
        person=person,
        alleys=[h.place for h in held],
        begins_on=begins_on,
        term_until=term_until,
        approval_no=approval_no,
        rule_number=binding(person.county_id).number,
    )
    appointment.state, appointment.is_on_paper = State.ACTIVE, True
    appointment.started_at = min(h.since for h in held)
    appointment.save(update_fields=["state", "is_on_paper", "started_at"])
    for charge in appointment.charges.all():
        give_role(appointment, charge)
    return appointment


@action(
    "appointment.change_alleys",
    who=keeps,
    says=gettext_lazy("{by}调整了{thing}负责的街巷：{reason}"),
    verb=gettext_lazy("就这样分"),
)
def change_alleys(by: Actor, appointment: Appointment, *, alleys: Alleys, reason: Reason) -> Appointment:
    """Change which alleys are hers. One that nobody else looks after goes on the list of what is to be handed over.

    Raises Refused('already_ended'), 'badly_filled' for an alley of another community.
    """
    if not appointment.is_living:
        raise Refused("already_ended", _("%(name)s已经离任了。") % {"name": appointment.called})
    wanted = {p.pk: p for p in _alleys_here(appointment, alleys)}
    now = {c.place_id: c for c in appointment.charges.filter(left_at=None).select_related("place")}
    dropped = [charge for pk, charge in now.items() if pk not in wanted]
    for charge in dropped:
        leave_alley(charge)
    for pk, place in wanted.items():
        if pk not in now:
            take_charge(appointment, place, max(today(), appointment.begins_on))
    if appointment.state == State.ACTIVE:
        list_alleys(appointment, [c.place for c in dropped if not is_kept_by_others(appointment, c.place)])
    appointment.version += 1
    appointment.save(update_fields=["version"])
    tell(appointment, _("您负责的街巷有调整：%(reason)s") % {"reason": reason}, about=appointment.pk)
    return appointment


def _alleys_here(appointment: Appointment, ids: list[UUID]) -> list[Place]:
    kept = appointment.charges.filter(left_at=None).values("place_id")
    places = Place.objects.filter(county_id=appointment.county_id, pk__in=ids, community_id=appointment.community_id)
    found = list(places.alleys().filter(closed_at=None) | places.filter(pk__in=kept))
    if len(found) != len(set(ids)):
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"alleys": _("选本社区现有的巷")})
    return found
