"""The regulation: dated versions of every number a rule needs, and the holiday table they are counted on."""

from django.db import models

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.places.models import County


class RegulationQuerySet(models.QuerySet["Regulation"]):
    """Questions about versions."""

    def visible_to(self, by: Actor) -> "RegulationQuerySet":
        """The rules are for everybody to read."""
        return self.filter(county_id=by.county_id)


class Regulation(models.Model):
    """One version of the county's Management Measures (《“小巷管家”管理办法》, seed 72): never changed, only followed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    number = models.PositiveIntegerField()
    in_force_on = models.DateField()
    parameters = models.JSONField()
    reason = models.CharField(max_length=500)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = RegulationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="regulation_number")]
        ordering = ["county", "-number"]

    def __str__(self) -> str:
        return f"{self.in_force_on.year} 年第 {self.number} 版"

    @property
    def called(self) -> str:
        return str(self)


class Holiday(models.Model):
    """A day that parts from Monday-to-Friday: a holiday, or a make-up working day (LB14)."""

    pk = models.CompositePrimaryKey("county_id", "day")
    county = models.ForeignKey(County, models.PROTECT)
    day = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
