"""The journal: one line per deed, chained per community, erasable content beside the chain.

A line is canonical JSON kept byte for byte. Its digest is linked as
`head = sha256(previous head ‖ height as 8 bytes ‖ sha256(line))`, the first head being 32 zero bytes. The line names
the content only by a salted digest, so the content can be erased on a lawful demand while the chain still verifies.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.door.rows import copy

if TYPE_CHECKING:
    from xiaoxiang.door.action import Action

NOTHING = bytes(32)
READS = 1 << 96
"""Marks the chain of the read log of a county."""


def plain(value: Any) -> Any:
    """How a value stands in canonical JSON."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return str(value)


def canonical(value: Any) -> str:
    return json.dumps(value, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def called(value: Any) -> str:
    """What a sentence calls a thing."""
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(getattr(value, "called", value))
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(value)


def chain_of(thing: Any, county_id: int) -> UUID:
    """The chain a deed belongs to: its community's, else the county's own."""
    return getattr(thing, "chain_id", None) or getattr(thing, "community_id", None) or county_chain(county_id)


def county_chain(county_id: int) -> UUID:
    return UUID(int=county_id)


def reads_chain(county_id: int) -> UUID:
    """The read log: who looked at sensitive fields. A chain of its own, for the audit administrator."""
    return UUID(int=READS | county_id)


def link(head: bytes, height: int, digest: bytes) -> bytes:
    """The head after a line of this digest: sha256(previous head ‖ height as 8 bytes ‖ sha256(line))."""
    return hashlib.sha256(head + height.to_bytes(8, "big") + digest).digest()


@dataclass(frozen=True, slots=True)
class Line:
    """One deed as the journal keeps it."""

    county: int
    chain: UUID
    id: UUID
    at: datetime
    action: str
    person: UUID | None
    thing: UUID
    op: UUID
    text: str
    salt: bytes
    content: str

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


def line_of(action: "Action[Any]", by: Actor, thing: Any, given: dict[str, Any], result: Any, op_id: UUID) -> Line:
    """The line of a deed, with its content beside it."""
    chain = chain_of(result, by.county_id)
    entry_id, salt, at = new_id(), secrets.token_bytes(16), clock.now()
    kept = {k: v for k, v in given.items() if k not in action.keeps_secret and v is not None}
    names = {"by": by.name, "thing": called(thing), "result": called(result)}
    names |= {k: called(v) for k, v in kept.items() if not isinstance(v, bytes | list | tuple | dict)}
    content = canonical({"given": kept, "names": names})
    text = canonical(
        {
            "id": entry_id,
            "county": by.county_id,
            "chain": chain,
            "at": at,
            "happened_at": by.moment,
            "action": action.name,
            "by": {"kind": by.kind, "person": by.person_id, "device": by.device_id, "channel": by.channel},
            "thing": [type(result).__name__.lower(), result.pk],
            "op": op_id,
            "content": hashlib.sha256(salt + content.encode()).hexdigest(),
        }
    )
    return Line(by.county_id, chain, entry_id, at, action.name, by.person_id, result.pk, op_id, text, salt, content)


def write(line: Line) -> None:
    """Write a line, its content and the claim's answer, and move the chain's tip: one statement."""
    values: dict[str, Any] = {
        "county": line.county,
        "chain": line.chain,
        "id": line.id,
        "at": line.at,
        "action": line.action,
        "person": line.person,
        "thing": line.thing,
        "line": line.text,
        "digest": line.digest,
        "nothing": NOTHING,
        "salt": line.salt,
        "content": line.content,
        "op": line.op,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)


WRITE = """
WITH tip AS (
    INSERT INTO door_tip AS t (county_id, chain_id, height, head)
    VALUES (%(county)s, %(chain)s, 1, sha256(%(nothing)s::bytea || int8send(1) || %(digest)s::bytea))
    ON CONFLICT (county_id, chain_id) DO UPDATE
    SET height = t.height + 1, head = sha256(t.head || int8send(t.height + 1) || %(digest)s::bytea)
    RETURNING height, head
), content AS (
    INSERT INTO door_content (id, county_id, salt, body) VALUES (%(id)s, %(county)s, %(salt)s, %(content)s)
), answered AS (
    UPDATE door_claim SET result_id = %(thing)s WHERE county_id = %(county)s AND op_id = %(op)s
)
INSERT INTO door_entry (id, county_id, chain_id, height, head, line, at, action, person_id, thing_id)
SELECT %(id)s, %(county)s, %(chain)s, tip.height, tip.head, %(line)s, %(at)s, %(action)s, %(person)s, %(thing)s FROM tip
"""


def write_all(lines: Sequence[Line]) -> None:
    """Write the lines of many deeds in their order, each in its chain. The tips are locked last and all in one order."""
    copy(Content, [(line.id, line.county, line.salt, line.content) for line in lines])
    tips = _locked_tips({(line.county, line.chain) for line in lines})
    entries = []
    for line in lines:
        height, head = tips[line.county, line.chain]
        height, head = height + 1, link(head, height + 1, line.digest)
        tips[line.county, line.chain] = height, head
        entries.append(
            (line.id, line.county, line.chain, height, head, line.text, line.at, line.action, line.person, line.thing)
        )
    copy(Entry, entries)
    moved = [(county, chain, height, head) for (county, chain), (height, head) in tips.items()]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [list(column) for column in zip(*moved, strict=True)])
        cursor.execute(ANSWER, [[getattr(line, name) for line in lines] for name in ("county", "op", "thing")])


def _locked_tips(chains: set[tuple[int, UUID]]) -> dict[tuple[int, UUID], tuple[int, bytes]]:
    """Where these chains stand, nobody else moving them until we commit; a new chain stands at nothing."""
    asked = [list(column) for column in zip(*sorted(chains), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [NOTHING, *asked])
        cursor.execute(LOCK, asked)
        return {(county, chain): (height, bytes(head)) for county, chain, height, head in cursor.fetchall()}


BEGIN = """
INSERT INTO door_tip (county_id, chain_id, height, head)
SELECT county_id, chain_id, 0, %s FROM unnest(%s::int[], %s::uuid[]) AS c(county_id, chain_id) ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT county_id, chain_id, height, head FROM door_tip
WHERE (county_id, chain_id) IN (SELECT * FROM unnest(%s::int[], %s::uuid[]))
ORDER BY county_id, chain_id FOR NO KEY UPDATE
"""
MOVE = """
UPDATE door_tip AS t SET height = m.height, head = m.head
FROM unnest(%s::int[], %s::uuid[], %s::bigint[], %s::bytea[]) AS m(county_id, chain_id, height, head)
WHERE t.county_id = m.county_id AND t.chain_id = m.chain_id
"""
ANSWER = """
UPDATE door_claim AS c SET result_id = a.thing_id
FROM unnest(%s::int[], %s::uuid[], %s::uuid[]) AS a(county_id, op_id, thing_id)
WHERE c.county_id = a.county_id AND c.op_id = a.op_id
"""


def sentence(action_name: str, content: str | None) -> str:
    """The deed told for people, in the language now active. Erased content leaves the deed and says so."""
    from xiaoxiang.door.action import registry  # noqa: PLC0415 - actions write journal lines

    action = registry.get(action_name)
    if content is None or action is None:
        return _("（%(deed)s，内容已依法删除）") % {"deed": action_name}
    names = json.loads(content)["names"]
    template = str(action.says)
    return template.format_map(_Kept(names))


class _Kept(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def what_changed(thing: Any) -> str:
    """What to tell whoever looked at an older version: who did what since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.action, c.body FROM door_entry e LEFT JOIN door_content c ON c.id = e.id"
            " WHERE e.county_id = %s AND e.thing_id = %s ORDER BY e.height DESC LIMIT 1",
            [thing.county_id, thing.pk],
        )
        row = cursor.fetchone()
    last = sentence(*row) if row else ""
    return _("刚才已经有人动过：%(last)s。看看新的情况再定。") % {"last": last}


def in_chinese(action: "Action[Any]") -> str:
    """The sentence as the source has it."""
    with translation.override("zh-hans"):
        return str(action.says)
