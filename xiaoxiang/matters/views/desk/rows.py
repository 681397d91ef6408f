"""A matter as one row of a list: what, where, how it came, whose turn, by when, and its next act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters import telling
from xiaoxiang.matters.models import Channel, Matter
from xiaoxiang.matters.queries import VERBS, likely
from xiaoxiang.matters.states import Holder
from xiaoxiang.pages import words
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.queries import Rules, rules
from xiaoxiang.regulation.worktime import SHANGHAI

KEYS = {
    "accept": "a",
    "dispatch": "p",
    "send_back": "t",
    "declare_done": "d",
    "verify": "v",
    "not_yet": "b",
    "resume": "r",
    "agree": "g",
    "part": "x",
    "send_up": "u",
    "whistle": "w",
    "consult": "l",
    "pause": "s",
    "extend": "e",
    "merge": "m",
    "decline": "o",
    "answer": "f",
    "close": "c",
    "settle": "h",
    "report": "u",
}
"""The letter that does each act where it is shown."""
AT_ONCE = frozenset({"accept", "verify", "resume", "close"})
"""Acts that ask nothing: one key, and a minute to take them back."""
SIGNS = {"ok": "✓", "go": "→", "wait": "▲", "late": "!", "rest": "–"}
CAME = {
    Channel.PLAQUE: gettext_lazy("居民，扫码"),
    Channel.WEB: gettext_lazy("居民，网页"),
    Channel.PHONE: gettext_lazy("居民，电话"),
    Channel.DESK: gettext_lazy("居民，当面"),
    Channel.PAPER: gettext_lazy("居民，纸条"),
    Channel.STREET: gettext_lazy("管家看到"),
}
UNSEEN = ("words", "raiser_name", "raiser_phone", "receipt", "promise")
"""Columns that no row shows: they stay in the database."""


@dataclass(frozen=True, slots=True)
class Act:
    """A deed that a row or a page offers."""

    verb: str
    label: str | Promise
    key: str
    url: str
    is_at_once: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of a list, in words."""

    matter: Matter
    title: str
    url: str
    where: str
    came: str | Promise
    turn: str | SafeString
    tone: str
    due: str
    acts: list[Act]

    @property
    def sign(self) -> str:
        """The sign of the tone: colour says nothing alone."""
        return SIGNS[self.tone]


def for_rows(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """With what a row names, and without what it does not show."""
    return matters.select_related("alley", "body").defer(*UNSEEN)


def rows(by: Actor, matters: Iterable[Matter]) -> list[Row]:
    """Rows for whoever handles them; asks the database nothing more."""
    now = clock.now()
    binding = rules(by.county_id, now)
    return [_row(by, matter, now, binding) for matter in matters]


def _row(by: Actor, matter: Matter, now: datetime, binding: Rules) -> Row:
    tone, due = limit(matter, now, binding)
    turn = "" if matter.is_ended else telling.turn(matter).sentence
    url = f"/desk/matters/{matter.pk}/"
    return Row(
        matter, matter.title, url, where(matter), came(matter), turn, tone, due, acts(matter, likely(by, matter))
    )


def reduced_rows(by: Actor, matters: Iterable[Matter]) -> list[Row]:
    """Rows in the form that anybody may read: no words, no names, no acts (XP1 ◐)."""
    now = clock.now()
    binding = rules(by.county_id, now)
    return [_reduced(matter, now, binding) for matter in matters]


def _reduced(matter: Matter, now: datetime, binding: Rules) -> Row:
    tone, due = limit(matter, now, binding)
    turn = "" if matter.is_ended else telling.turn(matter).sentence
    title = telling.public_title(matter)
    return Row(matter, title, f"/matters/{matter.pk}/", where(matter), came(matter), turn, tone, due, [])


def acts(matter: Matter, verbs: Iterable[str]) -> list[Act]:
    """Verbs as a page offers them."""
    return [
        Act(verb, VERBS[verb].verb, KEYS[verb], f"/desk/matters/{matter.pk}/{verb}/", verb in AT_ONCE) for verb in verbs
    ]


def where(matter: Matter) -> str:
    """The alley, or the community where no alley is known."""
    if matter.alley:
        return matter.alley.name
    place = tree(matter.county_id).get(matter.community_id) if matter.community_id else None
    return place.short_name if place else ""


def came(matter: Matter) -> str | Promise:
    """By which channel it came; never who (XP1)."""
    if matter.raised_by_id and matter.channel != Channel.STREET:
        return _("工作人员记下")
    return CAME[Channel(matter.channel)]


def limit(matter: Matter, now: datetime, binding: Rules) -> tuple[str, str]:
    """Tone and words of the limit: late by how much, today by when, else how long is left."""
    if matter.is_ended or matter.due_at is None:
        return telling.pill(matter)
    if matter.holder == Holder.RAISER:
        return "ok", _("办好，等回话")
    if matter.due_at < now:
        return "late", words.left(matter.due_at, now, binding.calendar)
    if matter.due_at.astimezone(SHANGHAI).date() == now.astimezone(SHANGHAI).date():
        return "wait", words.by_when(matter.due_at, now)
    return "go", words.left(matter.due_at, now, binding.calendar)
