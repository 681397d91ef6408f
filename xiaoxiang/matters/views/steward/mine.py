"""What became of my things: one box for each state, and the sentences that came (ux 7)."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.states import Holder
from xiaoxiang.matters.views.steward.who import alley_ids, alleys_of, foot, for_stewards
from xiaoxiang.people.models import Notice

A_PAGE = 20
OPEN_AT_MOST = 60


@for_stewards
def mine(request: HttpRequest) -> HttpResponse:
    """Mine are those I raised, those sent to me, and the open ones of my alleys."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    alleys = alleys_of(by)
    concerned = Q(raised_by_id=by.person_id) | Q(assignee_id=by.person_id) | Q(alley_id__in=alley_ids(by))
    rows = Matter.objects.filter(concerned, county_id=by.county_id).select_related("alley")
    open_ones = list(rows.is_open().order_by("due_at", "id")[:OPEN_AT_MOST])
    ended, older = _ended(rows, request.GET.get("before", ""))
    my_turn = [m for m in open_ones if _is_my_turn(by, m)]
    shown = {
        **foot(alleys),
        "my_turn": my_turn,
        "others_turn": [m for m in open_ones if m not in my_turn],
        "ended": ended,
        "older_url": f"/steward/matters/?before={older}" if older else "",
        "back_url": "/steward/",
        "back_label": _("今天"),
    }
    return render(request, "matters/steward/mine.html", shown)


def _is_my_turn(by: Actor, matter: Matter) -> bool:
    if matter.holder == Holder.ASSIGNEE:
        return matter.assignee_id == by.person_id
    return matter.holder == Holder.STEWARD and matter.alley_id in alley_ids(by)


def _ended(rows: Any, before: str) -> tuple[list[Matter], str]:
    """A page of what has ended, newest first, and the key of the next page."""
    ended = rows.filter(is_ended=True).order_by("-id")
    with suppress(ValueError):
        ended = ended.filter(pk__lt=UUID(before))
    found = list(ended[: A_PAGE + 1])
    return found[:A_PAGE], str(found[A_PAGE - 1].pk) if len(found) > A_PAGE else ""


@for_stewards
def notices(request: HttpRequest) -> HttpResponse:
    """The sentences that came, newest first. Looking at them marks them read; that is nobody's deed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    rows = Notice.objects.visible_to(by).filter(show_at__lte=now)
    found = list(rows.order_by("-show_at", "-id")[:A_PAGE])
    fresh = {n.pk for n in found if n.read_at is None}
    if fresh:
        Notice.objects.filter(pk__in=fresh).update(read_at=now)
    shown = {
        **foot(alleys_of(by)),
        "notices": [(n, n.pk in fresh) for n in found],
        "back_url": "/steward/",
        "back_label": _("今天"),
    }
    return render(request, "matters/steward/notices.html", shown)
