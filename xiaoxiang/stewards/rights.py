"""Who may do what about a steward: the community keeps, the subdistrict decides, nobody acts on herself (seed 13)."""

from typing import Any

from django.utils.translation import gettext_noop

from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.people.models import COMMUNITY, Person, Role
from xiaoxiang.stewards.models import Appointment, Commendation, Dismissal, HandOver, Leave, PublishedCase, Service

OWN = gettext_noop("自己的事由别人来办。")
KEPT_BY_COMMUNITY = gettext_noop("管家的日常由本社区来管。")
DECIDED_BY_SUBDISTRICT = gettext_noop("管家由街道评聘，这一步由街道来办。")


def is_hers(by: Actor, person_id: Any) -> bool:
    return by.person_id is not None and by.person_id == person_id


def keeps(by: Actor, appointment: Appointment) -> Verdict:
    """The community, which recruits and manages day by day."""
    if is_hers(by, appointment.person_id):
        return OWN
    return by.holds_any(COMMUNITY, appointment) or KEPT_BY_COMMUNITY


def decides(by: Actor, appointment: Appointment) -> Verdict:
    """The subdistrict, which evaluates, approves and educates."""
    if is_hers(by, appointment.person_id):
        return OWN
    return by.holds(Role.SUBDISTRICT_OFFICIAL, appointment) or DECIDED_BY_SUBDISTRICT


def keeps_or_herself(by: Actor, appointment: Appointment) -> Verdict:
    if is_hers(by, appointment.person_id) or by.holds_any(COMMUNITY, appointment):
        return True
    return gettext_noop("由本人来说，或者由本社区代记。")


def keeps_or_decides(by: Actor, thing: Any) -> Verdict:
    """Either of the two bodies: a community's own, or the subdistrict above it."""
    roles = COMMUNITY | {Role.SUBDISTRICT_OFFICIAL}
    return by.holds_any(roles, thing) or gettext_noop("由本社区或街道来办。")


def body_of_hers(by: Actor, person: Person) -> Verdict:
    """Whoever looks after the place a person belongs to; nobody for herself."""
    if is_hers(by, person.pk):
        return OWN
    return keeps_or_decides(by, person)


def community_of_hers(by: Actor, person: Person) -> Verdict:
    if is_hers(by, person.pk):
        return OWN
    return by.holds_any(COMMUNITY, person) or KEPT_BY_COMMUNITY


def keeps_leave(by: Actor, leave: Leave) -> Verdict:
    """The community ends a leave; the clock ends one whose last day is over."""
    return by.kind == ActorKind.CLOCK or keeps(by, leave.appointment)


def on_either_side(by: Actor, dismissal: Dismissal) -> Verdict:
    """The two bodies whose signatures it takes; never the person herself."""
    if is_hers(by, dismissal.appointment.person_id):
        return OWN
    return keeps_or_decides(by, dismissal)


def subdistrict_of_dismissal(by: Actor, dismissal: Dismissal) -> Verdict:
    if is_hers(by, dismissal.appointment.person_id):
        return OWN
    return by.holds(Role.SUBDISTRICT_OFFICIAL, dismissal) or gettext_noop("申诉由街道来答复。")


def speaks_for_her(by: Actor, dismissal: Dismissal) -> Verdict:
    """The person herself, by her phone or by the address in her letter, or a body that writes down what she says."""
    if is_hers(by, dismissal.appointment.person_id) or dismissal.pk in by.receipts:
        return True
    return by.holds_any(COMMUNITY | {Role.SUBDISTRICT_OFFICIAL}, dismissal) or gettext_noop(
        "由本人来说，或者由社区、街道代记。"
    )


def hands_over(by: Actor, item: HandOver) -> Verdict:
    return by.holds_any(COMMUNITY, item) or gettext_noop("交接由本社区来办。")


def only_the_clock(by: Actor, item: HandOver) -> Verdict:
    return by.kind == ActorKind.CLOCK or gettext_noop("到时间自己会办。")


def commends(by: Actor, person: Person) -> Verdict:
    """Each level commends in its own name; nobody commends herself."""
    if is_hers(by, person.pk):
        return OWN
    roles = COMMUNITY | {Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL}
    return by.holds_any(roles, person) or gettext_noop("由社区、街道或县里来表彰。")


def community_of_commendation(by: Actor, commendation: Commendation) -> Verdict:
    return commends(by, commendation.person)


def keeps_cases(by: Actor, place: Any) -> Verdict:
    """Whoever may tell a case of a community: the community itself or its subdistrict."""
    return keeps_or_decides(by, place)


def keeps_case(by: Actor, case: PublishedCase) -> Verdict:
    return keeps_or_decides(by, case)


def keeps_service(by: Actor, service: Service) -> Verdict:
    if is_hers(by, service.person_id):
        return OWN
    return by.holds_any(COMMUNITY, service) or KEPT_BY_COMMUNITY
