"""All matters of the place, newest first: found by number or words, filtered, each figure of the overview on its rows."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.words import one_line
from xiaoxiang.matters.actions.steps import first_of_month
from xiaoxiang.matters.models import FollowUp, Matter, MatterQuerySet, Route
from xiaoxiang.matters.queries import counted, kinds
from xiaoxiang.matters.states import Holder, State
from xiaoxiang.matters.views.desk.frame import ABOVE, AT_A_DESK, actor, desk, elsewhere
from xiaoxiang.matters.views.desk.inbox import communities_of
from xiaoxiang.matters.views.desk.rows import for_rows, reduced_rows, rows
from xiaoxiang.pages import words
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import Place
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import SHANGHAI, months_later

A_PAGE, LATEST = 25, 5000
NUMBER = re.compile(r"(\d{2})-?(\d{4})-?(\d{4})")
FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """What the address asks for. What cannot be read is not asked."""

    words: str = ""
    number: str = ""
    state: str = ""
    route: str = ""
    said: str = ""
    kind: UUID | None = None
    alley: UUID | None = None
    community: UUID | None = None
    month: date | None = None
    """In which it was noted."""
    ended: date | None = None
    """In which it was closed."""
    is_late: bool = False

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Asked":
        typed = unicodedata.normalize("NFKC", one_line(str(given.get("q", ""))))[:60]
        number = NUMBER.fullmatch(typed.replace(" ", ""))
        return cls(
            words="" if number else typed,
            number="-".join(number.groups()) if number else "",
            state=one_of(given.get("state"), {*State.values, "open"}),
            route=one_of(given.get("route"), set(Route.values)),
            said=one_of(given.get("said"), set(FollowUp.Solved.values)),
            kind=as_id(given.get("kind")),
            alley=as_id(given.get("alley")),
            community=as_id(given.get("community")),
            month=as_month(given.get("month")),
            ended=as_month(given.get("ended")),
            is_late=given.get("late") == "1",
        )


def one_of(value: Any, known: set[str]) -> str:
    return value if value in known else ""


def as_id(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def as_month(value: Any) -> date | None:
    try:
        return datetime.strptime(str(value), "%Y-%m").date()
    except ValueError:
        return None


def search(request: HttpRequest) -> HttpResponse:
    """The list, 25 a page by key; its totals from the tallies. Six questions to the database."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    asked = Asked.read(request.GET)
    is_reduced = by.roles.isdisjoint(AT_A_DESK | {Role.SUBDISTRICT_OFFICIAL})
    found = filtered(in_sight(by), asked, clock.now(), is_reduced=is_reduced)
    if after := as_id(request.GET.get("after")):
        found = found.filter(pk__lt=after)
    page = list(for_rows(found).order_by("-pk")[: A_PAGE + 1])
    context = {
        **desk(request, "/desk/matters/"),
        "rows": (reduced_rows if is_reduced else rows)(by, page[:A_PAGE]),
        "is_reduced": is_reduced,
        "asked": asked,
        "typed": request.GET.get("q", ""),
        "filters": filters(by, asked),
        "total": total(by, asked),
        "heading": heading(by, asked),
        "act_op_id": uuid4(),
        "older_url": turned(request, page[A_PAGE - 1].pk) if len(page) > A_PAGE else "",
        "newer_url": turned(request, None) if "after" in request.GET else "",
    }
    return render(request, "matters/desk/search.html", context)


def in_sight(by: Actor) -> MatterQuerySet:
    """What an actor may list: whole where one handles it, in its reduced form for the county (XP1)."""
    handled = by.covers(*AT_A_DESK, Role.SUBDISTRICT_OFFICIAL)
    return Matter.objects.filter(
        handled | (by.covers(Role.COUNTY_OFFICIAL) & Q(is_withheld=False)), county_id=by.county_id
    )


def filtered(found: MatterQuerySet, asked: Asked, now: datetime, *, is_reduced: bool = False) -> MatterQuerySet:
    """What was asked for. Who reads the reduced form finds no words that it does not show."""
    if asked.number:
        return found.filter(number=asked.number)
    wanted = {
        "route": asked.route,
        "answer": asked.said,
        "kind_id": asked.kind,
        "alley_id": asked.alley,
        "community_id": asked.community,
    }
    found = found.filter(**{column: value for column, value in wanted.items() if value})
    if asked.state:
        found = found.is_open() if asked.state == "open" else found.filter(state=asked.state)
    if asked.month:
        found = found.filter(noted_at__gte=begins(asked.month), noted_at__lt=begins(months_later(asked.month, 1)))
    if asked.ended:
        found = found.filter(ended_at__gte=begins(asked.ended), ended_at__lt=begins(months_later(asked.ended, 1)))
    if asked.is_late:
        found = late(found, now)
    if asked.words:
        newest = found.order_by("-pk").values("pk")[:LATEST]
        column = "kind__name" if is_reduced else "title"
        found = found.filter(pk__in=newest, **{f"{column}__icontains": asked.words})
    return found


def begins(month: date) -> datetime:
    return datetime.combine(month, time(0), SHANGHAI)


def late(found: MatterQuerySet, now: datetime) -> MatterQuerySet:
    """Past the limit while somebody was to act; one that only waits for an answer is not late."""
    return found.late(now).exclude(holder=Holder.RAISER)


def total(by: Actor, asked: Asked) -> str:
    """How many there are, where the tallies know."""
    plain = not (asked.words or asked.number or asked.kind or asked.alley or asked.is_late)
    if not plain or (asked.state and asked.state != State.CLOSED) or (asked.month and asked.ended):
        return ""
    what = measure(asked)
    if not what:
        return ""
    own = communities_of(by)
    chosen = [c for c in own if asked.community in (None, c)]
    month = asked.month or asked.ended
    number = counted(chosen, month or FIRST, month or first_of_month(clock.now())).get(what, 0)
    smallest = rules(by.county_id, clock.now()).parameters.smallest_total if by.roles & ABOVE else 0
    if 0 < number < smallest:
        return _("不到 %(number)s 件") % {"number": smallest}
    return _("共 %(number)s 件") % {"number": number} if own else ""


def measure(asked: Asked) -> str:
    """What the tallies call this list; empty where they do not count it."""
    if asked.said:
        return f"said:{asked.said}" if asked.ended and not asked.route else ""
    if asked.state == State.CLOSED:
        return "" if asked.month else (f"closed:{asked.route}" if asked.route else "closed")
    if asked.ended:
        return ""
    return f"route:{asked.route}" if asked.route else "noted"


def heading(by: Actor, asked: Asked) -> str:
    """What the list is of, in words."""
    place = tree(by.county_id).get(asked.community) if asked.community else None
    parts = [
        place.short_name if place else "",
        _("%(month)s提出的") % {"month": month_name(asked.month)} if asked.month else "",
        _("%(month)s了结的") % {"month": month_name(asked.ended)} if asked.ended else "",
        str(Route(asked.route).label) if asked.route else "",
        state_name(asked.state),
        _("居民说：%(said)s") % {"said": FollowUp.Solved(asked.said).label} if asked.said else "",
        _("超期的") if asked.is_late else "",
    ]
    return "，".join(p for p in parts if p)


def month_name(month: date) -> str:
    return _("%(year)s年%(month)s") % {"year": month.year, "month": _(words.MONTHS[month.month - 1])}


def state_name(state: str) -> str:
    return _("正在办的") if state == "open" else str(State(state).label) if state else ""


def filters(by: Actor, asked: Asked) -> list[dict[str, Any]]:
    """The lists to choose from, above the rows."""
    places = tree(by.county_id)
    own = communities_of(by)
    shown = [
        chooser("state", _("到哪一步"), [("open", _("正在办的")), *State.choices], asked.state),
        chooser("route", _("哪一路"), Route.choices, asked.route),
        chooser("kind", _("哪一类"), [(str(k.pk), k.name) for k in kinds(by.county_id)], asked.kind),
        chooser("month", _("哪个月提出"), months(asked.month), f"{asked.month:%Y-%m}" if asked.month else ""),
    ]
    if by.roles & ABOVE:
        named = [(str(pk), places[pk].short_name) for pk in own]
        shown.append(chooser("community", _("哪个社区"), named, asked.community))
    community = asked.community if asked.community in own else own[0] if len(own) == 1 else None
    if community:
        alleys = (
            Place.objects.alleys().filter(county_id=by.county_id, community_id=community).order_by("position", "pk")
        )
        named = [(str(pk), name) for pk, name in alleys.values_list("pk", "name")]
        shown.append(chooser("alley", _("哪条巷"), named, asked.alley))
    return shown


def chooser(name: str, label: str, choices: Iterable[Any], value: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": list(choices), "value": str(value or "")}


def months(chosen: date | None) -> list[tuple[str, str]]:
    """The last twelve months, and the chosen one where it is older."""
    this = first_of_month(clock.now())
    listed = [months_back(this, n) for n in range(12)]
    if chosen and chosen not in listed:
        listed.append(chosen)
    return [(f"{m:%Y-%m}", month_name(m)) for m in listed]


def months_back(month: date, amount: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 - amount, 12)
    return date(year, index + 1, 1)


def turned(request: HttpRequest, after: UUID | None) -> str:
    """The same list from another key on."""
    kept = {k: v for k, v in request.GET.items() if k != "after" and v}
    return "?" + urlencode(kept | ({"after": after.hex} if after else {}))
