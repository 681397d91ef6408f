"""The front page: find my alley, a telephone, the ways in, and today's numbers."""

import unicodedata
from typing import Any

from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoxiang.door import clock
from xiaoxiang.matters.models import Matter, Tally
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.places.plaques import read_code
from xiaoxiang.places.queries import county, tree
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import SHANGHAI

FOUND_AT_MOST = 30


def front(request: HttpRequest) -> HttpResponse:
    """Without a county: how to begin. With one: where is my alley, whom to call, how many things are open."""
    here = county()
    if here is None:
        return render(request, "web/first_run.html")
    asked = request.GET.get("q", "")[:40].strip()
    found = find(here, asked) if asked else []
    if len(found) == 1 and read_code(asked):
        return HttpResponseRedirect(f"/a/{found[0].plaque}/")
    shown = {"q": asked, "found": found, "subdistricts": subdistricts(here), **figures(here)}
    return render(request, "web/front.html", shown)


def find(here: County, asked: str) -> list[Place]:
    """Alleys by the code on the plaque, by name, or by pinyin with or without blanks."""
    alleys = Place.objects.filter(county_id=here.pk, level=Level.ALLEY, closed_at=None)
    if code := read_code(asked):
        exact = list(alleys.filter(plaque=code))
        if exact:
            return exact
    plain = unicodedata.normalize("NFKC", asked).strip()
    letters = "".join(plain.split())
    spelt = Q(pinyin__icontains=plain) if plain.isascii() else Q(pk__in=[])
    if letters.isascii() and letters.isalpha():
        spelt |= Q(pinyin__iregex=r"\s?".join(letters))
    return list(alleys.filter(Q(name__contains=plain) | spelt).order_by("name", "code")[:FOUND_AT_MOST])


def subdistricts(here: County) -> list[tuple[Place, list[Place]]]:
    """The communities that have alleys, under their subdistricts; all of them before the first alley is there."""
    alleys = Place.objects.filter(county_id=here.pk, level=Level.ALLEY, closed_at=None).order_by()
    with_alleys = set(alleys.values_list("community_id", flat=True).distinct())
    places = tree(here.pk).values()
    communities: dict[Any, list[Place]] = {}
    for place in places:
        if place.level == Level.COMMUNITY and place.closed_at is None and (place.pk in with_alleys or not with_alleys):
            communities.setdefault(place.subdistrict_id, []).append(place)
    order = [p for p in places if p.level == Level.SUBDISTRICT and p.pk in communities]
    return [(p, communities[p.pk]) for p in sorted(order, key=lambda p: (p.position, p.code))]


def figures(here: County) -> dict[str, Any]:
    """What is open and what ended this month. Few are not told (XP2)."""
    now = clock.now()
    month = now.astimezone(SHANGHAI).date().replace(day=1)
    closed = Tally.objects.filter(county_id=here.pk, month=month, what="closed").aggregate(n=Sum("n"))["n"] or 0
    shown = {"open": Matter.objects.public(here.pk).is_open().count(), "closed": closed}
    smallest = rules(here.pk, now).parameters.smallest_total
    return {"figures": {name: n if n >= smallest or not n else None for name, n in shown.items()}, "smallest": smallest}
