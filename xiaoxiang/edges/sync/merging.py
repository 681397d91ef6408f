"""Two edits of one thing: different fields both hold; the same field changed twice waits for somebody who decides.

Three values of each field are compared, as words: what the phone saw before, what stands here now, what is wanted.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import uuid5

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, journal
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import clean
from xiaoxiang.edges.sync.envelope import Base
from xiaoxiang.edges.sync.models import Conflict, Item

TRIES = 5


@dataclass
class Merged:
    """The thing after the edit, and the fields that somebody else changed meanwhile."""

    thing: models.Model
    conflicts: list[Conflict] = field(default_factory=list)


def edit(item: Item, action: Action[Any], by: Actor, thing_id: Any, given: dict[str, Any], base: Base) -> Merged:
    """Write what nobody else changed, keep both values of the rest. Raises Refused."""
    for _try in range(TRIES):
        thing = _seen(action, by, thing_id)
        wanted, conflicts = compared(item, thing, given, base)
        try:
            if wanted:
                thing = _written(item, action, by, thing, wanted)
        except Refused as refusal:
            if refusal.code != "changed":
                raise
            continue
        Conflict.objects.bulk_create(conflicts, ignore_conflicts=True)
        return Merged(thing, conflicts)
    raise RuntimeError(f"{action.name} was overtaken {TRIES} times")


def _seen(action: Action[Any], by: Actor, thing_id: Any) -> Any:
    """The thing as it stands, for somebody who may change it."""
    model: Any = action.thing
    try:
        thing = model._default_manager.visible_to(by).get(pk=thing_id)
    except ObjectDoesNotExist:
        raise Refused("not_found", _("找不到这一页，或者它不给您看。")) from None
    verdict = action.who(by, thing)
    if verdict is not True:
        raise Refused("may_not", _(str(verdict)) if verdict else _("这件事不归您办。"))
    return thing


def _written(item: Item, action: Action[Any], by: Actor, thing: Any, wanted: dict[str, Any]) -> models.Model:
    """Through the door, unless it moved. An edit that a crash cut off may want less the second time: another request."""
    try:
        result: models.Model = perform(action, by, thing.pk, wanted, op_id=item.pk, seen=thing.version).result
    except Refused as refusal:
        if refusal.code != "op_id_reused" or not item.tries:
            raise
        again = uuid5(item.pk, journal.canonical(wanted))
        result = perform(action, by, thing.pk, wanted, op_id=again, seen=thing.version).result
    return result


def compared(item: Item, thing: Any, given: dict[str, Any], base: Base) -> tuple[dict[str, Any], list[Conflict]]:
    """What is to be written, and what clashes."""
    wanted, conflicts = {}, []
    for name, value in given.items():
        here, was = as_words(value_of(thing, name)), as_words(base.was.get(name))
        if here == as_words(value):
            continue
        if here == was or (name not in base.was and base.version == thing.version):
            wanted[name] = value
        else:
            conflicts.append(clash(item, thing, name, was, here, as_words(value)))
    return wanted, conflicts


def clash(item: Item, thing: Any, name: str, was: str, here: str, wanted: str) -> Conflict:
    """One for each field of an op, however often it is worked through."""
    placed = thing if hasattr(thing, "community_id") else item
    return Conflict(
        id=uuid5(item.pk, f"conflict {name}"),
        county_id=item.county_id,
        subdistrict_id=placed.subdistrict_id,
        community_id=placed.community_id,
        alley_id=getattr(placed, "alley_id", None),
        item=item,
        thing_type=type(thing).__name__.lower(),
        thing_id=thing.pk,
        field=name,
        was=was,
        here=here,
        wanted=wanted,
        at=clock.now(),
    )


def value_of(thing: Any, name: str) -> Any:
    """A column of the thing; of another thing it points at, the id."""
    try:
        return getattr(thing, thing._meta.get_field(name).attname)
    except FieldDoesNotExist:
        return getattr(thing, name)


def as_words(value: Any) -> str:
    """A value as a form would hold it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(clean(str(value)))
