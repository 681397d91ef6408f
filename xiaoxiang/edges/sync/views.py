"""What a phone asks of the server (docs/sync.md)."""

import logging
import time
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationError

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import arriving, attachments, changes, deeds, envelope, inbox, keys, processing, receipts
from xiaoxiang.edges.sync.caller import Caller, deliverer, reader
from xiaoxiang.edges.sync.deeds import CHANNEL
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.moments import milliseconds
from xiaoxiang.edges.sync.wire import Said, body_of, json_of, spoken
from xiaoxiang.people.actors import as_person

PATIENCE = 10
"""Seconds after which nothing more is begun: the answer goes out, and the worker does the rest."""
NONCE = TypeAdapter(envelope.Nonce)
SEALED = TypeAdapter(Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=20)])
MOST_SEALED = 32 * 1024

logger = logging.getLogger(__name__)


@spoken("GET", "HEAD")
def ping(request: HttpRequest, caller: Caller | None) -> Said:
    """That this is the real network, what time it is, who is signed in, and the form token."""
    try:
        nonce = NONCE.validate_python(request.GET.get("nonce"))
    except ValidationError:
        raise Refused("bad_nonce", _("nonce 要是 1 到 64 个字符。"), status=400) from None
    you = str(caller.person_id) if caller and caller.may_deliver else None
    return {"nonce": nonce, "now": milliseconds(clock.now()), "you": you, "csrf": get_token(request)}


@spoken("POST")
def ops(request: HttpRequest, caller: Caller | None) -> Said:
    """Take a batch in, work it through, and say of each op what became of it."""
    until = time.monotonic() + PATIENCE
    phone = deliverer(caller)
    head, raw = envelope.split(body_of(request, "application/x-ndjson", envelope.MOST_BYTES))
    taken = inbox.take(phone, head, [envelope.read_line(line) for line in raw])
    work_through(phone, [item for item in taken.new if item.outcome == "received"], until)
    return {
        "contract": envelope.CONTRACT,
        "nonce": head.nonce,
        "now": milliseconds(clock.now()),
        "receipts": told(phone, head, taken),
        "wipe": phone.is_lost,
        "lost": taken.lost,
    }


@spoken("GET", "HEAD", "POST")
def photo(request: HttpRequest, caller: Caller | None, op_id: UUID, sha256: str) -> Said | tuple[Said, int]:
    """How far a photo has come, and its next bytes."""
    phone = deliverer(caller)
    attachment = arriving.find(phone, op_id, sha256)
    if request.method == "POST":
        offset = offset_of(request)
        data = body_of(request, "application/octet-stream", arriving.MOST_BYTES)
        attachment, fit = arriving.take(attachment.pk, offset, data)
        if fit is arriving.Fit.ELSEWHERE:
            words = _("从 %(n)d 字节接着送。") % {"n": attachment.received}
            return {"code": "another_offset", "sentence": words, **arriving.said(attachment)}, 409
        if fit is arriving.Fit.WRONG:
            words = _("这张照片送坏了，从头再送一次。")
            return {"code": "wrong_bytes", "sentence": words, **arriving.said(attachment)}, 422
        if arriving.is_whole(attachment) and not attachment.refused and not attachment.is_attached:
            attachments.add_whole(attachment.item, deeds.Writers().of)
            attachment.refresh_from_db(fields=["received", "refused"])
    return arriving.said(attachment)


def offset_of(request: HttpRequest) -> int:
    """Raises Refused('bad_offset')."""
    told = request.GET.get("offset", "")
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise Refused("bad_offset", _("offset 要是一个整数。"), status=400)
    return int(told)


def work_through(phone: Caller, items: Sequence[Item], until: float) -> None:
    """Do what can be done now. Whatever goes wrong, the bytes are safe and the worker comes back to them."""
    if not items:
        return
    try:
        by = as_person(phone.person_id, device_id=phone.device.pk, channel=CHANNEL)
        processing.work_through(items, by=by, until=until)
    except (OperationalError, InterfaceError):
        logger.exception("the database went away; %s ops stay for the worker", len(items))


def told(phone: Caller, head: envelope.Head, taken: inbox.Taken) -> list[receipts.Receipt]:
    """A receipt for each line in order, then one for each op that was asked for."""
    asked = inbox.asked(phone, head.asks) if head.asks else {}
    ids = {item.pk for item in [*taken.items, *asked.values()]}
    missing = attachments.missing(ids)
    found = [
        receipts.receipt_of(item, head.nonce, missing.get(item.pk, ()), is_repeat=at in taken.repeated)
        for at, item in enumerate(taken.items)
    ]
    for op_id in head.asks:
        item = asked.get(op_id)
        found.append(
            receipts.receipt_of(item, head.nonce, missing.get(item.pk, ()))
            if item
            else receipts.unknown(op_id, head.nonce)
        )
    return found


@spoken("POST")
def changed(request: HttpRequest, caller: Caller | None) -> Said:
    """What the phone may keep to read, against what it has."""
    phone = reader(caller)
    wish = changes.read(json_of(request, changes.MOST_BYTES))
    return changes.answer(as_person(phone.person_id, device_id=phone.device.pk, channel=CHANNEL), wish)


@spoken("GET", "HEAD", "POST")
def key(request: HttpRequest, caller: Caller | None) -> Said:
    """The key to seal for; and those sealed, opened for whoever sealed them. A lost phone gets none back."""
    if request.method != "POST":
        return keys.public()
    phone = deliverer(caller)
    try:
        sealed = SEALED.validate_python(json_of(request, MOST_SEALED).get("sealed"))
    except ValidationError:
        raise Refused("bad_head", _("这一段读不出来。"), status=400) from None
    return {"keys": [None if phone.is_lost else keys.opened(one, phone.person_id) for one in sealed]}


@spoken("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
def nothing(request: HttpRequest, caller: Caller | None) -> Said:
    raise Refused("not_found", _("找不到，或者不给您看。"))
