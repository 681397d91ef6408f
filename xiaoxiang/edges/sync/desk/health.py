"""How the phones are: those that need help, and what a person must look at. Never who is diligent (N1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import BinaryField, F, Func, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.edges.sync.desk import conflicts, phones, written
from xiaoxiang.edges.sync.desk.frame import frame, keeper, to_look_at, to_settle
from xiaoxiang.edges.sync.desk.why import why
from xiaoxiang.edges.sync.envelope import read_line
from xiaoxiang.edges.sync.models import Conflict, Item, Outcome
from xiaoxiang.pages import words

AT_MOST = 50
"""Rows of a list; the oldest come first, and who has worked through them sees the next."""
READ = 4096
"""Bytes of a line that a list reads: more only the page of the one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One op or one conflict of the list."""

    url: str
    title: str
    person: str
    why: str
    age: str


def health(request: HttpRequest) -> HttpResponse:
    """Phones first, then what waits for a person. One question to the database for each list."""
    by = keeper(request)
    now = clock.now()
    found = list(to_look_at(by, now).select_related("person").order_by("received_at", "pk")
                 .annotate(start=Func(F("line"), Value(1), Value(READ), function="substring", output_field=BinaryField()))
                 .defer("line", "sha256")[: AT_MOST + 1])  # fmt: skip
    open_ones = list(
        to_settle(by).select_related("item__person").defer("item__line").order_by("at", "pk")[: AT_MOST + 1]
    )
    context = {
        **frame(by),
        "phones": grouped(phones.in_trouble(by, now)),
        "looks": looks(by, found[:AT_MOST], now),
        "conflicts": [two_values(conflict, now) for conflict in open_ones[:AT_MOST]],
        "is_cut": len(found) > AT_MOST or len(open_ones) > AT_MOST,
    }
    return render(request, "sync/desk/health.html", context)


def grouped(found: Iterable[phones.Phone]) -> list[tuple[str | Promise, list[phones.Phone]]]:
    """The phones under what is worst about them."""
    return [(phones.HEADINGS[sort], list(part)) for sort, part in groupby(found, key=lambda phone: phone.sort)]


def looks(by: Actor, found: list[Any], now: datetime) -> list[Row]:
    """Ops that a person must look at, in words."""
    ops = [read_line(bytes(item.start)).op for item in found]
    return [
        Row(f"/desk/sync/items/{item.pk}/", title, item.person.name, why(item), age(item, now))
        for item, title in zip(found, written.titles(by.county_id, ops), strict=True)
    ]


def age(item: Item, now: datetime) -> str:
    if item.outcome == Outcome.HELD:
        return _("%(ago)s送到，一直等着") % {"ago": words.ago(item.received_at, now)}
    return _("%(ago)s送到") % {"ago": words.ago(item.received_at, now)}


def two_values(conflict: Conflict, now: datetime) -> Row:
    """A conflict in words."""
    label = conflicts.label_of_field(conflict)
    told = _("“%(field)s”有两种写法") % {"field": label}
    if conflict.kept:
        told = _("“%(field)s”正在改成手机上的") % {"field": label}
    url = f"/desk/sync/conflicts/{conflict.pk}/"
    return Row(url, conflict.called, conflict.item.person.name, told, words.ago(conflict.at, now))
