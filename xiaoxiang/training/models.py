"""Training: what can be learnt, when and where it was taught, who was asked and who came."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models import COMMUNITY, Body, Person, Role
from xiaoxiang.places.models import County, Placed
from xiaoxiang.regulation.worktime import SHANGHAI

HOSTS = (*COMMUNITY, Role.SUBDISTRICT_OFFICIAL)
"""Roles that teach or have taught: the community trains, the subdistrict educates (seed 13, 68)."""


class Kind(models.TextChoices):
    """What a course is for (seed 67, 69)."""

    PRE_POST = "pre_post", _("岗前培训")
    SKILL = "skill", _("技能培训")
    TEAM = "team", _("团队建设")
    FOLLOW_UP = "follow_up", _("跟踪服务")


class CourseQuerySet(models.QuerySet["Course"]):
    """Questions about courses."""

    def visible_to(self, by: Actor) -> "CourseQuerySet":
        """What can be learnt is public."""
        return self.filter(county_id=by.county_id)

    def open(self) -> "CourseQuerySet":
        return self.filter(closed_at=None)


class Course(Placed):
    """Something that can be taught again and again, with what it gives to those who complete it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.TextField(max_length=500, blank=True)
    materials = models.TextField(max_length=1000, blank=True)
    """What to read before or after: titles, and where they lie."""
    skill = models.CharField(max_length=60, blank=True)
    """The skill gained; empty for none."""
    valid_months = models.PositiveSmallIntegerField(null=True)
    """How long the skill holds; None: for good."""
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "community", "subdistrict", "name"],
                condition=Q(closed_at=None),
                name="training_course_name",
                nulls_distinct=False,
            )
        ]
        ordering = ["kind", "name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.name


class Stage(models.TextChoices):
    """How far a session is."""

    ANNOUNCED = "announced", _("还没开")
    HELD = "held", _("开过了")
    CANCELLED = "cancelled", _("取消")


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about sessions."""

    def visible_to(self, by: Actor) -> "SessionQuerySet":
        """That there is a training, what about and where, is public; who comes is not."""
        return self.filter(county_id=by.county_id)

    def hosted_by(self, by: Actor) -> "SessionQuerySet":
        """Those whose host one is."""
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        return self.filter(by.covers(*HOSTS), county_id=by.county_id)

    def held(self) -> "SessionQuerySet":
        return self.filter(stage=Stage.HELD)


class Session(Placed):
    """One time that a course is given (场次). Its attendance is ticked by the host or from a signed paper (TR2)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", db_index=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=60)
    places = models.PositiveSmallIntegerField(null=True)
    """How many fit into the room; None: as many as come."""
    trainer = models.CharField(max_length=60, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    """The body that teaches; it needs no account (seed 68)."""
    host = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.ANNOUNCED)
    reason = models.CharField(max_length=200, blank=True)
    effect = models.CharField(max_length=500, blank=True)
    """What came of it, in the host's words."""
    is_from_paper = models.BooleanField(default=False)
    invited = models.PositiveSmallIntegerField(default=0)
    came = models.PositiveSmallIntegerField(default=0)
    """Person-times of this session; persons are counted apart (TR1)."""
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "community", "begins_at"], name="training_by_community"),
            models.Index(fields=["county", "begins_at"], name="training_by_county"),
            models.Index(fields=["course"], name="training_by_course"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=models.F("begins_at")), name="training_order")]

    @property
    def called(self) -> str:
        return f"{self.course.name}（{self.on.month}月{self.on.day}日）"

    @property
    def on(self) -> date:
        return self.begins_at.astimezone(SHANGHAI).date()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.begins_at).total_seconds() // 60)


class Reply(models.TextChoices):
    """What somebody said to an invitation: nobody must come (LB11, 25)."""

    ASKED = "asked", _("还没回话")
    YES = "yes", _("来")
    NO = "no", _("不来")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def visible_to(self, by: Actor) -> "InvitationQuerySet":
        """One's own, and those of the sessions one hosts."""
        hosted = by.covers(*HOSTS, prefix="session__")
        return self.filter(hosted | Q(person_id=by.person_id), county_id=by.county_id)


class Invitation(models.Model):
    """That somebody was asked to a session, what they said, and whether they came."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="invitations", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reply = models.CharField(max_length=6, choices=Reply.choices, default=Reply.ASKED)
    has_come = models.BooleanField(null=True)
    """None until the host has ticked."""
    version = models.PositiveIntegerField(default=1)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="training_invited_once")]
        indexes = [models.Index(fields=["county", "person", "session"], name="training_invited")]

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def chain_id(self) -> UUID | None:
        return self.session.community_id


class FollowUp(models.Model):
    """What the trainer or the community saw or helped with afterwards (跟踪服务, seed 69)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="follow_ups", db_index=False)
    on = models.DateField()
    words = models.CharField(max_length=500)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "id"], name="training_follow_up")]

    @property
    def called(self) -> str:
        return self.session.called

    @property
    def chain_id(self) -> UUID | None:
        return self.session.community_id


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, by: Actor) -> "FeedQuerySet":
        return self.filter(Q(person_id=by.person_id), county_id=by.county_id)


class Feed(models.Model):
    """A secret address from which a calendar reads one's own dates; ended at any time, gone at once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    token_digest = models.BinaryField(unique=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    token = ""
    """In the answer to `feed.open` alone; no column."""

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="training_feed_once"),
        ]

    @property
    def called(self) -> str:
        return str(_("日历订阅"))

    @property
    def chain_id(self) -> UUID | None:
        return self.person.community_id
