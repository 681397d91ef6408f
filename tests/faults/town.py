"""Whom a seed plays with: people of its own on alleys of its own, and neighbours whose things nobody may see."""

from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from tests.faults.ground import Ground
from tests.people import LONG_AGO, appointed, named
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.people import devices
from xiaoxiang.people.actors import UNLOCKED, as_person
from xiaoxiang.people.models import Device, Person, Role
from xiaoxiang.places.models import Level, Place

PIN = "246802"
_PIN_KEPT = ""


@dataclass
class Town:
    """王 steward here, 李 next door, 陈 of the community; 高 and her alley belong to another community."""

    ground: Ground
    here: Place
    beside: Place
    far: Place
    wang: Person
    li: Person
    chen: Person
    gao: Person
    secrets: list[str]
    """Words of the far alley, of next door and of telephones: on no phone of 王."""

    def note(self, who: Person, alley: Place, words: str, **more: Any) -> Matter:
        return actions.note(
            as_person(who.pk), alley, kind=more.pop("kind", self.ground.cast.clutter), words=words, **more
        )


def town(ground: Ground, random: Random) -> Town:
    """Fresh people and alleys, and something secret in each alley that is not 王's."""
    n = next(ground.numbers)
    community, grid = ground.communities[n % len(ground.communities)]
    _other, far_grid = ground.communities[(n + 1) % len(ground.communities)]
    here, beside = (_alley(grid, f"{name}{n}", n, at) for at, name in enumerate(("榕树巷", "水井弄")))
    far = _alley(far_grid, f"石阶巷{n}", n, 2)
    people = {
        "wang": appointed(named(f"王秀英{n}", here), Role.STEWARD, here),
        "li": appointed(named(f"李建国{n}", beside), Role.STEWARD, beside),
        "chen": appointed(named(f"陈晓燕{n}", community), Role.COMMUNITY_WORKER, community),
        "gao": appointed(named(f"高志远{n}", far), Role.STEWARD, far),
    }
    secrets = [f"秘{random.getrandbits(48):012x}" for _ in range(3)]
    made = Town(ground=ground, here=here, beside=beside, far=far, **people, secrets=secrets)
    made.note(people["gao"], far, secrets[0])
    made.note(people["li"], beside, secrets[1], kind=ground.cast.quarrel)
    return made


def _alley(grid: Place, name: str, n: int, at: int) -> Place:
    alley = grid.below(Level.ALLEY, name=name, code=f"350922{n:07}{at}", pinyin="")
    alley.save()
    return alley


def bound_device(person: Person) -> tuple[Device, str]:
    """A phone bound at the station, and what its cookie holds."""
    global _PIN_KEPT  # noqa: PLW0603 - argon2 takes its time; the PIN is the same on every phone
    token = devices.new_secret()
    from django.contrib.auth.hashers import make_password

    _PIN_KEPT = _PIN_KEPT or make_password(PIN)
    device = Device.objects.create(
        county_id=person.county_id, person=person, token_digest=devices.digest(token), pin=_PIN_KEPT, bound_at=LONG_AGO
    )
    Device.objects.filter(pk=device.pk).update(bound_at=clock.now())
    return device, token


def unlocked_session(device_id: UUID) -> str:
    """The key of a session in which the PIN was typed."""
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[UNLOCKED] = [str(device_id), (clock.now() + devices.UNLOCKED_FOR).timestamp()]
    session.create()
    return str(session.session_key)
