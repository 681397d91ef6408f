"""What a higher room does or refuses when a role ends by hand, or when a consent is taken back: it registers here."""

from collections.abc import Callable

from xiaoxiang.door.actor import Actor
from xiaoxiang.people.models import Consent, RoleHeld

Ending = Callable[[Actor, RoleHeld], None]
role_ending: list[Ending] = []
Withdrawn = Callable[[Actor, Consent], None]
consent_withdrawn: list[Withdrawn] = []


def when_role_ends(follow: Ending) -> Ending:
    """Have a function called inside `role.end`, before the role ends. It may raise Refused."""
    role_ending.append(follow)
    return follow


def when_consent_withdrawn(follow: Withdrawn) -> Withdrawn:
    """Have a function called inside `consent.withdraw`, after the consent is gone: to delete what it allowed."""
    consent_withdrawn.append(follow)
    return follow
