"""The vault: sensitive fields encrypted in the row, masked by default, revealed only through the door.

One column holds everything: version ‖ key number ‖ length of mask ‖ mask ‖ nonce ‖ ciphertext. The mask stands in the
clear so that a list needs no key; it is authenticated together with the place the value belongs to, so that a value
copied to another row or field cannot be opened there.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

VERSION, KEY = 1, 1
NONCE = 12


class Sealed:
    """A sensitive value as a row holds it: its mask, and the sealed whole."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @property
    def masked(self) -> str:
        return self.raw[3 : 3 + self.raw[2]].decode()

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"<sealed {self.masked}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)


def seal(value: str, mask: str, bound_to: str) -> Sealed:
    """Seal a value under the mask that may be shown; `bound_to` names the row and field it belongs to."""
    shown = mask.encode()[:255]
    head = bytes([VERSION, KEY, len(shown)]) + shown
    nonce = secrets.token_bytes(NONCE)
    return Sealed(head + nonce + _cipher().encrypt(nonce, value.encode(), head + bound_to.encode()))


def open_sealed(sealed: Sealed, bound_to: str) -> str:
    """The value in the clear. Only `people.actions.reveal` and what the person itself sent call this.

    Raises ValueError when the bytes were altered or belong to another row.
    """
    raw = sealed.raw
    end = 3 + raw[2]
    try:
        return _cipher().decrypt(raw[end : end + NONCE], raw[end + NONCE :], raw[:end] + bound_to.encode()).decode()
    except InvalidTag:
        raise ValueError("a sealed value was altered or moved") from None


def blind(value: str) -> bytes:
    """A keyed digest by which an equal value can be found without opening any (a plain hash could be guessed)."""
    return hmac.new(_key(b"blind"), value.encode(), hashlib.sha256).digest()[:16]


def mask_phone(value: str) -> str:
    """138****8000; of a short number only the last two digits."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 10 else "*" * max(len(value) - 2, 0) + value[-2:]


def mask_name(value: str) -> str:
    """陈* for 陈晓燕; the whole surname where it has two characters is not guessed."""
    return value[:1] + "*" * min(max(len(value) - 1, 1), 3)


@lru_cache(1)
def _master() -> bytes:
    return (Path(settings.KEYS) / "vault").read_bytes()


@lru_cache(8)
def _key(use: bytes) -> bytes:
    return hmac.new(_master(), b"xiaoxiang " + use, hashlib.sha256).digest()


@lru_cache(1)
def _cipher() -> AESGCM:
    return AESGCM(_key(b"seal"))


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column of sealed values. Reading gives `Sealed`, never the value."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.raw if isinstance(value, Sealed) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value.raw if isinstance(value, Sealed) else value, connection, prepared)
