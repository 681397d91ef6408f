"""Every field of every action meets everything a stranger, a tired clerk or a broken program could send."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door.action import Action, actions
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db

NASTY: list[Any] = [
    None, "", " ", "\u200b\u200e", "\u202e反过来", "\x00", "a" * 100_000, "字" * 501, "=1+1", "<script>alert(1)</script>",
    "' OR 1=1 --", "%s%s%n", "../../etc/passwd", "１３８００１３８０００", 0, -1, 2**31, 2**63, 2**64, 1e308, -0.0, True, [],
    {}, [[]], {"a": {}}, "2026-13-45", "0000-00-00", "9999-12-31T23:59:59+23:59", "-2026-01-01", "1e999",
    "00000000-0000-0000-0000-000000000000", "not-a-uuid", "😀" * 60, "㐂𠮷", "阿不都·买买提",
]  # fmt: skip
SAID = {200, 400, 403, 404, 409, 413, 422}


def things(cast: Cast) -> dict[str, UUID]:
    from xiaoxiang.matters import actions as matters

    matter = matters.note(cast.stranger, cast.houjie, kind=cast.wires)
    return {"Place": cast.houjie.pk, "Matter": matter.pk, "Person": cast.people["wang"].pk}


def act(client: Client, action: Action[Any], thing: Any, given: Any) -> Any:
    body: dict[str, Any] = {"given": given}
    if action.thing:
        body["thing"] = str(thing)
    return client.post(f"/api/act/{action.name}", data=json.dumps(body), content_type="application/json")


def in_one_shape(answer: Any, told: str) -> None:
    assert answer.status_code in SAID, f"{told}: {answer.status_code} {answer.content[:300]!r}"
    if answer.status_code != 200:
        assert set(answer.json()) == {"code", "sentence", "fields"}, told
        assert answer.json()["sentence"], told


@pytest.mark.parametrize("action", actions(), ids=lambda a: a.name)
def test_no_field_can_break_an_action(client: Client, cast: Cast, monday, action: Action[Any]):
    client.raise_request_exception = False
    client = desk_of(cast.people["chen"])
    client.raise_request_exception = False
    known = things(cast)
    thing = known.get(action.thing.__name__, uuid4()) if action.thing else None
    for name in action.schema.model_fields:
        for value in NASTY:
            answer = act(client, action, thing, {name: value})
            in_one_shape(answer, f"{action.name}.{name} = {str(value)[:40]!r}")
    if action.thing:
        for value in NASTY:
            body = json.dumps({"thing": value, "given": {}})
            answer = client.post(f"/api/act/{action.name}", data=body, content_type="application/json")
            in_one_shape(answer, f"{action.name} thing = {str(value)[:40]!r}")


@pytest.mark.parametrize("query", ["before=2", "alley=x", "is_open=maybe", "before=" + "9" * 400, "nothing=1", "alley=%00", "before=" + "-" * 36])  # fmt: skip
def test_readings_answer_a_bad_question_in_words(client: Client, cast: Cast, query: str):
    client.raise_request_exception = False
    in_one_shape(client.get(f"/api/matters?{query}"), query)


def test_zero_width_and_bidi_marks_are_dropped_and_wide_digits_understood(client: Client, cast: Cast, monday):
    from xiaoxiang.matters import actions as matters

    given = {
        "kind": str(cast.lamp.pk),
        "landmark": "门\u200b牌\u202e 12",
        "raiser_phone": " ＋86 １３８-００１３ ８０００",
    }
    assert act(client, matters.note, cast.houjie.pk, given).status_code == 200
    noted = Matter.objects.get()
    assert noted.landmark == "门牌 12"
    assert noted.raiser_phone.masked == "138****8000"
