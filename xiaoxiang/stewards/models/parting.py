"""How somebody is let go: the dismissal with its steps and its appeal, and the list of what is handed over."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import Person, Role
from xiaoxiang.places.models import County, Placed
from xiaoxiang.stewards.models.appointments import DECIDERS, Appointment
from xiaoxiang.stewards.models.keeping import Grade


class Step(models.TextChoices):
    """How far a dismissal has gone."""

    OPEN = "open", _("等本人陈述")
    HEARD = "heard", _("听过本人，等签字")
    DISMISSED = "dismissed", _("辞退")
    APPEALED = "appealed", _("在申诉")
    CONFIRMED = "confirmed", _("申诉后维持")
    REINSTATED = "reinstated", _("申诉成立，恢复")
    DROPPED = "dropped", _("不辞退了")


UNDECIDED = (Step.OPEN, Step.HEARD)


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    """Questions about dismissals."""

    def visible_to(self, by: Actor) -> "DismissalQuerySet":
        """The person, the two bodies that decide, and whoever holds the letter with its address."""
        reach = by.covers(*DECIDERS) | Q(appointment__person_id=by.person_id)
        if by.receipts:
            reach |= Q(pk__in=by.receipts)
        return self.filter(reach, county_id=by.county_id)

    def undecided(self) -> "DismissalQuerySet":
        return self.filter(step__in=UNDECIDED)


class Dismissal(Placed):
    """The way to a dismissal, on one of two separate grounds (seed 79), and what came of it."""

    class Ground(models.TextChoices):
        NOT_COMPETENT = "not_competent", _("考核不称职")
        UNABLE = "unable", _("不能胜任岗位职责")

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="dismissals", db_index=False)
    ground = models.CharField(max_length=14, choices=Ground.choices)
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    statement_due = models.DateTimeField()
    statement = models.TextField(max_length=2000, blank=True)
    stated_at = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    """Who wrote the statement down; the person herself where she wrote it."""
    heard_on = models.DateField(null=True)
    hearing = models.TextField(max_length=2000, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    dismissed_at = models.DateTimeField(null=True)
    appeal_due = models.DateTimeField(null=True)
    number = models.CharField(max_length=16, blank=True)
    """Of the letter that tells her: drawn, not counted."""
    rule_number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = DismissalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment"], condition=Q(step__in=UNDECIDED), name="dismissal_once"),
            models.UniqueConstraint(
                fields=["county", "number"], condition=~Q(number=""), name="dismissal_number_drawn"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "community", "step"], name="dismissal_community"),
            models.Index(fields=["county", "subdistrict", "step"], name="dismissal_subdistrict"),
        ]
        ordering = ["-id"]

    @property
    def called(self) -> str:
        return self.appointment.called

    def has_had_her_say(self, now: datetime) -> bool:
        """Whether she stated her side, or let the limit pass without doing so."""
        return self.stated_at is not None or now > self.statement_due


class Signature(models.Model):
    """One of the two signatures under a dismissal: one of the community, one of the subdistrict, two different people."""

    class Side(models.TextChoices):
        COMMUNITY = "community", _("社区")
        SUBDISTRICT = "subdistrict", _("街道")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    dismissal = models.ForeignKey(Dismissal, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=12, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dismissal", "side"], name="signature_side"),
            models.UniqueConstraint(fields=["dismissal", "person"], name="signature_person"),
        ]
        ordering = ["id"]


class Appeal(models.Model):
    """An appeal against a dismissal, and the subdistrict's answer (AS10)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    dismissal = models.OneToOneField(Dismissal, models.PROTECT, related_name="appeal")
    words = models.TextField(max_length=2000)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Who wrote it down for her; None when she sent it herself by the address in her letter."""
    answer_due = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    @property
    def called(self) -> str:
        return self.dismissal.called


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Questions about what is handed over."""

    def visible_to(self, by: Actor) -> "HandOverQuerySet":
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        return self.filter(by.covers(*DECIDERS, Role.COUNTY_OFFICIAL), county_id=by.county_id)

    def waiting(self) -> "HandOverQuerySet":
        """Those not handed to anybody yet. A matter that ended in the meantime needs nobody."""
        ended = Matter.objects.filter(pk=OuterRef("thing_id"), is_ended=True)
        return self.filter(Q(done_at=None) & ~(Q(sort=HandOver.Sort.MATTER) & Exists(ended)))


class HandOver(Placed):
    """One thing that a steward leaves behind: who takes it, and by when. Open ones are shown until they are done."""

    class Sort(models.TextChoices):
        ALLEY = "alley", _("街巷")
        MATTER = "matter", _("事项")
        PAIRING = "pairing", _("结对")

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="hand_overs", db_index=False)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    thing_id = models.UUIDField()
    title = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    climbed = models.PositiveSmallIntegerField(default=0)
    """How many levels it has climbed: 1 the community's director, 2 the subdistrict, 3 the county."""
    to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "sort", "thing_id"], condition=Q(done_at=None), name="hand_over_once"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "community", "due_at"], name="hand_over_open", condition=Q(done_at=None)),
            models.Index(fields=["county", "due_at"], name="hand_over_due", condition=Q(done_at=None)),
            models.Index(fields=["appointment"], name="hand_over_appointment"),
        ]
        ordering = ["due_at", "id"]

    @property
    def called(self) -> str:
        return self.title

    @property
    def chain_id(self) -> UUID | None:
        return self.community_id
