"""Photos after their text: in chunks, cut anywhere, added once, and never in the way of the words."""

import os
import random
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync import arriving, attachments, parts, sweep
from xiaoxiang.edges.sync.actions import release, send_back
from xiaoxiang.edges.sync.models import Attachment, Item
from xiaoxiang.edges.sync.tests import aside
from xiaoxiang.edges.sync.tests.phone import Json, Phone, sha256
from xiaoxiang.edges.sync.tests.test_who_speaks import lose, said
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters import pictures
from xiaoxiang.matters.models import Matter, Picture
from xiaoxiang.matters.tests.test_photos import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
CHUNK = arriving.MOST_BYTES


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.DATA, settings.PHOTOS = tmp_path, tmp_path / "photos"
    return tmp_path


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def big(seed: int = 1) -> bytes:
    """A photo of more than three chunks, as a camera leaves it."""
    side = 900
    noise = Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(side * side * 3))
    made = BytesIO()
    noise.save(made, "JPEG", quality=97)
    return made.getvalue()


def with_photos(phone: Phone, *files: bytes, **more: Any) -> Json:
    return phone.note(attachments=[{"sha256": sha256(file), "size": len(file)} for file in files], **more)


def at(op: Json, file: bytes | str) -> str:
    return f"/sync/bytes/{op['op_id']}/{file if isinstance(file, str) else sha256(file)}"


def how_far(phone: Phone, op: Json, file: bytes) -> Json:
    answer: Json = phone.client.get(at(op, file)).json()
    return answer


def post(phone: Phone, op: Json, file: bytes | str, offset: Any, data: bytes, **headers: str) -> Any:
    return phone.client.post(
        f"{at(op, file)}?offset={offset}",
        data,
        content_type=headers.pop("content_type", "application/octet-stream"),
        headers={"X-CSRFToken": phone.token},
    )


def upload(phone: Phone, op: Json, file: bytes, size: int = CHUNK) -> Json:
    """Send a whole photo as a phone does; the last answer."""
    told: Json = how_far(phone, op, file)
    for offset in range(told["received"], len(file), size):
        answer = post(phone, op, file, offset, file[offset : offset + size])
        assert answer.status_code == 200, answer.content
        told = answer.json()
    return told


def bytes_on_disk(disk: Path) -> list[Path]:
    return list((disk / "incoming").glob("*"))


def test_a_photo_in_chunks_becomes_one_of_the_matter(phone: Phone, disk: Path):
    file = big()
    op = with_photos(phone, file)
    receipt = phone.one(op)
    assert (receipt["outcome"], receipt["missing"]) == ("accepted", [sha256(file)])
    assert Matter.objects.get().missing_pictures == 1
    assert how_far(phone, op, file) == {"received": 0, "size": len(file), "whole": False, "refused": ""}
    assert upload(phone, op, file) == {"received": len(file), "size": len(file), "whole": True, "refused": ""}
    matter = Matter.objects.get()
    assert (matter.pictures, matter.promised_pictures, matter.missing_pictures) == (1, 1, 0)
    assert phone.asked(op["op_id"])[0]["missing"] == []
    assert not bytes_on_disk(disk)
    line = Entry.objects.get(action="matter.attach")
    assert line.person_id == phone.person.pk


def test_three_photos_and_the_record_is_whole_with_the_last(phone: Phone):
    files = [jpeg(colour) for colour in ("red", "green", "blue")]
    op = with_photos(phone, *files)
    phone.one(op)
    for left, file in zip((2, 1, 0), files, strict=True):
        upload(phone, op, file)
        assert Matter.objects.get().missing_pictures == left
        assert len(phone.asked(op["op_id"])[0]["missing"]) == left


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.99])
def test_a_cut_costs_at_most_one_chunk(phone: Phone, share: float):
    file = big()
    op = with_photos(phone, file)
    phone.one(op)
    cut = int(len(file) * share) // CHUNK * CHUNK
    for offset in range(0, cut, CHUNK):
        post(phone, op, file, offset, file[offset : offset + CHUNK])
    told = how_far(phone, op, file)
    assert told["received"] == cut
    assert upload(phone, op, file)["whole"]
    assert Picture.objects.count() == 1


def test_a_chunk_whose_answer_was_lost_is_told_by_its_offset(phone: Phone):
    file = jpeg(size=(400, 300))
    op = with_photos(phone, file)
    phone.one(op)
    post(phone, op, file, 0, file[:100])
    again = post(phone, op, file, 0, file[:100])
    assert (again.status_code, again.json()["code"], again.json()["received"]) == (409, "another_offset", 100)
    ahead = post(phone, op, file, 200, file[200:])
    assert (ahead.status_code, ahead.json()["received"]) == (409, 100)
    assert post(phone, op, file, 100, file[100:]).json()["whole"]
    late = post(phone, op, file, 0, file[:100])
    assert (late.status_code, late.json()["whole"]) == (200, True)
    assert Picture.objects.count() == 1


def test_the_same_offset_twice_never_doubles_bytes(phone: Phone):
    file = jpeg(size=(400, 300))
    op = with_photos(phone, file)
    phone.one(op)
    for offset in range(len(file)):
        if offset % 97 == 0:
            for _twice in range(2):
                post(phone, op, file, offset, file[offset : offset + 97])
    assert how_far(phone, op, file)["whole"]


def test_bytes_that_are_not_the_ones_promised_begin_again(phone: Phone, disk: Path):
    file = jpeg()
    op = with_photos(phone, file)
    phone.one(op)
    wrong = post(phone, op, file, 0, file[:-1] + b"x")
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["received"]) == (422, "wrong_bytes", 0)
    more = post(phone, op, file, 0, file + b"x")
    assert (more.status_code, more.json()["received"]) == (422, 0)
    assert not bytes_on_disk(disk)
    assert upload(phone, op, file)["whole"]


def test_photos_come_after_their_text(phone: Phone):
    phone.ping()
    file = jpeg()
    op = with_photos(phone, file)
    assert said(phone.client.get(at(op, file))) == (404, "not_found")
    assert said(post(phone, op, file, 0, file)) == (404, "not_found")
    phone.one(op)
    assert said(phone.client.get(at(op, jpeg("blue")))) == (404, "not_found"), "not promised"
    assert said(phone.client.get(at({"op_id": str(uuid4())}, file))) == (404, "not_found")


def test_nobody_else_sends_or_sees_ones_photos(cast: Cast, phone: Phone):
    file = jpeg()
    op = with_photos(phone, file)
    phone.one(op)
    li = Phone(cast, "li")
    li.ping()
    assert said(li.client.get(at(op, file))) == (404, "not_found")
    assert said(post(li, op, file, 0, file)) == (404, "not_found")
    li.client.cookies.pop("session")
    assert said(li.client.get(at(op, file))) == (401, "locked")


def test_a_chunk_is_at_most_half_a_mebibyte(phone: Phone):
    file = big()
    op = with_photos(phone, file)
    phone.one(op)
    assert said(post(phone, op, file, 0, file[: CHUNK + 1])) == (413, "too_large")
    assert how_far(phone, op, file)["received"] == 0


@pytest.mark.parametrize("offset", ["", "-1", "x", "1.5", "１", "9" * 30, "0x0"])
def test_an_offset_is_a_plain_number(phone: Phone, offset: str):
    file = jpeg()
    op = with_photos(phone, file)
    phone.one(op)
    assert said(post(phone, op, file, offset, file)) == (400, "bad_offset")


def test_a_chunk_comes_as_bytes(phone: Phone):
    op = with_photos(phone, jpeg())
    phone.one(op)
    assert said(post(phone, op, jpeg(), 0, b"x", content_type="text/plain")) == (415, "wrong_type")


@pytest.mark.parametrize("name", ["..", "%2e%2e%2f", "x" * 64, "A" * 64, "0" * 63, "%00" * 8])
def test_a_digest_that_is_none_leads_nowhere(phone: Phone, name: str):
    op = with_photos(phone, jpeg())
    phone.one(op)
    assert phone.client.get(at(op, name)).status_code == 404


def test_a_file_that_is_no_photo_is_refused_in_words_and_the_text_stays(phone: Phone, disk: Path):
    file = b"%PDF-1.7 not a photo"
    op = with_photos(phone, file, jpeg())
    phone.one(op)
    assert Matter.objects.get().missing_pictures == 2
    told = upload(phone, op, file)
    assert told["refused"] == str(pictures.SENTENCES["unsupported"])
    matter = Matter.objects.get()
    assert matter.missing_pictures == 1, "the record waits no longer for what cannot be a photo"
    assert matter.words
    assert phone.asked(op["op_id"])[0]["missing"] == [sha256(jpeg())]
    assert not bytes_on_disk(disk)
    upload(phone, op, jpeg())
    assert Matter.objects.get().missing_pictures == 0


def test_a_photo_too_large_or_empty_is_refused_before_it_is_sent(phone: Phone):
    op = phone.note(
        attachments=[{"sha256": "a" * 64, "size": pictures.MOST_BYTES + 1}, {"sha256": "b" * 64, "size": 0}]
    )
    receipt = phone.one(op)
    assert (receipt["outcome"], receipt["missing"]) == ("accepted", [])
    assert phone.client.get(at(op, "a" * 64)).json()["refused"] == str(pictures.SENTENCES["too_big"])
    assert phone.client.get(at(op, "b" * 64)).json()["refused"] == str(pictures.SENTENCES["not_a_picture"])
    assert post(phone, op, "a" * 64, 0, b"x").json()["received"] == 0
    assert Matter.objects.get().promised_pictures == 0


def test_a_fourth_photo_is_one_too_many(phone: Phone):
    files = [jpeg(colour) for colour in ("red", "green", "blue", "white")]
    op = with_photos(phone, *files)
    phone.one(op)
    told = [upload(phone, op, file) for file in files]
    assert [bool(t["refused"]) for t in told] == [False, False, False, True]
    assert (Matter.objects.get().pictures, Matter.objects.get().missing_pictures) == (3, 0)


def test_the_same_photo_twice_is_one(phone: Phone):
    op = with_photos(phone, jpeg(), jpeg())
    assert phone.one(op)["missing"] == [sha256(jpeg())]
    upload(phone, op, jpeg())
    assert (Matter.objects.get().pictures, Matter.objects.get().missing_pictures) == (1, 0)


def test_photos_of_a_matter_noted_for_somebody_else(phone: Phone):
    op = with_photos(phone, jpeg(), given={"raiser_phone": "13800138000", "channel": "phone"})
    phone.one(op)
    assert Matter.objects.get().raised_by_id is None
    assert upload(phone, op, jpeg()) == {**how_far(phone, op, jpeg()), "refused": ""}
    assert Matter.objects.get().pictures == 1


def test_photos_to_a_matter_that_others_raised_are_for_its_raiser(cast: Cast, phone: Phone):
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    op = phone.op("matter.settle", matter, attachments=[{"sha256": sha256(jpeg()), "size": len(jpeg())}])
    assert phone.one(op)["outcome"] == "accepted"
    assert upload(phone, op, jpeg())["refused"] == "由提出的人来说，或者由社区代记。"
    assert Matter.objects.get().pictures == 0


def test_a_deed_that_makes_no_matter_takes_no_photos(phone: Phone):
    phone.sent()
    op = phone.op("sync.discard", phone.store, {"seq": "9", "op": str(uuid4())})
    op["attachments"] = [{"sha256": sha256(jpeg()), "size": len(jpeg())}]
    assert phone.one(op)["outcome"] == "accepted"
    assert upload(phone, op, jpeg())["refused"] == str(attachments.NO_PHOTOS)


def test_photos_of_what_was_set_aside_wait_with_it(cast: Cast, phone: Phone, disk: Path):
    op = with_photos(phone, jpeg(), given={"kind": str(cast.other.pk), "words": ""})
    assert phone.one(op)["outcome"] == "quarantined"
    assert upload(phone, op, jpeg())["whole"]
    assert len(bytes_on_disk(disk)) == 1
    tidied(disk, days=30)
    assert len(bytes_on_disk(disk)) == 1
    release(cast.chen, Item.objects.get(), given={"words": "路面塌了"}, reason="打电话问过")
    aside.work()
    assert Matter.objects.get().pictures == 1
    assert not bytes_on_disk(disk)


def test_photos_of_what_was_given_back_go(cast: Cast, phone: Phone, disk: Path):
    op = with_photos(phone, jpeg(), given={"kind": str(cast.other.pk), "words": ""})
    phone.one(op)
    upload(phone, op, jpeg())
    send_back(cast.chen, Item.objects.get(), reason="写一句是什么事")
    with clock.at(MONDAY_MORNING + timedelta(minutes=2)):
        sweep.sweep(0)
    assert how_far(phone, op, jpeg())["refused"] == str(attachments.NOT_DONE)
    assert not bytes_on_disk(disk)


def test_photos_of_a_lost_phone_are_kept_until_somebody_looked(phone: Phone, disk: Path):
    op = with_photos(phone, jpeg())
    phone.ping()
    lose(phone)
    assert phone.one(op)["missing"] == [sha256(jpeg())]
    assert upload(phone, op, jpeg())["whole"]
    assert len(bytes_on_disk(disk)) == 1
    assert not Picture.objects.exists()


def test_a_server_cut_off_between_bytes_and_photo_finishes_later(
    phone: Phone, disk: Path, monkeypatch: pytest.MonkeyPatch
):
    op = with_photos(phone, jpeg())
    phone.one(op)
    with monkeypatch.context() as during:
        during.setattr(attachments, "add_whole", lambda *_: None)
        assert upload(phone, op, jpeg())["whole"]
    assert not Picture.objects.exists()
    with clock.at(MONDAY_MORNING + timedelta(minutes=2)):
        sweep.sweep(0)
        sweep.sweep(0)
    assert Picture.objects.count() == 1
    assert not bytes_on_disk(disk)


def test_a_server_cut_off_between_photo_and_row_adds_it_once(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    op = with_photos(phone, jpeg())
    phone.one(op)
    real = parts.remove
    monkeypatch.setattr(parts, "remove", lambda _: None)
    upload(phone, op, jpeg())
    Attachment.objects.update(is_attached=False)
    with clock.at(MONDAY_MORNING + timedelta(minutes=2)):
        monkeypatch.setattr(parts, "remove", real)
        sweep.sweep(0)
    assert (Picture.objects.count(), Matter.objects.get().pictures) == (1, 1)
    assert Attachment.objects.get().is_attached


def test_a_photo_that_breaks_us_stays_whole(phone: Phone, disk: Path, monkeypatch: pytest.MonkeyPatch):
    op = with_photos(phone, jpeg())
    phone.one(op)
    with monkeypatch.context() as during:
        during.setattr(pictures, "reencode", broken)
        assert upload(phone, op, jpeg()) == {**how_far(phone, op, jpeg()), "whole": True, "refused": ""}
    assert len(bytes_on_disk(disk)) == 1


def broken(_raw: bytes) -> Any:
    raise ZeroDivisionError


def test_a_full_disk_is_our_trouble(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    op = with_photos(phone, jpeg())
    phone.one(op)
    with monkeypatch.context() as during:
        during.setattr(parts, "write", full)
        answer = post(phone, op, jpeg(), 0, jpeg())
    assert said(answer) == (503, "away")
    assert answer["Retry-After"]
    assert upload(phone, op, jpeg())["whole"]


def full(*_: Any) -> None:
    raise OSError(28, "No space left on device")


def test_bytes_that_vanished_are_asked_for_again(phone: Phone, disk: Path):
    file = jpeg(size=(400, 300))
    op = with_photos(phone, file)
    phone.one(op)
    post(phone, op, file, 0, file[:100])
    for path in bytes_on_disk(disk):
        path.unlink()
    again = post(phone, op, file, 100, file[100:])
    assert (again.status_code, again.json()["received"]) == (409, 0)
    assert upload(phone, op, file)["whole"]


def tidied(disk: Path, days: float) -> None:
    """Let so many days pass, and let the worker tidy."""
    for path in bytes_on_disk(disk):
        old = path.stat().st_mtime - days * 86400
        os.utime(path, (old, old))
    with clock.at(MONDAY_MORNING + timedelta(days=days)):
        sweep.tidy(0)
        sweep.tidy(0)


def test_half_a_photo_is_kept_for_a_day(phone: Phone, disk: Path):
    file = jpeg(size=(400, 300))
    op = with_photos(phone, file)
    phone.one(op)
    post(phone, op, file, 0, file[:100])
    tidied(disk, days=0.9)
    assert how_far(phone, op, file)["received"] == 100
    tidied(disk, days=1.1)
    assert how_far(phone, op, file)["received"] == 0
    assert not bytes_on_disk(disk)
    assert upload(phone, op, file)["whole"]


def test_bytes_that_belong_to_nothing_go_after_a_day(disk: Path, cast: Cast):
    folder = disk / "incoming"
    folder.mkdir()
    (folder / f"{uuid4()}.part").write_bytes(b"x")
    (folder / "something-else").write_bytes(b"x")
    tidied(disk, days=0.5)
    assert len(bytes_on_disk(disk)) == 2
    tidied(disk, days=1)
    assert [path.name for path in bytes_on_disk(disk)] == ["something-else"]


def test_nobody_else_on_the_computer_reads_what_is_coming(phone: Phone, disk: Path):
    op = with_photos(phone, jpeg())
    phone.one(op)
    post(phone, op, jpeg(), 0, jpeg()[:10])
    modes = {path.stat().st_mode & 0o777 for path in bytes_on_disk(disk)}
    assert modes == {0o600}
    assert (disk / "incoming").stat().st_mode & 0o777 == 0o700
