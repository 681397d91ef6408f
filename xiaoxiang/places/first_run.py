"""The one-time code of the first start: who reads the terminal of the machine may found the county from a browser."""

import hmac
import secrets
from pathlib import Path

from django.conf import settings

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that looks like something else on a screen."""
LENGTH = 12


def _path() -> Path:
    return Path(settings.KEYS) / "first_run"


def code() -> str:
    """The code, made when first asked for: 59 bits, in a file that only the product's own account reads."""
    path = _path()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))
    return path.read_text().strip()


def is_right(typed: str) -> bool:
    """Whether this is the code; without one nothing is right."""
    path = _path()
    if not path.exists():
        return False
    plain = "".join(letter for letter in typed.lower() if letter.isascii() and letter.isalnum())
    return hmac.compare_digest(plain.encode(), path.read_text().strip().encode())


def spend() -> None:
    """The county is founded: the code opens nothing any more."""
    _path().unlink(missing_ok=True)
