"""What a phone sends, read without trusting a byte of it: a head, then one op a line.

A line that cannot be read is told from the others and never stops them; its bytes are kept as they came.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges import strict_json

CONTRACT = 1
LOWEST = max(1, CONTRACT - 2)
"""Served are the present contract and the two before it."""
MOST_OPS = 100
MOST_BYTES = 1024 * 1024
SAFE = 2**53 - 1
"""The largest whole number that a phone's script can hold."""
LAST_MOMENT = 253_370_764_800_000
"""Milliseconds: the year 9999."""

Nonce = Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Whole = Annotated[int, Field(strict=True, ge=0, le=SAFE)]
Small = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
Moment = Annotated[int, Field(strict=True, ge=0, le=LAST_MOMENT)]
Drift = Annotated[int, Field(strict=True, ge=-LAST_MOMENT, le=LAST_MOMENT)]


class Read(BaseModel):
    """Newer phones may say more; what we do not know stays in the line."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Mode(Read):
    """How the browser keeps the store."""

    persisted: bool | None = None
    usage: Whole | None = None
    quota: Whole | None = None
    worker: bool | None = None


class Head(Read):
    """Who sends, and how the store is."""

    store: UUID
    nonce: Nonce
    sent_at: Moment
    high: Whole
    pending: Small
    app: Annotated[str, Field(pattern=r"^[\w.+-]{0,20}$")] = ""
    asks: Annotated[list[UUID], Field(max_length=MOST_OPS)] = []
    mode: Any = None

    @property
    def told_mode(self) -> dict[str, Any]:
        """The mode as it is stored; one that cannot be read tells nothing."""
        try:
            return Mode.model_validate(self.mode).model_dump(exclude_none=True)
        except ValidationError:
            return {}


class Base(Read):
    """What the phone saw of the thing before the deed."""

    version: Small | None = None
    after: UUID | None = None
    was: dict[str, str] = {}


class Photo(Read):
    """A photo that comes after the text."""

    sha256: Digest
    size: Small


class Op(Read):
    """One deed as the phone wrote it."""

    op_id: UUID
    store: UUID
    seq: Annotated[int, Field(strict=True, ge=1, le=SAFE)]
    actor: UUID
    action: str
    thing: UUID | None = None
    made_by: UUID | None = None
    """The op whose result is the thing: `"thing": "op:<op_id>"`."""
    given: dict[str, str | list[str]] = {}
    base: Base | None = None
    attachments: Annotated[list[Photo], Field(max_length=20)] = []
    happened_at: Moment
    offset: Drift | None = None

    @model_validator(mode="before")
    @classmethod
    def _which_thing(cls, value: dict[str, Any]) -> dict[str, Any]:
        thing = value.get("thing")
        if isinstance(thing, str) and thing.startswith("op:"):
            return {**value, "thing": None, "made_by": thing[3:]}
        return {**value, "thing": None if thing == "" else thing, "made_by": None}

    @property
    def after(self) -> UUID | None:
        """The op of this store on the same thing that comes first."""
        return self.base.after if self.base else None

    @property
    def comes_after(self) -> list[UUID]:
        """The ops that have to be done first."""
        return [op_id for op_id in (self.made_by, self.after) if op_id and op_id != self.op_id]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a batch: its bytes, their digest, and the op where there is one to read."""

    raw: bytes
    sha256: bytes
    op: Op | None
    op_id: UUID | None
    """The op_id that the line names, even where the rest cannot be read."""


def split(body: bytes) -> tuple[Head, list[bytes]]:
    """The head, and the lines as they came.

    Raises Refused: cut_short and bad_head (400), too_large and too_many (413), too_old (426), too_new (503).
    """
    if len(body) > MOST_BYTES:
        raise too_large()
    first, *lines = body.split(b"\n")
    if not lines or lines.pop():
        raise Refused("cut_short", _("这一批没有送全，再送一次。"), status=400)
    if len(lines) > MOST_OPS:
        raise Refused("too_many", _("这一批太多，分成小的再送。"), status=413)
    return read_head(first), lines


def read_head(raw: bytes) -> Head:
    try:
        value = strict_json.read(raw)
        check_contract(value)
        return Head.model_validate(value)
    except (ValidationError, Refused) as wrong:
        if isinstance(wrong, Refused) and wrong.code in ("too_old", "too_new"):
            raise
        raise Refused("bad_head", _("这一批的开头读不出来。"), status=400) from None


def check_contract(value: Any) -> None:
    """Raises Refused where the phone speaks a contract that is not served."""
    spoken = value.get("contract") if isinstance(value, dict) else None
    if type(spoken) is not int:
        raise Refused("bad_head", _("这一批的开头读不出来。"), status=400)
    if spoken < LOWEST:
        raise Refused("too_old", _("手机上的页面太旧，联网刷新一次；没送出的都还在。"), status=426)
    if spoken > CONTRACT:
        raise Refused("too_new", _("我们这边正在换版本，过一会儿自己会送。"), status=503)


def too_large() -> Refused:
    return Refused("too_large", _("这一批太大，分成小的再送。"), status=413)


def read_line(raw: bytes) -> Line:
    """The op of a line, or none. Never raises."""
    digest = hashlib.sha256(raw).digest()
    try:
        value = strict_json.read(raw)
    except Refused:
        return Line(raw, digest, None, None)
    if not isinstance(value, dict):
        return Line(raw, digest, None, None)
    try:
        op = Op.model_validate(value)
    except ValidationError:
        return Line(raw, digest, None, named(value.get("op_id")))
    return Line(raw, digest, op, op.op_id)


def named(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
