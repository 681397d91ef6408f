"""What must follow in a higher room when a steward starts, is dismissed, comes back or leaves: it registers here.

Every function runs inside the transaction of the deed, through no door of its own.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from xiaoxiang.people.models import Person
from xiaoxiang.stewards.models import Appointment, Dismissal, HandOver

Follows = Callable[[Dismissal], None]
LeftBehind = Callable[[Appointment], Iterable[tuple[UUID, str]]]
started: list[Callable[[Appointment], None]] = []
dismissed: list[Follows] = []
reinstated: list[Follows] = []
leaving_behind: list[LeftBehind] = []
pairing_given: list[Callable[[HandOver, Person], None]] = []


def when_started(follow: Callable[[Appointment], None]) -> Callable[[Appointment], None]:
    """Have a function called with the appointment when somebody begins to work as a steward."""
    started.append(follow)
    return follow


def when_dismissed(follow: Follows) -> Follows:
    """Have a function called with the dismissal when its second signature stands."""
    dismissed.append(follow)
    return follow


def when_reinstated(follow: Follows) -> Follows:
    """Have a function called with the dismissal when an appeal against it was upheld."""
    reinstated.append(follow)
    return follow


def when_leaving(follow: LeftBehind) -> LeftBehind:
    """Have a function asked for what else is in the hands of somebody who leaves: id and title of each pairing."""
    leaving_behind.append(follow)
    return follow


def when_pairing_given(follow: Callable[[HandOver, Person], None]) -> Callable[[HandOver, Person], None]:
    """Have a function called with the item and whoever takes it, when a pairing is handed over. It may raise Refused."""
    pairing_given.append(follow)
    return follow
