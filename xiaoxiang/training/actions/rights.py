"""Who may teach, and who speaks for somebody asked."""

from typing import Any

from django.utils.translation import gettext_noop

from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.people.rights import is_oneself
from xiaoxiang.training.models import HOSTS, Feed, Invitation


def host_here(by: Actor, thing: Any) -> Verdict:
    """The community trains its own, the subdistrict all of its communities (seed 13, 68)."""
    return by.holds_any(frozenset(HOSTS), thing) or gettext_noop("由本社区或街道来办培训。")


def asked_or_host(by: Actor, invitation: Invitation) -> Verdict:
    """Whoever was asked, or the host who writes down what was said on the telephone (N8)."""
    if is_oneself(by, invitation.person):
        return True
    return by.holds_any(frozenset(HOSTS), invitation.session) or gettext_noop("由本人回话，或者由社区代记。")


def owner(by: Actor, feed: Feed) -> Verdict:
    return is_oneself(by, feed.person) or gettext_noop("由本人来停。")
