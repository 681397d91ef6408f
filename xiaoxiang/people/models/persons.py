"""Who they are, what they hold where and since when, what they consented to."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, ActorKind, Holding
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.vault import SealedField
from xiaoxiang.places.models import County, Place, Placed


class Role(models.TextChoices):
    """The roles that open doors. A role is always held at a place and for a time."""

    STEWARD = "steward", _("小巷管家")
    GRID_WORKER = "grid_worker", _("网格员")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    COMMUNITY_DIRECTOR = "community_director", _("社区主任")
    SUBDISTRICT_OFFICIAL = "subdistrict_official", _("街道干部")
    COUNTY_OFFICIAL = "county_official", _("县里干部")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")


COMMUNITY = frozenset({Role.COMMUNITY_WORKER, Role.COMMUNITY_DIRECTOR})
STAFF = frozenset(Role) - {Role.STEWARD}


DOUBLE_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "司空"]
)


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about persons."""

    def visible_to(self, by: Actor) -> "PersonQuerySet":
        """Oneself, and those who belong to a place where one holds a staff role; all for the console."""
        if by.kind == ActorKind.IMPORTER:
            return self.filter(county_id=by.county_id)
        return self.filter(by.covers(*STAFF) | Q(pk=by.person_id), county_id=by.county_id)


class Person(Placed):
    """Somebody known by name to the community: a steward, a worker, an official."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=50)
    sort_key = models.CharField(max_length=200, blank=True)
    """Pinyin, because the database sorts Chinese by code point only."""
    phone = SealedField(null=True)
    phone_blind = models.BinaryField(null=True)
    prefers_elder = models.BooleanField(default=False)
    is_invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "community", "sort_key"], name="person_community")]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.name

    @property
    def surname(self) -> str:
        """王; 欧阳 where the surname has two characters."""
        return self.name[:2] if self.name[:2] in DOUBLE_SURNAMES else self.name[:1]

    def bound_to(self, field: str) -> str:
        return f"person.{field}.{self.pk}"


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    """Questions about roles."""

    def visible_to(self, by: Actor) -> "RoleHeldQuerySet":
        reach = by.covers(*STAFF, prefix="person__") | Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def on(self, moment: datetime) -> "RoleHeldQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)


class RoleHeld(models.Model):
    """That a person holds a role at a place, since when and until when. Never deleted: "the role held then"."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=24, choices=Role.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="roles_held")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "place", "role"], name="role_place"),
            models.Index(fields=["person"], name="role_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="role_order"),
            models.UniqueConstraint(
                fields=["county", "person", "role", "place"], condition=Q(until=None), name="role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.place_id}"

    @property
    def called(self) -> str:
        return f"{self.get_role_display()}（{self.place.short_name}）"

    @property
    def chain_id(self) -> UUID | None:
        return self.place.chain_id

    def as_holding(self) -> Holding:
        return Holding(self.role, self.place.level, self.place_id, self.county_id, self.since, self.until)


class Purpose(models.TextChoices):
    """What a consent is for: each purpose is asked apart (Q10, PIPL 25)."""

    ALLEY_BOARD = "alley_board", _("在街巷页上写出姓名")
    ALLEY_PHONE = "alley_phone", _("在街巷页上写出电话")
    PHOTO = "photo", _("在街巷页上放照片")
    CASE = "case", _("写进公开的案例")
    COMMENDATION = "commendation", _("公布受表彰")
    GRADE = "grade", _("公布考核优秀")
    TALENT_POOL = "talent_pool", _("记进社区的人才信息库")
    TALENT_CATEGORY = "talent_category", _("在人才信息库里记下政治类别")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about consents."""

    def visible_to(self, by: Actor) -> "ConsentQuerySet":
        reach = by.covers(*COMMUNITY, prefix="person__") | Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """That a person agreed to one purpose, dated and withdrawable."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Who wrote it down from a signed paper; None when the person said so herself (PE6)."""

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "person", "purpose"], condition=Q(withdrawn_at=None), name="consent_once"
            )
        ]

    @property
    def called(self) -> str:
        return str(self.get_purpose_display())

    @property
    def chain_id(self) -> UUID | None:
        return self.person.community_id
