"""One page: how many matters, by which of the three ways, overdue where, which alley needs help (ux 31)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters.actions.steps import first_of_month
from xiaoxiang.matters.models import Matter, Route, Tally
from xiaoxiang.matters.states import Holder
from xiaoxiang.matters.views.desk.frame import ABOVE, actor, desk, elsewhere
from xiaoxiang.matters.views.desk.inbox import communities_of
from xiaoxiang.matters.views.desk.search import as_month, month_name, months_back
from xiaoxiang.matters.views.overview.totals import Cell, cell, column
from xiaoxiang.pages import charts
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import Place
from xiaoxiang.places.queries import county, tree
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import months_later

ROUTES = (Route.ON_THE_SPOT, Route.REPORTED, Route.CONSULTATION)
MONTHS, MOST_LATE = 12, 5
TITLES = {
    "noted": gettext_lazy("提出"),
    "route:on_the_spot": gettext_lazy("当场"),
    "route:reported_to_community": gettext_lazy("上报"),
    "route:joint_consultation": gettext_lazy("协商"),
    "closed": gettext_lazy("办结"),
    "said:solved": gettext_lazy("居民说是"),
    "open": gettext_lazy("在办"),
    "late": gettext_lazy("超期"),
}
"""The columns of the table: the month's first, what stands now last."""
WHATS = tuple(TITLES)
OVER_ALL = frozenset({*ABOVE, Role.COMMUNITY_DIRECTOR, Role.COMMUNITY_WORKER})


@dataclass
class Line:
    """One place of the table."""

    name: str
    query: dict[str, str]
    numbers: dict[str, int] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def ways(self) -> list[Cell]:
        return [self.cells[f"route:{route}"] for route in ROUTES]

    @property
    def row(self) -> list[tuple[str, Cell]]:
        """The cells with what each is called where the row is a card."""
        return [(str(TITLES[what]), self.cells[what]) for what in WHATS]


def overview(request: HttpRequest) -> HttpResponse:
    """The month in numbers, each leading to its rows. Five questions to the database."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    if not by.roles & OVER_ALL:
        return HttpResponseRedirect("/desk/")
    now = clock.now()
    month = min(as_month(request.GET.get("month")) or first_of_month(now), first_of_month(now))
    own = communities_of(by)
    tallies = tallied(own, months_back(month, MONTHS - 1), month)
    open_now = standing(by, now)
    smallest = rules(by.county_id, now).parameters.smallest_total if by.roles & ABOVE else 0
    lines = lines_of(by, own, month, tallies, open_now)
    whole = {what: sum(line.numbers.get(what, 0) for line in lines) for what in WHATS}
    show(lines, month, smallest)
    context = {
        **desk(request, "/overview/"),
        "place": named(by, own),
        "month": month,
        "month_name": month_name(month),
        "is_this_month": month == first_of_month(now),
        "now": now,
        "lines": lines,
        "titles": list(TITLES.values()),
        "totals": [cell(whole[what], smallest, rows_of(what, month), is_late=what == "late") for what in WHATS],
        "figures": figures(whole, lines, month, smallest),
        "ways_chart": ways_chart(lines, month, smallest),
        "months": trend(tallies, month, smallest),
        "helped": most_late(open_now, smallest),
        "smallest": smallest,
        "is_county": Role.COUNTY_OFFICIAL in by.roles,
        "earlier": f"?month={months_back(month, 1):%Y-%m}",
        "later": f"?month={months_later(month, 1):%Y-%m}" if month < first_of_month(now) else "",
    }
    drawn = [(m["short"], 0 if m["cells"][0].is_hidden else m["cells"][0].n, m["url"]) for m in context["months"]]
    context["months_chart"] = charts.line(drawn[::-1], _("件"), title=_("每个月提出多少"))
    return render(request, "matters/overview/page.html", context)


Tallies = dict[tuple[UUID, date, str], int]


def tallied(communities: Iterable[UUID], first: date, last: date) -> Tallies:
    """What was counted, by community, month and measure: one question for the table and for the year."""
    rows = Tally.objects.filter(community_id__in=list(communities), month__range=(first, last))
    return {(c, m, what): n for c, m, what, n in rows.values_list("community_id", "month", "what", "n")}


def standing(by: Actor, now: datetime) -> list[dict[str, Any]]:
    """What is open now and what of it is late, by alley."""
    reach = by.covers(*OVER_ALL)
    late = Q(due_at__lt=now) & ~Q(holder=Holder.RAISER)
    found = Matter.objects.is_open().filter(reach, county_id=by.county_id)
    grouped: Any = found.values("community_id", "alley_id", "alley__name")
    return list(grouped.annotate(open=Count("pk"), late=Count("pk", filter=late)).order_by())


def lines_of(by: Actor, own: list[UUID], month: date, tallies: Tallies, open_now: list[dict[str, Any]]) -> list[Line]:
    """A line for each community of the reader, in the order of the official list."""
    places = tree(by.county_id)
    lines = [Line(places[c].short_name, {"community": str(c)}) for c in own]
    for community, line in zip(own, lines, strict=True):
        line.numbers = {what: tallies.get((community, month, what), 0) for what in WHATS}
        for what in ("open", "late"):
            line.numbers[what] = sum(g[what] for g in open_now if g["community_id"] == community)
    return lines


def show(lines: list[Line], month: date, smallest: int) -> None:
    """Put the numbers into cells that may be shown; every one that is leads to its rows."""
    for what in WHATS:
        for line, shown in zip(lines, column([line.numbers[what] for line in lines], smallest), strict=True):
            url = "" if shown.is_hidden or not shown.n else rows_of(what, month, **line.query)
            line.cells[what] = replace(shown, url=url, is_late=what == "late" and shown.n > 0)


def rows_of(what: str, month: date, **more: str) -> str:
    """The list whose rows a number counts."""
    kind, _colon, value = what.partition(":")
    asked = {
        "noted": {"month": f"{month:%Y-%m}"},
        "route": {"month": f"{month:%Y-%m}", "route": value},
        "closed": {"state": "closed", "ended": f"{month:%Y-%m}"},
        "said": {"ended": f"{month:%Y-%m}", "said": value},
        "open": {"state": "open"},
        "late": {"late": "1"},
    }[kind]
    return "/desk/matters/?" + urlencode(asked | more)


def named(by: Actor, own: list[UUID]) -> str:
    """Of what this page is."""
    places, home = tree(by.county_id), county()
    held = next(h for h in by.held if h.role in OVER_ALL)
    if held.level == "county":
        return home.name if home else ""
    place: Place | None = places.get(held.place_id)
    return place.short_name if place else ""


def figures(whole: dict[str, int], lines: list[Line], month: date, smallest: int) -> list[tuple[Cell, str]]:
    """Numbers that matter, each with its sentence and its rows."""
    worst = max(lines, key=lambda line: line.numbers["late"], default=None)
    late = _("件超期")
    if worst and len(lines) > 1 and worst.numbers["late"] and not worst.cells["late"].is_hidden:
        late = _("件超期，%(n)s 件在%(place)s") % {"n": worst.numbers["late"], "place": worst.name}
    solved = cell(whole["said:solved"], smallest)
    said = {
        "noted": _("件事，%(month)s提出") % {"month": month_name(month)},
        "closed": _("件办结，%(n)s 件居民说解决了") % {"n": solved},
        "late": late,
        "open": _("件正在办"),
    }
    return [
        (cell(whole[what], smallest, rows_of(what, month), is_late=what == "late"), sentence)
        for what, sentence in said.items()
    ]


def ways_chart(lines: list[Line], month: date, smallest: int) -> Any:
    """The three ways of each place. What has no way yet, and what is too few to be told apart, is one last part."""
    drawn = []
    for line in lines:
        ways = [0 if c.is_hidden else c.n for c in line.ways]
        if not line.cells["noted"].is_hidden and line.numbers["noted"]:
            rest = max(line.numbers["noted"] - sum(ways), 0)
            drawn.append((line.name, [*ways, rest], rows_of("noted", month, **line.query)))
    last = _("还没定，或不到 %(n)s 件") % {"n": smallest} if smallest else _("还没定")
    names = [*(str(route.label) for route in ROUTES), last]
    return charts.stack(drawn, names, _("件"), title=_("提出的事走了哪条路"))


def trend(tallies: Tallies, last: date, smallest: int) -> list[dict[str, Any]]:
    """The last twelve months, newest first."""
    summed: dict[tuple[date, str], int] = {}
    for (_community, month, what), n in tallies.items():
        summed[month, what] = summed.get((month, what), 0) + n
    return [
        {
            "name": month_name(m),
            "short": f"{m:%y-%m}",
            "url": f"?month={m:%Y-%m}",
            "cells": [
                cell(summed.get((m, what), 0), smallest, rows_of(what, m))
                for what in ("noted", "closed", "said:solved")
            ],
        }
        for m in (months_back(last, back) for back in range(MONTHS))
    ]


def most_late(open_now: list[dict[str, Any]], smallest: int) -> list[dict[str, Any]]:
    """The alleys with most overdue; above the community only where they are not too few to show."""
    late = [g for g in open_now if g["alley_id"] and g["late"] >= max(smallest, 1)]
    worst = sorted(late, key=lambda g: (-g["late"], g["alley__name"]))[:MOST_LATE]
    return [
        {"name": g["alley__name"], "late": g["late"], "url": f"/desk/matters/?late=1&alley={g['alley_id']}"}
        for g in worst
    ]
