"""The read log: who looked at a sensitive field, of whom, and why; and the journal's lines as things to erase."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from xiaoxiang.door import journal
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.door.models import Entry
from xiaoxiang.people.models.persons import Person, Role
from xiaoxiang.places.models import County


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Questions about the read log."""

    def visible_to(self, by: Actor) -> "ReadingQuerySet":
        """Those about oneself, and all for the audit administrator; never joined to personnel pages (N1)."""
        return self.filter(by.covers(Role.AUDIT_ADMINISTRATOR) | Q(subject_id=by.person_id), county_id=by.county_id)


class Reading(models.Model):
    """That somebody looked at one sealed field in the clear. The value itself is nowhere in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    reader = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, null=True, related_name="readings")
    """Whose field it is; None for a resident without an account, found by the thing."""
    thing = models.CharField(max_length=20)
    thing_id = models.UUIDField()
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    clear = ""
    """The value, in the answer to a reveal alone; no column."""

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "reader", "at"], name="reading_reader"),
            models.Index(fields=["county", "subject", "at"], name="reading_subject"),
            models.Index(fields=["county", "thing_id", "at"], name="reading_thing"),
        ]

    @property
    def called(self) -> str:
        return self.field

    @property
    def chain_id(self) -> UUID:
        return journal.reads_chain(self.county_id)


class LineQuerySet(models.QuerySet["Line"]):
    """Questions about lines of the journal."""

    def visible_to(self, by: Actor) -> "LineQuerySet":
        """What may be erased on a lawful demand: by the audit administrator alone."""
        return self.filter(by.covers(Role.AUDIT_ADMINISTRATOR), county_id=by.county_id)


class Line(Entry):
    """A line of the journal, as the thing whose content can be erased."""

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        proxy = True

    @property
    def called(self) -> str:
        return str(self.height)
