"""Roles: given at a place since a day, ended, never deleted, so that "the role held then" stays answerable."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.people import accounts, devices, hooks
from xiaoxiang.people.models import STAFF, Account, Person, Role, RoleHeld
from xiaoxiang.people.rights import LEVELS, giver, is_oneself, may_give
from xiaoxiang.places.models import Place

Post = Annotated[Role, Label(gettext_lazy("岗位"), "", "select", gettext_lazy("选一个岗位"))]
Where = Annotated[Place, Label(gettext_lazy("在哪里"), "", "select", gettext_lazy("选一个地方"))]


@action(
    "role.give",
    who=giver,
    says=gettext_lazy("{by}请{thing}担任{place}的{role}"),
    verb=gettext_lazy("定下来"),
)
def give(
    by: Actor,
    person: Person,
    *,
    role: Post,
    place: Where,
) -> RoleHeld:
    """Give a role at a place from now on (seed 13; CO4: who audits does nothing else).

    Raises Refused('may_not') for a role that is not the actor's to give, 'wrong_level', 'already_held',
    'apart' for an audit administrator with another role, 'elsewhere' for somebody who still serves elsewhere.
    """
    if not may_give(by, role, place):
        raise Refused("may_not", _("管家由街道评聘，工作人员由县里安排。"))
    if place.level not in LEVELS[role] or place.closed_at:
        raise Refused("wrong_level", _("这个岗位不设在%(place)s。换一个地方。") % {"place": place.short_name})
    held = list(RoleHeld.objects.on(by.moment).filter(person=person).select_related("place"))
    if any(h.role == role and h.place_id == place.pk for h in held):
        raise Refused("already_held", _("%(name)s已经在这个岗位上。") % {"name": person.name})
    audits = [h for h in held if h.role == Role.AUDIT_ADMINISTRATOR]
    if audits or (held and role == Role.AUDIT_ADMINISTRATOR):
        raise Refused("apart", _("审计管理员不兼别的岗位。先结束原来的，再定新的。"))
    bring(person, place, held)
    person.version += 1
    person.save()
    return RoleHeld.objects.create(county_id=place.county_id, person=person, role=role, place=place, since=by.moment)


def bring(person: Person, place: Place, held: list[RoleHeld]) -> None:
    """Who serves in another community than the one she was entered in belongs there from now on."""
    columns = Person.columns_of(place)
    theirs = (columns["community_id"], columns["subdistrict_id"])
    if theirs == (person.community_id, person.subdistrict_id):
        return
    if held:
        raise Refused("elsewhere", _("%(name)s在别处还有岗位。先结束那边的，再定这边的。") % {"name": person.name})
    person.community_id, person.subdistrict_id = theirs
    person.alley_id = None


def ender(by: Actor, held: RoleHeld) -> Verdict:
    """Whoever gives the role, or the person herself, who may lay it down at any time."""
    if is_oneself(by, held.person):
        return True
    return may_give(by, held.role, held.place) or gettext_noop("管家由街道、工作人员由县里来定去留。")


@action(
    "role.end",
    who=ender,
    says=gettext_lazy("{by}记下{result}不再担任{thing}"),
    verb=gettext_lazy("结束这个岗位"),
)
def end(by: Actor, held: RoleHeld, *, reason: Reason) -> Person:
    """End a role now: the next request is judged without it (ASVS 8.3.2). The last one closes phone and account.

    Raises Refused('already_ended').
    """
    if held.until is not None:
        raise Refused("already_ended", _("这个岗位已经结束了。"))
    for follow in hooks.role_ending:
        follow(by, held)
    held.until = by.moment
    held.version += 1
    held.save(update_fields=["until", "version"])
    left = frozenset(RoleHeld.objects.on(by.moment).filter(person_id=held.person_id).values_list("role", flat=True))
    if Role.STEWARD not in left:
        devices.end_all(held.person_id)
    if not left & STAFF:
        accounts.close(Account.objects.filter(person_id=held.person_id))
    return held.person
