"""The bytes of a photo, chunk by chunk: a cut costs at most one of them."""

from enum import Enum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import attachments, inbox, parts
from xiaoxiang.edges.sync.caller import Caller
from xiaoxiang.edges.sync.models import Attachment

MOST_BYTES = 512 * 1024


class Fit(Enum):
    """How a chunk fitted."""

    WELL = 1
    ELSEWHERE = 2
    WRONG = 3
    """All came, or more than all, and it is not what was promised: it begins again at 0."""


def find(caller: Caller, op_id: UUID, sha256: str) -> Attachment:
    """The photo of an op of this person. Raises Refused('not_found') before the op itself has come."""
    item = inbox.asked(caller, [op_id]).get(op_id)
    found = Attachment.objects.filter(item=item, sha256=sha256).select_related("item").first() if item else None
    if found is None:
        raise Refused("not_found", _("先送文字，再送照片。"))
    return found


def is_whole(attachment: Attachment) -> bool:
    return attachment.received == attachment.size


def take(attachment_id: UUID, offset: int, data: bytes) -> tuple[Attachment, Fit]:
    """Keep a chunk, on the disk and in the row, before anything is said."""
    with transaction.atomic(durable=True):
        rows = Attachment.objects.select_for_update(of=("self",), no_key=True).select_related("item")
        attachment = rows.get(pk=attachment_id)
        if attachment.refused or is_whole(attachment):
            return attachment, Fit.WELL
        if parts.length(attachment) < attachment.received:
            attachments.begin_again(attachment)
        if offset != attachment.received:
            return attachment, Fit.ELSEWHERE
        is_right = offset + len(data) <= attachment.size
        if is_right:
            parts.write(attachment, offset, data)
            attachment.received += len(data)
            is_right = not is_whole(attachment) or parts.is_right(attachment)
        if not is_right:
            attachments.begin_again(attachment)
            return attachment, Fit.WRONG
        attachment.last_at = clock.now()
        attachment.save(update_fields=["received", "last_at"])
    return attachment, Fit.WELL


def said(attachment: Attachment) -> dict[str, int | bool | str]:
    """How far it has come."""
    return {
        "received": attachment.received,
        "size": attachment.size,
        "whole": is_whole(attachment),
        "refused": attachment.refused,
    }
