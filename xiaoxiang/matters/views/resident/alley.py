"""The alley's page, reached from the plaque on the wall, and the page of a community with its sketch map."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from xiaoxiang.door import clock
from xiaoxiang.matters.keepers import Keeper, keepers_in, keepers_of
from xiaoxiang.matters.models import Matter
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.plaques import read_code
from xiaoxiang.places.queries import county, tree
from xiaoxiang.places.sketch import DrawnAlley, DrawnGrid, sketch_svg

LATEST = 5
HERE = "SELECT * FROM places_place WHERE county_id = %s AND plaque = %s"
LAST_MATTERS = """
SELECT id, county_id, title, landmark, state, holder, due_at, climbed, is_ended, ended_at FROM matters_matter
WHERE county_id = %s AND alley_id = %s AND NOT is_withheld ORDER BY id DESC LIMIT %s
"""
"""Written by hand: behind every plaque is this page, and building the two questions cost as much as drawing it."""


def short(request: HttpRequest, plaque: str) -> HttpResponse:
    """The address in the QR symbol, as short as it can be; it leads to the alley's page for life (ux 14)."""
    if not read_code(plaque):
        raise Http404
    return HttpResponsePermanentRedirect(f"/a/{read_code(plaque)}/")


def alley(request: HttpRequest, plaque: str) -> HttpResponse:
    """Who looks after this alley, whom to tell, what became of the last things. Three questions to the database."""
    found = alley_of(plaque)
    if found is None:
        return no_such_alley(request, plaque)
    here = keepers_of(found)
    about = around(found)
    shown = {
        **about,
        "alley": found,
        "keepers": here,
        "matters": list(Matter.objects.raw(LAST_MATTERS, [found.county_id, found.pk, LATEST])),
        "call": next((k.phone for k in here if k.phone), "") or about["phone"],
    }
    return render(request, "matters/resident/alley.html", shown)


def alley_of(plaque: str) -> Place | None:
    """The alley of a plaque, however its code was typed."""
    here, code = county(), read_code(plaque)
    if not here or not code:
        return None
    return next(iter(Place.objects.raw(HERE, [here.pk, code])), None)


def no_such_alley(request: HttpRequest, plaque: str) -> HttpResponse:
    return render(request, "matters/resident/no_such_alley.html", {"plaque": plaque}, status=404)


def around(place: Place) -> dict[str, Any]:
    """The community and subdistrict of a place, and whose telephone the foot of its pages shows."""
    places, here = tree(place.county_id), county()
    community = (
        place if place.level == Level.COMMUNITY else places.get(place.community_id) if place.community_id else None
    )
    subdistrict = places.get(place.subdistrict_id) if place.subdistrict_id else None
    is_own = bool(community and community.telephone)
    return {
        "community": community,
        "subdistrict": subdistrict,
        "phone": (community.telephone if community else "") or (here.telephone if here else ""),
        "phone_name": (community.short_name if community and is_own else "") or (here.name if here else ""),
    }


def community(request: HttpRequest, code: int) -> HttpResponse:
    """The alleys of a community, drawn and listed, with who looks after each."""
    place = community_of(str(code))
    rows = Place.objects.filter(county_id=place.county_id, community_id=place.pk, level=Level.ALLEY, closed_at=None)
    alleys = list(
        rows.only("id", "name", "pinyin", "plaque", "grid_id", "position", "code").order_by("position", "code")
    )
    by_place: dict[UUID, list[Keeper]] = {}
    for keeper in keepers_in(place):
        by_place.setdefault(keeper.place_id, []).append(keeper)
    grids = _by_grid(place, alleys, by_place)
    shown = {**around(place), "place": place, "grids": grids, "alleys": len(alleys)}
    shown["sketch"] = _sketch(request, place, grids)
    return render(request, "matters/resident/community.html", shown)


def community_of(code: str) -> Place:
    here = county()
    places = tree(here.pk).values() if here else ()
    found = next((p for p in places if p.code == code and p.level == Level.COMMUNITY), None)
    if found is None:
        raise Http404
    return found


def _by_grid(place: Place, alleys: Iterable[Place], by_place: dict[UUID, list[Keeper]]) -> list[dict[str, Any]]:
    """The grids in their order, each with its alleys and who looks after them."""
    places = tree(place.county_id)
    grids: dict[UUID | None, dict[str, Any]] = {}
    for one in alleys:
        grid = places.get(one.grid_id) if one.grid_id else None
        named = {
            "name": grid.name if grid else "",
            "order": (grid.position, grid.code) if grid else (0, ""),
            "alleys": [],
        }
        entry = grids.setdefault(one.grid_id, named)
        looked_after = by_place.get(one.pk, []) + (by_place.get(one.grid_id, []) if one.grid_id else [])
        entry["alleys"].append({"alley": one, "keepers": looked_after})
    return sorted(grids.values(), key=lambda g: g["order"])


def _sketch(request: HttpRequest, place: Place, grids: list[dict[str, Any]]) -> str:
    """The drawing, with what waits in each alley and where the reader came from."""
    here = read_code(request.GET.get("here", ""))
    is_late = Q(due_at__lt=clock.now())
    open_ones = Matter.objects.public(place.county_id).is_open().filter(community_id=place.pk)
    counted = (
        open_ones.order_by()
        .values_list("alley_id")
        .annotate(waiting=Count("id", filter=~is_late), late=Count("id", filter=is_late))
    )
    numbers = {alley_id: (waiting, late) for alley_id, waiting, late in counted}
    drawn = [
        DrawnGrid(
            grid["name"],
            [
                DrawnAlley(
                    one["alley"].name,
                    f"/a/{one['alley'].plaque}/",
                    *numbers.get(one["alley"].pk, (0, 0)),
                    is_here=one["alley"].plaque == here,
                )
                for one in grid["alleys"]
            ],
        )
        for grid in grids
    ]
    return sketch_svg(place.short_name, drawn, large=request.COOKIES.get("elder") == "1") if drawn else ""
