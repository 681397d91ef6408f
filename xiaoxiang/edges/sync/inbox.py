"""The inbox: every line that came, byte for byte, in one durable transaction, before anything is done with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q

from xiaoxiang.door import clock
from xiaoxiang.door.passage import PASSING, TRIES
from xiaoxiang.edges.sync import attachments, stores
from xiaoxiang.edges.sync.caller import Caller
from xiaoxiang.edges.sync.envelope import Head, Line
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.moments import corrected, milliseconds, moment
from xiaoxiang.edges.sync.saying import aside

BESIDE = UUID("6a1f5c2e-6f0d-5d0b-9d53-0a7a4b1c9e11")
"""The namespace of the ids of lines that are kept beside."""


@dataclass
class Taken:
    """What came of a batch: an item for each line in its order, and the places of those that had come before."""

    items: list[Item]
    repeated: set[int] = field(default_factory=set)
    lost: int = 0

    @property
    def new(self) -> list[Item]:
        return [item for at, item in enumerate(self.items) if at not in self.repeated]


def take(caller: Caller, head: Head, lines: Sequence[Line]) -> Taken:
    """Keep a whole batch or nothing of it. A clash of two contacts is tried again."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(durable=True):
                return Intake(caller, head).take(lines)
        except OperationalError as wrong:
            if not left or getattr(wrong.__cause__, "sqlstate", "") not in PASSING:
                raise
    raise AssertionError("unreachable")


@dataclass
class Intake:
    """One batch on its way in."""

    caller: Caller
    head: Head
    at: datetime = field(default_factory=clock.now)

    def take(self, lines: Sequence[Line]) -> Taken:
        """Write all rows by one statement. What clashes is kept beside, unless it is the same line again."""
        store = stores.keep(self.caller, self.head, self.at)
        taken = Taken([self.item(line, store.is_own) for line in lines], lost=store.lost)
        kept: dict[UUID, Item] = {}
        left = list(range(len(lines)))
        while left:
            left = _unwritten(taken.items, left, kept)
            known = _known([taken.items[at] for at in left]) | kept if left else {}
            for at in tuple(left):
                before = known.get(taken.items[at].pk)
                if before is not None and is_same(before, taken.items[at]):
                    taken.items[at] = before
                    taken.repeated.add(at)
                    left.remove(at)
                else:
                    self.keep_beside(taken.items[at], before)
        ops = {item.pk: line.op for item, line in zip(taken.items, lines, strict=True) if line.op and item.pk in kept}
        attachments.promise(kept, ops)
        return taken

    def item(self, line: Line, is_own: bool) -> Item:
        """The row of a line, set aside already where it cannot be done as it is."""
        person, op = self.caller.person, line.op
        item = Item(
            id=op.op_id if op else self.beside(line.op_id, line.sha256),
            county_id=person.county_id,
            subdistrict_id=person.subdistrict_id,
            community_id=person.community_id,
            alley_id=person.alley_id,
            op_id=line.op_id,
            store_id=self.head.store,
            person_id=person.pk,
            line=line.raw,
            sha256=line.sha256,
            received_at=self.at,
        )
        if op is None:
            return aside(item, "unreadable")
        offset = milliseconds(self.at) - self.head.sent_at
        when = corrected(op.happened_at, op.offset, offset, self.at)
        item.seq, item.action = op.seq, op.action.replace("\0", "")[:80]
        item.device_at, item.offset, item.happened_at = moment(op.happened_at), when.offset, when.at
        if not is_own or op.store != self.head.store or op.actor != person.pk:
            item.id, item.seq = self.beside(line.op_id, line.sha256), None
            return aside(item, "another_store" if op.actor == person.pk else "another_actor")
        if self.caller.is_lost:
            return aside(item, "device_lost")
        item.code = "second_look" if when.is_odd else ""
        return item

    def keep_beside(self, item: Item, before: Item | None) -> None:
        """Its op_id was used with other bytes or by somebody else; or else its seq was."""
        item.seq = None
        if before is not None:
            item.id = self.beside(item.op_id, bytes(item.sha256))
        aside(item, "op_id_reused" if before else "seq_reused")

    def beside(self, op_id: UUID | None, sha256: bytes) -> UUID:
        """The id of a line that cannot have its own: the same line from the same store gets the same again."""
        return uuid5(BESIDE, f"{self.caller.person_id} {self.head.store} {op_id} {sha256.hex()}")


def asked(caller: Caller, op_ids: Sequence[UUID]) -> dict[UUID, Item]:
    """What came from this person under these ids; a second use of one only where the first is not hers."""
    rows = Item.objects.defer("line").filter(county_id=caller.person.county_id, person_id=caller.person_id)
    found = {row.op_id: row for row in rows.filter(~Q(op_id=F("id")), op_id__in=op_ids) if row.op_id}
    return found | {row.pk: row for row in rows.filter(pk__in=op_ids)}


def is_same(before: Item, item: Item) -> bool:
    """Whether a line is one that came before: the same bytes from the same person."""
    return bytes(before.sha256) == item.sha256 and before.person_id == item.person_id


def _unwritten(items: Sequence[Item], places: Iterable[int], kept: dict[UUID, Item]) -> list[int]:
    """Write those rows that can be; the places of the others. `kept` grows by what was written."""
    first: dict[UUID, int] = {}
    for at in places:
        first.setdefault(items[at].pk, at)
    written = _insert([items[at] for at in first.values()])
    kept.update((items[at].pk, items[at]) for pk, at in first.items() if pk in written)
    return [at for at in places if items[at].pk not in written or first[items[at].pk] != at]


def _known(items: Sequence[Item]) -> dict[UUID, Item]:
    """The rows that have one of these ids."""
    rows = Item.objects.defer("line").filter(pk__in={item.pk for item in items})
    return {row.pk: row for row in rows}


def _insert(items: Sequence[Item]) -> set[UUID]:
    """Write rows by one statement, in the order given; the ids of those that clashed with nothing."""
    if not items:
        return set()
    one = items[0]
    same = [one.county_id, one.subdistrict_id, one.community_id, one.alley_id, one.store_id, one.person_id]
    columns = [[getattr(item, name) for item in items] for name, _type in EACH]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*same, one.received_at, *columns])
        return {row[0] for row in cursor.fetchall()}


EACH = (
    ("id", "uuid"), ("op_id", "uuid"), ("seq", "bigint"), ("line", "bytea"), ("sha256", "bytea"), ("action", "text"),
    ("device_at", "timestamptz"), ("offset", "bigint"), ("happened_at", "timestamptz"), ("outcome", "text"),
    ("code", "text"), ("sentence", "text"), ("settled_at", "timestamptz"),
)  # fmt: skip
"""The columns in which the lines of one batch differ."""
_NAMES = ", ".join(f'"{name}"' for name, _type in EACH)
_ARRAYS = ", ".join(f"%s::{kind}[]" for _name, kind in EACH)
INSERT = f"""
INSERT INTO sync_item (county_id, subdistrict_id, community_id, alley_id, store_id, person_id, received_at, {_NAMES},
    fields, tries, result_type, called, version)
SELECT %s, %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s, {_NAMES}, '{{}}', 0, '', '', 1
FROM unnest({_ARRAYS}) AS each ({_NAMES})
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608  # nosec B608
