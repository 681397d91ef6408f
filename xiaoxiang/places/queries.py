"""Readings about places that many rooms need."""

import time
from functools import lru_cache
from uuid import UUID

from django.db import connection

from xiaoxiang.places.models import County, Place

FRESH_FOR = 10


def county() -> County | None:
    """The county of this installation; None before it is founded."""
    return _county(connection.settings_dict["NAME"], int(time.monotonic() / FRESH_FOR))


@lru_cache(4)
def _county(database: str, era: int) -> County | None:
    return County.objects.order_by("founded_at").first()


def tree(county_id: int) -> dict[UUID, Place]:
    """Every place that is not an alley, by id: some dozens, read once and kept for seconds."""
    return _tree(connection.settings_dict["NAME"], county_id, int(time.monotonic() / FRESH_FOR))


@lru_cache(8)
def _tree(database: str, county_id: int, era: int) -> dict[UUID, Place]:
    places = Place.objects.filter(county_id=county_id).exclude(level="alley").order_by("level", "position")
    return {place.pk: place for place in places}


def forget() -> None:
    """Read anew: after this process founded or changed a place."""
    _county.cache_clear()
    _tree.cache_clear()
