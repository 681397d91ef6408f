"""The one place where a stranger's picture is decoded: a short-lived process with little memory and nothing to steal.

Run by `pictures.py` as a script, alone and without environment; it reads a picture on standard input and writes one
line of JSON and two JPEG files on standard output. It imports Pillow and the standard library only, because each
start of it is paid by a person who waits.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import BinaryIO

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 15
MOST_PIXELS = 40_000_000
LONG_SIDE = 1600
THUMBNAIL_SIDE = 320
MOST_BYTES = 300 * 1024
QUALITIES = (82, 72, 62, 52)
THUMBNAIL_QUALITY = 70
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)


class Spoilt(Exception):  # noqa: N818 - it is the picture that is spoilt
    """The picture cannot be developed; the argument is the code `pictures.py` has a sentence for."""


def limit() -> None:
    """Give up memory, CPU time and files before the first byte of the picture is looked at."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def develop(raw: bytes, kind: str) -> tuple[bytes, int, int, bytes]:
    """The picture upright, small and without metadata: JPEG, width, height in pixels, and JPEG of the thumbnail."""
    raw_image = opened(raw, kind)
    image = upright(flat(raw_image), orientation_of(raw_image))
    jpeg, width, height = printed(image)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return jpeg, width, height, encoded(image, THUMBNAIL_QUALITY)


def opened(raw: bytes, kind: str) -> Image.Image:
    """The decoded first frame; its pixels are counted from the header before anything is decoded."""
    try:
        image = Image.open(io.BytesIO(raw), formats=[kind])
    except (OSError, SyntaxError, ValueError) as error:
        raise Spoilt("truncated") from error
    if image.width * image.height > MOST_PIXELS:
        raise Spoilt("too_many_pixels")
    # JPEG can be decoded at half, quarter or eighth size: a camera's 12 megapixels never exist in memory.
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, IndexError) as error:
        raise Spoilt("truncated") from error
    return image


def orientation_of(image: Image.Image) -> int:
    """How the camera was held (EXIF 1-8); 1 when the metadata cannot be read."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # a broken EXIF block may fail in any way; the picture itself is fine
        return 1


def flat(image: Image.Image) -> Image.Image:
    """RGB on white, at most LONG_SIDE long, and nothing but pixels: text, profiles and comments stay behind."""
    if image.mode in ("I", "I;16", "I;16B", "F"):
        # 16-bit grey; converting it straight to 8 bit would cut off everything brighter than 255.
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode not in ("RGB", "L", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else image


def printed(image: Image.Image) -> tuple[bytes, int, int]:
    """The best JPEG that is small enough: first lower the quality, then the size."""
    while True:
        for quality in QUALITIES:
            jpeg = encoded(image, quality)
            if len(jpeg) <= MOST_BYTES:
                return jpeg, image.width, image.height
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)), Image.Resampling.LANCZOS)


def encoded(image: Image.Image, quality: int) -> bytes:
    paper = io.BytesIO()
    image.save(paper, "JPEG", quality=quality, optimize=True, progressive=True)
    return paper.getvalue()


def main(asked: str, raw_in: BinaryIO, out: BinaryIO) -> None:
    limit()
    try:
        jpeg, width, height, thumbnail = develop(raw_in.read(), asked)
        head: dict[str, int | str] = {"width": width, "height": height, "jpeg": len(jpeg), "thumbnail": len(thumbnail)}
    except Spoilt as spoilt:
        head, jpeg, thumbnail = {"refused": str(spoilt)}, b"", b""
    except MemoryError:
        head, jpeg, thumbnail = {"refused": "too_many_pixels"}, b"", b""
    out.write(json.dumps(head).encode() + b"\n" + jpeg + thumbnail)


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = None  # our own count above is stricter and refuses instead of warning
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
