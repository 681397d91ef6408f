"""The key that phones seal for: made once, for nobody else to read, and opened for nobody but whoever sealed."""

import json
from base64 import b64decode, b64encode
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.people import Cast
from xiaoxiang.edges.sync import keys
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.edges.sync.tests.test_who_speaks import dismiss, lose, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
KEY = b64encode(b"k" * 32).decode()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    phone = Phone(cast)
    phone.ping()
    return phone


def sealed(phone: Phone, **more: Any) -> str:
    spki = b64decode(phone.client.get("/sync/key").json()["spki"])
    public = load_der_public_key(spki)
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 3072
    told = {"k": KEY, "p": str(phone.person.pk), "s": phone.store} | more
    return b64encode(public.encrypt(json.dumps(told).encode(), keys.OAEP)).decode()


def ask(phone: Phone, body: Any) -> Any:
    return phone.client.post("/sync/key", body, content_type="application/json", headers={"X-CSRFToken": phone.token})


def test_the_key_is_for_everybody_to_seal_with(client: Any, cast: Cast):
    told = client.get("/sync/key").json()
    assert told.keys() == {"id", "spki"}
    assert told == client.get("/sync/key").json()


def test_whoever_sealed_gets_the_key_back(phone: Phone):
    assert ask(phone, {"sealed": [sealed(phone), sealed(phone)]}).json() == {"keys": [KEY, KEY]}


def test_nobody_else_does(cast: Cast, phone: Phone):
    box = sealed(phone)
    li = Phone(cast, "li")
    li.ping()
    assert ask(li, {"sealed": [box]}).json() == {"keys": [None]}


def test_what_cannot_be_opened_is_null_and_stops_no_other(phone: Phone):
    wrong = ["", "x", "深", "AAAA", b64encode(b"\0" * 384).decode(), "=" * 100]
    odd = [sealed(phone, p=1), sealed(phone, p=None), sealed(phone, k=[1]), sealed(phone, p="x")]
    assert ask(phone, {"sealed": [*wrong, sealed(phone), *odd]}).json() == {"keys": [None] * 6 + [KEY] + [None] * 4}


def test_a_locked_phone_gets_none(phone: Phone):
    box = sealed(phone)
    phone.client.cookies.pop("session")
    assert said(ask(phone, {"sealed": [box]})) == (401, "locked")


def test_whoever_left_gets_it_to_send_what_was_written(phone: Phone):
    box = sealed(phone)
    dismiss(phone)
    assert ask(phone, {"sealed": [box]}).json() == {"keys": [KEY]}


def test_a_lost_phone_gets_none_and_is_not_held_up(phone: Phone):
    box = sealed(phone)
    lose(phone)
    assert ask(phone, {"sealed": [box]}).json() == {"keys": [None]}


@pytest.mark.parametrize("body", [{}, {"sealed": None}, {"sealed": "x"}, {"sealed": [1]}, {"sealed": ["x"] * 21}])
def test_a_wish_that_cannot_be_read(phone: Phone, body: Any):
    assert said(ask(phone, body)) == (400, "bad_head")


def test_the_key_lies_where_nobody_else_reads_it(settings: Any, tmp_path: Path):
    settings.KEYS = tmp_path
    keys._private.cache_clear()
    try:
        first = keys.public()
        keys._private.cache_clear()
        assert keys.public() == first
        assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("outbox", 0o600)]
    finally:
        keys._private.cache_clear()


def made(folder: str) -> str:
    from django.conf import settings

    settings.KEYS = Path(folder)
    keys._private.cache_clear()
    return keys.public()["id"]


def test_two_processes_that_make_it_at_once_have_the_same(tmp_path: Path):
    with get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(made, [str(tmp_path)] * 4, chunksize=1))) == 1
