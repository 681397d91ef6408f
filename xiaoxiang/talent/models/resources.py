"""The service-resource list: what people of the pool can do for others, how often, when and for whom (seed 20)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Purpose
from xiaoxiang.places.models import Placed
from xiaoxiang.regulation.worktime import months_later
from xiaoxiang.talent.models.pool import Talent, agreed


class Period(models.TextChoices):
    """In what time the limit of a resource is counted."""

    WEEK = "week", _("每周")
    MONTH = "month", _("每月")
    YEAR = "year", _("每年")

    def around(self, on: date) -> tuple[date, date]:
        """The first day of the period that holds a day, and the first day after it. Weeks begin on Monday (LB15)."""
        if self == Period.WEEK:
            first = on - timedelta(days=on.weekday())
            return first, first + timedelta(days=7)
        first = on.replace(day=1) if self == Period.MONTH else on.replace(month=1, day=1)
        return first, months_later(first, 1 if self == Period.MONTH else 12)


class ResourceQuerySet(models.QuerySet["ServiceResource"]):
    """Questions about resources."""

    def visible_to(self, by: Actor) -> "ResourceQuerySet":
        """The community's own, and those one offers oneself."""
        return self.filter(by.covers(*COMMUNITY) | Q(talent__person_id=by.person_id), county_id=by.county_id)

    def listed(self) -> "ResourceQuerySet":
        """Those still offered by somebody who still agrees to be in the pool."""
        return self.filter(agreed(Purpose.TALENT_POOL, "talent__person_id"), withdrawn_at=None)


class ServiceResource(Placed):
    """One thing somebody can do for others, drawn from a strength of hers."""

    id = models.UUIDField(primary_key=True, default=new_id)
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="resources")
    strength = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    content = models.CharField(max_length=200)
    when = models.CharField(max_length=100)
    limit = models.PositiveSmallIntegerField()
    per = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    for_whom = models.CharField(max_length=100)
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "community", "strength"], name="resource_community")]

    @property
    def called(self) -> str:
        return self.name
