"""What a steward gained: qualifications, and the education that the subdistrict gives (seed 13, 67)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import Person
from xiaoxiang.places.models import Placed
from xiaoxiang.stewards.models.appointments import KEEPERS


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Questions about qualifications."""

    def visible_to(self, by: Actor) -> "QualificationQuerySet":
        return self.filter(by.covers(*KEEPERS) | Q(person_id=by.person_id), county_id=by.county_id)

    def on(self, day: date) -> "QualificationQuerySet":
        """Those that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Qualification(Placed):
    """That somebody completed a training: the pre-post one, which opens the work, or a skill. No hours (TR3)."""

    class Kind(models.TextChoices):
        PRE_POST = "pre_post", _("岗前培训")
        SKILL = "skill", _("技能培训")

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="qualifications", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    evidence = models.CharField(max_length=60, blank=True)
    """Number of a paper certificate; empty where a training of this system stands behind it."""
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="qualification_person")]
        ordering = ["-since", "-id"]

    @property
    def called(self) -> str:
        return self.name


class EducationQuerySet(models.QuerySet["Education"]):
    """Questions about the subdistrict's education."""

    def visible_to(self, by: Actor) -> "EducationQuerySet":
        return self.filter(by.covers(*KEEPERS) | Q(people=by.person_id), county_id=by.county_id).distinct()


class Education(Placed):
    """What the subdistrict taught or told its stewards, and on which day (seed 13: education is its duty)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    on = models.DateField()
    what = models.CharField(max_length=500)
    people = models.ManyToManyField(Person, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = EducationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "subdistrict", "on"], name="education_subdistrict")]
        ordering = ["-on", "-id"]

    @property
    def called(self) -> str:
        return self.what[:30]
