"""Milliseconds of phones and our moments: no clock of a phone is believed, its distance to ours is measured."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A phone that says it is earlier has lost its clock."""
MILLISECOND = timedelta(milliseconds=1)
DRIFT = timedelta(minutes=10)
"""More than that between two clocks is odd (offline.md 10)."""
LATE = timedelta(days=3)
"""A fact that took longer to come is looked at a second time."""


def milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def moment(of: int) -> datetime:
    return EPOCH + of * MILLISECOND


@dataclass(frozen=True, slots=True)
class Corrected:
    """When something happened by our clock, and whether that is odd."""

    at: datetime
    offset: int
    is_odd: bool


def corrected(told: int, measured: int | None, now_measured: int, received_at: datetime) -> Corrected:
    """The time of a deed: the phone's plus the offset it had measured then, else the one of this contact.

    `told` is the phone's time in milliseconds. Never later than it came; a phone without a clock tells nothing.
    """
    offset = now_measured if measured is None else measured
    received = milliseconds(received_at)
    happened = told + offset
    is_odd = max(abs(offset), abs(offset - now_measured), happened - received) * MILLISECOND > DRIFT
    if happened >= received or happened < milliseconds(EARLIEST):
        return Corrected(received_at, offset, is_odd or happened < milliseconds(EARLIEST))
    at = moment(happened)
    return Corrected(at, offset, is_odd or received_at - at > LATE)
