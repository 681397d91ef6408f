"""Who may do what in the pool: the community recruits and keeps the list, each for herself, the county its words."""

from typing import Any

from django.utils.translation import gettext_noop

from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.people.models import COMMUNITY, Role
from xiaoxiang.people.rights import is_oneself
from xiaoxiang.talent.models import Booking, ServiceResource, Talent, TalentCategory


def community_here(by: Actor, thing: Any) -> Verdict:
    """The community recruits and manages daily (seed 13)."""
    return by.holds_any(COMMUNITY, thing) or gettext_noop("人才信息库由本社区的工作人员来管。")


def community_or_herself(by: Actor, talent: Talent) -> Verdict:
    if is_oneself(by, talent.person):
        return True
    return by.holds_any(COMMUNITY, talent) or gettext_noop("由本人或本社区的工作人员来改。")


def community_or_provider(by: Actor, resource: ServiceResource) -> Verdict:
    return community_or_herself(by, resource.talent)


def asker_or_provider(by: Actor, booking: Booking) -> Verdict:
    if is_oneself(by, booking.resource.talent.person):
        return True
    return by.holds_any(COMMUNITY, booking) or gettext_noop("由提供的人或本社区的工作人员来回话。")


def county_official(by: Actor, category: TalentCategory | None = None) -> Verdict:
    """The list of categories is the county's, so that its totals can be added up."""
    return Role.COUNTY_OFFICIAL in by.roles or gettext_noop("人才类别由县里来定。")
