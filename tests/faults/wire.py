"""A phone without a screen: speaks docs/sync.md and nothing else. For what needs hundreds of orders or senders."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from tests.faults.ledgers import SENT, WAITING, DeviceLedger, Kept
from xiaoxiang.people.models import Device, Person

DELIVERED = {"accepted", "received"}
"""Outcomes after which a phone calls an op delivered; all others it still shows."""


@dataclass
class Op:
    """One deed as it was saved: its line never changes."""

    op_id: str
    seq: int
    line: bytes
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.line).hexdigest()

    @property
    def outcome(self) -> str:
        last = self.receipts[-1] if self.receipts else {}
        return str(last.get("first") or last.get("outcome") or "")


class Wire:
    """One store of one phone. Like the real one it takes an op off its outbox only with a receipt that fits."""

    def __init__(self, stage: Any, person: Person, device: Device, token: str, session: str) -> None:
        self.stage, self.person, self.device = stage, person, device
        self.cookies = {"device": token, "session": session}
        self.store = str(uuid4())
        self.ops: list[Op] = []
        self.skew = 0
        """Milliseconds by which this phone's clock is ahead."""
        self.offset: int | None = None
        self.csrf = ""
        self.trouble: list[str] = []
        self.told: list[dict[str, Any]] = []
        """Every answer, as it came."""

    def ledgers(self) -> list[DeviceLedger]:
        """As a phone with a screen would tell it."""
        kept = [
            Kept(op.op_id, op.seq, op.sha256, SENT if op.outcome in DELIVERED else WAITING, op.outcome)
            for op in self.ops
        ]
        return [
            DeviceLedger(
                name=f"{self.person.name}'s wire",
                person=self.person.pk,
                store=self.store,
                kept=kept,
                confirmed={op.op_id: op.seq for op in self.ops},
                digests={op.op_id: op.sha256 for op in self.ops},
                readable=json.dumps(self.told, ensure_ascii=False),
                secrets=self.stage.secrets_for(self.person),
                token=self.cookies["device"],
            )
        ]

    def shows(self) -> list[str]:
        """Nothing: it has no screen."""
        return []

    def close(self) -> None:
        """Nothing is left open between two exchanges."""

    @property
    def high(self) -> int:
        return self.ops[-1].seq if self.ops else 0

    @property
    def pending(self) -> list[Op]:
        return [op for op in self.ops if not op.receipts or op.outcome in ("retry", "unknown")]

    def now(self) -> int:
        return int(time.time() * 1000) + self.skew

    def save(
        self,
        action: str,
        given: dict[str, Any],
        *,
        thing: str | None = None,
        base: dict[str, Any] | None = None,
        **more: Any,
    ) -> Op:
        """Write an op down, as 已存本机."""
        op_id = more.pop("op_id", None) or str(uuid4())
        seq = self.high + 1
        body = {
            "op_id": op_id,
            "store": self.store,
            "seq": seq,
            "actor": str(self.person.pk),
            "action": action,
            "given": given,
            "happened_at": self.now(),
            "offset": self.offset,
            "offset_age": None if self.offset is None else 0,
            "app": "1",
            "attachments": [],
            **({"thing": thing} if thing else {}),
            **({"base": base} if base else {}),
            **more,
        }
        op = Op(op_id, seq, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        self.ops.append(op)
        return op

    def note(self, words: str, alley: Any = None, *, op_id: str | None = None, **given: Any) -> Op:
        alley = alley or self.stage.town.here
        kind = self.stage.ground.cast.clutter
        given = {"kind": str(kind.pk), "words": words, "way": "", **given}
        return self.save("matter.note", given, thing=str(alley.pk), op_id=op_id)

    def ping(self) -> dict[str, Any]:
        before = self.now()
        _status, told = self.ask("GET", "/sync/ping?nonce=n1")
        self.csrf = told.get("csrf", "")
        if "now" in told:
            self.offset = told["now"] - (before + self.now()) // 2
        return told

    def send(self, ops: Iterable[Op] | None = None, *, asks: Iterable[str] = ()) -> tuple[int, dict[str, Any]]:
        """Deliver some ops, all that wait where none are named. Raises OSError where the network broke."""
        sent = list(self.pending if ops is None else ops)
        if not self.csrf:
            self.ping()
        nonce = uuid4().hex
        head = {
            "contract": 1,
            "store": self.store,
            "app": "1",
            "nonce": nonce,
            "sent_at": self.now(),
            "high": self.high,
            "pending": len(self.pending),
            "asks": list(asks),
            "mode": {"persisted": True, "usage": 1, "quota": 10**9, "worker": True},
        }
        lines = [json.dumps(head).encode(), *(op.line for op in sent)]
        body = b"".join(line + b"\n" for line in lines)
        status, told = self.ask("POST", "/sync/ops", body, "application/x-ndjson")
        known = {op.op_id: op for op in self.ops}
        for receipt in told.get("receipts", ()) if status == 200 and told.get("nonce") == nonce else ():
            op = known.get(receipt["op_id"])
            if op and (receipt["sha256"] == op.sha256 or receipt["op_id"] in set(asks)):
                op.receipts.append(receipt)
        return status, told

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, dict[str, Any]]:
        """One exchange through the proxy. Raises OSError, also for an answer that is none."""
        link = HTTPConnection("127.0.0.1", self.stage.proxy.port, timeout=30)
        headers = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "content-type": kind}
        if method == "POST":
            headers |= {"x-csrftoken": self.csrf, "origin": self.stage.proxy.url}
        try:
            link.request(method, path, body or None, headers)
            answer = link.getresponse()
            raw = answer.read()
        except HTTPException as wrong:
            raise ConnectionError(str(wrong)) from wrong
        finally:
            link.close()
        for line in answer.headers.get_all("set-cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        try:
            told = json.loads(raw)
        except ValueError:
            return answer.status, {}
        self.told.append(told)
        return answer.status, told
