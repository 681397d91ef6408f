"""What a higher room does or refuses when a role ends by hand: it registers here."""

from collections.abc import Callable

from xiaoxiang.door.actor import Actor
from xiaoxiang.people.models import RoleHeld

Ending = Callable[[Actor, RoleHeld], None]
role_ending: list[Ending] = []


def when_role_ends(follow: Ending) -> Ending:
    """Have a function called inside `role.end`, before the role ends. It may raise Refused."""
    role_ending.append(follow)
    return follow
