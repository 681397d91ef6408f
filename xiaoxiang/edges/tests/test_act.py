"""Doing things by JSON: the same door, one shape for every no."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db


def act(client: Client, name: str, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(f"/api/act/{name}", data=text, content_type="application/json", headers=headers)


def test_a_resident_notes_a_matter(client: Client, cast: Cast, monday):
    answer = act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.lamp.pk)}})
    assert answer.status_code == 200
    assert answer.json()["thing"]["called"] == "路灯不亮"
    assert not answer.json()["repeat"]


def test_the_same_idempotency_key_is_the_same_deed(client: Client, cast: Cast, monday):
    key = str(uuid4())
    body = {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.lamp.pk)}}
    first = act(client, "matter.note", body, idempotency_key=key).json()
    again = act(client, "matter.note", body, idempotency_key=key).json()
    assert again["repeat"]
    assert again["thing"]["id"] == first["thing"]["id"]
    assert Matter.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(client: Client, cast: Cast, monday):
    key = str(uuid4())
    act(
        client, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.lamp.pk)}}, idempotency_key=key
    )
    other = act(
        client,
        "matter.note",
        {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.parking.pk)}},
        idempotency_key=key,
    )
    assert (other.status_code, other.json()["code"]) == (409, "op_id_reused")


def test_a_resident_may_not_accept(client: Client, cast: Cast, monday):
    noted = act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.wires.pk)}}).json()
    answer = act(client, "matter.accept", {"thing": noted["thing"]["id"], "given": {}})
    assert (answer.status_code, answer.json()["code"]) == (403, "may_not")


def test_every_bad_field_has_its_sentence(client: Client, cast: Cast, monday):
    given = {"kind": str(cast.lamp.pk), "landmark": "长" * 61, "raiser_phone": "12", "title": "x"}
    answer = act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": given})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {
        "landmark": "在哪一段最多 60 个字",
        "raiser_phone": "写出 11 位手机号，或带区号的座机号",
        "title": "没有“title”这一项",
    }


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "NaN", '{"a": NaN}', '{"a": 1, "a": 2}', '"\\ud800"', '{"a": "\\ud800"}', "[" * 100_000, "1" * 5000,
     '{"thing": %s}' % ("9" * 5000)],
    ids=["cut", "list", "nan", "nan inside", "doubled key", "surrogate", "surrogate inside", "nest", "digits", "digits inside"],
)  # fmt: skip
def test_unreadable_json_is_answered_in_words(client: Client, cast: Cast, body: str):
    answer = act(client, "matter.note", body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "sentence", "fields"}


def test_a_form_post_from_another_site_is_no_json(client: Client, cast: Cast):
    answer = client.post("/api/act/matter.note", data={"thing": "x"})
    assert answer.status_code == 415


def test_an_address_that_is_not_there_answers_in_the_same_shape(client: Client, cast: Cast):
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_public_matters_carry_no_words_and_no_names(client: Client, cast: Cast, monday):
    given = {"kind": str(cast.lamp.pk), "words": "张三家门口", "raiser_name": "张三", "raiser_phone": "13800138000"}
    act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": given})
    act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.quarrel.pk), "words": "吵"}})
    page = client.get("/api/matters")
    assert len(page.json()["matters"]) == 1
    assert "张三" not in page.content.decode()
    assert "138" not in page.json()["matters"][0]["title"]


def test_whoever_comes_by_cookie_shows_the_token_too(cast: Cast, monday):
    client = desk_of(cast.people["chen"])
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = act(strict, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.lamp.pk)}})
    assert (answer.status_code, answer.json()["code"]) == (403, "no_token")


def test_a_sign_in_that_ended_is_said_in_json(cast: Cast, monday):
    client = desk_of(cast.people["chen"])
    with clock.at(monday + timedelta(hours=13)):
        answer = act(client, "matter.note", {"thing": str(cast.houjie.pk), "given": {"kind": str(cast.lamp.pk)}})
    assert (answer.status_code, answer.json()["code"]) == (403, "signed_out")
