"""How somebody is kept on: leave and suspension with who covers, and the grade that the panel gave."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import Person, RoleHeld
from xiaoxiang.places.models import County, Placed
from xiaoxiang.stewards.models.appointments import DECIDERS, KEEPERS, Appointment


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Questions about leaves."""

    def visible_to(self, by: Actor) -> "LeaveQuerySet":
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        reach = by.covers(*DECIDERS, prefix="appointment__") | Q(appointment__person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def on(self, day: date) -> "LeaveQuerySet":
        return self.filter(from_on__lte=day, until_on__gte=day, ended_at=None)


class Leave(models.Model):
    """That a steward is away, or does not act, from one day to another; who covers holds her alleys for those days."""

    class Sort(models.TextChoices):
        LEAVE = "leave", _("请假")
        SUSPENSION = "suspension", _("暂停履职")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="leaves")
    sort = models.CharField(max_length=12, choices=Sort.choices, default=Sort.LEAVE)
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=500)
    cover = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    roles = models.ManyToManyField(RoleHeld, related_name="+")
    """What the cover holds for these days."""
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "until_on"], name="leave_until", condition=Q(ended_at=None))]
        ordering = ["-from_on", "-id"]

    @property
    def called(self) -> str:
        return self.appointment.called

    @property
    def chain_id(self) -> UUID | None:
        return self.appointment.community_id


class GradeQuerySet(models.QuerySet["Grade"]):
    """Questions about grades."""

    def visible_to(self, by: Actor) -> "GradeQuerySet":
        """The person and the offices (XP1). What the public reads of it is asked elsewhere, by consent."""
        return self.filter(by.covers(*KEEPERS) | Q(appointment__person_id=by.person_id), county_id=by.county_id)

    def standing(self) -> "GradeQuerySet":
        return self.filter(set_aside_at=None)


class Grade(Placed):
    """The grade that a panel of people gave, as a decision with its papers. No score, no order is anywhere (Q1, Q2)."""

    class Level(models.TextChoices):
        EXCELLENT = "excellent", _("优秀")
        COMPETENT = "competent", _("称职")
        NOT_COMPETENT = "not_competent", _("不称职")

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="grades", db_index=False)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=14, choices=Level.choices)
    panel_on = models.DateField()
    evaluators = models.JSONField()
    """Names of those who evaluated: two at least (ST10)."""
    opinion = models.CharField(max_length=500)
    papers = models.CharField(max_length=60)
    """Where its papers are kept: number of the minutes or of the file."""
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    rule_number = models.PositiveIntegerField()
    set_aside_at = models.DateTimeField(null=True)
    """When an appeal took it away."""
    version = models.PositiveIntegerField(default=1)

    objects = GradeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "year"], condition=Q(set_aside_at=None), name="grade_once"),
        ]
        indexes = [models.Index(fields=["county", "community", "year"], name="grade_community")]
        ordering = ["-year", "-id"]

    @property
    def called(self) -> str:
        return self.appointment.called
