"""What the deeds of a bulk ask to be written and to know: kept together, then written by one statement a table."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import models

R = TypeVar("R")
Key = tuple[Any, ...]
Model = type[models.Model]


class Together:
    """New rows, counts to be moved, and what was read, of all deeds of one bulk."""

    def __init__(self) -> None:
        self.rows: defaultdict[Model, list[list[Any]]] = defaultdict(list)
        self.counts: defaultdict[Model, defaultdict[Key, int]] = defaultdict(lambda: defaultdict(int))
        self.known: dict[Hashable, Any] = {}


_present: ContextVar[Together | None] = ContextVar("together", default=None)


def present() -> Together | None:
    """What is being kept together now; None where a deed is done by itself."""
    return _present.get()


@contextmanager
def together() -> Iterator[Together]:
    """Keep together what is asked to be written within the block; whoever opens it writes it."""
    kept = Together()
    token = _present.set(kept)
    try:
        yield kept
    finally:
        _present.reset(token)


def once(about: Hashable, ask: Callable[[], R]) -> R:
    """What `ask` reads, asked once in a bulk for each `about`; by itself it is simply asked."""
    kept = _present.get()
    if kept is None:
        return ask()
    if about not in kept.known:
        kept.known[about] = ask()
    return cast(R, kept.known[about])
