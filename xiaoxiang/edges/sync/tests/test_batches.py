"""A batch: what is refused as a whole, and that nothing of it is kept then."""

from typing import Any

import pytest

from tests.people import Cast
from xiaoxiang.edges.sync import envelope
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.tests.phone import Phone, written
from xiaoxiang.edges.sync.tests.test_who_speaks import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def test_a_hundred_go_and_a_hundred_and_one_do_not(phone: Phone):
    assert said(phone.send(*[b"x"] * 101)) == (413, "too_many")
    assert not Item.objects.exists()
    assert len(phone.sent(*[b"%d" % n for n in range(100)])) == 100


def test_a_batch_has_at_most_one_mebibyte(phone: Phone):
    room = envelope.MOST_BYTES - len(written(phone.head()).encode()) - 2
    assert said(phone.send(b"x" * (room + 1))) == (413, "too_large")
    assert not Item.objects.exists()
    assert phone.one(b"x" * room)["code"] == "unreadable"


def test_what_django_itself_would_not_read_is_too_large_as_well(phone: Phone):
    assert said(phone.post(b"x" * (3 * 1024 * 1024))) == (413, "too_large")


def test_a_batch_that_was_cut_is_not_taken(phone: Phone):
    whole = b"\n".join([written(phone.head()).encode(), written(phone.note()).encode(), b""])
    for cut in range(1, len(whole)):
        answer = phone.post(whole[:-cut])
        assert answer.status_code == 400 or answer.json()["receipts"] == []
    assert not Item.objects.exists()
    assert phone.post(whole).json()["receipts"][0]["outcome"] == "accepted"


def test_a_batch_comes_as_ndjson(phone: Phone):
    body = written(phone.head()) + "\n"
    for kind in ("application/json", "text/plain"):
        assert said(phone.post(body, content_type=kind)) == (415, "wrong_type")


WRONG_HEADS: list[Any] = [
    b"", b"{}", b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe", b"\0", b'{"contract": 1}', b'{"contract": "1"}',
    b'{"contract": true}', b'{"contract": 1.0}', b"[" * 100_000,
    {"store": "x"}, {"store": None}, {"nonce": "a b"}, {"nonce": "a\nb"}, {"nonce": "x" * 65}, {"nonce": ""},
    {"sent_at": "now"}, {"sent_at": -1}, {"sent_at": 10**30}, {"sent_at": 1.5}, {"high": -1}, {"high": 2**53},
    {"pending": -1}, {"pending": 2**31}, {"asks": "x"}, {"asks": ["x"]}, {"app": "<script>"}, {"app": "x" * 21},
    {"asks": ["00000000-0000-4000-8000-000000000000"] * 101},
]  # fmt: skip


@pytest.mark.parametrize("head", WRONG_HEADS, ids=range(len(WRONG_HEADS)))
def test_a_head_that_cannot_be_read(phone: Phone, head: Any):
    first = head if isinstance(head, bytes) else written(phone.head(**head)).encode()
    answer = phone.post(b"\n".join([first, written(phone.note()).encode(), b""]))
    assert said(answer) == (400, "bad_head")
    assert not Item.objects.exists()
    assert not Store.objects.exists()


@pytest.mark.parametrize(
    "mode", [None, "x", [], {"usage": -1}, {"usage": 10**400}, {"worker": "深\0"}, {"a": {"b": []}}]
)
def test_a_mode_that_cannot_be_read_tells_nothing_and_stops_nothing(phone: Phone, mode: Any):
    assert phone.one(phone.note(), mode=mode)["outcome"] == "accepted"
    assert Store.objects.get().mode == {}


def test_an_old_contract_is_held_and_a_newer_one_waits(phone: Phone):
    assert said(phone.send(phone.note(), contract=envelope.LOWEST - 1)) == (426, "too_old")
    newer = phone.send(phone.note(), contract=envelope.CONTRACT + 1)
    assert said(newer) == (503, "too_new")
    assert newer["Retry-After"].isdigit()
    assert not Item.objects.exists()


def test_the_last_failure_is_noted_with_the_store_and_says_nothing_of_the_content(phone: Phone):
    phone.sent()
    phone.send(phone.note("很私密的话"), contract=0)
    failed = Store.objects.get().failed
    assert failed.keys() == {"status", "code", "at"}
    assert (failed["status"], failed["code"]) == (426, "too_old")


def test_the_answer_carries_the_nonce_and_the_contract(phone: Phone):
    answer = phone.send(nonce="n-77").json()
    assert answer.keys() == {"contract", "nonce", "now", "receipts", "wipe", "lost"}
    assert (answer["contract"], answer["nonce"], answer["receipts"]) == (1, "n-77", [])


def test_a_small_batch_has_a_small_answer(phone: Phone):
    answer = phone.send(phone.note())
    assert len(answer.content) < 700
    assert answer["Cache-Control"] == "no-store"
