"""The side list of the desk: each room puts its own entries into it, beside its addresses; no room names another's."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils.functional import Promise

from xiaoxiang.door.actor import Actor

Waits = Callable[[Actor], Sequence[QuerySet[Any]]]


def everybody(by: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One line of the side list."""

    url: str
    label: str | Promise
    position: int
    who: Callable[[Actor], bool]
    waits: Waits | None
    """The rows that wait for this actor, of one table or several: their number stands beside the label."""
    is_quiet: bool
    """Whether the line is there only while something waits, and on its own pages."""


_entries: dict[str, Entry] = {}


def entry(
    url: str,
    label: str | Promise,
    *,
    position: int,
    who: Callable[[Actor], bool] = everybody,
    waits: Waits | None = None,
    is_quiet: bool = False,
) -> None:
    """Put a line into the side list. Called once by each room in its `urls.py`; positions run from 10 to 99."""
    _entries[url] = Entry(url, label, position, who, waits, is_quiet)


def entries(by: Actor, here: str) -> list[tuple[str, str, int, bool]]:
    """What stands in the side list for this actor: label, address, number, and whether it is here.

    One question to the database for all numbers together, none where nothing is counted.
    """
    own = sorted((e for e in _entries.values() if e.who(by)), key=lambda e: e.position)
    numbers = _numbers(by, own)
    shown = [e for e in own if not e.is_quiet or e.url == here or numbers.get(e.url)]
    return [(str(e.label), e.url, numbers.get(e.url, 0), e.url == here) for e in shown]


def _numbers(by: Actor, own: list[Entry]) -> dict[str, int]:
    waiting = [(e.url, rows) for e in own if e.waits for rows in e.waits(by)]
    asked = [rows.order_by().values(url=Value(url)).annotate(n=Count("pk")) for url, rows in waiting]
    found: Counter[str] = Counter()
    for row in asked[0].union(*asked[1:], all=True) if asked else ():
        found[row["url"]] += row["n"]
    return dict(found)
