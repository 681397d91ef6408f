"""Places: the tree county > subdistrict > community > grid > alley. Every row of people hangs on it."""

from functools import cached_property
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.places.plaques import new_code


class Level(models.TextChoices):
    """The five levels of the tree (PL1)."""

    COUNTY = "county", _("县")
    SUBDISTRICT = "subdistrict", _("街道")
    COMMUNITY = "community", _("社区")
    GRID = "grid", _("网格")
    ALLEY = "alley", _("街巷")


class County(models.Model):
    """A county: one installation, one cell. Its key is the six-digit division code, for example 350922."""

    id = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=40)
    residents = models.PositiveIntegerField(default=0)
    telephone = models.CharField(max_length=20, blank=True)
    is_demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    """Questions about places."""

    def visible_to(self, by: Actor) -> "PlaceQuerySet":
        """Places are public affairs: everybody sees those of the county (XP1)."""
        return self.filter(county_id=by.county_id)

    def alleys(self) -> "PlaceQuerySet":
        return self.filter(level=Level.ALLEY)

    def communities(self) -> "PlaceQuerySet":
        return self.filter(level=Level.COMMUNITY)

    def within(self, place: "Place") -> "PlaceQuerySet":
        """The places below `place`, itself left out."""
        if place.level == Level.COUNTY:
            return self.filter(county_id=place.county_id).exclude(pk=place.pk)
        return self.filter(county_id=place.county_id, **{f"{place.level}_id": place.pk}).exclude(pk=place.pk)


class Place(models.Model):
    """One place of the tree, carrying all its ancestors, so that every right is one look at a column."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    level = models.CharField(max_length=12, choices=Level.choices)
    code = models.CharField(max_length=20)
    """The official 12-digit code; grids and alleys continue their community's (PL1, PL4)."""
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    subdistrict = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    community = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    grid = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    plaque = models.CharField(max_length=8, blank=True)
    """The opaque code on an alley's plaque: six letters for life."""
    residents = models.PositiveIntegerField(default=0)
    telephone = models.CharField(max_length=20, blank=True)
    is_invented = models.BooleanField(default=False)
    """Made up for the demo county, and marked so wherever it is shown."""
    position = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="place_code"),
            models.UniqueConstraint(
                fields=["county", "plaque"], condition=~models.Q(plaque=""), name="place_plaque_drawn"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "level", "position"], name="place_level"),
            models.Index(fields=["county", "community", "level", "position"], name="place_community"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.name

    def is_seen_by_all(self, by: Actor) -> bool:
        """As `visible_to` says: places are public affairs."""
        return self.county_id == by.county_id

    @property
    def chain_id(self) -> UUID | None:
        return self.pk if self.level == Level.COMMUNITY else self.community_id

    @cached_property
    def place_ids(self) -> frozenset[UUID]:
        """Itself and everything above it."""
        above = (self.pk, self.grid_id, self.community_id, self.subdistrict_id)
        return frozenset(i for i in above if i)

    @property
    def short_name(self) -> str:
        """文兴社区 for 文兴社区居委会: the name people say."""
        return self.name.removesuffix("居民委员会").removesuffix("居委会")

    def below(self, level: Level, *, name: str, code: str, **more: Any) -> "Place":
        """A new, unsaved place under this one."""
        line = {"subdistrict_id": self.subdistrict_id, "community_id": self.community_id, "grid_id": self.grid_id}
        if self.level in (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID):
            line[f"{self.level}_id"] = self.pk
        plaque = new_code(SystemRandom()) if level == Level.ALLEY else ""
        return Place(
            county_id=self.county_id, level=level, name=name, code=code, parent=self, plaque=plaque, **line, **more
        )


class Placed(models.Model):
    """What belongs to people and hangs on a place: the columns every right and every list starts from.

    County and subdistrict are the community's own and are checked through it: two checks fewer at every commit.
    """

    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_constraint=False)
    subdistrict = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    alley = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True

    @cached_property
    def place_ids(self) -> frozenset[UUID]:
        return frozenset(i for i in (self.alley_id, self.community_id, self.subdistrict_id) if i)

    @staticmethod
    def columns_of(place: Place) -> dict[str, Any]:
        """The place columns of something that happens at `place`."""
        return {
            "county_id": place.county_id,
            "subdistrict_id": place.pk if place.level == Level.SUBDISTRICT else place.subdistrict_id,
            "community_id": place.pk if place.level == Level.COMMUNITY else place.community_id,
            "alley_id": place.pk if place.level == Level.ALLEY else None,
        }
