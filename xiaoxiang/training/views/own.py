"""One's own trainings: yes or no with one tap, what one has learnt, and one's calendar."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from icalendar import Calendar, Event

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do, submit
from xiaoxiang.people.views.pages import somebody
from xiaoxiang.places.queries import county
from xiaoxiang.stewards.models import Qualification
from xiaoxiang.training import actions
from xiaoxiang.training.actions.calendars import digest
from xiaoxiang.training.models import Feed, Invitation, Reply, Stage

SHOWN = 30
KEPT = timedelta(days=90)
"""How far back a calendar reaches."""


def mine(request: HttpRequest) -> HttpResponse:
    """What I am asked to, what I said, what I have learnt."""
    by = somebody(request)
    rows = Invitation.objects.filter(Q(person_id=by.person_id), county_id=by.county_id)
    rows = rows.select_related("session__course", "session__community")
    now = clock.now()
    context = {
        "coming": rows.filter(session__stage=Stage.ANNOUNCED, session__ends_at__gt=now).order_by("session__begins_at"),
        "came": rows.filter(has_come=True).order_by("-session__begins_at")[:SHOWN],
        "learnt": Qualification.objects.filter(Q(person_id=by.person_id)),
        "feed": Feed.objects.visible_to(by).filter(ended_at=None).first(),
        "today": now,
        "op_id": uuid4(),
        "back_url": "/me/",
        "back_label": _("我的"),
    }
    return render(request, "training/mine.html", context)


@require_POST
def reply(request: HttpRequest, pk: UUID, word: str) -> HttpResponse:
    """来 or 不来, until the session begins."""
    somebody(request)
    action = {"yes": actions.accept, "no": actions.decline}[word]
    said = _("记下了：您来。") if word == "yes" else _("记下了：您这次不来。")
    return submit(request, action, pk, done="/me/training/", retry=_raised, said=said)


def _raised(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
    raise refused


@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """Show the address of one's calendar once; asked again it is another."""
    by = somebody(request)
    answer = do(request, actions.open_feed, by.person_id)
    token = answer.result.token
    context = {
        "address": request.build_absolute_uri(f"/calendar/{token}.ics") if token else "",
        "back_url": "/me/training/",
        "back_label": _("我的培训"),
    }
    response = render(request, "training/feed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def end_feed(request: HttpRequest, pk: UUID) -> HttpResponse:
    somebody(request)
    return submit(
        request, actions.end_feed, pk, done="/me/training/", retry=_raised, said=_("停了，那个地址什么也读不到了。")
    )


def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of one person (RFC 5545, 7986): what she is asked to and has not declined; no other names in it."""
    feed = Feed.objects.filter(token_digest=digest(token), ended_at=None).first()
    if feed is None:
        raise Http404
    response = HttpResponse(_as_ics(feed), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=600"
    response["X-Robots-Tag"] = "noindex"
    return response


def _as_ics(feed: Feed) -> bytes:
    made = Calendar()
    home = county()
    made.add("prodid", "-//xiaoxiang//training//ZH")
    made.add("version", "2.0")
    made.add("name", _("小巷管家 %(county)s") % {"county": home.name if home else ""})
    made.add("x-wr-calname", _("小巷管家 %(county)s") % {"county": home.name if home else ""})
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    rows = Invitation.objects.filter(person_id=feed.person_id).exclude(reply=Reply.NO)
    since = clock.now() - KEPT
    for asked in rows.filter(session__begins_at__gt=since).select_related("session__course").order_by("session_id"):
        made.add_component(_event(asked))
    ics: bytes = made.to_ical()
    return ics


def _event(asked: Invitation) -> Event:
    session, event = asked.session, Event()
    event.add("uid", f"{session.pk}@xiaoxiang")
    event.add("dtstamp", session.begins_at)
    event.add("dtstart", session.begins_at)
    event.add("dtend", session.ends_at)
    event.add("summary", session.course.name)
    event.add("location", session.where)
    event.add("sequence", session.version)
    is_off = session.stage == Stage.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED" if asked.reply == Reply.YES else "TENTATIVE")
    return event
