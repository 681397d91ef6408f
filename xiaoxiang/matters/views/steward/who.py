"""Whose pages these are: a steward's, with the alleys that are theirs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode

from xiaoxiang.door.actor import Actor
from xiaoxiang.matters.views.resident.alley import around
from xiaoxiang.people.actors import DEVICE_COOKIE
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import Place

View = Callable[..., HttpResponse]


def for_stewards(view: View) -> View:
    """A page for stewards; a locked phone goes to its PIN, others are told how a phone is bound."""

    @wraps(view)
    def shown(request: HttpRequest, **named: Any) -> HttpResponse:
        by: Actor = request.actor  # type: ignore[attr-defined]
        if Role.STEWARD in by.roles:
            return view(request, **named)
        if by.is_person:
            return HttpResponseRedirect("/desk/")
        if DEVICE_COOKIE in request.COOKIES:
            return HttpResponseRedirect(f"/pin/?{urlencode({'next': request.get_full_path()})}")
        return render(request, "matters/steward/unbound.html")

    return shown


def alley_ids(by: Actor) -> list[UUID]:
    """The alleys this steward looks after."""
    return [h.place_id for h in by.held if h.role == Role.STEWARD and h.level == "alley"]


def alleys_of(by: Actor) -> list[Place]:
    rows = Place.objects.filter(county_id=by.county_id, pk__in=alley_ids(by))
    return list(rows.order_by("position", "code"))


def foot(alleys: list[Place]) -> dict[str, Any]:
    """Whose telephone the foot shows: that of the community of the first alley."""
    return around(alleys[0]) if alleys else {}
