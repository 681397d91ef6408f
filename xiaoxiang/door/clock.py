"""What time it is: the one edge of time, so that a test or a demo county can live another year."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live at `moment` within the block. Only tests and the demo county's simulated year use it."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
