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
    next_code: str = ""


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
            codes = _codes(role.person)
            found[role.role] = Key(role.person, role.get_role_display(), role.place.short_name, username, *codes)
    return [found[r] for r in Role if r in found]


def _username(person: Person) -> str:
    account = getattr(person, "account", None)
    return account.username if account and account.is_active else ""


def _codes(person: Person) -> tuple[str, str]:
    """The code of now and the one after it: by the time somebody has typed, half a minute has gone."""
    kept = Authenticator.objects.filter(user__person=person, type=Authenticator.Type.TOTP).first()
    if kept is None:
        return "", ""
    secret = FactorAdapter().decrypt(kept.data["secret"])
    return totp_code(secret, at_least=0), totp_code(secret, steps_on=1, at_least=0)
