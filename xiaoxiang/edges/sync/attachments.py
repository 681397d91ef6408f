"""The photos of an op: promised with its text, added to the record once all their bytes are here."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from uuid import UUID, uuid5

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, the_clock
from xiaoxiang.door.passage import perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import clockwork, parts
from xiaoxiang.edges.sync.envelope import Op, Photo
from xiaoxiang.edges.sync.models import Attachment, Item, Outcome
from xiaoxiang.matters import photos, pictures
from xiaoxiang.matters.actions import attach
from xiaoxiang.matters.actions.noting import AT_MOST_PICTURES
from xiaoxiang.matters.models import Matter

logger = logging.getLogger(__name__)

NO_PHOTOS = _("这件事不收照片，文字已经送达。")
NOT_DONE = _("这一条没有办成，照片没有收。")


def promise(items: Mapping[UUID, Item], ops: Mapping[UUID, Op]) -> None:
    """Write down which photos are to come. One that cannot be a photo is refused before it is sent."""
    rows = [
        Attachment(
            county_id=items[pk].county_id,
            item_id=pk,
            sha256=photo.sha256,
            size=photo.size,
            refused=cannot_be(photo),
            last_at=clock.now(),
        )
        for pk, op in ops.items()
        for photo in {photo.sha256: photo for photo in op.attachments}.values()
    ]
    if rows:
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def cannot_be(photo: Photo) -> str:
    """Why it cannot be a photo, by its size alone."""
    code = "too_big" if photo.size > pictures.MOST_BYTES else "" if photo.size else "not_a_picture"
    return str(pictures.SENTENCES[code]) if code else ""


def promised(op: Op) -> int:
    """How many photos the record may wait for."""
    return min(len({photo.sha256 for photo in op.attachments if not cannot_be(photo)}), AT_MOST_PICTURES)


def missing(item_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The digests of the photos that are not here yet, by op."""
    found: dict[UUID, list[str]] = {}
    rows = Attachment.objects.filter(item_id__in=list(item_ids), received__lt=F("size"), refused="")
    for item_id, sha256 in rows.order_by("item_id", "id").values_list("item_id", "sha256"):
        found.setdefault(item_id, []).append(sha256)
    return found


def add_whole(item: Item, writer: Callable[[Item], Actor]) -> None:
    """Add the photos of an op that are whole; of one that will never be done, let them go."""
    for attachment in Attachment.objects.filter(item=item, received=F("size"), is_attached=False, refused=""):
        try:
            if item.outcome == Outcome.REFUSED:
                refuse(attachment, item, NOT_DONE)
            elif item.outcome == Outcome.ACCEPTED:
                add(attachment, item, writer(item))
        except (OperationalError, InterfaceError):
            raise
        except Exception as wrong:
            logger.error("photo %s stays for the worker: %s", attachment.pk, type(wrong).__name__)


def add(attachment: Attachment, item: Item, by: Actor) -> None:
    """Make a photo of the bytes and add it through the door, as whoever wrote the op; or say why not."""
    if item.result_type != "matter":
        refuse(attachment, item, NO_PHOTOS)
        return
    try:
        sha256, width, height = photos.keep(pictures.reencode(parts.read(attachment)))
        by = as_noter(by.then(item.happened_at or item.received_at), item)
        given = {"sha256": sha256, "width": width, "height": height}
        perform(attach, by, item.result_id, given, op_id=uuid5(item.pk, attachment.sha256))
    except FileNotFoundError:
        begin_again(attachment)
        return
    except pictures.PictureRefused as refused:
        refuse(attachment, item, refused.sentence)
        return
    except Refused as refused:
        if refused.code != "op_id_reused":  # that one was added before, and came out a little otherwise today
            refuse(attachment, item, refused.sentence)
            return
    Attachment.objects.filter(pk=attachment.pk).update(is_attached=True, last_at=clock.now())
    parts.remove(attachment)


def as_noter(by: Actor, item: Item) -> Actor:
    """Whoever wrote a matter down may add to it, for whomever it was."""
    own = Q(raised_by_id=by.person_id) | Q(entered_by_id=by.person_id)
    noted = Matter.objects.filter(own, pk=item.result_id or item.pk).values_list("pk", flat=True)
    return replace(by, receipts=frozenset(noted))


def refuse(attachment: Attachment, item: Item, sentence: str | Promise) -> None:
    """It cannot be added: the phone reads why, the text stays, and the record waits for it no longer."""
    attachment.refused = str(sentence)[:200]
    Attachment.objects.filter(pk=attachment.pk).update(refused=attachment.refused, last_at=clock.now())
    parts.remove(attachment)
    if item.outcome == Outcome.ACCEPTED and item.result_type == "matter":
        left = Attachment.objects.filter(item=item, refused="").count()
        by, name = the_clock(item.county_id), f"expect {attachment.sha256}"
        given = {"photos": min(left, AT_MOST_PICTURES)}
        perform(clockwork.expect, by, item.result_id, given, op_id=uuid5(item.pk, name))


def begin_again(attachment: Attachment) -> None:
    """Its bytes are gone or not the ones that were promised."""
    attachment.received = 0
    Attachment.objects.filter(pk=attachment.pk).update(received=0, last_at=clock.now())
    parts.remove(attachment)
