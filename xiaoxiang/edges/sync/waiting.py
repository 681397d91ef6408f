"""What comes first: an op that builds on another of the same store waits for it, and is free once that is done."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from xiaoxiang.edges.sync.envelope import Op
from xiaoxiang.edges.sync.models import Gap, Item, Outcome
from xiaoxiang.edges.sync.saying import no

DONE = (Outcome.ACCEPTED, Outcome.REFUSED, Outcome.CONFLICT)
"""Outcomes after which the next one may go on: nothing more will come of the first by itself."""


class Earlier:
    """The ops that others of a batch build on, as they stand now."""

    def __init__(self, ops: Iterable[tuple[Item, Op]]) -> None:
        ops = list(ops)
        named = {op_id for _item, op in ops for op_id in op.comes_after}
        here = {item.pk: item for item, _op in ops}
        self.items: dict[UUID, Item] = {op_id: here[op_id] for op_id in named & here.keys()}
        away = named - here.keys()
        self.given_up: set[UUID] = set()
        if away:
            self.items |= {item.pk: item for item in Item.objects.defer("line").filter(pk__in=away)}
        if away - self.items.keys():
            self.given_up = set(Gap.objects.filter(op_id__in=away).values_list("op_id", flat=True))

    def found(self, item: Item, op_id: UUID) -> Item | None:
        """The earlier op, where it came from the same person and store."""
        before = self.items.get(op_id)
        is_own = before and (before.person_id, before.store_id) == (item.person_id, item.store_id)
        return before if is_own else None

    def missing(self, item: Item, op: Op) -> UUID | None:
        """The op that has to be done first."""
        for op_id in op.comes_after:
            before = self.found(item, op_id)
            if op_id not in self.given_up and (before is None or before.outcome not in DONE):
                return op_id
        return None

    def thing_of(self, item: Item, op: Op) -> UUID | None:
        """What the op is about, where it is the result of an earlier one. Raises Refused('not_found')."""
        if op.made_by is None:
            return op.thing
        before = self.found(item, op.made_by)
        if before is None or before.result_id is None:
            raise no("not_found")
        return before.result_id

    def seen(self, item: Item, op: Op) -> int | None:
        """The version that the writer had before her eyes, one's own earlier deeds included."""
        before = self.found(item, op.after) if op.after else None
        if before and before.result_id == op.thing and before.result_version:
            return before.result_version
        return op.base.version if op.base else None


def freed(done: Sequence[Item], held: Sequence[Item]) -> list[Item]:
    """Those that waited for what is done now, and those held a moment ago whose first was done meanwhile."""
    ids = [item.pk for item in done]
    ids += (
        Gap.objects.filter(pk__in=[i.result_id for i in done if i.result_type == "gap"]).values_list("op_id", flat=True)
        if any(i.result_type == "gap" for i in done)
        else []
    )
    with connection.cursor() as cursor:
        cursor.execute(FREED, {"done": ids, "held": [item.pk for item in held], "outcomes": [str(o) for o in DONE]})
        free = [row[0] for row in cursor.fetchall()]
    return list(Item.objects.filter(pk__in=free)) if free else []


FREED = """
SELECT id FROM sync_item WHERE waiting_for = ANY(%(done)s::uuid[]) AND outcome IN ('held', 'quarantined')
UNION
SELECT i.id FROM sync_item i JOIN sync_item b ON b.id = i.waiting_for
WHERE i.id = ANY(%(held)s::uuid[]) AND b.outcome = ANY(%(outcomes)s)
    AND b.person_id = i.person_id AND b.store_id = i.store_id
"""
