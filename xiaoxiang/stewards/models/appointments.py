"""Appointments: who serves as a steward, for which terms, with which alleys."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Person, Role, RoleHeld
from xiaoxiang.people.vault import SealedField
from xiaoxiang.places.models import County, Place, Placed
from xiaoxiang.regulation.worktime import SHANGHAI

DECIDERS = (*COMMUNITY, Role.SUBDISTRICT_OFFICIAL)
"""Roles of the two bodies that keep and decide (seed 13)."""
KEEPERS = (*DECIDERS, Role.COUNTY_OFFICIAL)
"""Roles that see who serves, and the grades (XP1)."""


class State(models.TextChoices):
    """Where an appointment stands (facts, ST: appointment)."""

    WAITING = "waiting", _("等上岗")
    ACTIVE = "active", _("在岗")
    SUSPENDED = "suspended", _("暂停")
    ENDED = "ended", _("离任")


LIVING = (State.WAITING, State.ACTIVE, State.SUSPENDED)
AT_WORK = (State.ACTIVE, State.SUSPENDED)


class Ending(models.TextChoices):
    """Why an appointment ended (facts, ST: appointment)."""

    DISMISSED = "dismissed", _("辞退")
    RESIGNED = "resigned", _("辞任")
    TERM_END = "term_end", _("聘期届满")
    ILL = "ill", _("因病离任")
    MOVED = "moved", _("搬离")
    DIED = "died", _("去世")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions about appointments."""

    def visible_to(self, by: Actor) -> "AppointmentQuerySet":
        """One's own, and those of the places one looks after."""
        if by.kind in (ActorKind.CLOCK, ActorKind.IMPORTER):
            return self.filter(county_id=by.county_id)
        return self.filter(by.covers(*KEEPERS) | Q(person_id=by.person_id), county_id=by.county_id)

    def living(self) -> "AppointmentQuerySet":
        return self.filter(state__in=LIVING)

    def at_work(self) -> "AppointmentQuerySet":
        return self.filter(state__in=AT_WORK)


class Appointment(Placed):
    """That somebody is appointed steward in a community: from the subdistrict's approval to the end of service.

    Number, term and approval are those of the present term; the terms before stand in `Term`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", db_index=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    number = models.CharField(max_length=16)
    """Of the present letter: drawn, not counted."""
    begins_on = models.DateField()
    term_until = models.DateField()
    approval_no = models.CharField(max_length=60)
    is_on_paper = models.BooleanField(default=False)
    """Made before this system was here and written down from its papers."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    family = SealedField(null=True)
    """After a death: what was said with the family."""
    rule_number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "person"], condition=~Q(state=State.ENDED), name="appointment_once"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "community", "state"], name="appointment_community"),
            models.Index(fields=["county", "subdistrict", "state"], name="appointment_subdistrict"),
            models.Index(fields=["person"], name="appointment_person"),
        ]

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def is_living(self) -> bool:
        return self.state != State.ENDED

    def alleys(self) -> list[Place]:
        """The alleys in her charge; after the end, those she had to the last."""
        rows = self.charges.filter(left_at=self.ended_at).select_related("place")
        return [charge.place for charge in rows]

    def bound_to(self, field: str) -> str:
        return f"appointment.{field}.{self.pk}"

    def is_over_on(self, day: date) -> bool:
        """Whether the term has run out and nobody has decided yet whether she stays."""
        return self.state in AT_WORK and self.term_until < day


class Term(models.Model):
    """One term of an appointment, with its approval and its letter (seed 13, 81)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="terms")
    number = models.CharField(max_length=16)
    begins_on = models.DateField()
    until = models.DateField()
    approval_no = models.CharField(max_length=60)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    rule_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="term_number_drawn")]
        ordering = ["begins_on", "id"]


class Charge(models.Model):
    """That an alley is in somebody's charge, since and until when; the role stands behind it once work has begun."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="charges")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    since = models.DateField()
    left_at = models.DateTimeField(null=True)
    role = models.ForeignKey(RoleHeld, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "place"], condition=Q(left_at=None), name="charge_once"),
        ]
        indexes = [models.Index(fields=["county", "place"], name="charge_place")]
        ordering = ["since", "id"]

    @property
    def until(self) -> date | None:
        return self.left_at.astimezone(SHANGHAI).date() if self.left_at else None
