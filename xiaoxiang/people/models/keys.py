"""How they come in: accounts and sign-ins of staff, phones of stewards."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.ids import new_id
from xiaoxiang.people.models.persons import STAFF, Person, Role
from xiaoxiang.places.models import County


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about accounts."""

    def visible_to(self, by: Actor) -> "AccountQuerySet":
        """One's own, those of one's place by role; all for the clock, which raises alarms, and for the console."""
        if by.kind in (ActorKind.CLOCK, ActorKind.IMPORTER):
            return self.filter(county_id=by.county_id)
        reach = by.covers(*STAFF, prefix="person__") | Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)


class AccountManager(BaseUserManager["Account"].from_queryset(AccountQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Account":
        found: Account = self.get(username=username)
        return found


class Account(AbstractBaseUser):
    """How a member of staff signs in: a password and a second factor. Made only through the door or the console."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    username = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    first_password_until = models.DateTimeField(null=True)
    """Until when a password made by somebody else opens anything: only the page on which it is changed."""
    version = models.PositiveIntegerField(default=1)
    email = models.EmailField(blank=True, default="")
    """Empty: the sign-in library wants the column; no mail is ever sent."""

    first_password = totp_secret = ""
    """In the answer to `account.open` and `account.renew` alone; no columns."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.username

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def chain_id(self) -> UUID | None:
        return self.person.community_id

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nothing is allowed by Django's own permissions; the door asks `who`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Questions about sign-ins."""

    def visible_to(self, by: Actor) -> "SignInQuerySet":
        """One's own, and those of the staff one keeps accounts for; no personnel page shows them (N1)."""
        reach = by.covers(Role.COUNTY_OFFICIAL, prefix="account__person__") | Q(account__person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)


class SignIn(models.Model):
    """That an account came in, and the browser's session that followed: to see one's own and to end any (ASVS 7.5.2)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    objects = SignInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "account", "at"], name="sign_in_account")]

    @property
    def called(self) -> str:
        return self.account.called


class DeviceQuerySet(models.QuerySet["Device"]):
    """Questions about phones."""

    def visible_to(self, by: Actor) -> "DeviceQuerySet":
        """One's own, those of the stewards one looks after, and all for the clock, which ends dead ones."""
        if by.kind == ActorKind.CLOCK:
            return self.filter(county_id=by.county_id)
        reach = by.covers(*STAFF, prefix="person__") | Q(person_id=by.person_id)
        return self.filter(reach, county_id=by.county_id)

    def alive(self) -> "DeviceQuerySet":
        return self.filter(ended_at=None)


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
    is_left = models.BooleanField(default=False)
    """Ended because its owner stopped being a steward: what she wrote before may still come (offline.md 3)."""
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "person"], name="device_person")]

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def chain_id(self) -> UUID | None:
        return self.person.community_id


class BindingQuerySet(models.QuerySet["Binding"]):
    """Questions about invitations."""

    def visible_to(self, by: Actor) -> "BindingQuerySet":
        """For whoever holds its secret in this request, and nobody else."""
        return self.filter(pk__in=by.receipts, county_id=by.county_id)


class Binding(models.Model):
    """An invitation to bind a phone: a QR at the station, good once and for ten minutes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(County, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bindings")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    token_digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    token = ""
    """In the answer to `device.invite` alone; no column."""

    objects = BindingQuerySet.as_manager()

    @property
    def called(self) -> str:
        return self.person.name

    @property
    def chain_id(self) -> UUID | None:
        return self.person.community_id
