"""Readings of matters that more than one page needs."""

import time
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter, MatterKind, Tally
from xiaoxiang.matters.states import EDGES, State
from xiaoxiang.places.queries import FRESH_FOR

VERBS: dict[str, Action[Any]] = {
    "accept": actions.accept,
    "dispatch": actions.dispatch,
    "settle": actions.settle,
    "report": actions.report,
    "consult": actions.consult,
    "agree": actions.agree,
    "part": actions.part,
    "declare_done": actions.declare_done,
    "verify": actions.verify,
    "not_yet": actions.not_yet,
    "answer": actions.answer,
    "close": actions.close,
    "send_back": actions.send_back,
    "send_up": actions.send_up,
    "whistle": actions.whistle,
    "pause": actions.pause,
    "resume": actions.resume,
    "extend": actions.extend,
    "merge": actions.merge,
    "decline": actions.decline,
}
"""The verbs of the transition table, most wanted first."""


WANTED: dict[str, tuple[str, ...]] = {
    State.NOTED: ("settle", "report"),
    State.REPORTED: ("accept", "dispatch"),
    State.ACCEPTED: ("dispatch", "declare_done"),
    State.SENT_UP: ("accept", "whistle"),
    State.CONSULTING: ("agree", "part"),
    State.AGREED: ("declare_done", "dispatch"),
    State.DISPATCHED: ("declare_done", "send_back"),
    State.RETURNED: ("dispatch", "accept"),
    State.REOPENED: ("accept", "dispatch"),
    State.PAUSED: ("resume",),
    State.DECLARED_DONE: ("verify", "not_yet"),
    State.VERIFIED: ("answer", "close"),
    State.DONE_ON_SPOT: ("answer", "close"),
}
"""What is most likely the next act in each state."""


def allows(by: Actor, matter: Matter, verb: str) -> bool:
    """Whether this actor may do this to this matter now."""
    return EDGES[verb].leads_from(matter.state, matter.holder) and VERBS[verb].who(by, matter) is True


def possible(by: Actor, matter: Matter) -> list[str]:
    """The verbs that this actor may do to this matter now, the likeliest first: the rule that opens the door draws
    the buttons."""
    order = dict.fromkeys((*WANTED.get(matter.state, ()), *VERBS))
    return [verb for verb in order if allows(by, matter, verb)]


def likely(by: Actor, matter: Matter) -> list[str]:
    """Of what is most likely next, what this actor may do: the acts of a row; none when it is somebody else's turn."""
    return [verb for verb in WANTED.get(matter.state, ()) if allows(by, matter, verb)]


def primary(by: Actor, matter: Matter) -> str:
    """The one next act of a row; empty when it is somebody else's turn."""
    return next(iter(likely(by, matter)), "")


def counted(communities: Iterable[UUID], first: date, last: date) -> dict[str, int]:
    """The tallies of some communities from one month to another, both named by their first day."""
    rows = Tally.objects.filter(community_id__in=list(communities), month__range=(first, last))
    return dict(rows.values_list("what").annotate(Sum("n")).order_by())


def kinds(county_id: int) -> tuple[MatterKind, ...]:
    """The kinds that the county offers: read once and kept for seconds, like the tree of places."""
    return _kinds(connection.settings_dict["NAME"], county_id, int(time.monotonic() / FRESH_FOR))


@lru_cache(4)
def _kinds(database: str, county_id: int, era: int) -> tuple[MatterKind, ...]:
    return tuple(MatterKind.objects.filter(county_id=county_id, is_offered=True))


def forget() -> None:
    """Read the kinds anew: after this process changed them."""
    _kinds.cache_clear()
