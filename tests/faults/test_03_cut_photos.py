"""Cut photos: three photos of 4 MB, cut in the middle of their pieces and between them; the words count at once.

A seed throws which pieces are cut and at which share of their bytes: 1, 25, 50, 99 %, before or after the server.
"""

import hashlib
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image

from tests.faults.proxy import Exchange, Hold, cut_answer, cut_request
from tests.faults.stage import BYTES, Stage
from xiaoxiang.edges.sync import parts
from xiaoxiang.edges.sync.models import Attachment, Item
from xiaoxiang.matters.models import Matter

QUICK = 2
PIECE = 512 * 1024
MEGABYTES = 4
SHARES = (0.01, 0.25, 0.5, 0.99)
NOT_SMALLER = "HTMLCanvasElement.prototype.toBlob = function (done) { done(null) }"
"""The phone cannot make photos small: they travel as they were taken."""


@cache
def noise() -> bytes:
    """A photo of nearly 4 MB."""
    made, random = BytesIO(), Random(7)
    picture = Image.frombytes("RGB", (1500, 1100), random.randbytes(1500 * 1100 * 3))
    picture.save(made, "JPEG", quality=92)
    return made.getvalue()


def photos(stage: Stage) -> list[bytes]:
    """Three different ones: what follows the end of a JPEG is no picture, and counts."""
    size = MEGABYTES * 1024 * 1024
    return [(noise() + stage.random.randbytes(16)).ljust(size, b"\0")[:size] for _n in range(3)]


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone(before=NOT_SMALLER)
    phone.open("/steward/note/")
    phone.ready()
    phone.sync()
    taken = photos(stage)
    cuts = [stage.proxy.inject("cut", cut(stage), on=piece(at)) for at in sorted(stage.random.sample(range(26), 4))]
    slow = Hold()
    stage.proxy.inject("2G", slow, on=piece(stage.random.randint(1, 12)))
    op_id = phone.note(
        stage.words(), photos=[{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": p} for n, p in enumerate(taken)]
    )
    phone.ready()
    words_count_at_once(phone, op_id)
    for _round in range(40):
        phone.sync(wait=False)
        phone.page.wait_for_timeout(30)
        if slow.reached.is_set() and not slow.open.is_set():
            phone.forward(41)
            slow.release()
        if phone.becomes("async () => (await outbox.counts()).blobs === 0", 0.4):
            break
        missing = Attachment.objects.filter(item_id=op_id, is_attached=False).count()
        assert Matter.objects.get(pk=Item.objects.get(pk=op_id).result_id).pictures == 3 - missing
        phone.forward(31)
    all_there(stage, phone, op_id, taken, sum(fault.times == 0 for fault in cuts) + slow.reached.is_set())


def piece(number: int) -> Any:
    """The n-th piece that is sent."""
    seen: list[Exchange] = []

    def matches(exchange: Exchange) -> bool:
        if BYTES(exchange) and exchange not in seen:
            seen.append(exchange)
        return BYTES(exchange) and len(seen) > number

    return matches


def cut(stage: Stage) -> Any:
    share = stage.random.choice(SHARES)
    return stage.random.choice([cut_request(share), cut_answer(share)])


def words_count_at_once(phone: Any, op_id: str) -> None:
    """The record is there while its photos are still to come, and says so."""
    phone.until("async () => (await outbox.counts()).outbox === 0")
    item = Item.objects.get(pk=op_id)
    matter = Matter.objects.get(pk=item.result_id)
    assert (item.outcome, matter.promised_pictures) == ("accepted", 3)


def all_there(stage: Stage, phone: Any, op_id: str, taken: list[bytes], cuts: int) -> None:
    wanted = {hashlib.sha256(photo).hexdigest() for photo in taken}
    kept = Attachment.objects.filter(item_id=op_id)
    assert {(a.sha256, a.received, a.is_attached) for a in kept} == {(s, len(taken[0]), True) for s in wanted}, [
        (a.received, a.refused, a.is_attached) for a in kept
    ]
    matter = Matter.objects.get(pk=Item.objects.get(pk=op_id).result_id)
    assert (matter.pictures, matter.photos.count()) == (3, 3)
    sent = sum(len(each.body) for each in stage.asked("/sync/bytes"))
    assert max(len(each.body) for each in stage.asked("/sync/bytes")) <= PIECE
    assert sent <= sum(map(len, taken)) + cuts * PIECE, f"{sent} bytes for {cuts} cuts"
    assert phone.counts()["blobs"] == 0
    no_orphans()


def no_orphans() -> None:
    """Nothing of their bytes stays behind on the way."""
    left = list(parts.folder().glob("*.part"))
    assert not left, left


def test_every_byte_arrives_once(played: Any, seed: int) -> None:
    played(check, seed)
