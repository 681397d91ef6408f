"""What became of ops, and how it is stored: one statement for a batch, and never over an outcome that is final."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from xiaoxiang.door import journal
from xiaoxiang.door.action import FACT, Action
from xiaoxiang.door.actor import Actor, Holding
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync.merging import Merged
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.edges.sync.releasing import RELEASED
from xiaoxiang.edges.sync.saying import BEFORE_LEAVING, SECOND_LOOK, say, settled


def accept(item: Item, action: Action[Any], by: Actor, result: models.Model, *, is_forced: bool = False) -> None:
    """Done: with what came of it, and a mark where somebody may want to look again."""
    code = item.code if action.kind == FACT or item.code == RELEASED else ""
    if action.kind == FACT and code != RELEASED and has_left(by, item, result):
        code = BEFORE_LEAVING
    settled(item, Outcome.ACCEPTED, SECOND_LOOK if is_forced and not code else code, say(code))
    name_result(item, result)


def name_result(item: Item, result: models.Model) -> None:
    item.result_type, item.result_id = type(result).__name__.lower(), result.pk
    item.result_version = getattr(result, "version", None)
    item.called, item.fields, item.waiting_for = journal.called(result)[:120], {}, None


def has_left(by: Actor, item: Item, result: Any) -> bool:
    """Whether a role that the deed may have rested on was held then and is not any more."""
    ended = [held for held in by.held if not held.is_on(item.received_at)]
    return any(reaches(held, result) for held in ended)


def reaches(held: Holding, result: Any) -> bool:
    return held.reaches(result) if hasattr(result, "place_ids") else True


def refuse(item: Item, action: Action[Any], refusal: Refused) -> None:
    """A request may be refused; what happened on the street is kept for somebody to look at."""
    outcome = Outcome.QUARANTINED if action.kind == FACT else Outcome.REFUSED
    settled(item, outcome, refusal.code, str(refusal.sentence))
    item.fields = {name: str(sentence) for name, sentence in refusal.fields.items()}


def merged(item: Item, action: Action[Any], by: Actor, edit: Merged, *, is_forced: bool = False) -> None:
    """An edit is done when nobody else changed the same field."""
    accept(item, action, by, edit.thing, is_forced=is_forced)
    if edit.conflicts:
        settled(item, Outcome.CONFLICT, "", say("conflict"))


def store(items: Sequence[Item]) -> None:
    """Write what became of them."""
    if not items:
        return
    columns = [[COLUMN.get(kind, _plain)(getattr(item, name)) for item in items] for name, kind in EACH]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [[item.pk for item in items], *columns])


def _plain(value: Any) -> Any:
    return value


COLUMN = {"jsonb": Jsonb, "text": str}
EACH = (
    ("outcome", "text"), ("code", "text"), ("sentence", "text"), ("fields", "jsonb"), ("waiting_for", "uuid"),
    ("result_type", "text"), ("result_id", "uuid"), ("result_version", "int"), ("called", "text"),
    ("settled_at", "timestamptz"),
)  # fmt: skip
UPDATE = f"""
WITH each (id, {", ".join(name for name, _kind in EACH)}) AS (
    SELECT * FROM unnest(%s::uuid[], {", ".join(f"%s::{kind}[]" for _name, kind in EACH)})
), locked AS (
    SELECT i.id FROM sync_item i JOIN each USING (id)
    WHERE i.outcome IN ('received', 'held') OR (i.outcome = 'quarantined' AND i.waiting_for IS NOT NULL)
    ORDER BY i.id FOR NO KEY UPDATE OF i
)
UPDATE sync_item i SET {", ".join(f"{name} = each.{name}" for name, _kind in EACH)}, version = i.version + 1
FROM each JOIN locked USING (id) WHERE i.id = each.id
"""  # noqa: S608  # nosec B608
"""Locked in one order, so that two that work through the same ops never wait for each other."""
