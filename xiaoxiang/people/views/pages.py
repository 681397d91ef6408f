"""What the pages of this room share: the side list of the desk, a page with one form, a page shown once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xiaoxiang.door import forms
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do, submit
from xiaoxiang.people.models import STAFF, Role
from xiaoxiang.people.side import entries
from xiaoxiang.places.queries import county, tree


def actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by


def staff(request: HttpRequest) -> Actor:
    """The actor of a desk page. Raises Http404 for everybody else: what is not theirs is not there."""
    by = actor(request)
    if not by.roles & STAFF:
        raise Http404
    return by


def somebody(request: HttpRequest) -> Actor:
    """The actor of one's own page."""
    by = actor(request)
    if not by.is_person:
        raise Http404
    return by


def must_show_again(request: HttpRequest) -> HttpResponse | None:
    """Before something grave staff show a factor once more (security.md 3); afterwards they are back on this page."""
    if not request.user.is_authenticated or did_recently_reauthenticate(request):
        return None
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")


def side(by: Actor, here: str) -> dict[str, Any]:
    """The desk's side list, with the entries of every room."""
    home = county()
    places = tree(by.county_id)
    held = next((h for h in by.held if h.role in STAFF), None)
    place = places.get(held.place_id) if held else None
    return {
        "side": entries(by, here),
        "side_place": place.short_name if place else home.name if home else "",
        "side_person": f"{by.name} · {Role(held.role).label}" if held else by.name,
        "side_url": "/desk/",
    }


def frame(by: Actor, *, is_desk: bool) -> dict[str, Any]:
    """Which base the page stands on: the desk for staff's work, the phone for one's own."""
    if is_desk:
        return {"base": "web/desk.html", **side(by, "/desk/people/")}
    return {"base": "web/phone.html", "back_url": "/me/", "back_label": _("我的")}


def seen_by(by: Actor, action: Action[Any], pk: Any) -> Any:
    """The thing of an action as the actor sees it, if the action is hers. Raises Http404 or Refused('may_not')."""
    model: Any = action.thing
    thing = get_object_or_404(model.objects.visible_to(by), pk=pk)
    verdict = action.who(by, thing)
    if verdict is not True:
        raise Refused("may_not", _(str(verdict)) if verdict else _("这件事不归您办。"))
    return thing


def form_page(
    request: HttpRequest,
    action: Action[Any],
    thing: Any,
    *,
    title: str,
    done: str | Callable[[Any], str],
    is_desk: bool,
    about: str = "",
    choices: Mapping[str, Iterable[Any]] | None = None,
    hidden: Mapping[str, Any] | None = None,
    only: Iterable[str] | None = None,
    is_danger: bool = False,
    said: str = "",
    back_url: str = "",
) -> HttpResponse:
    """A page with the form of one action: drawn on GET, sent through the door on POST, drawn again when refused."""

    def page(refused: Refused | None = None, given: Mapping[str, Any] | None = None) -> HttpResponse:
        form = forms.draw(
            action,
            request.get_full_path(),
            given=given,
            refused=refused,
            choices=choices,
            hidden=hidden,
            only=only,
            seen=getattr(thing, "version", None) if action.changes else None,
        )
        context = {"form": form, "title": title, "about": about, **frame(actor(request), is_desk=is_desk)}
        if back_url:
            context["back_url"] = back_url
        form.is_danger = is_danger  # type: ignore[attr-defined]
        return render(request, "people/form.html", context)

    if request.method == "POST":
        return submit(request, action, thing.pk, done=done, retry=page, said=said)
    return page()


def once_page(
    request: HttpRequest,
    action: Action[Any],
    thing: Any,
    template: str,
    *,
    title: str,
    about: str = "",
    only: Iterable[str] | None = None,
) -> HttpResponse:
    """A page whose answer is shown once and kept nowhere: the POST itself draws it, nothing is stored or cached."""
    by = actor(request)
    is_desk = request.path.startswith("/desk/")
    context = {"title": title, "about": about, "thing": thing, **frame(by, is_desk=is_desk)}
    refused: Refused | None = None
    given: Mapping[str, Any] = {}
    if request.method == "POST":
        try:
            answer = do(request, action, thing.pk)
            response = render(request, template, {**context, "answer": answer.result, "is_repeat": answer.is_repeat})
            response["Cache-Control"] = "no-store"
            return response
        except Refused as wrong:
            refused, given = wrong, request.POST
    seen = getattr(thing, "version", None) if action.changes else None
    form = forms.draw(action, request.path, given=given, refused=refused, seen=seen, only=only)
    status = refused.status if refused else 200
    return render(request, "people/form.html", {**context, "form": form}, status=status)
