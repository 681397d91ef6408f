"""The demo county's keys: one of each role, shown on a page that exists in no real county."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from xiaoxiang.door import clock
from xiaoxiang.people.accounts import totp_code
from xiaoxiang.people.models import STAFF, Person, Role, RoleHeld
from xiaoxiang.people.sign_in import FactorAdapter

PASSWORD = "lao-rongshu-xia-he-cha"  # noqa: S105 - shown to everybody, and only where everything is invented
PIN = "246802"


@dataclass(frozen=True)
class Key:
    """Somebody to try the product as."""

    person: Person
    role: str
    place: str
    username: str = ""
    code: str = ""


def keys(county_id: int) -> list[Key]:
    """One of each role, the first with a way in."""
    held = RoleHeld.objects.on(clock.now()).filter(county_id=county_id).select_related("person__account", "place")
    found: dict[str, Key] = {}
    for role in held.order_by("since", "pk"):
        if role.role in found:
            continue
        if role.role == Role.STEWARD:
            found[role.role] = Key(role.person, role.get_role_display(), role.place.short_name)
        elif role.role in STAFF and (username := _username(role.person)):
            code = _code(role.person)
            found[role.role] = Key(role.person, role.get_role_display(), role.place.short_name, username, code)
    return [found[r] for r in Role if r in found]


def _username(person: Person) -> str:
    account = getattr(person, "account", None)
    return account.username if account and account.is_active else ""


def _code(person: Person) -> str:
    kept = Authenticator.objects.filter(user__person=person, type=Authenticator.Type.TOTP).first()
    return totp_code(FactorAdapter().decrypt(kept.data["secret"])) if kept else ""
