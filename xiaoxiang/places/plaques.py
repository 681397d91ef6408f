"""Plaques: the code on an alley's metal sign, its address, and the QR symbol that carries the address.

A plaque is printed once and hangs for years, so code and address name nothing that changes: no person, no row number,
no place. Sheets are printed from a web page, whose fonts are those of the computer that prints.
"""

from __future__ import annotations

import io
import random
import re
import unicodedata

import segno

# Without 0 O 1 I L, without vowels, and without B S Z, which are read as 8 5 2. Digits and letters take turns, so that
# neither words nor the initials of Chinese ones can arise: 7K3F9W. 8**3 * 17**3 = 2.5 million codes for one county.
DIGITS = "23456789"
LETTERS = "CDFGHJKMNPQRTVWXY"
CODE = re.compile(rf"(?:[{DIGITS}][{LETTERS}]){{3}}")
READ_AS = str.maketrans("BSZ", "852")
HOST = re.compile(r"[a-z0-9.-]+(?::\d{1,5})?")
# 32 bytes are what version 3 holds at level Q; a shorter address takes version 3 too, so that all plaques are alike.
VERSION_3_HOLDS = 32
QUIET_ZONE = 4


def new_code(rng: random.Random) -> str:
    """Six characters for a new plaque, for example 7K3F9W. The caller draws again when the code is taken."""
    return "".join(rng.choice(DIGITS) + rng.choice(LETTERS) for _pair in range(3))


def read_code(typed: str) -> str:
    """The code somebody typed from a plaque, with small letters, spaces and look-alikes put right; "" if it is none."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(letter for letter in plain if letter.isalnum()).translate(READ_AS)
    return code if CODE.fullmatch(code) else ""


def plaque_address(host: str, code: str, *, is_secure: bool = True) -> str:
    """What the QR symbol of a plaque says; at most 25 characters for a host of at most 10, such as xx.gov.cn.

    Raises ValueError for something that is not a host (with or without port) or not a code.
    """
    if not HOST.fullmatch(host) or not CODE.fullmatch(code):
        raise ValueError(f"no plaque address of {host!r} and {code!r}")
    return f"{'https' if is_secure else 'http'}://{host}/{code}"


def qr_svg(address: str) -> str:
    """An inline SVG of the QR symbol: level Q, black on white, quiet zone of 4 modules.

    It reads with a tenth of its area covered anywhere but on the three eyes (measured); past that the code is typed.
    Up to 32 characters it is version 3, 37 modules with the quiet zone: 1.35 mm a module on a plaque of 50 mm. It has
    no size of its own; the page gives one to the class `qr`.
    """
    page = io.BytesIO()
    _symbol(address).save(
        page,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        title=address,
        svgclass="qr",
        lineclass=None,
        xmldecl=False,
        svgns=False,
        omitsize=True,
        nl=False,
    )
    return page.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def qr_terminal(address: str) -> str:
    """The QR symbol in half-block characters, for a terminal with a phone held before it."""
    page = io.StringIO()
    _symbol(address).terminal(page, border=QUIET_ZONE, compact=True)
    return page.getvalue()


def _symbol(address: str) -> segno.QRCode:
    version = 3 if len(address.encode()) <= VERSION_3_HOLDS else None
    return segno.make(address, error="q", version=version, micro=False, boost_error=False)
