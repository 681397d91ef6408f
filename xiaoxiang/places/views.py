"""Plaque sheets: the sign of an alley at its true size, to print, cut out and hang up."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.plaques import plaque_address, qr_svg, read_code
from xiaoxiang.places.queries import county, tree


def plaque(request: HttpRequest, code: str) -> HttpResponse:
    """The plaque of one alley. Nothing on it is secret: it hangs in the street."""
    here, plain = county(), read_code(code)
    found = Place.objects.filter(county_id=here.pk, plaque=plain).first() if here and plain else None
    if found is None:
        raise Http404
    return _sheets(request, [found])


def plaques(request: HttpRequest, code: int) -> HttpResponse:
    """All plaques of a community, one a page, for whoever holds a role there."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    here = county()
    places = tree(here.pk).values() if here else ()
    community = next((p for p in places if p.code == str(code) and p.level == Level.COMMUNITY), None)
    if community is None:
        raise Http404
    if not any(holding.reaches(community) for holding in by.held):
        raise Refused("may_not", _("一次印全社区的牌，由本社区的工作人员来。单块的牌在每条巷的页面上。"))
    alleys = Place.objects.within(community).alleys().filter(closed_at=None)
    return _sheets(request, list(alleys.order_by("position", "code")))


def _sheets(request: HttpRequest, alleys: list[Place]) -> HttpResponse:
    host = settings.PLAQUE_HOST or request.get_host()
    sheets = [_sheet(alley, host) for alley in alleys]
    return render(request, "places/plaques.html", {"sheets": sheets, "is_one": len(sheets) == 1})


def _sheet(alley: Place, host: str) -> dict[str, Any]:
    places, here = tree(alley.county_id), county()
    community = places.get(alley.community_id) if alley.community_id else None
    subdistrict = places.get(alley.subdistrict_id) if alley.subdistrict_id else None
    address = plaque_address(host, alley.plaque, is_secure=settings.IS_SECURE)
    return {
        "alley": alley,
        "community": community,
        "subdistrict": subdistrict,
        "phone": (community.telephone if community else "") or (here.telephone if here else ""),
        "address": address.split("://", 1)[1],
        "qr": mark_safe(qr_svg(address)),  # noqa: S308 - host and code were matched letter by letter  # nosec B308 B703
    }
