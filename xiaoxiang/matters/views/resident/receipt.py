"""The receipt: what whoever raised a matter holds in hand. Its address is the secret; nothing else is asked."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaoxiang.door import forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.matters import actions, photos
from xiaoxiang.matters.actions.noting import AT_MOST_PICTURES
from xiaoxiang.matters.models import Matter, MeToo
from xiaoxiang.matters.queries import possible
from xiaoxiang.matters.states import State
from xiaoxiang.matters.telling import last_answer, timeline
from xiaoxiang.matters.views.resident.alley import around
from xiaoxiang.matters.views.resident.matter import raised, undo_of
from xiaoxiang.matters.views.resident.report import as_raiser
from xiaoxiang.places.models import Place

ASKED = ("solved", "content", "words")


def matter_of(request: HttpRequest, token: str) -> tuple[Matter, bool]:
    """The matter of a receipt, and whether it is that of somebody who joined. Found by digest: nothing to guess by.

    Sets the actor to one who holds this receipt. Raises Http404.
    """
    digest = hashlib.sha256(token.encode()).digest()
    rows = Matter.objects.select_related("kind", "alley", "body")
    matter = rows.filter(receipt=digest).first()
    joined = None if matter else MeToo.objects.filter(receipt=digest).values_list("matter_id", flat=True).first()
    if joined:
        matter = rows.filter(pk=joined).first()
    if matter is None:
        raise Http404
    if not joined:
        request.actor = as_raiser(request, matter)  # type: ignore[attr-defined]
    return matter, bool(joined)


def secret(response: HttpResponse) -> HttpResponse:
    """A page that nobody else keeps: not the browser's cache, not a search engine, not another site's logs."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def receipt(request: HttpRequest, token: str) -> HttpResponse:
    matter, is_joined = matter_of(request, token)
    if request.method == "POST" and not is_joined:
        return secret(_answer(request, matter, token))
    return secret(page(request, matter, token, is_joined=is_joined))


def page(
    request: HttpRequest,
    matter: Matter,
    token: str,
    *,
    is_joined: bool = False,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The slip, the answer form when it is time, the timeline, what may be added."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    may_answer = not is_joined and "answer" in possible(by, matter)
    said = last_answer(matter) if may_answer else None
    form = _answer_form(matter, token, refused, given) if may_answer else None
    shown = {
        **around(matter.alley or _place(matter)),
        "matter": matter,
        "token": token,
        "is_joined": is_joined,
        "steps": timeline(matter, is_public=is_joined),
        "form": form,
        "said": said,
        "is_asked": may_answer and not (said and matter.state == State.CLOSED),
        "pictures": [] if is_joined else list(matter.photos.order_by("id")),
        "may_add_photos": not is_joined and matter.pictures < AT_MOST_PICTURES,
        "refusal": refused.sentence if refused and not form else "",
        "may_add": not is_joined and not matter.is_ended,
        "undo": None if is_joined else undo_of(by, matter, f"/r/{token}/"),
        "other": _other(matter),
        "foot_page": "/r/",
        "back_url": f"/a/{matter.alley.plaque}/" if matter.alley else "",
        "back_label": matter.alley.name if matter.alley else "",
    }
    return render(request, "matters/resident/receipt.html", shown)


def _place(matter: Matter) -> Place:
    place = matter.community or matter.subdistrict
    if place is None:
        raise Http404
    return place


def _other(matter: Matter) -> Matter | None:
    """The matter this one was merged into, where it is public."""
    if not matter.duplicate_of_id:
        return None
    return Matter.objects.public(matter.county_id).filter(pk=matter.duplicate_of_id).first()


def _answer_form(matter: Matter, token: str, refused: Refused | None, given: Mapping[str, Any] | None) -> forms.Form:
    form = forms.draw(actions.answer, f"/r/{token}/", given=given, refused=refused, only=ASKED)
    form["solved"].kind = "choice"
    return form


def _answer(request: HttpRequest, matter: Matter, token: str) -> HttpResponse:
    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        return page(request, matter, token, refused=refused, given=post)

    return submit(request, actions.answer, matter.pk, done=f"/r/{token}/", retry=retry, said=_("记下了。"))


def _adding(request: HttpRequest, matter: Matter, token: str, form: forms.Form) -> HttpResponse:
    """A page of its own for one thing more, so that the receipt stays short."""
    shown = {
        **around(matter.alley or _place(matter)),
        "form": form,
        "matter": matter,
        "heading": form.verb,
        "foot_page": "/r/",
        "back_url": f"/r/{token}/",
        "back_label": _("收条"),
    }
    return secret(render(request, "matters/resident/act.html", shown))


def add_words(request: HttpRequest, token: str) -> HttpResponse:
    """One thing more, in words."""
    matter, is_joined = matter_of(request, token)
    if is_joined:
        raise Http404
    url = f"/r/{token}/add/"
    if request.method != "POST":
        return _adding(request, matter, token, forms.draw(actions.add, url))

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        return _adding(request, matter, token, forms.draw(actions.add, url, given=post, refused=refused))

    return secret(submit(request, actions.add, matter.pk, done=f"/r/{token}/", retry=retry, said=_("补上了。")))


def add_photos(request: HttpRequest, token: str) -> HttpResponse:
    """Photos afterwards; a bad one is told beside the field."""
    matter, is_joined = matter_of(request, token)
    if is_joined:
        raise Http404
    url, error = f"/r/{token}/photos/", ""
    if request.method == "POST":
        error = photos.add_to(request, matter)
        if not error:
            return secret(HttpResponseRedirect(f"/r/{token}/"))
    response = _adding(request, matter, token, photos.form(url, error))
    response.status_code = 422 if error else 200
    return response


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what was sent a moment ago."""
    matter, is_joined = matter_of(request, token)
    if is_joined:
        raise Http404
    home = f"/r/{token}/"
    return secret(submit(request, actions.withdraw, matter.pk, done=home, retry=raised, said=_("撤回了，没有记。")))
