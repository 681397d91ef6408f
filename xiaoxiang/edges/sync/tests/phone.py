"""A phone as the contract has it, for tests: it writes lines, sends batches and reads receipts. No rule of ours in it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.people.actors import DEVICE_COOKIE, UNLOCKED
from xiaoxiang.people.devices import digest
from xiaoxiang.people.models import Device, Person

Json = dict[str, Any]


def now() -> int:
    return int(clock.now().timestamp() * 1000)


def sha256(line: str | bytes) -> str:
    return hashlib.sha256(line if isinstance(line, bytes) else line.encode()).hexdigest()


@dataclass
class Phone:
    """One browser of one person."""

    cast: Cast
    name: str = "wang"
    store: str = field(default_factory=lambda: str(uuid4()))
    seq: int = 0
    drift: int = 0
    """Milliseconds that its clock runs ahead."""

    def __post_init__(self) -> None:
        living = self.cast.as_steward(self.name)
        self.client = Client(enforce_csrf_checks=True)
        self.client.cookies = living.cookies
        self.device = Device.objects.get(token_digest=digest(living.cookies[DEVICE_COOKIE].value))
        self.token = ""

    @property
    def person(self) -> Person:
        person: Person = self.cast.people[self.name]
        return person

    def unlock(self) -> "Phone":
        """The PIN again, half a day later or more."""
        session = self.client.session
        session[UNLOCKED] = [str(self.device.pk), clock.now().timestamp() + 3600]
        session.save()
        return self

    @property
    def clock(self) -> int:
        return now() + self.drift

    def ping(self, nonce: str = "n-1") -> Json:
        answer: Json = self.client.get("/sync/ping", {"nonce": nonce}).json()
        self.token = answer.get("csrf", "")
        return answer

    def op(self, action: str, thing: Any = None, given: Json | None = None, **more: Any) -> Json:
        """The next op, as a value."""
        self.seq += 1
        made = {
            "op_id": str(uuid4()),
            "store": self.store,
            "seq": self.seq,
            "actor": str(self.person.pk),
            "action": action,
            "given": given or {},
            "attachments": [],
            "happened_at": self.clock,
            "offset": -self.drift,
            "offset_age": 0,
            "app": "1",
        }
        if thing is not None:
            made["thing"] = str(getattr(thing, "pk", thing))
        return made | more

    def note(self, words: str = "巷口有一堆杂物", **more: Any) -> Json:
        given = {"kind": str(self.cast.clutter.pk), "words": words, "way": "", "channel": "street"}
        return self.op("matter.note", self.cast.houjie, {**given, **more.pop("given", {})}, **more)

    def head(self, **more: Any) -> Json:
        made = {
            "contract": 1,
            "store": self.store,
            "app": "1",
            "nonce": "n-2",
            "sent_at": self.clock,
            "high": self.seq,
            "pending": 0,
            "asks": [],
            "mode": {"persisted": True, "usage": 1, "quota": 2, "worker": True},
        }
        return made | more

    def post(self, body: bytes | str, **headers: str) -> Any:
        if not self.token:
            self.ping()
        kind = headers.pop("content_type", "application/x-ndjson")
        return self.client.post("/sync/ops", body, content_type=kind, headers={"X-CSRFToken": self.token, **headers})

    def send(self, *ops: Json | str | bytes, head: Json | None = None, **more: Any) -> Any:
        """Send a batch; a text or bytes travel as they are. The whole answer."""
        lines = [line if isinstance(line, bytes) else line.encode() for line in map(written, ops)]
        return self.post(b"\n".join([written(head or self.head(**more)).encode(), *lines, b""]))

    def sent(self, *ops: Json | str | bytes, **more: Any) -> list[Json]:
        """The receipts of a batch."""
        answer = self.send(*ops, **more)
        assert answer.status_code == 200, answer.content
        receipts: list[Json] = answer.json()["receipts"]
        return receipts

    def one(self, op: Json | str | bytes, **more: Any) -> Json:
        return self.sent(op, **more)[0]

    def asked(self, *op_ids: str | UUID) -> list[Json]:
        return self.sent(asks=[str(op_id) for op_id in op_ids])


def written(op: Any) -> Any:
    return json.dumps(op, ensure_ascii=False) if isinstance(op, dict) else op
