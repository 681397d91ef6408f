"""Workbooks going out and coming in: who asked, how far it is, where the file lies and until when."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import Person
from xiaoxiang.places.models import Placed


class Stage(models.TextChoices):
    """How far a job with a workbook is."""

    WAITING = "waiting", _("排着队")
    RUNNING = "running", _("正在做")
    READY = "ready", _("做好了")
    FAILED = "failed", _("没有做成")


class ExportQuerySet(models.QuerySet["Export"]):
    """Questions about exports."""

    def visible_to(self, by: Actor) -> "ExportQuerySet":
        return self.filter(own(by))


class ImportQuerySet(models.QuerySet["Import"]):
    """Questions about imports."""

    def visible_to(self, by: Actor) -> "ImportQuerySet":
        return self.filter(own(by))


def own(by: Actor) -> Q:
    """Each sees only one's own."""
    return (
        Q(county_id=by.county_id) if by.kind == ActorKind.CLOCK else Q(county_id=by.county_id, person_id=by.person_id)
    )


class Job(Placed):
    """What an export and an import have in common."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def chain_id(self) -> UUID | None:
        return self.community_id

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.READY, Stage.FAILED)

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


class Export(Job):
    """A ledger as a workbook. Its journal line says who took what out (LG5)."""

    slug = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    heading = models.JSONField(default=dict)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "person", "at"], name="export_person")]

    @property
    def called(self) -> str:
        return str(self.heading.get("title", self.slug))


class Import(Job):
    """A list that came as a workbook: checked first, then taken row by row; what was taken before is skipped."""

    slug = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    is_rehearsal = models.BooleanField(default=True)
    """Nothing has been written yet: the rows were only tried."""
    taken = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    first_wrong = models.JSONField(default=list)
    """The first rows that cannot be taken: row number, column, sentence."""
    sentence = models.CharField(max_length=200, blank=True)
    """Why the whole file cannot be read."""

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "person", "at"], name="import_person")]

    @property
    def called(self) -> str:
        return self.file_name
