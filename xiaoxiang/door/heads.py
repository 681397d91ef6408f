"""Heads: where every chain stood at the end of a day, signed, to be printed on the wall of the station.

What is signed is a small text (after the checkpoints of C2SP tlog), so that it can be checked by hand with openssl:
five lines: what it is, the chain, the day, the number of lines, the head in hexadecimal.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

from xiaoxiang.door import clock
from xiaoxiang.door.effects import periodic
from xiaoxiang.door.models import Head, Tip

MISSED_AFTER = timedelta(hours=48)
"""A day ends, its head is signed ten minutes later; 24 hours after that it is missing (security 8)."""


@lru_cache(1)
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.JOURNAL_KEY[:32])


def signature(text: str) -> bytes:
    """What we sign with the key of the journal: heads, and receipts for phones."""
    return _key().sign(text.encode())


def public_key() -> str:
    """The key that checks the signatures, as PEM, to be copied by whoever wants to be sure."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def message(county_id: int, chain_id: UUID, on: date, height: int, head: bytes) -> str:
    """The text that is signed."""
    return f"xiaoxiang journal head\n{county_id} {chain_id}\n{on.isoformat()}\n{height}\n{head.hex()}\n"


def message_of(head: Head) -> str:
    return message(head.county_id, head.chain_id, head.on, head.height, bytes(head.head))


def sign(on: date, chains: Iterable[UUID] | None = None) -> int:
    """Sign where every chain (or these) stands now as its head of a day. A head signed before stays as it is."""
    now = clock.now()
    tips = Tip.objects.all() if chains is None else Tip.objects.filter(chain_id__in=chains)
    heads = [
        Head(
            county_id=tip.county_id,
            chain_id=tip.chain_id,
            on=on,
            height=tip.height,
            head=bytes(tip.head),
            signature=signature(message(tip.county_id, tip.chain_id, on, tip.height, bytes(tip.head))),
            signed_at=now,
        )
        for tip in tips
    ]
    return len(Head.objects.bulk_create(heads, ignore_conflicts=True))


def is_genuine(head: Head) -> bool:
    """Whether our key signed it."""
    try:
        _key().public_key().verify(bytes(head.signature), message_of(head).encode())
    except InvalidSignature:
        return False
    return True


def is_missing(county_id: int) -> bool:
    """Whether no head was signed for more than a day though there is a journal: the worker or the key is gone."""
    newest = Head.objects.filter(county_id=county_id).order_by("-on").first()
    if newest is None:
        return False
    return clock.now() - newest.signed_at > MISSED_AFTER


@periodic("10 16 * * *", name="door.sign_heads", queueing_lock="door.sign_heads")
def sign_heads(timestamp: int) -> None:
    """Ten past midnight in Shanghai (16:10 UTC): the heads of the day that ended."""
    yesterday = timezone.localtime(clock.now()).date() - timedelta(days=1)
    sign(yesterday)
