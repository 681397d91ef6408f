"""A stranger's photo becomes a small, upright, anonymous JPEG, or is refused in words (hostile rows 13-18)."""

import hashlib
import io
import os
import struct
import subprocess
import sys
import time
import zlib

import pytest
from PIL import Image, PngImagePlugin

from xiaoxiang.matters.pictures import DARKROOM, MOST_BYTES, PictureRefused, reencode, safe_headers

SECRETS = (b"Exif", b"GPS", b"Wang", b"ns.adobe.com", b"http", b"Photoshop", b"ICC_PROFILE", b"script", b"2026:")
JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}  # JFIF head, tables, frame: nothing that can hold words


def painted(width=640, height=480, mode="RGB") -> Image.Image:
    """A red left edge on a grey ground, so that a turn or a mirror is seen."""
    image = Image.new("RGB", (width, height), (90, 120, 110))
    image.paste((220, 0, 0), (0, 0, width // 8, height))
    return image.convert(mode)


def saved(image: Image.Image, kind="JPEG", **more) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def telltale_exif(orientation=1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Wang"
    exif[0x0132] = "2026:11:21 08:40:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 34.0, 12.0), 3: "E", 4: (118.0, 44.0, 30.0)})
    return exif


def noisy(width, height) -> Image.Image:
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def parts_of(jpeg: bytes) -> tuple[list[int], bytes]:
    """Markers before the first scan, and what follows the end of the image."""
    markers, at = [], 2
    while jpeg[at + 1] != 0xDA:
        markers.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return markers, jpeg[jpeg.rindex(b"\xff\xd9") + 2 :]


def empty_png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def refusal_of(raw: bytes) -> PictureRefused:
    with pytest.raises(PictureRefused) as refused:
        reencode(raw)
    return refused.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_hostile_15_nothing_but_pixels_leaves_the_darkroom(kind):
    more = {"exif": telltale_exif(), "icc_profile": b"ICC_PROFILE" * 20}
    if kind == "PNG":
        more["pnginfo"] = words = PngImagePlugin.PngInfo()
        words.add_itxt("XML:com.adobe.xmp", "<x xmlns='http://ns.adobe.com/'>Wang</x>")
    else:
        more["xmp"] = b"<x xmlns='http://ns.adobe.com/'>Wang</x>"
    raw = saved(painted(), kind, **(more | ({"comment": b"Wang Photoshop"} if kind == "JPEG" else {})))
    assert b"Wang" in raw
    picture = reencode(raw)
    for file in (picture.jpeg, picture.thumbnail):
        markers, tail = parts_of(file)
        assert set(markers) <= JPEG_PARTS
        assert tail == b""
        assert not [word for word in SECRETS if word in file]
    assert picture.sha256 == hashlib.sha256(picture.jpeg).hexdigest()
    assert (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize(
    ("orientation", "red_edge"),
    [(1, "left"), (2, "right"), (3, "right"), (4, "left"), (5, "top"), (6, "top"), (7, "bottom"), (8, "bottom")],
)
def test_hostile_15_the_photo_stands_upright(orientation, red_edge):
    picture = reencode(saved(painted(), exif=telltale_exif(orientation)))
    image = Image.open(io.BytesIO(picture.jpeg))
    assert image.size == (picture.width, picture.height) == ((640, 480) if orientation < 5 else (480, 640))
    edges = {
        "left": (3, image.height // 2),
        "right": (image.width - 4, image.height // 2),
        "top": (image.width // 2, 3),
        "bottom": (image.width // 2, image.height - 4),
    }
    assert [edge for edge, point in edges.items() if image.getpixel(point)[0] > 180] == [red_edge]


def test_hostile_13_a_big_photo_becomes_small_and_a_file_over_8_mb_is_refused():
    picture = reencode(saved(noisy(1800, 1350), quality=90))
    assert len(picture.jpeg) <= 300 * 1024
    assert max(picture.width, picture.height) <= 1600
    thumbnail = Image.open(io.BytesIO(picture.thumbnail))
    assert max(thumbnail.size) == 320
    assert refusal_of(b"\xff\xd8\xff" + bytes(MOST_BYTES)).code == "too_big"


def test_hostile_14_a_bomb_is_refused_by_its_header_without_its_memory():
    raw = saved(Image.new("1", (12_000, 12_000)), "PNG")
    assert len(raw) < 100_000
    assert refusal_of(raw).code == "too_many_pixels"
    assert refusal_of(empty_png(2**31 - 1, 2**31 - 1)).code == "too_many_pixels"
    # The kernel's ru_maxrss of a child still holds the memory of its parent; VmHWM is the child's own.
    script = f"""
import re, runpy, sys
sys.argv = ["darkroom", "PNG"]
runpy.run_path({str(DARKROOM)!r}, run_name="__main__")
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], input=raw, capture_output=True, env={}, check=True)
    assert int(done.stderr) < 60 * 1024


def test_hostile_14_decoding_has_a_limit_of_memory():
    script = f"""
import runpy, sys
room = runpy.run_path({str(DARKROOM)!r})
room["limit"]()
try:
    bytearray(800 * 1024 * 1024)
except MemoryError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, env={}, check=True)
    assert done.stdout == "refused\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"<?php echo 1;",
        b"\x1f\x8b\x08\x00svgz",
        b"PK\x03\x04",
        "照片".encode(),
    ],
)
def test_hostile_16_what_is_no_picture_is_refused_by_its_content(raw):
    refused = refusal_of(raw)
    assert refused.code == "not_a_picture"
    assert "不加照片也能提交" in str(refused.sentence)


def test_hostile_16_the_tail_of_a_polyglot_is_gone():
    tail = b"<html><script>alert(1)</script></html><?php system($_GET['c']); ?>" + saved(painted(40, 40), "PNG")
    picture = reencode(saved(painted(), comment=b"<script>alert(2)</script>") + tail)
    assert b"script" not in picture.jpeg + picture.thumbnail
    assert b"php" not in picture.jpeg + picture.thumbnail
    assert parts_of(picture.jpeg)[1] == b""


@pytest.mark.parametrize(
    "raw",
    [
        saved(painted(), "GIF"),
        saved(painted(), "BMP"),
        saved(painted(), "TIFF"),
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"SIMPLE  =                    T",
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_hostile_18_formats_left_out_never_reach_a_decoder(raw):
    assert refusal_of(raw).code == "unsupported"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_hostile_18_a_photo_cut_short_is_refused(kind):
    raw = saved(noisy(200, 200), kind)
    assert refusal_of(raw[: len(raw) // 2]).code == "truncated"
    assert refusal_of(raw[:20]).code == "truncated"


def test_hostile_18_a_header_of_one_format_on_the_body_of_another_is_refused():
    assert refusal_of(b"\xff\xd8\xff" + saved(painted(), "PNG")).code == "truncated"


def test_of_a_moving_picture_the_first_frame_is_kept():
    raw = saved(painted(), "WEBP", save_all=True, append_images=[Image.new("RGB", (640, 480), "blue")], duration=50)
    assert Image.open(io.BytesIO(reencode(raw).jpeg)).getpixel((5, 200))[0] > 180


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_of_writing_a_png_is_read(mode):
    grey = Image.new("I;16", (640, 480), 40_000) if mode == "I;16" else painted(mode=mode)
    picture = reencode(saved(grey, "PNG"))
    assert Image.open(io.BytesIO(picture.jpeg)).mode == "RGB"
    if mode == "I;16":
        assert abs(Image.open(io.BytesIO(picture.jpeg)).getpixel((9, 9))[0] - 40_000 // 256) < 4


def test_print_colours_are_read_too():
    picture = reencode(saved(painted(mode="CMYK")))
    red = Image.open(io.BytesIO(picture.jpeg)).getpixel((5, 200))
    assert red[0] > 180 > red[1]


def test_what_is_transparent_becomes_white_paper():
    picture = reencode(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(picture.jpeg)).getpixel((9, 9)) == (255, 255, 255)


def test_a_photo_of_one_pixel_is_a_photo():
    assert (reencode(saved(painted(1, 1), "PNG")).width, reencode(saved(painted(1, 1))).height) == (1, 1)


def test_a_photo_is_ready_while_a_person_waits():
    raw = saved(painted(4000, 3000), quality=85)
    begun = time.monotonic()
    reencode(raw)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("kind", ["photo", "thumbnail"])
def test_hostile_17_pictures_are_served_as_images_under_our_own_name(kind):
    headers = safe_headers(kind)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == f'inline; filename="{kind}.jpg"'
    assert headers["Cache-Control"].startswith("private")
