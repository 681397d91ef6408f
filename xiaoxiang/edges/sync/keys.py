"""The server's half of the phones' keys: what a phone keeps is closed under a key of its own, sealed for us to open.

After 72 hours without us a phone drops its key; what it kept is unreadable, not lost. Whoever it belongs to gets the
key back from here, and nobody else.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.conf import settings

BITS = 3072
OAEP = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)


def public() -> dict[str, str]:
    """The key that phones seal for, and its name."""
    spki = _private().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {"id": hashlib.sha256(spki).hexdigest()[:16], "spki": b64encode(spki).decode()}


def opened(sealed: str, person_id: UUID) -> str | None:
    """The key in base64; None where it was not sealed for us by this person."""
    try:
        told: Any = json.loads(_private().decrypt(b64decode(sealed, validate=True), OAEP))
        key = told["k"] if UUID(told["p"]) == person_id else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return key if isinstance(key, str) else None


@lru_cache(1)
def _private() -> rsa.RSAPrivateKey:
    path = Path(settings.KEYS) / "outbox"
    if not path.exists():
        _make(path)
    key = load_der_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the outbox key is no RSA key")
    return key


def _make(path: Path) -> None:
    """Make the key, with nobody else able to read it; whoever comes second keeps the first one's."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    made = path.with_suffix(f".{os.getpid()}")
    made.touch(mode=0o600)
    made.write_bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
