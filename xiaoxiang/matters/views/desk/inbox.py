"""The inbox: what is late, what is due today, what else is ours, what others have in hand. One hand is enough."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters.actions.steps import first_of_month
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.queries import counted
from xiaoxiang.matters.states import Holder
from xiaoxiang.matters.views.desk.frame import AT_A_DESK, actor, desk, elsewhere
from xiaoxiang.matters.views.desk.rows import Row, for_rows, reduced_rows, rows
from xiaoxiang.people.models import Role
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.worktime import SHANGHAI

A_PAGE = 25
LATE, TODAY, OURS, OTHERS = range(4)
SECTIONS = {
    LATE: gettext_lazy("超期的"),
    TODAY: gettext_lazy("今天到期"),
    OURS: gettext_lazy("要我们办的"),
    OTHERS: gettext_lazy("等别人办"),
}
SHOWN = {"late": (LATE,), "today": (TODAY,), "ours": (TODAY, OURS), "others": (OTHERS,)}


def inbox(request: HttpRequest) -> HttpResponse:
    """Late first, then today, then the rest of ours, then what waits for others. Seven questions to the database."""
    if response := elsewhere(request):
        return response
    by = actor(request)
    now = clock.now()
    show = request.GET.get("show", "")
    found: Any = ranked(by, now)
    numbers = numbers_of(by, found, now)
    if show in SHOWN:
        found = found.filter(rank__in=SHOWN[show])
    found = found.filter(after(request.GET.get("after", ""))).order_by("rank", "due_at", "pk")
    page = list(for_rows(found)[: A_PAGE + 1])
    context = {
        **desk(request, "/desk/", numbers["late"] + numbers["ours"]),
        "sections": sections(by, page[:A_PAGE]),
        "numbers": numbers,
        "month": first_of_month(now),
        "has_month": bool(by.roles & AT_A_DESK and communities_of(by)),
        "show": show if show in SHOWN else "",
        "act_op_id": uuid4(),
        "origin": "?from=inbox",
        "may_register": bool(by.roles & AT_A_DESK),
        "older_url": f"?show={show}&after={key_of(page[A_PAGE - 1])}" if len(page) > A_PAGE else "",
        "newer_url": f"?show={show}" if "after" in request.GET else "",
    }
    return render(request, "matters/desk/inbox.html", context)


def in_reach(by: Actor) -> tuple[Q, Q]:
    """What comes to this desk, and which of it is this desk's turn.

    A community: all that is open there. A subdistrict: what it has in hand, and the late ones that climbed to it. The
    county: those that climbed to the top, in their reduced form (XP1).
    """
    community = by.covers(*AT_A_DESK)
    subdistrict = by.covers(Role.SUBDISTRICT_OFFICIAL)
    county = by.covers(Role.COUNTY_OFFICIAL)
    held_up = subdistrict & Q(holder=Holder.SUBDISTRICT)
    climbed = (subdistrict & Q(climbed__gte=2)) | (county & Q(climbed__gte=3, is_withheld=False))
    ours = (community & Q(holder=Holder.COMMUNITY)) | held_up
    return community | held_up | climbed, ours


def ranked(by: Actor, now: datetime) -> Any:
    """The open matters of this desk with their section. What only waits for an answer is on a list of its own."""
    reach, ours = in_reach(by)
    found = Matter.objects.is_open().filter(reach, county_id=by.county_id).exclude(holder=Holder.RAISER)
    sections = Case(
        When(due_at__lt=now, then=Value(LATE)),
        When(ours & Q(due_at__lt=tomorrow(now)), then=Value(TODAY)),
        When(ours, then=Value(OURS)),
        default=Value(OTHERS),
        output_field=IntegerField(),
    )
    return found.annotate(rank=sections)


def tomorrow(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(SHANGHAI).date() + timedelta(days=1), time(0), SHANGHAI)


def numbers_of(by: Actor, found: Any, now: datetime) -> dict[str, int]:
    """The numbers at the top; each is the number of the rows its link leads to. Two questions."""
    each = dict(found.values_list("rank").annotate(Count("pk")).order_by())
    month = counted(communities_of(by), first_of_month(now), first_of_month(now))
    numbers = {name: sum(each.get(rank, 0) for rank in ranks) for name, ranks in SHOWN.items()}
    return {**numbers, "closed": month.get("closed", 0), "solved": month.get("said:solved", 0)}


def communities_of(by: Actor) -> list[UUID]:
    """The communities that an actor's desk looks after."""
    roles = AT_A_DESK | {Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL}
    held = [h for h in by.held if h.role in roles]
    communities = [p for p in tree(by.county_id).values() if p.level == "community"]
    return [p.pk for p in communities if any(h.level == "county" or h.place_id in p.place_ids for h in held)]


def sections(by: Actor, page: list[Any]) -> list[tuple[str, list[Row]]]:
    """The rows of a page under their headings."""
    found: dict[int, list[Row]] = {}
    is_reduced = by.roles.isdisjoint(AT_A_DESK | {Role.SUBDISTRICT_OFFICIAL})
    for matter, row in zip(page, (reduced_rows if is_reduced else rows)(by, page), strict=True):
        found.setdefault(matter.rank, []).append(row)
    return [(str(SECTIONS[rank]), part) for rank, part in found.items()]


def key_of(matter: Any) -> str:
    """Where a page ends: section, limit and id."""
    return f"{matter.rank}.{int(matter.due_at.timestamp() * 1_000_000)}.{matter.pk.hex}"


def after(key: str) -> Q:
    """What comes after a key; an unreadable one is the beginning."""
    try:
        rank, moment, pk = key.split(".")
        due_at = datetime.fromtimestamp(0, SHANGHAI) + timedelta(microseconds=int(moment))
        later = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=UUID(pk))
        return Q(rank__gt=int(rank)) | (Q(rank=int(rank)) & later)
    except (ValueError, OverflowError):
        return Q()
