"""The host's pages: what comes, what was held, who was asked, who came."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.people.models import Body, Person
from xiaoxiang.people.views.pages import actor, side
from xiaoxiang.places.models import Place
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.training import actions, queries
from xiaoxiang.training.models import HOSTS, Course, Invitation, Session, Stage

HERE = "/desk/training/"
SHOWN = 30
FOUND = 20


def host(request: HttpRequest) -> tuple[Actor, Place]:
    """Who hosts, and for which place. Raises Http404 for everybody else."""
    by = actor(request)
    places = tree(by.county_id)
    held = next((h for h in by.held if h.role in HOSTS and h.place_id in places), None)
    if held is None:
        raise Http404
    return by, places[held.place_id]


def below(place: Place) -> Q:
    """The sessions and courses of a place: its own, and for a subdistrict those of its communities."""
    return Q(community_id=place.pk) | Q(subdistrict_id=place.pk)


def index(request: HttpRequest) -> HttpResponse:
    """What comes, what was held and not written down yet, what was held; the year's figures."""
    by, place = host(request)
    now = clock.now()
    rows = Session.objects.hosted_by(by).select_related("course", "community", "body")
    year = now.astimezone(SHANGHAI).date().replace(month=1, day=1)
    context = {
        **side(by, HERE),
        "place": place,
        "coming": rows.filter(stage=Stage.ANNOUNCED, begins_at__gt=now).order_by("begins_at")[:SHOWN],
        "unwritten": rows.filter(stage=Stage.ANNOUNCED, begins_at__lte=now).order_by("begins_at")[:SHOWN],
        "held": rows.filter(stage=Stage.HELD).order_by("-begins_at", "-id")[:SHOWN],
        "courses": Course.objects.open().filter(below(place), county_id=by.county_id),
        "figures": queries.figures(by.county_id, below(place), year),
    }
    return render(request, "training/desk/index.html", context)


def page(
    request: HttpRequest,
    action: Action[Any],
    thing: Any,
    *,
    title: str,
    done: Any,
    back: tuple[str, str],
    choices: Mapping[str, Any] | None = None,
    only: tuple[str, ...] | None = None,
    given: Mapping[str, Any] | None = None,
    about: str = "",
) -> HttpResponse:
    """A page of this room with the form of one action."""
    by = actor(request)

    def drawn(refused: Refused | None = None, post: Mapping[str, Any] | None = None) -> HttpResponse:
        form = forms.draw(
            action,
            request.path,
            given=post if post is not None else given,
            refused=refused,
            choices=choices,
            only=only,
            seen=getattr(thing, "version", None) if action.changes else None,
        )
        shown = {**side(by, HERE), "form": form, "title": title, "about": about, "back": back}
        return render(request, "training/desk/form.html", shown)

    if request.method == "POST":
        return submit(request, action, thing.pk, done=done, retry=drawn)
    return drawn()


def new_course(request: HttpRequest) -> HttpResponse:
    _by, place = host(request)
    return page(
        request, actions.open_course, place, title=_("开一门课"), done=f"{HERE}sessions/new/", back=(HERE, _("培训"))
    )


def course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A course with its sessions, and the way to stop offering it."""
    by, place = host(request)
    found = get_object_or_404(Course.objects.filter(below(place), county_id=by.county_id), pk=pk)
    if request.method == "POST":
        return submit(request, actions.close_course, found.pk, done=HERE, retry=_raised, said=_("这门课停了。"))
    sessions = found.sessions.select_related("course", "community").order_by("-begins_at")[:SHOWN]
    return render(request, "training/desk/course.html", {**side(by, HERE), "course": found, "sessions": sessions})


def _raised(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
    raise refused


def new_session(request: HttpRequest) -> HttpResponse:
    """Announce a session; without a course there is nothing to announce yet."""
    by, place = host(request)
    courses = list(Course.objects.open().filter(_taught_in(place), county_id=by.county_id))
    if not courses:
        return HttpResponseRedirect(f"{HERE}courses/new/")
    bodies = Body.objects.visible_to(by).order_by("name")
    at = (clock.now() + timedelta(days=7)).astimezone(SHANGHAI).replace(hour=9, minute=0)
    begins, ends = at.strftime("%Y-%m-%dT%H:%M"), at.replace(hour=11).strftime("%Y-%m-%dT%H:%M")
    given = {"begins_at": begins, "ends_at": ends, "where": "", "course": request.GET.get("course", "")}
    choices = {"course": [(str(c.pk), c.name) for c in courses], "body": [(str(b.pk), b.name) for b in bodies]}
    return page(
        request,
        actions.announce,
        place,
        title=_("排一场培训"),
        done=lambda session: f"{HERE}sessions/{session.pk}/",
        back=(HERE, _("培训")),
        choices=choices,
        given=given,
        about=_("已经开过、只有纸记录的，也在这里补排一场，再记谁来了。"),
    )


def _taught_in(place: Place) -> Q:
    """The courses that can be given here: the place's own and those of the subdistrict above it."""
    return Q(community_id=place.pk) | Q(subdistrict_id=place.subdistrict_id or place.pk, community_id=None)


def of_host(request: HttpRequest, pk: UUID) -> tuple[Actor, Session]:
    """A session that this reader hosts. Raises Http404."""
    by, _place = host(request)
    rows = Session.objects.hosted_by(by).select_related("course", "community", "subdistrict", "body", "host")
    return by, get_object_or_404(rows, pk=pk)


def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One session: when, where, who was asked, what they said, who came, how it went on."""
    by, found = of_host(request, pk)
    invitations = list(found.invitations.select_related("person").order_by("person__sort_key", "pk"))
    context = {
        **side(by, HERE),
        "session": found,
        "invitations": invitations,
        "yes": sum(1 for i in invitations if i.reply == "yes"),
        "no": sum(1 for i in invitations if i.reply == "no"),
        "follow_ups": found.follow_ups.order_by("-on", "-id"),
        "has_begun": found.begins_at <= clock.now(),
    }
    return render(request, "training/desk/session.html", context)


def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a group, or one person found by name."""
    by, found = of_host(request, pk)
    asked = request.GET.get("q", "")[:40].strip()
    people = Person.objects.visible_to(by).filter(name__contains=asked).order_by("sort_key")[:FOUND] if asked else []
    back = (f"{HERE}sessions/{pk}/", found.called)
    choices = {"person": [(str(p.pk), p.name) for p in people]}
    only = ("group", "person") if people else ("group",)
    return page(
        request, actions.invite, found, title=_("请人来"), done=back[0], back=back, choices=choices, only=only,
        about=_("来不来由本人定，不来不用说理由。"),
    )  # fmt: skip


def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    _by, found = of_host(request, pk)
    back = (f"{HERE}sessions/{pk}/", found.called)
    given = {
        "begins_at": found.begins_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": found.ends_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "where": found.where,
    }
    return page(request, actions.move, found, title=_("改时间地点"), done=back[0], back=back, given=given)


def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    _by, found = of_host(request, pk)
    back = (f"{HERE}sessions/{pk}/", found.called)
    return page(request, actions.cancel, found, title=_("取消这一场"), done=back[0], back=back)


def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    _by, found = of_host(request, pk)
    back = (f"{HERE}sessions/{pk}/", found.called)
    return page(request, actions.follow_up, found, title=_("记一次跟踪"), done=back[0], back=back)


def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick who came. Those who were asked stand first; others of the place can be found and ticked too."""
    by, found = of_host(request, pk)

    def drawn(refused: Refused | None = None, post: Mapping[str, Any] | None = None) -> HttpResponse:
        ticked = set(post.getlist("present")) if post is not None else None  # type: ignore[attr-defined]
        form = forms.draw(actions.hold, request.get_full_path(), given=post, refused=refused, seen=found.version)
        form["present"].choices = who_may_have_come(by, found, request.GET.get("q", ""))
        form["present"].value = ticked if ticked is not None else _ticked(found)
        if post is None:
            form["effect"].value, form["is_from_paper"].value = found.effect, found.is_from_paper
        shown = {**side(by, HERE), "form": form, "session": found, "q": request.GET.get("q", "")}
        return render(request, "training/desk/hold.html", shown)

    if request.method == "POST":
        done = f"{HERE}sessions/{pk}/"
        return submit(request, actions.hold, found.pk, done=done, retry=drawn, said=_("记下了。"))
    return drawn()


def who_may_have_come(by: Actor, session: Session, asked: str) -> list[forms.Choice]:
    """Those who were asked, then those found by name."""
    rows = session.invitations.select_related("person").order_by("person__sort_key", "pk")
    known: list[forms.Choice] = [(str(i.person_id), i.person.name, _said(i)) for i in rows]
    ids = {choice[0] for choice in known}
    if asked := asked[:40].strip():
        found = Person.objects.visible_to(by).filter(name__contains=asked).order_by("sort_key")[:FOUND]
        known += [(str(p.pk), p.name, _("没有请过，也来了")) for p in found if str(p.pk) not in ids]
    return known


def _said(invitation: Invitation) -> str:
    return {"yes": _("说来"), "no": _("说不来")}.get(invitation.reply, "")


def _ticked(session: Session) -> set[str]:
    """Before anything is written: those who said they come; after it: those who came."""
    rows = session.invitations
    rows_ticked = rows.filter(has_come=True) if session.stage == Stage.HELD else rows.filter(reply="yes")
    return {str(pk) for pk in rows_ticked.values_list("person_id", flat=True)}


def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper to sign in the room: names, and empty lines for whoever comes unasked."""
    _by, found = of_host(request, pk)
    names = [i.person.name for i in found.invitations.select_related("person").order_by("person__sort_key", "pk")]
    context = {
        "session": found,
        "names": names,
        "empty": range(max(5, 20 - len(names))),
        "print_url": request.build_absolute_uri(),
        "printed_at": clock.now(),
    }
    return render(request, "training/desk/sheet.html", context)
