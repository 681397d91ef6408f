"""Handing over: each alley, matter and pairing that somebody left behind goes to somebody; late ones climb (CA7)."""

from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.matters.actions.handling import works_here
from xiaoxiang.matters.actions.steps import TOP, climbs_at, in_force, move
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.states import State as MatterState
from xiaoxiang.people.models import Person, Role, RoleHeld
from xiaoxiang.places.models import Place
from xiaoxiang.stewards import hooks
from xiaoxiang.stewards.charges import take_charge
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.models import Appointment, HandOver, State
from xiaoxiang.stewards.rights import hands_over, only_the_clock
from xiaoxiang.stewards.telling import MINE, tell_person

TO_WHOM = Label(
    gettext_lazy("交给谁"), gettext_lazy("本社区在岗的管家，或者社区的工作者"), ask=gettext_lazy("选一个人")
)


@action(
    "hand_over.give",
    who=hands_over,
    says=gettext_lazy("{by}把“{thing}”交给{to}"),
    verb=gettext_lazy("交给这个人"),
)
def give(
    by: Actor,
    item: HandOver,
    *,
    to: Annotated[Person, TO_WHOM],  # type: ignore[valid-type]  # the plugin reads Annotated[Model] as its own
) -> HandOver:
    """Hand one thing to somebody who can take it: an alley goes into a steward's charge, a matter into new hands.

    Raises Refused('already_done'), 'badly_filled'.
    """
    if item.done_at is not None:
        raise Refused("already_done", _("已经交了。"))
    if to.pk == item.appointment.person_id and not item.appointment.is_living:
        raise _somebody_else()
    HANDED[HandOver.Sort(item.sort)](by, item, to)
    item.to, item.done_at, item.done_by_id = to, clock.now(), by.person_id
    item.version += 1
    item.save(update_fields=["to", "done_at", "done_by", "version"])
    sentence = _("“%(title)s”交给您了。") % {"title": item.title}
    address = f"/matters/{item.thing_id}/" if item.sort == HandOver.Sort.MATTER else MINE
    tell_person(to.pk, sentence, about=item.pk, address=address)
    return item


def _somebody_else() -> Refused:
    return Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"to": _("选本社区在岗的管家或工作者")})


def _alley(by: Actor, item: HandOver, to: Person) -> None:
    """Into the charge of an appointed steward; a role more for one without appointment; a worker looks after it."""
    place = Place.objects.get(pk=item.thing_id)
    appointment = Appointment.objects.filter(person=to, state=State.ACTIVE, community_id=item.community_id).first()
    if appointment is not None:
        if not appointment.charges.filter(place=place, left_at=None).exists():
            take_charge(appointment, place, today())
        return
    here = Q(place_id=item.community_id) | Q(place__community_id=item.community_id)
    roles = set(RoleHeld.objects.on(clock.now()).filter(here, person=to).values_list("role", flat=True))
    if Role.STEWARD in roles:
        own = {"county_id": item.county_id, "person": to, "role": Role.STEWARD, "place": place, "until": None}
        RoleHeld.objects.get_or_create(**own, defaults={"since": clock.now()})
    elif not roles & {Role.COMMUNITY_WORKER, Role.COMMUNITY_DIRECTOR, Role.GRID_WORKER}:
        raise _somebody_else()


def _matter(by: Actor, item: HandOver, to: Person) -> None:
    """A matter in somebody's hands goes into others; one that nobody looked at yet is told to whoever takes it."""
    matter = Matter.objects.select_for_update(no_key=True).get(pk=item.thing_id)
    if matter.is_ended:
        return
    if not works_here(to, matter):
        raise _somebody_else()
    if matter.state == MatterState.DISPATCHED and matter.assignee_id == item.appointment.person_id:
        in_force(matter)
        move(by, matter, "dispatch", due_at=matter.due_at, body=None, assignee=to)


def _pairing(by: Actor, item: HandOver, to: Person) -> None:
    for follow in hooks.pairing_given:
        follow(item, to)


HANDED = {HandOver.Sort.ALLEY: _alley, HandOver.Sort.MATTER: _matter, HandOver.Sort.PAIRING: _pairing}
"""What handing over does to each sort of thing."""


@action(
    "hand_over.climb",
    who=only_the_clock,
    says=gettext_lazy("“{thing}”还没有交接，报上一级"),
    verb=gettext_lazy("报上一级"),
)
def climb(by: Actor, item: HandOver) -> HandOver:
    """Let what nobody took climb one level: director, subdistrict, county. Done twice at one moment it climbs once.

    Raises Refused('not_now').
    """
    rules = binding(item.county_id)
    waits = HandOver.objects.waiting().filter(pk=item.pk).exists()
    if not waits or item.climbed >= TOP or climbs_at(rules, item.due_at, item.climbed) > clock.now():
        raise Refused("not_now", _("还没到时限。"))
    item.climbed += 1
    item.version += 1
    item.save(update_fields=["climbed", "version"])
    return item
