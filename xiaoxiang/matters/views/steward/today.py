"""A steward's home: what is next now, what else waits, at most four buttons (ux 1)."""

from datetime import datetime, time
from typing import Any

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
from xiaoxiang.regulation.parameters import Slot
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import SHANGHAI

SHOWN = 3


@for_stewards
def today(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    alleys = alleys_of(by)
    shown = {
        **foot(alleys),
        "slot": slot_words(rules(by.county_id, clock.now()).parameters.slots, clock.now()),
        "alleys": alleys,
        "matters": list(waiting_for(by)[:SHOWN]),
        "news": list(unread(by)[:SHOWN]),
    }
    return render(request, "matters/steward/today.html", shown)


def waiting_for(by: Actor) -> Any:
    """What waits for this steward: sent to me, or noted in an alley of mine and not looked at yet."""
    mine = Q(assignee_id=by.person_id, holder=Holder.ASSIGNEE) | Q(alley_id__in=alley_ids(by), holder=Holder.STEWARD)
    rows = Matter.objects.filter(mine, county_id=by.county_id).is_open()
    return rows.select_related("alley").order_by("due_at", "id")


def unread(by: Actor) -> Any:
    """What became of things this steward cares about, outside the silent hours (N9)."""
    rows = Notice.objects.visible_to(by).filter(read_at=None, show_at__lte=clock.now())
    return rows.order_by("-show_at", "-id")


def slot_words(slots: tuple[Slot, ...], now: datetime) -> str:
    """Which of the day's slots it is (seed 27): an agreed time of service, never a check-in point."""
    at = now.astimezone(SHANGHAI).time()
    for slot in slots:
        if slot.begins <= at < slot.ends:
            return _("%(slot)s这一段，到 %(ends)s") % {"slot": slot.name, "ends": _clock(slot.ends)}
    later = next((slot for slot in slots if at < slot.begins), None)
    if later:
        return _("下一段是%(slot)s，%(begins)s 起") % {"slot": later.name, "begins": _clock(later.begins)}
    return _("今天的三段都过了，明天见")


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
