"""How often strangers at one address may try: softly, in words, and nothing typed is lost (ASVS 2.4.1)."""

from django.db import connection
from django.http import HttpRequest

from xiaoxiang.door import clock
from xiaoxiang.door.effects import periodic

AN_HOUR = 3600


def address_of(request: HttpRequest) -> str:
    """The network address; whole /64 networks for the new protocol, since one line holds so many of them."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return ":".join(address.split(":")[:4]) if ":" in address else address


def key_of(what: str, request: HttpRequest, more: str = "") -> str:
    """What is counted: one sort of try from one address."""
    return f"{what}|{address_of(request)}|{more}"[:200]


def this_hour() -> int:
    return int(clock.now().timestamp()) // AN_HOUR


def has_room(key: str, most: int) -> bool:
    """Whether fewer than `most` were counted in this hour."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM door_try WHERE key = %s AND hour = %s", [key, this_hour()])
        row = cursor.fetchone()
    return row is None or row[0] < most


def count(key: str) -> None:
    """Count one more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO door_try (key, hour, n) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, hour) DO UPDATE SET n = door_try.n + 1",
            [key, this_hour()],
        )


@periodic("7 * * * *", name="door.forget_tries", queueing_lock="door.forget_tries")
def forget(timestamp: int) -> None:
    """Drop what earlier hours counted."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM door_try WHERE hour < %s", [this_hour()])
