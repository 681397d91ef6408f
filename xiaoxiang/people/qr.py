"""QR symbols that are shown once and kept nowhere: as the source of an image, with no address to fetch it from."""

from base64 import b64encode
from io import BytesIO

import segno


def svg(words: str) -> str:
    """A standalone SVG: level M, quiet zone of 4 modules."""
    drawn = BytesIO()
    segno.make(words, error="m").save(drawn, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def source(words: str) -> str:
    """The same for the `src` of an image."""
    return "data:image/svg+xml;base64," + b64encode(svg(words).encode()).decode()
