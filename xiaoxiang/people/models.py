"""People: who they are, how they sign in, what they hold where and since when, what they consented to."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor, Holding
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


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about persons."""

    def visible_to(self, by: Actor) -> "PersonQuerySet":
        """Oneself, and those who belong to a place where one holds a staff role."""
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
        return self.name[:1]

    def bound_to(self, field: str) -> str:
        return f"person.{field}.{self.pk}"


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """How a member of staff signs in: a password and a second factor. Made only through the door or the console."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    username = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    email = models.EmailField(blank=True, default="")
    """Empty: the sign-in library wants the column; no mail is ever sent."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nothing is allowed by Django's own permissions; the door asks `who`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


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
        return f"{self.get_role_display()}（{self.place.name}）"

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


class Consent(models.Model):
    """That a person agreed to one purpose, dated and withdrawable."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "person", "purpose"], condition=Q(withdrawn_at=None), name="consent_once"
            )
        ]

    @property
    def called(self) -> str:
        return str(self.get_purpose_display())


class Device(models.Model):
    """A phone bound to a steward at the station. The token's digest only; the PIN by argon2."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="devices")
    token_digest = models.BinaryField(unique=True)
    pin = models.CharField(max_length=200, blank=True)
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["county", "person"], name="device_person")]

    @property
    def called(self) -> str:
        return self.person.name


class Binding(models.Model):
    """An invitation to bind a phone: a QR at the station, good once and for ten minutes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bindings")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    token_digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @property
    def called(self) -> str:
        return self.person.name


class BodyQuerySet(models.QuerySet["Body"]):
    """Questions about bodies."""

    def visible_to(self, by: Actor) -> "BodyQuerySet":
        """Who may be asked to do something is no secret."""
        return self.filter(county_id=by.county_id, closed_at=None)


class Body(models.Model):
    """A body that can be asked to act without having an account: a department, a property company, a court."""

    class Sort(models.TextChoices):
        DEPARTMENT = "department", _("部门")
        PROPERTY = "property", _("物业")
        UTILITY = "utility", _("水电气讯")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    name = models.CharField(max_length=60)
    sort = models.CharField(max_length=12, choices=Sort.choices, default=Sort.DEPARTMENT)
    telephone = models.CharField(max_length=20, blank=True)
    is_invented = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="body_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.name


class Notice(models.Model):
    """A sentence for one person: what became of something they care about. Shown outside the silent hours (N9)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    sentence = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    about = models.UUIDField(null=True)
    at = models.DateTimeField()
    show_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["county", "person", "show_at"], name="notice_person")]
        constraints = [
            models.UniqueConstraint(fields=["county", "person", "about", "sentence"], name="notice_once"),
        ]


class Suggestion(Placed):
    """Something said about this system itself (LB3): anonymous if one likes, answered in public words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    words = models.TextField(max_length=1000)
    page = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["county", "at"], name="suggestion_at")]

    @property
    def called(self) -> str:
        return self.words[:30]
