"""Bookings of a resource: asked, accepted or declined, done, cancelled; each step a dated row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Person
from xiaoxiang.places.models import County, Placed
from xiaoxiang.talent.models.resources import ServiceResource


class State(models.TextChoices):
    """How far a booking is."""

    ASKED = "asked", _("等回话")
    ACCEPTED = "accepted", _("答应了")
    DECLINED = "declined", _("没答应")
    DONE = "done", _("做完了")
    CANCELLED = "cancelled", _("取消了")


HELD = (State.ASKED, State.ACCEPTED, State.DONE)
"""The states that count against the limit."""
OPEN = (State.ASKED, State.ACCEPTED)


class BookingQuerySet(models.QuerySet["Booking"]):
    """Questions about bookings."""

    def visible_to(self, by: Actor) -> "BookingQuerySet":
        """The community's own, and those of one's own resources."""
        reach = by.covers(*COMMUNITY) | Q(resource__talent__person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def is_open(self) -> "BookingQuerySet":
        return self.filter(state__in=OPEN)


class Booking(Placed):
    """That a resource was asked for: for whom, on what day, because of what."""

    class About(models.TextChoices):
        MATTER = "matter", _("一件事项")
        VISIT = "visit", _("一次看望")
        STATION = "station", _("驿站的活动")
        OTHER = "other", _("别的")

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(ServiceResource, models.PROTECT, related_name="bookings")
    about = models.CharField(max_length=8, choices=About.choices, default=About.OTHER)
    about_id = models.UUIDField(null=True)
    """The id of the matter, visit or activity, whose room this one does not know."""
    for_whom = models.CharField(max_length=60)
    on = models.DateField()
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "community", "state", "on"], name="booking_community"),
            models.Index(fields=["resource", "on"], name="booking_resource"),
        ]

    @property
    def called(self) -> str:
        return self.resource.name


class BookingStep(models.Model):
    """One thing that happened to a booking."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_entered = models.BooleanField(default=False)
    """Written down by the community for the provider, who said it by telephone or face to face (PE6)."""
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["booking", "at"]
