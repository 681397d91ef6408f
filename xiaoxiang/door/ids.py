"""Identifiers that can be made anywhere: UUID version 7, so that they also sort by time."""

import secrets
import time
from itertools import count
from uuid import UUID

import uuid_utils.compat

from xiaoxiang.door import clock

TOKEN_BYTES = 16


_told = count()


def new_id() -> UUID:
    """A UUIDv7 of the present moment (of the simulated one while the clock is told another)."""
    milliseconds = int(clock.now().timestamp() * 1000)
    if abs(milliseconds - time.time() * 1000) < 1000:
        return uuid_utils.compat.uuid7()
    # The told clock may stand still; twelve bits of counter keep the order in which things were made.
    tail = (next(_told) % 4096) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | tail)


def new_token() -> str:
    """A secret for an address or a device: 128 random bits in 22 letters (ASVS 11.5.1)."""
    return secrets.token_urlsafe(TOKEN_BYTES)
