"""The quota: how many stewards each community needs, kept with every step of its working (seed 10)."""

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import Person
from xiaoxiang.places.models import County, Place
from xiaoxiang.regulation.parameters import Quota
from xiaoxiang.regulation.worktime import SHANGHAI


class QuotaTableQuerySet(models.QuerySet["QuotaTable"]):
    """Questions about tables."""

    def visible_to(self, by: Actor) -> "QuotaTableQuerySet":
        """How many stewards a community needs is public (seed 15)."""
        return self.filter(county_id=by.county_id)

    def in_force(self) -> "QuotaTableQuerySet":
        return self.filter(superseded_at=None)


class QuotaTable(models.Model):
    """The county's quota as it was set on a day: never changed, only superseded."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    number = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    formula = models.JSONField()
    """The regulation's `Quota` as it held, so that the table can be redone after any change of the rules."""
    rule_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    left_out = models.JSONField(default=dict)
    """Communities without alleys or grids that were expressly left out: names by id."""
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = QuotaTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="quota_table_number"),
            models.UniqueConstraint(fields=["county"], condition=Q(superseded_at=None), name="quota_table_in_force"),
        ]
        ordering = ["county", "-number"]

    @property
    def rule(self) -> Quota:
        return Quota.model_validate(self.formula)

    @property
    def title(self) -> str:
        """2026 年第 3 张定额表, in the reader's language."""
        year = self.set_at.astimezone(SHANGHAI).year
        return _("%(year)s 年第 %(number)s 张定额表") % {"year": year, "number": self.number}

    @property
    def called(self) -> str:
        """As the journal says it."""
        with translation.override("zh-hans"):
            return self.title


class QuotaRow(models.Model):
    """What one community brought and got."""

    id = models.UUIDField(primary_key=True, default=new_id)
    table = models.ForeignKey(QuotaTable, models.PROTECT, related_name="rows", db_index=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    grids = models.PositiveIntegerField()
    alleys = models.PositiveIntegerField()
    weight = models.PositiveIntegerField()
    floor = models.PositiveIntegerField()
    cap = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    """Before the first step: the floor (Sainte-Laguë), the whole part of the fair share (Hamilton)."""
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "community"], name="quota_row_once"),
            models.CheckConstraint(
                condition=Q(seats__gte=models.F("floor"), seats__lte=models.F("cap")), name="quota_row_bounds"
            ),
        ]
        ordering = ["table", "position"]


class QuotaStep(models.Model):
    """One comparison of the working: the next seat, or one remainder in its order."""

    pk = models.CompositePrimaryKey("table_id", "number")
    table = models.ForeignKey(QuotaTable, models.PROTECT, related_name="steps", db_index=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField()
    row = models.ForeignKey(QuotaRow, models.PROTECT, related_name="steps")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    is_given = models.BooleanField()
    level_with = models.JSONField(default=list)
    """The names of those that had the very same number and came after."""

    class Meta:
        ordering = ["table", "number"]
