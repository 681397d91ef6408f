"""What must follow in a higher room when a steward starts, is dismissed, or comes back: it registers here.

Every function runs inside the transaction of the deed, through no door of its own.
"""

from collections.abc import Callable
from typing import Any

from xiaoxiang.stewards.models import Appointment

Follows = Callable[[Any], None]
started: list[Callable[[Appointment], None]] = []
dismissed: list[Follows] = []
reinstated: list[Follows] = []


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
