"""What a phone asks of the server (docs/sync.md)."""

import logging
import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import attachments, envelope, inbox, processing, receipts
from xiaoxiang.edges.sync.caller import Caller, deliverer
from xiaoxiang.edges.sync.deeds import CHANNEL
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.moments import milliseconds
from xiaoxiang.edges.sync.wire import Said, body_of, spoken
from xiaoxiang.people.actors import as_person

PATIENCE = 10
"""Seconds after which nothing more is begun: the answer goes out, and the worker does the rest."""
NONCE = TypeAdapter(envelope.Nonce)

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
