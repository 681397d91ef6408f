"""Photos through the whole view: optional, small, told beside the field when they cannot be had, seen by few."""

import io
import os
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter, Picture
from xiaoxiang.matters.orphans import forget
from xiaoxiang.matters.photos import path_of

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def photos(settings, tmp_path: Path) -> Path:
    settings.PHOTOS = tmp_path / "photos"
    return settings.PHOTOS


def jpeg(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    made = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    picture.save(made, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    return made.getvalue()


def file(content: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def address(cast: Cast) -> str:
    return f"/a/{cast.houjie.plaque}/report/lamp/"


def reported(client: Client, cast: Cast, *files: SimpleUploadedFile, **more: str):
    return client.post(address(cast), {"words": "晚上看不见", "photos": list(files), **more})


def test_a_photo_is_kept_under_its_digest_and_nothing_of_its_name(client: Client, cast: Cast, monday, photos: Path):
    reported(client, cast, file(jpeg(), "我家.jpg"))
    picture = Picture.objects.get()
    assert path_of(picture.sha256).read_bytes().startswith(b"\xff\xd8")
    assert sorted(p.name for p in photos.rglob("*.jpg")) == [
        f"{picture.sha256}.photo.jpg",
        f"{picture.sha256}.thumbnail.jpg",
    ]
    assert Matter.objects.get().pictures == 1


def test_a_bad_file_is_told_beside_the_field_with_the_words_kept(client: Client, cast: Cast, monday):
    hostile = {
        "不是照片": b"<svg onload=alert(1)>",
        "打不开": b"GIF89a" + b"\0" * 100,
        "不完整": jpeg()[:-40],
    }
    for sentence, content in hostile.items():
        answer = reported(client, cast, file(content), raiser_phone=PHONE)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert html.count(sentence) == 2
        assert "晚上看不见" in html
        assert PHONE in html
    assert not Matter.objects.exists()


def test_twenty_megabytes_get_a_clear_sentence_and_everything_typed_is_kept(client: Client, cast: Cast, monday):
    answer = reported(client, cast, file(b"\xff\xd8\xff" + b"\0" * 20 * 1024 * 1024), raiser_phone=PHONE)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("照片超过 8 MB，裁小一些再加；不加照片也能提交") == 2
    assert "晚上看不见" in html
    assert PHONE in html
    assert "<title>错误：" in html


def test_the_good_photo_travels_along_when_another_was_bad(client: Client, cast: Cast, monday):
    answer = reported(client, cast, file(jpeg()), file(b"no photo"))
    html = answer.content.decode()
    assert "已经收到 1 张，不用再选" in html
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.split('id="form"')[1]))
    client.post(address(cast), {**hidden, "words": "晚上看不见"})
    assert Picture.objects.count() == 1


def test_a_photo_cannot_be_claimed_by_its_digest(client: Client, cast: Cast, monday):
    client.post(address(cast), {"kept_photos": f'[["{"a" * 64}", 10, 10]]:forged:signature'})
    assert Matter.objects.exists()
    assert not Picture.objects.exists()


def test_a_bad_field_and_a_bad_photo_are_told_together(client: Client, cast: Cast, monday):
    html = reported(client, cast, file(b"no photo"), raiser_phone="1380013").content.decode()
    assert "写出 11 位手机号，或带区号的座机号" in html
    assert "不是照片" in html


def test_four_photos_are_told_that_three_are_enough(client: Client, cast: Cast, monday):
    answer = reported(client, cast, *(file(jpeg(colour)) for colour in ("red", "green", "blue", "black")))
    assert answer.status_code == 422
    assert "最多 3 张照片" in answer.content.decode()


def test_a_double_tap_adds_a_photo_once(client: Client, cast: Cast, monday):
    op_id = str(uuid4())
    for _n in range(2):
        reported(client, cast, file(jpeg()), op_id=op_id)
    assert Picture.objects.count() == 1


def test_whoever_holds_the_receipt_sees_it_and_may_add_another(client: Client, cast: Cast, monday):
    reported(client, cast, file(jpeg()))
    home = f"/r/{receipt_of(Matter.objects.get().pk)}/"
    html = client.get(home).content.decode()
    seen = re.findall(rf'{home}photos/[^"]+', html)
    for url in seen[:2]:
        answer = client.get(url)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"].startswith("private")
    assert client.post(f"{home}photos/", {"photos": file(jpeg("blue"))}).status_code == 302
    assert Picture.objects.count() == 2
    answer = client.post(f"{home}photos/", {"photos": file(b"no photo")})
    assert answer.status_code == 422
    assert "不是照片" in answer.content.decode()


def test_the_public_sees_no_photo_by_any_address(client: Client, cast: Cast, monday):
    reported(client, cast, file(jpeg()))
    matter, picture = Matter.objects.get(), Picture.objects.get()
    me = actions.join(cast.stranger, matter)
    for size in ("", ".thumbnail"):
        assert client.get(f"/photos/{matter.pk}/{picture.pk}{size}.jpg").status_code == 404
        assert client.get(f"/r/{receipt_of(me.pk)}/photos/{picture.pk}{size}.jpg").status_code == 404
    assert "photos" not in client.get(f"/matters/{matter.pk}/").content.decode()


def test_those_who_handle_it_see_it_and_the_steward_next_door_does_not(client: Client, cast: Cast, monday):
    reported(client, cast, file(jpeg()))
    url = f"/photos/{Matter.objects.get().pk}/{Picture.objects.get().pk}.jpg"
    assert phone_of(cast.people["wang"]).get(url).status_code == 200
    assert desk_of(cast.people["chen"]).get(url).status_code == 200
    assert phone_of(cast.people["li"]).get(url).status_code == 404
    assert desk_of(cast.people["gao"]).get(url).status_code == 404


def test_a_photo_is_shown_only_under_its_own_matter(client: Client, cast: Cast, monday):
    reported(client, cast, file(jpeg()))
    mine = actions.note(cast.stranger, cast.houjie, kind=cast.clutter)
    picture = Picture.objects.get()
    assert client.get(f"/r/{receipt_of(mine.pk)}/photos/{picture.pk}.jpg").status_code == 404


def test_without_a_photo_everything_goes_on(client: Client, cast: Cast, monday):
    assert client.post(address(cast), {"photos": ""}).status_code == 302
    assert not Picture.objects.exists()


def test_photos_of_forms_never_sent_go_after_a_while_and_all_others_stay(
    client: Client, cast: Cast, monday, photos: Path
):
    reported(client, cast, file(jpeg("red")))
    reported(client, cast, file(jpeg("blue")), file(b"no photo"))
    assert len(list(photos.rglob("*.jpg"))) == 4
    assert forget() == 0
    for path in photos.rglob("*.jpg"):
        os.utime(path, (0, 0))
    assert forget() == 2
    assert path_of(Picture.objects.get().sha256).exists()
    assert forget() == 0
