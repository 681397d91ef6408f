"""Many facts at once: the passage of the door for up to a hundred deeds in one durable transaction.

    perform_all(ops: Sequence[Op]) -> list[Answer | Exception]

answers for each op in order: an `Answer`, a `Refused`, or an error of ours (our bug in that one op; raise it, or keep it
and try again later). One never disturbs the others. What comes out is the same as from `perform` one by one: deeds that
are not declared `in_bulk` are done so anyway, in their place; runs of those that are share a transaction. It claims all
request ids, runs each function as the passage does, writes the rows of all by one statement a table, their effects, and
their journal lines, each in its chain. Where one is refused, all is taken back and the others begin again without it:
nothing of it stays, not even the claim. Where anything else goes wrong, each is done by itself.

Raises OperationalError or InterfaceError where the database is away. Whatever was done by then is known as a repeat when
it is sent again. Raises RuntimeError inside an action.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, models

from xiaoxiang.door import journal, rows
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import Answer, acted, digest, inside, is_passing, perform, reused, transact
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.together import together

AT_ONCE = 100
"""Facts in one transaction: others that write to the same chain wait for its end."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Op:
    """One deed to be done: what `perform` is given. `thing` is the thing or its id, `given` already typed values."""

    action: Action[Any]
    by: Actor
    thing: Any
    given: dict[str, Any]
    op_id: UUID
    seen: int | None = None


Outcome = Answer | Exception
Outcomes = dict[UUID, Outcome]


class SomeRefused(Exception):  # noqa: N818 - an answer, as Refused is
    """Some of a bulk were refused: it begins again without them."""

    def __init__(self, refused: dict[UUID, Refused]) -> None:
        super().__init__(refused)
        self.refused = refused


def perform_all(ops: Sequence[Op]) -> list[Outcome]:
    """Do each once, in order."""
    with inside():
        pass  # no door inside a door
    found: list[Outcome] = []
    for run in _runs(ops):
        found += _as_one(run) if len(run) > 1 else [_alone(run[0])]
    return found


def _runs(ops: Sequence[Op]) -> Iterator[list[Op]]:
    """The ops in order, those side by side that can be written at once together; a request id once in each run."""
    run: list[Op] = []
    taken: set[UUID] = set()
    for op in ops:
        goes_along = op.action.in_bulk and run and run[-1].action.in_bulk
        if run and not (goes_along and len(run) < AT_ONCE and op.op_id not in taken):
            yield run
            run, taken = [], set()
        run.append(op)
        taken.add(op.op_id)
    if run:
        yield run


def _alone(op: Op) -> Outcome:
    try:
        return perform(op.action, op.by, op.thing, op.given, op_id=op.op_id, seen=op.seen)
    except (OperationalError, InterfaceError) as wrong:
        if not is_passing(wrong):
            raise
        return wrong
    except Exception as wrong:
        return wrong


def _as_one(ops: list[Op]) -> list[Outcome]:
    found: Outcomes = {}
    while left := [op for op in ops if op.op_id not in found]:
        try:
            with transact():
                done = _once(left)
            found |= done
        except SomeRefused as some:
            found |= some.refused
        except Exception as wrong:
            if not is_passing(wrong):
                logger.warning("a bulk of %s facts is done one by one", len(left), exc_info=True)
            found |= {op.op_id: _alone(op) for op in left}
    return [found[op.op_id] for op in ops]


def _once(ops: list[Op]) -> Outcomes:
    found = _claim(ops)
    refused: dict[UUID, Refused] = {}
    lines: list[journal.Line] = []
    with inside() as effects, together() as kept:
        for op in ops:
            if op.op_id in found:
                continue
            try:
                thing, given, result = acted(op.action, op.by, op.thing, op.given)
            except Refused as refusal:
                refused[op.op_id] = refusal
                continue
            found[op.op_id] = Answer(result)
            lines.append(journal.line_of(op.action, op.by, thing, given, result, op.op_id))
    if refused:
        raise SomeRefused(refused)
    if lines:
        effects.store()
        rows.store(kept)
        journal.write_all(lines)
    return found


def _claim(ops: list[Op]) -> Outcomes:
    """Take the request ids; what came of those that were taken before. A copy in flight is waited for."""
    asked = {op.op_id: digest(op.action, op.by, op.thing, op.given) for op in ops}
    # In one order, so that two copies of a batch never wait for each other.
    claims = [(op.by.county_id, op.op_id, asked[op.op_id], op.by.moment) for op in sorted(ops, key=lambda op: op.op_id)]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [list(column) for column in zip(*claims, strict=True)])
        claimed = {row[0] for row in cursor.fetchall()}
        before = [op for op in ops if op.op_id not in claimed]
        if not before:
            return {}
        cursor.execute(CLAIMED, [[op.by.county_id for op in before], [op.op_id for op in before]])
        known = {op_id: (bytes(digest), result_id) for op_id, digest, result_id in cursor.fetchall()}
    results = _results({(op.action.result, known[op.op_id][1]) for op in before})
    return {
        op.op_id: Answer(results[known[op.op_id][1]], is_repeat=True)
        if known[op.op_id][0] == asked[op.op_id]
        else reused()
        for op in before
    }


def _results(wanted: set[tuple[type[models.Model], UUID]]) -> dict[UUID, models.Model]:
    found: dict[UUID, models.Model] = {}
    for model in {model for model, _id in wanted}:
        found |= model._base_manager.in_bulk([id_ for of, id_ in wanted if of is model])
    return found


CLAIM = """
INSERT INTO door_claim (county_id, op_id, digest, at)
SELECT * FROM unnest(%s::int[], %s::uuid[], %s::bytea[], %s::timestamptz[]) ON CONFLICT DO NOTHING RETURNING op_id
"""
CLAIMED = """
SELECT op_id, digest, result_id FROM door_claim
WHERE (county_id, op_id) IN (SELECT * FROM unnest(%s::int[], %s::uuid[]))
"""
