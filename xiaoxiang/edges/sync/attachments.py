"""The photos of an op: promised with its text, sent after it in chunks, added to the record once all is there."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import F

from xiaoxiang.door import clock
from xiaoxiang.edges.sync.envelope import Op
from xiaoxiang.edges.sync.models import Attachment, Item
from xiaoxiang.matters import pictures


def promise(items: Mapping[UUID, Item], ops: Mapping[UUID, Op]) -> None:
    """Write down which photos are to come. One that cannot be a photo is refused before it is sent."""
    rows = [
        Attachment(
            county_id=items[pk].county_id,
            item_id=pk,
            sha256=photo.sha256,
            size=photo.size,
            refused=refusal(photo.size),
            last_at=clock.now(),
        )
        for pk, op in ops.items()
        for photo in {photo.sha256: photo for photo in op.attachments}.values()
    ]
    if rows:
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def refusal(size: int) -> str:
    code = "too_big" if size > pictures.MOST_BYTES else "" if size else "not_a_picture"
    return str(pictures.SENTENCES[code]) if code else ""


def missing(item_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The digests of the photos that are not here yet, by op."""
    found: dict[UUID, list[str]] = {}
    rows = Attachment.objects.filter(item_id__in=list(item_ids), received__lt=F("size"), refused="")
    for item_id, sha256 in rows.order_by("item_id", "id").values_list("item_id", "sha256"):
        found.setdefault(item_id, []).append(sha256)
    return found


def attach_whole(items: Sequence[Item]) -> None:
    """Add those photos that came before their op was done."""
