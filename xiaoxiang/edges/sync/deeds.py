"""From an op to a deed: which action, as whom, on what, with which words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xiaoxiang.door import forms
from xiaoxiang.door.action import FACT, Action, registry
from xiaoxiang.door.actor import Actor
from xiaoxiang.edges.sync import attachments, releasing, waiting
from xiaoxiang.edges.sync.envelope import Base, Op
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.saying import no
from xiaoxiang.people.actors import as_person

SECRETS = frozenset({"pin", "token", "password"})
"""A deed that takes one of these is done before a page that knows whom it has in front of it."""
CHANNEL = "sync"


@dataclass(frozen=True)
class Deed:
    """An op made ready for the door."""

    item: Item
    action: Action[Any]
    by: Actor
    thing: UUID | None
    given: dict[str, Any]
    seen: int | None
    base: Base
    instead: Callable[[], Actor] | None = None
    """Whoever released it: does it where the writer may not."""


class Given(dict[str, Any]):
    """What was typed, as a browser's form would hold it."""

    def getlist(self, name: str) -> list[Any]:
        value = self.get(name) or []
        return value if isinstance(value, list) else [value]


@dataclass
class Writers:
    """Who wrote: each person is asked for once."""

    by: Actor | None = None
    known: dict[UUID, Actor] = field(default_factory=dict)

    def of(self, item: Item) -> Actor:
        if self.by and self.by.person_id == item.person_id:
            return self.by
        if item.store_id not in self.known:
            device = Store.objects.filter(pk=item.store_id, person_id=item.person_id).values_list(
                "device_id", flat=True
            )
            self.known[item.store_id] = as_person(item.person_id, device_id=device.first(), channel=CHANNEL)
        return self.known[item.store_id]


def action_of(op: Op) -> Action[Any] | None:
    return registry.get(op.action)


def deed(item: Item, op: Op, action: Action[Any], writers: Writers, earlier: waiting.Earlier) -> Deed:
    """A fact is done as its writer was when it happened, a request as she is now. Raises Refused."""
    if action.keeps_secret & SECRETS:
        raise no("may_not")
    ruling = releasing.ruling_of(item)
    happened_at = item.happened_at or item.received_at
    given = releasing.with_corrections(op.given, ruling.corrected) if ruling else op.given
    instead = (lambda: releasing.in_place_of(item, ruling, happened_at)) if ruling else None
    by = instead() if instead and op.actor != item.person_id else writers.of(item)
    return Deed(
        item=item,
        action=action,
        by=by.then(happened_at) if action.kind == FACT else by,
        thing=earlier.thing_of(item, op),
        given=read(action, item, op, Given(given)),
        seen=earlier.seen(item, op) if action.kind != FACT else None,
        base=op.base or Base(),
        instead=instead,
    )


def read(action: Action[Any], item: Item, op: Op, given: Given) -> dict[str, Any]:
    """What was typed, as the action takes it: fields it does not know are left, and what the phone knows is added.

    Raises Refused('badly_filled').
    """
    raw = forms.typed(action, Given({name: without_nul(value) for name, value in given.items()}))
    fields = action.schema.model_fields
    if action.edits:
        raw = {name: value for name, value in raw.items() if name in given}
    if "happened_at" in fields:
        raw["happened_at"] = item.happened_at
    if "promised_pictures" in fields:
        raw["promised_pictures"] = attachments.promised(op)
    return action.read(raw)


def without_nul(value: str | list[str]) -> str | list[str]:
    """No database holds it, and nobody types it."""
    return [each.replace("\0", "") for each in value] if isinstance(value, list) else value.replace("\0", "")
