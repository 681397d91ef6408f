"""Phones of stewards: invited by a QR at the station, bound once, unlocked by a PIN that is worth nothing elsewhere."""

import hashlib
import hmac
import itertools
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q

from xiaoxiang.door import clock
from xiaoxiang.people.models import Binding, Device, Person

BINDING_LASTS = timedelta(minutes=10)
MOST_PHONES = 2
TRIES_BEFORE_WAIT = 5
TRIES_IN_ALL = 15
WAIT = timedelta(minutes=15)
UNLOCKED_FOR = timedelta(hours=12)
GOOD_FOR = timedelta(days=365)
"""A binding is renewed at the station every year (security.md, login lifetimes)."""


def digest(token: str) -> bytes:
    """How a token stands in the database: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def new_binding(person: Person, by: Person | None = None) -> tuple[Binding, str]:
    """An invitation and its secret, which is stored nowhere: good once and for ten minutes."""
    token = new_secret()
    binding = Binding.objects.create(
        county_id=person.county_id,
        person=person,
        by=by,
        token_digest=digest(token),
        expires_at=clock.now() + BINDING_LASTS,
    )
    return binding, token


def close_invitations(person: Person) -> None:
    """A new QR makes the one before it worthless."""
    Binding.objects.filter(person=person, used_at=None).update(used_at=clock.now())


def device_secret(token: str) -> str:
    """The secret for the cookie of the phone that shows an invitation's: the same again if the answer got lost."""
    key = hashlib.sha256(b"device " + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def bind(binding: Binding, token: str, pin: str) -> Device:
    """The phone that answered an invitation. Its cookie holds `device_secret(token)`, its row only the digest."""
    now = clock.now()
    binding.used_at = now
    binding.save(update_fields=["used_at"])
    return Device.objects.create(
        county_id=binding.county_id,
        person=binding.person,
        token_digest=digest(device_secret(token)),
        pin=make_password(pin),
        bound_at=now,
        bound_by=binding.by,
    )


def end_all(person_id: UUID, *, at: datetime | None = None) -> None:
    """Every phone of a person at once: she is no longer a steward."""
    Device.objects.alive().filter(person_id=person_id).update(ended_at=at or clock.now(), is_left=True)


def revive(person_id: UUID, ended_at: datetime) -> None:
    """The phones that ended at that moment because she was no longer a steward: she is one again."""
    ended = Device.objects.filter(person_id=person_id, ended_at=ended_at, is_left=True)
    ended.update(ended_at=None, is_left=False)


def living(person: Person) -> int:
    """How many phones a person has bound."""
    return Device.objects.filter(still_good(clock.now()), person=person).count()


def is_easy(pin: str) -> bool:
    """Runs, one digit repeated, pairs repeated, a birthday of this or the last century: what a finder tries first."""
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if steps <= {0} or steps <= {1} or steps <= {9}:
        return True
    if pin[:2] * 3 == pin or pin[:3] * 2 == pin:
        return True
    return _is_day(pin)


def _is_day(pin: str) -> bool:
    """491001 as a birthday: year, month, day."""
    try:
        born = datetime.strptime(f"19{pin}", "%Y%m%d")
    except ValueError:
        return False
    return born.year >= 1925


class Unlock(StrEnum):
    """What came of a PIN."""

    OPEN = "open"
    WRONG = "wrong"
    WAIT = "wait"
    DEAD = "dead"


def unlock(device: Device, pin: str) -> tuple[Unlock, Device]:
    """Compare a PIN typed on its own phone and count the wrong ones.

    Not an action: a refusal at the door leaves nothing behind, and here the count must stay.
    """
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        now = clock.now()
        if device.ended_at is not None or device.wrong_pins >= TRIES_IN_ALL:
            return Unlock.DEAD, device
        if device.wait_until and now < device.wait_until:
            return Unlock.WAIT, device
        if check_password(pin, device.pin):
            device.wrong_pins, device.wait_until = 0, None
            device.save(update_fields=["wrong_pins", "wait_until"])
            return Unlock.OPEN, device
        device.wrong_pins += 1
        device.wait_until = now + WAIT if device.wrong_pins % TRIES_BEFORE_WAIT == 0 else None
        device.save(update_fields=["wrong_pins", "wait_until"])
    if device.wrong_pins >= TRIES_IN_ALL:
        return Unlock.DEAD, device
    return (Unlock.WAIT if device.wait_until else Unlock.WRONG), device


def still_good(now: datetime) -> Q:
    return Q(ended_at=None, bound_at__gt=now - GOOD_FOR)
