"""Who may do what about whom: the rules that several actions of this room share."""

from typing import Any

from django.utils.translation import gettext_noop

from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.people.models import COMMUNITY, Person, Role
from xiaoxiang.places.models import Level

GIVERS: dict[str, frozenset[str]] = {
    Role.STEWARD: frozenset({Role.SUBDISTRICT_OFFICIAL}),
    Role.GRID_WORKER: frozenset({Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL}),
    Role.COMMUNITY_WORKER: frozenset({Role.COUNTY_OFFICIAL}),
    Role.COMMUNITY_DIRECTOR: frozenset({Role.COUNTY_OFFICIAL}),
    Role.SUBDISTRICT_OFFICIAL: frozenset({Role.COUNTY_OFFICIAL}),
    Role.COUNTY_OFFICIAL: frozenset({Role.COUNTY_OFFICIAL}),
    Role.AUDIT_ADMINISTRATOR: frozenset({Role.COUNTY_OFFICIAL}),
}
"""Who gives and ends which role: the subdistrict approves stewards (seed 13), the county names staff."""

LEVELS: dict[str, frozenset[str]] = {
    Role.STEWARD: frozenset({Level.ALLEY, Level.GRID}),
    Role.GRID_WORKER: frozenset({Level.GRID}),
    Role.COMMUNITY_WORKER: frozenset({Level.COMMUNITY}),
    Role.COMMUNITY_DIRECTOR: frozenset({Level.COMMUNITY}),
    Role.SUBDISTRICT_OFFICIAL: frozenset({Level.SUBDISTRICT}),
    Role.COUNTY_OFFICIAL: frozenset({Level.COUNTY}),
    Role.AUDIT_ADMINISTRATOR: frozenset({Level.COUNTY}),
}
"""At which level of the tree a role is held."""

REGISTRARS = frozenset({*COMMUNITY, Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL})


def is_console(by: Actor) -> bool:
    """The operator at the machine itself: the only one there before anybody has an account."""
    return by.kind == ActorKind.IMPORTER and by.channel == "console"


def is_oneself(by: Actor, person: Person) -> bool:
    return by.person_id is not None and by.person_id == person.pk


def looks_after(by: Actor, person: Person) -> bool:
    """Whose business a person's record is: the body she belongs to and the one above it."""
    if person.community_id:
        roles = frozenset({*COMMUNITY, Role.SUBDISTRICT_OFFICIAL})
    elif person.subdistrict_id:
        roles = frozenset({Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL})
    else:
        roles = frozenset({Role.COUNTY_OFFICIAL})
    return by.holds_any(roles, person)


def may_give(by: Actor, role: str, place: Any) -> bool:
    """Whether the actor gives this very role at this place."""
    return is_console(by) or by.holds_any(GIVERS[role], place)


def registrar(by: Actor, place: Any) -> Verdict:
    if is_console(by):
        return True
    return by.holds_any(REGISTRARS, place) or gettext_noop("由本社区、街道或县里的工作人员登记。")


def giver(by: Actor, person: Person) -> Verdict:
    """Somebody who gives any role at all, and never to herself."""
    if is_oneself(by, person):
        return gettext_noop("自己的岗位由别人来定。")
    gives = frozenset().union(*GIVERS.values())
    return is_console(by) or bool(gives & by.roles) or gettext_noop("管家由街道评聘，工作人员由县里安排。")


def keeper_or_oneself(by: Actor, person: Person) -> Verdict:
    return is_oneself(by, person) or looks_after(by, person) or gettext_noop("由本人或本社区的工作人员来办。")


def keeper(by: Actor, person: Person) -> Verdict:
    return looks_after(by, person) or gettext_noop("由本社区的工作人员来办。")
