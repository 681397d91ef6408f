"""What a phone may keep to read on the way: its alleys and their open matters, and nothing that is anybody else's."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.journal import canonical
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync.envelope import SAFE, Digest, Read, check_contract
from xiaoxiang.edges.sync.moments import milliseconds
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import Place

MOST_MATTERS = 500
MOST_BYTES = 256 * 1024
Key = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class Wish(Read):
    """What the phone has."""

    store: UUID
    have: Annotated[dict[Key, Annotated[int, Field(strict=True, ge=0, le=SAFE)]], Field(max_length=4000)]
    hash: Digest


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as the phone keeps it."""

    id: str
    version: int
    list: Literal["alley", "matter"]
    body: dict[str, Any]


def read(value: Any) -> Wish:
    """Raises Refused: bad_head (400), too_old (426), too_new (503)."""
    check_contract(value)
    try:
        return Wish.model_validate(value)
    except ValidationError:
        raise Refused("bad_head", _("这一段读不出来。"), status=400) from None


def answer(by: Actor, wish: Wish) -> dict[str, Any]:
    """What is new and what went out of sight. Raises Refused('another_list', 412)."""
    if hash_of(wish.have) != wish.hash:
        raise Refused("another_list", _("手机里的清单对不上，自己会从头取一遍。"), status=412)
    things = {thing.id: thing for thing in seen_by(by)}
    changed = [thing for thing in things.values() if wish.have.get(thing.id) != thing.version]
    return {
        "changed": [{"id": t.id, "version": t.version, "list": t.list, "body": t.body} for t in changed],
        "gone": sorted(wish.have.keys() - things.keys()),
        "hash": hash_of({thing.id: thing.version for thing in things.values()}),
        "now": milliseconds(clock.now()),
    }


def hash_of(versions: Mapping[str, int]) -> str:
    return hashlib.sha256("\n".join(sorted(f"{pk}:{version}" for pk, version in versions.items())).encode()).hexdigest()


def seen_by(by: Actor) -> Iterator[Thing]:
    """The alleys that this steward looks after, their open matters, and open ones that are hers otherwise."""
    alleys = {held.place_id for held in by.held if held.role == Role.STEWARD and held.level == "alley"}
    yield from alleys_of(by, alleys)
    own = Q(alley_id__in=alleys) | Q(raised_by_id=by.person_id) | Q(assignee_id=by.person_id)
    rows = Matter.objects.concerning(by).is_open().filter(own).select_related("kind")
    for matter in rows.order_by("-id")[:MOST_MATTERS]:
        yield Thing(str(matter.pk), matter.version, "matter", of_matter(matter))


def alleys_of(by: Actor, ids: Iterable[UUID]) -> Iterator[Thing]:
    for place in Place.objects.filter(county_id=by.county_id, pk__in=ids).select_related("community").order_by("code"):
        body = {
            "name": place.name,
            "plaque": place.plaque,
            "residents": place.residents,
            "community": place.community.short_name if place.community else "",
            "telephone": place.community.telephone if place.community else "",
        }
        yield Thing(str(place.pk), version_of(body), "alley", body)


def version_of(body: dict[str, Any]) -> int:
    """Places count no versions: what is told of one makes its number."""
    return int.from_bytes(hashlib.sha256(canonical(body).encode()).digest()[:6])


def of_matter(matter: Matter) -> dict[str, Any]:
    """As its page tells it; never who raised it, nor how to reach them."""
    return {
        "number": matter.number,
        "title": matter.title,
        "kind": matter.kind.name,
        "alley": str(matter.alley_id) if matter.alley_id else None,
        "landmark": matter.landmark,
        "words": matter.words,
        "state": matter.state,
        "holder": matter.holder,
        "noted_at": milliseconds(matter.noted_at),
        "due_at": milliseconds(matter.due_at) if matter.due_at else None,
    }
