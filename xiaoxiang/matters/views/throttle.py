"""How often strangers at one address may try: softly, in words, and nothing typed is lost."""

from django.core.cache import cache
from django.http import HttpRequest

from xiaoxiang.door import clock

AN_HOUR = 3600


def address_of(request: HttpRequest) -> str:
    """The network address; whole /64 networks for the new protocol, since one line holds so many of them."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return ":".join(address.split(":")[:4]) if ":" in address else address


def key_of(what: str, request: HttpRequest, more: str = "") -> str:
    """A counter for this hour."""
    return f"{what}|{address_of(request)}|{more}|{int(clock.now().timestamp()) // AN_HOUR}"


def has_room(key: str, most: int) -> bool:
    return int(cache.get(key, 0)) < most


def count(key: str) -> None:
    cache.set(key, int(cache.get(key, 0)) + 1, AN_HOUR)
