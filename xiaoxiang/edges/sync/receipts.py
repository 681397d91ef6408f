"""Receipts: the server's signed word about one op. Without one a phone believes nothing."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xiaoxiang.door import heads
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.moments import milliseconds

Receipt = dict[str, Any]
DUPLICATE, UNKNOWN = "duplicate", "unknown"


def receipt_of(item: Item, nonce: str, missing: Sequence[str] = (), *, is_repeat: bool = False) -> Receipt:
    """What became of an op as far as is known. `is_repeat`: this very line had come before."""
    sha256, at = bytes(item.sha256).hex(), milliseconds(item.received_at)
    outcome = DUPLICATE if is_repeat else str(item.outcome)
    op_id = str(item.op_id) if item.op_id else None
    found: Receipt = {
        "op_id": op_id,
        "sha256": sha256,
        "received_at": at,
        "outcome": outcome,
        "code": item.code,
        "sentence": item.sentence,
        "fields": item.fields,
        "thing": thing_of(item),
        "waiting_for": str(item.waiting_for) if item.waiting_for else None,
        "missing": list(missing),
        "signature": signature(op_id, sha256, at, outcome, nonce),
    }
    return {**found, "first": str(item.outcome)} if is_repeat else found


def unknown(op_id: UUID, nonce: str) -> Receipt:
    """An op that was asked for and is not here, or not this person's."""
    return {"op_id": str(op_id), "outcome": UNKNOWN, "signature": signature(str(op_id), "", "", UNKNOWN, nonce)}


def thing_of(item: Item) -> dict[str, Any] | None:
    if item.result_id is None:
        return None
    thing = {"type": item.result_type, "id": str(item.result_id), "called": item.called}
    return {**thing, "version": item.result_version}


def message(op_id: str | None, sha256: str, received_at: int | str, outcome: str, nonce: str) -> str:
    """The text that is signed; what is not known is left empty."""
    return f"xiaoxiang receipt\n{op_id or ''}\n{sha256}\n{received_at}\n{outcome}\n{nonce}\n"


def signature(op_id: str | None, sha256: str, received_at: int | str, outcome: str, nonce: str) -> str:
    """Ed25519 by the journal's key, in base64."""
    return b64encode(heads.signature(message(op_id, sha256, received_at, outcome, nonce))).decode()
