"""Photos that residents and stewards add: made small, upright and free of metadata, in a process of their own.

A photo is never needed (never.md N3); whoever cannot add one still sends the rest. Nothing of the file that came in
is kept: not its name, not its bytes, not where and when and by whom it was taken (CO10).
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 8 * 1024 * 1024
SECONDS = 30
DARKROOM = Path(__file__).with_name("darkroom.py")
# Each decoding may need some hundred megabytes; the others of this process wait their turn.
ROOM = BoundedSemaphore(2)

SENTENCES = {
    "too_big": _("照片超过 8 MB，裁小一些再加；不加照片也能提交"),
    "too_many_pixels": _("照片的尺寸太大，裁小一些再加；不加照片也能提交"),
    "not_a_picture": _("这个文件不是照片，换一张照片；不加照片也能提交"),
    "unsupported": _("这种图片格式打不开，换成 JPG、PNG 或 WebP，截一张图也行；不加照片也能提交"),
    "truncated": _("照片不完整，重新选一次；不加照片也能提交"),
    "unreadable": _("这张照片读不出来，换一张；不加照片也能提交"),
}
# What people do send and what we do not decode: each format left out is a decoder that cannot be attacked.
UNSUPPORTED = (
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"SIMPLE",
    b"%!PS",
    b"%PDF",
    b"\0\0\0\x0cjP",
    b"\xff\x0a",
    b"\0\0\1\0",
)


class PictureRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A file that cannot become a photo: a code for programs, a sentence for people."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is stored and served: JPEG, sides in pixels, SHA-256 (hex) of `jpeg`, a small JPEG for lists."""

    jpeg: bytes
    width: int
    height: int
    sha256: str
    thumbnail: bytes


def reencode(raw: bytes) -> Picture:
    """Make a stored photo of an uploaded file: JPEG, upright, at most 1600 px long and 300 KB, no metadata.

    Accepts JPEG, PNG and WebP by their content, at most 8 MB and 40 megapixels; of moving pictures the first frame.
    Blocks for about a third of a second. Raises PictureRefused: too_big, too_many_pixels, not_a_picture, unsupported,
    truncated, unreadable.
    """
    if len(raw) > MOST_BYTES:
        raise _refused("too_big")
    kind = kind_of(raw)
    with ROOM:
        answer = _develop(raw, kind)
    head, _newline, files = answer.partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise _refused(told["refused"])
    jpeg, thumbnail = files[: told["jpeg"]], files[told["jpeg"] :]
    return Picture(jpeg, told["width"], told["height"], hashlib.sha256(jpeg).hexdigest(), thumbnail)


def kind_of(raw: bytes) -> str:
    """JPEG, PNG or WEBP by the first bytes, whatever the file's name says. Raises PictureRefused."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WEBP"
    is_other_picture = raw.startswith(UNSUPPORTED) or raw[4:8] == b"ftyp"
    raise _refused("unsupported" if is_other_picture else "not_a_picture")


def safe_headers(kind: Literal["photo", "thumbnail"]) -> dict[str, str]:
    """Headers for serving a stored picture: an image and nothing else, under our own name, kept by one browser only."""
    return {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{kind}.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600",
    }


def _develop(raw: bytes, kind: str) -> bytes:
    # Isolated mode and an empty environment: no path of ours is searched, no secret of ours is there to be read.
    command = [sys.executable, "-I", str(DARKROOM), kind]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise _refused("unreadable") from error
    if done.returncode != 0 or not done.stdout:
        raise _refused("unreadable")
    return done.stdout


def _refused(code: str) -> PictureRefused:
    return PictureRefused(code, SENTENCES[code])
