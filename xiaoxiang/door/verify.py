"""Whether the journal is whole: every chain is recomputed from its first line and the first bad entry is named.

A chain alone proves only that it fits itself: whoever owns the database can rewrite it all. What a rewriting or a cut
tail cannot get past is a head that somebody else holds, printed or signed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoxiang.door import journal
from xiaoxiang.door.journal import NOTHING
from xiaoxiang.door.models import Head, Tip

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it is kept, with its content when that was not erased."""

    id: UUID
    height: int
    head: bytes
    line: str
    salt: bytes | None
    content: str | None


@dataclass(slots=True)
class Report:
    """What came of recomputing one chain. `wrong` is empty when it is whole; else `at` is the first bad height."""

    chain_id: UUID
    height: int = 0
    head: bytes = NOTHING
    erased: int = 0
    at: int | None = None
    wrong: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.wrong

    def named(self, at: int, wrong: str) -> "Report":
        self.at, self.wrong = at, wrong
        return self


def link(head: bytes, height: int, line: str) -> bytes:
    """The head after a line."""
    return journal.link(head, height, hashlib.sha256(line.encode()).digest())


def records(county_id: int, chain_id: UUID) -> Iterator[Record]:
    """A chain from its first entry on, streamed: memory stays the same however long it is."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(READ, [county_id, chain_id])
        while rows := cursor.fetchmany(AT_ONCE):
            for id_, height, head, line, salt, content in rows:
                yield Record(id_, height, bytes(head), line, bytes(salt) if salt is not None else None, content)


READ = """
SELECT e.id, e.height, e.head, e.line, c.salt, c.body
FROM door_entry e LEFT JOIN door_content c ON c.id = e.id
WHERE e.county_id = %s AND e.chain_id = %s ORDER BY e.height
"""


def check(chain_id: UUID, entries: Iterable[Record]) -> Report:
    """Recompute a chain; the report names the first entry that does not fit."""
    report = Report(chain_id)
    for entry in entries:
        expected = report.height + 1
        if entry.height != expected:
            return report.named(expected, _("少了第 %(height)s 行") % {"height": expected})
        if link(report.head, entry.height, entry.line) != entry.head:
            return report.named(expected, _("第 %(height)s 行或它前面的内容被改过") % {"height": expected})
        wrong = _unlike(chain_id, entry)
        if wrong:
            return report.named(expected, wrong)
        report.height, report.head = entry.height, entry.head
        report.erased += entry.content is None
    return report


def _unlike(chain_id: UUID, entry: Record) -> str:
    """Whether the line says what its row and its content say."""
    told = json.loads(entry.line)
    if told["id"] != str(entry.id) or told["chain"] != str(chain_id):
        return _("第 %(height)s 行不是这条链上的") % {"height": entry.height}
    if entry.content is None or entry.salt is None:
        return ""
    if hashlib.sha256(entry.salt + entry.content.encode()).hexdigest() != told["content"]:
        return _("第 %(height)s 行的内容和摘要对不上") % {"height": entry.height}
    return ""


def verify(county_id: int, chain_id: UUID) -> Report:
    """Recompute one chain and hold it against its tip and every signed head."""
    report = Report(chain_id)
    heads = {h.height: h for h in Head.objects.filter(county_id=county_id, chain_id=chain_id)}
    seen: dict[int, bytes] = {0: NOTHING}

    def watched() -> Iterator[Record]:
        for entry in records(county_id, chain_id):
            if entry.height in heads:
                seen[entry.height] = entry.head
            yield entry

    report = check(chain_id, watched())
    if report.wrong:
        return report
    for height, signed in sorted(heads.items()):
        if seen.get(height) != bytes(signed.head):
            return report.named(
                height, _("第 %(height)s 行和 %(on)s 签过的封条对不上") % {"height": height, "on": signed.on}
            )
    tip = Tip.objects.get(county_id=county_id, chain_id=chain_id)
    if (tip.height, bytes(tip.head)) != (report.height, report.head):
        return report.named(
            report.height + 1,
            _("链尾记着 %(tip)s 行，实际有 %(height)s 行") % {"tip": tip.height, "height": report.height},
        )
    return report


def verify_all() -> Iterator[Report]:
    """Every chain of this database."""
    for county_id, chain_id in Tip.objects.order_by("county_id", "chain_id").values_list("county_id", "chain_id"):
        yield verify(county_id, chain_id)
