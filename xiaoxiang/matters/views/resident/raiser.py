"""Calling whoever raised a matter: name or number in the clear, once, with a reason, always in the read log (XP1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoxiang.door import forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.views.resident.alley import around
from xiaoxiang.matters.views.resident.matter import is_staff, seen_by


def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer to this POST alone holds the value; the page is kept by nobody."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, is_concerned = seen_by(by, pk)
    if not is_concerned or actions.reveal.who(by, found) is not True:
        raise Http404
    if is_staff(by):
        return HttpResponseRedirect(f"/desk/matters/{found.pk}/")
    if request.method != "POST":
        return _page(request, found)
    try:
        reading = do(request, actions.reveal, found.pk).result
    except Refused as refused:
        response = _page(request, found, refused=refused, given=request.POST)
        response.status_code = refused.status
        return response
    return _page(request, found, reading=reading)


def _page(
    request: HttpRequest,
    found: Matter,
    *,
    refused: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    reading: Any = None,
) -> HttpResponse:
    url = f"/matters/{found.pk}/"
    form = None if reading else forms.draw(actions.reveal, f"{url}reveal/", given=given, refused=refused)
    shown = {
        **around(found.alley or found.community),  # type: ignore[arg-type]
        "matter": found,
        "form": form,
        "reading": reading,
        "back_url": url,
        "back_label": found.title,
    }
    response = render(request, "matters/resident/reveal.html", shown)
    response["Cache-Control"] = "no-store"
    return response
