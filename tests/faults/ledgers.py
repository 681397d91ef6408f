"""Three ledgers held against each other after every test: what phones say, what passed the proxy, what the server has.

The six invariants (I1-I6) stand in one function each; what they find names the op.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoxiang.door.models import Claim, Entry
from xiaoxiang.edges.sync.models import Attachment, Gap, Item, Outcome
from xiaoxiang.matters.actions.steps import measures
from xiaoxiang.matters.models import Matter, MeToo, Picture, Tally

WAITING, SENT = "waiting", "sent"
"""Where a device keeps an op: in its outbox or under 需处理; or only its receipt."""


@dataclass
class Kept:
    """One op as a device has it."""

    op_id: str
    seq: int
    sha256: str
    where: str
    outcome: str = ""


@dataclass
class DeviceLedger:
    """All that one store says of itself."""

    name: str
    person: UUID
    store: str
    kept: list[Kept]
    confirmed: dict[str, int]
    """Every op that the screen once called 已存本机, with its seq."""
    digests: dict[str, str] = field(default_factory=dict)
    badge: int | None = None
    """待上传 N as the page shows it; None where no page is open."""
    pending: int = 0
    shown: set[str] | None = None
    """The ops that the outbox page lists; None where it cannot be looked at."""
    given_up: set[str] = field(default_factory=set)
    readable: str = ""
    """Every word that this device holds in the clear."""
    secrets: list[str] = field(default_factory=list)
    token: str = ""
    is_wiped: bool = False
    """Reported lost: the phone was told to keep nothing."""
    complaints: list[str] = field(default_factory=list)


class ServerLedger:
    """What the server has of these stores and people."""

    def __init__(self, stores: set[str], people: set[UUID]) -> None:
        rows = Item.objects.filter(store_id__in=[s for s in stores if s])
        self.items = list(rows)
        self.by_op = {str(item.id): item for item in self.items}
        self.gaps = {(str(g.store_id), g.seq) for g in Gap.objects.filter(store_id__in=[s for s in stores if s])}
        self.given_up = {str(g.op_id) for g in Gap.objects.filter(store_id__in=[s for s in stores if s])}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in Entry.objects.filter(person_id__in=people):
            self.entries[json.loads(entry.line)["op"]].append(entry)
        self.claims = {str(c.op_id) for c in Claim.objects.filter(op_id__in=list(self.by_op))}


def reconcile(stage: Any) -> list[str]:
    """Every breach of the six invariants, in words."""
    devices = [each for phone in stage.phones for each in phone.ledgers()]
    people = {each.pk for each in (stage.town.wang, stage.town.li, stage.town.chen, stage.town.gao)}
    server = ServerLedger({each.store for each in devices}, people | {each.person for each in devices})
    found = [complaint for each in devices for complaint in each.complaints]
    for each in devices:
        found += [f"I1 {each.name} {words}" for words in one_record_or_visible(each, server)]
        found += [f"I3 {each.name} {words}" for words in same_bytes(each, server)]
        found += [f"I4 {each.name} {words}" for words in nothing_foreign(each, stage)]
        found += [f"I5 {each.name} {words}" for words in no_gap(each, server)]
        found += [f"I6 {each.name} {words}" for words in honest_badge(each)]
    found += [f"I2 {words}" for words in applied_once(stage, server)]
    found += [f"I4 {words}" for words in silent_log(stage)]
    found += [f"trouble: {words}" for words in stage.trouble()]
    return found


def one_record_or_visible(device: DeviceLedger, server: ServerLedger) -> Iterator[str]:
    """I1: every 已存本机 is exactly one record, or still on the device and visible there."""
    kept = {each.op_id: each for each in device.kept}
    for op_id in {*device.confirmed, *kept}:
        item, here = server.by_op.get(op_id), kept.get(op_id)
        is_waiting = here is not None and here.where == WAITING
        if here is not None and here.where == SENT and item is None:
            yield f"{op_id} is called delivered and the server has nothing"
        if item is None:
            if not is_waiting and op_id not in device.given_up | server.given_up:
                yield f"{op_id} (seq {device.confirmed.get(op_id)}) was confirmed and is nowhere"
        elif item.outcome == Outcome.ACCEPTED:
            is_edit = item.action == "matter.correct"  # may say what stands there already, or lose to another's value
            if len(server.entries[op_id]) != 1 and not (is_edit and not server.entries[op_id]):
                yield f"{op_id} is accepted with {len(server.entries[op_id])} journal lines"
        elif here is None and item.outcome != Outcome.RECEIVED and not device.is_wiped:
            yield f"{op_id} is {item.outcome} {item.code} on the server and the device shows nothing"
        elif here is not None and here.outcome == Outcome.ACCEPTED:
            yield f"{op_id} is {item.outcome} on the server and called accepted on the device"
        if is_waiting and device.shown is not None and op_id not in device.shown:
            yield f"{op_id} waits on the device and its page does not list it"


def applied_once(stage: Any, server: ServerLedger) -> Iterator[str]:
    """I2: nothing is applied twice: journal lines, records, counts, notices."""
    for op_id, entries in server.entries.items():
        if len(entries) > 1:
            yield f"{op_id} stands {len(entries)} times in the journal"
    for item in server.items:
        op_id = str(item.id)
        if item.outcome in (Outcome.QUARANTINED, Outcome.REFUSED) and server.entries[op_id]:
            yield f"{op_id} is {item.outcome} {item.code} and was applied"
    noted = Counter(e.thing_id for es in server.entries.values() for e in es if e.action == "matter.note")
    yield from (f"matter {thing} was noted {n} times" for thing, n in noted.items() if n > 1)
    places = (stage.town.here, stage.town.beside, stage.town.far)
    there = set(Matter.objects.filter(alley_id__in=[p.pk for p in places]).values_list("pk", flat=True))
    yield from (f"matter {thing} has no journal line" for thing in there - set(noted))
    yield from told_once(there)
    yield from counted(stage)


def told_once(matters: set[UUID]) -> Iterator[str]:
    """One notice and one job for each thing that is to be told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args::text, count(*) FROM procrastinate_jobs"
            " WHERE task_name LIKE 'matters.tell%%' AND args->>'matter_id' = ANY(%s) GROUP BY 1, 2 HAVING count(*) > 1",
            [[str(m) for m in matters]],
        )
        yield from (f"{task} {args} was asked {n} times" for task, args, n in cursor.fetchall())
        cursor.execute(
            "SELECT person_id, sentence, count(*) FROM people_notice WHERE about = ANY(%s)"
            " GROUP BY person_id, about, sentence HAVING count(*) > 1",
            [list(matters)],
        )
        yield from (f"{person} was told {n} times: {sentence}" for person, sentence, n in cursor.fetchall())


def counted(stage: Any) -> Iterator[str]:
    """Every stored count equals what its rows say."""
    for community in {stage.town.here.community_id, stage.town.far.community_id}:
        wanted: Counter[tuple[Any, str]] = Counter()
        rows = list(Matter.objects.filter(community_id=community))
        for m in rows:
            columns = {k: getattr(m, k) for k in ("route", "state", "answer", "ended_at")}
            wanted.update(measures(m.noted_at, columns))
        tallies = Tally.objects.filter(community_id=community)
        kept = Counter({(t.month, t.what): t.n for t in tallies if t.n})
        if kept != wanted:
            yield f"the tallies of {community} are {kept - wanted} too many, {wanted - kept} too few"
        ids = [m.pk for m in rows]
        pictures = Counter(Picture.objects.filter(matter_id__in=ids).values_list("matter_id", flat=True))
        joined = Counter(MeToo.objects.filter(matter_id__in=ids).values_list("matter_id", flat=True))
        for m in rows:
            if m.pictures != pictures[m.pk]:
                yield f"matter {m.pk} counts {m.pictures} pictures and has {pictures[m.pk]}"
            if not m.duplicates.exists() and m.me_too != joined[m.pk]:
                yield f"matter {m.pk} counts {m.me_too} neighbours and has {joined[m.pk]}"


def same_bytes(device: DeviceLedger, server: ServerLedger) -> Iterator[str]:
    """I3: what the server keeps is byte for byte what the device wrote."""
    said = {**{each.op_id: each.sha256 for each in device.kept if each.sha256}, **device.digests}
    for item in server.items:
        if str(item.store_id) != device.store:
            continue
        digest = hashlib.sha256(bytes(item.line)).digest()
        if digest != bytes(item.sha256):
            yield f"{item.id} is kept with a digest that is not its own"
        wanted = said.get(str(item.id))
        if wanted and wanted != digest.hex():
            yield f"{item.id} differs: {wanted[:12]} on the device, {digest.hex()[:12]} on the server"
    for photo in Attachment.objects.filter(item__in=[i for i in server.items if str(i.store_id) == device.store]):
        if photo.is_attached and photo.received != photo.size:
            yield f"photo {photo.sha256[:12]} of {photo.item_id} is attached with {photo.received} of {photo.size}"


def nothing_foreign(device: DeviceLedger, stage: Any) -> Iterator[str]:
    """I4: nothing out of scope in any answer to this device, nor in what it holds."""
    for secret in device.secrets:
        if secret in device.readable:
            yield f"holds {secret}"
        for exchange in stage.proxy.ledger:
            if f"device={device.token}" in exchange.headers.get("cookie", "") and secret.encode() in exchange.answer:
                yield f"was answered {secret} by {exchange.path}"


def silent_log(stage: Any) -> Iterator[str]:
    """I4: neither the server's log nor an address holds a word of anybody's."""
    told = stage.log()
    for word in (*stage.town.secrets, *stage.private):
        if word in told:
            yield f"the server's log holds {word}"
        yield from (f"{word} stands in an address" for e in stage.proxy.ledger if word in e.path)
    if "Traceback" in told and not stage.pardoned:
        yield "the server's log holds a traceback: " + told[told.index("Traceback") :][-1500:]


def no_gap(device: DeviceLedger, server: ServerLedger) -> Iterator[str]:
    """I5: every seq up to the highest is on the server, on the device, or named as given up."""
    here = {each.seq for each in device.kept if each.where == WAITING}
    there = {item.seq for item in server.items if str(item.store_id) == device.store and item.seq}
    named = {seq for store, seq in server.gaps if store == device.store}
    known = here | there | named | {device.confirmed[op] for op in device.given_up if op in device.confirmed}
    missing = set(range(1, max(known, default=0) + 1)) - known
    if missing:
        yield f"seq {sorted(missing)} is nowhere"
    twice = [seq for seq, n in Counter(each.seq for each in device.kept).items() if n > 1]
    if twice:
        yield f"seq {twice} was given twice"


def honest_badge(device: DeviceLedger) -> Iterator[str]:
    """I6: 待上传 N is the number of ops in the outbox."""
    if device.badge is not None and device.badge != device.pending:
        yield f"the badge says {device.badge} and the outbox holds {device.pending}"
