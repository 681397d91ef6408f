"""Matters: what somebody saw in an alley, and how far it has gone."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.matters.states import Holder, State
from xiaoxiang.people.models import COMMUNITY, Body, Person, Role
from xiaoxiang.people.vault import SealedField
from xiaoxiang.places.models import County, Placed

WORKING = (*COMMUNITY, Role.GRID_WORKER, Role.SUBDISTRICT_OFFICIAL)
"""Roles that see every ordinary matter of their place (XP1)."""


class Route(models.TextChoices):
    """The first route, fixed once: the seed's three ways (seed 23-25)."""

    ON_THE_SPOT = "on_the_spot", _("当场解决")
    REPORTED = "reported_to_community", _("上报社区")
    CONSULTATION = "joint_consultation", _("联合协商")


class Channel(models.TextChoices):
    """How the words reached us: every channel is equal (N8)."""

    PLAQUE = "plaque", _("扫码")
    WEB = "web", _("网页")
    PHONE = "phone", _("电话")
    DESK = "desk", _("当面")
    PAPER = "paper", _("纸条")
    STREET = "street", _("管家看到")


class Limit(models.TextChoices):
    """Which time limit of the regulation a kind of matter has."""

    ORDINARY = "ordinary", _("一般环境事项")
    FACILITY = "facility", _("设施事项")
    DANGER = "danger", _("危险事项")


class KindQuerySet(models.QuerySet["MatterKind"]):
    def visible_to(self, by: Actor) -> "KindQuerySet":
        return self.filter(county_id=by.county_id, is_offered=True)


class MatterKind(models.Model):
    """A kind of matter, from the county's list; the seed's three come first (seed 30)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=30)
    english = models.CharField(max_length=60)
    group = models.CharField(max_length=30)
    limit = models.CharField(max_length=12, choices=Limit.choices, default=Limit.ORDINARY)
    is_danger = models.BooleanField(default=False)
    telephone = models.CharField(max_length=20, blank=True)
    """Whom to call first when it is dangerous (MA12)."""
    position = models.PositiveSmallIntegerField(default=100)
    is_offered = models.BooleanField(default=True)
    is_private = models.BooleanField(default=False)
    """Between neighbours: handled like any other, never on a public page (XP1)."""

    objects = KindQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "code"], name="kind_code")]
        ordering = ["county", "position", "code"]

    def __str__(self) -> str:
        return self.name

    def is_seen_by_all(self, by: Actor) -> bool:
        """As `visible_to` says: the kinds that are offered."""
        return self.county_id == by.county_id and self.is_offered

    @property
    def called(self) -> str:
        return self.name


class MatterQuerySet(models.QuerySet["Matter"]):
    """Questions about matters."""

    def visible_to(self, by: Actor) -> "MatterQuerySet":
        """Public matters in their reduced form for everybody (XP1), withheld ones only for those concerned."""
        return self.filter(self._concerning(by) | Q(is_withheld=False), county_id=by.county_id)

    def concerning(self, by: Actor) -> "MatterQuerySet":
        """Those of one's places by role, those one raised oneself, and the one whose receipt is shown."""
        return self.filter(self._concerning(by), county_id=by.county_id)

    @staticmethod
    def _concerning(by: Actor) -> Q:
        if by.kind in (ActorKind.CLOCK, ActorKind.IMPORTER):
            return Q(county_id=by.county_id)
        reach = by.covers(*WORKING, Role.STEWARD)
        if by.person_id:
            reach |= Q(raised_by_id=by.person_id) | Q(assignee_id=by.person_id)
        if by.receipts:
            reach |= Q(pk__in=by.receipts)
        return reach

    def public(self, county_id: int) -> "MatterQuerySet":
        """Those any resident may read, in their reduced form (XP1 ◐)."""
        return self.filter(county_id=county_id, is_withheld=False)

    def is_open(self) -> "MatterQuerySet":
        return self.filter(is_ended=False)

    def held_by(self, *holders: str) -> "MatterQuerySet":
        return self.filter(holder__in=holders)

    def late(self, now: datetime) -> "MatterQuerySet":
        return self.filter(is_ended=False, due_at__lt=now)


class Matter(Placed):
    """A thing somebody saw that needs somebody to act. The word is matter, never ticket (MA1)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=16)
    """Drawn, not counted: it can be said over the telephone and tells nothing about the others."""
    kind = models.ForeignKey(MatterKind, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=80)
    words = models.TextField(max_length=500, blank=True)
    landmark = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    """A steward or worker who noted it; None when a resident without account did."""
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    """Who wrote it down on behalf of somebody (PE6)."""
    raiser_name = SealedField(null=True)
    raiser_phone = SealedField(null=True)
    receipt = models.BinaryField(null=True)
    """Digest of the secret in the receipt link."""
    route = models.CharField(max_length=24, choices=Route.choices, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOTED)
    holder = models.CharField(max_length=12, choices=Holder.choices, default=Holder.STEWARD)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField(null=True)
    promise = models.CharField(max_length=80, blank=True)
    """What was promised to whoever raised it, word for word as it was given."""
    promised_at = models.DateTimeField(null=True)
    climbed = models.PositiveSmallIntegerField(default=0)
    """How many levels a late matter has climbed: 1 the community's director, 2 the subdistrict, 3 the county."""
    is_ended = models.BooleanField(default=False)
    is_withheld = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True)
    """What whoever raised it last said of it: solved, not_solved, not_clear."""
    me_too = models.PositiveIntegerField(default=0)
    pictures = models.PositiveSmallIntegerField(default=0)
    promised_pictures = models.PositiveSmallIntegerField(default=0)
    """How many photos a phone said it would send after the words; some may still be on their way."""
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates", db_index=False)
    rule_number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="matter_number_drawn"),
            models.UniqueConstraint(fields=["county", "receipt"], name="matter_receipt"),
        ]
        indexes = [
            models.Index(
                fields=["county", "community", "due_at", "id"], name="matter_open_due", condition=Q(is_ended=False)
            ),
            models.Index(
                fields=["county", "subdistrict", "due_at", "id"], name="matter_open_sub", condition=Q(is_ended=False)
            ),
            models.Index(fields=["county", "due_at", "id"], name="matter_open_county", condition=Q(is_ended=False)),
            models.Index(fields=["county", "community", "id"], name="matter_community"),
            models.Index(fields=["county", "alley", "id"], name="matter_alley"),
            models.Index(
                fields=["county", "raised_by", "id"], name="matter_raised", condition=Q(raised_by__isnull=False)
            ),
            models.Index(
                fields=["county", "duplicate_of"], name="matter_duplicate", condition=Q(duplicate_of__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        return self.title

    @property
    def is_late_at(self) -> bool:
        from xiaoxiang.door import clock  # noqa: PLC0415

        return not self.is_ended and self.due_at is not None and self.due_at < clock.now()

    @property
    def missing_pictures(self) -> int:
        """How many promised photos have not arrived: it is whole only when all have."""
        return max(self.promised_pictures - self.pictures, 0)

    def bound_to(self, field: str) -> str:
        return f"matter.{field}.{self.pk}"


class Step(models.Model):
    """One change of a matter: a dated row with a doer. The timeline reads these and nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="steps", db_index=False)
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    """As whom it was done: an office by the name on its door, a steward by the surname (Q10)."""
    came_from = models.CharField(max_length=16, blank=True)
    came_to = models.CharField(max_length=16)
    reason = models.CharField(max_length=500, blank=True)
    body_name = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True)
    rule_number = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    """The columns as they were, so that the act can be undone for a minute."""

    class Meta:
        indexes = [models.Index(fields=["matter", "id"], name="step_matter")]
        ordering = ["id"]


class Picture(models.Model):
    """A photo somebody chose to add (Q5): always optional, re-encoded, without metadata."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="photos", db_index=False)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter"], name="picture_matter")]


class MeToo(models.Model):
    """That somebody else met the same: they are told the result, and it is counted once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="joined", db_index=False)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    receipt = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["matter"], name="me_too_matter")]
        constraints = [
            models.UniqueConstraint(fields=["county", "receipt"], name="me_too_receipt"),
            models.UniqueConstraint(fields=["county", "matter", "person"], name="me_too_once"),
        ]


class Agreement(models.Model):
    """What the parties of a consultation agreed: who does what by when."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="agreements", db_index=False)
    parties = models.JSONField(default=list)
    words = models.TextField(max_length=1000)
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter"], name="agreement_matter")]


class FollowUp(models.Model):
    """What somebody said after it was done: solved or not, content or not. Open answers, no ranking of persons (N9)."""

    class Solved(models.TextChoices):
        SOLVED = "solved", _("解决了")
        NOT_SOLVED = "not_solved", _("没解决")
        NOT_CLEAR = "not_clear", _("还说不清")

    class Content(models.TextChoices):
        VERY = "very", _("很满意")
        CONTENT = "content", _("满意")
        SO_SO = "so_so", _("一般")
        NOT = "not", _("不满意")
        NOT_AT_ALL = "not_at_all", _("很不满意")
        NOT_CLEAR = "not_clear", _("说不清")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="follow_ups", db_index=False)
    solved = models.CharField(max_length=12, choices=Solved.choices)
    content = models.CharField(max_length=12, choices=Content.choices, blank=True)
    words = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter", "id"], name="follow_up_matter")]


class Tally(models.Model):
    """Counts kept as things happen: how many matters of a community went which way in a month.

    `noted` and `route:…` stand in the month a matter was noted; `closed`, `closed:…` and `said:…` in the month it ended.
    """

    pk = models.CompositePrimaryKey("county_id", "community_id", "month", "what")
    county = models.ForeignKey(County, models.PROTECT, db_index=False, db_constraint=False)
    community_id = models.UUIDField()
    month = models.DateField()
    what = models.CharField(max_length=32)
    n = models.IntegerField(default=0)

    class Meta:
        db_table = "matters_tally"
