"""Lines that nobody would write: each is kept as it came and set aside, and none stops the others."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.people import Cast
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.tests.phone import Phone, sha256, written
from xiaoxiang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


UNREADABLE = {
    "nothing": b"",
    "a space": b" ",
    "no JSON": b"x",
    "a number": b"1",
    "a list": b"[]",
    "null": b"null",
    "not UTF-8": b"\xff\xfe{}",
    "NUL": b"\0",
    "a BOM": "\ufeff{}".encode(),
    "deep nests": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a long number": b'{"seq": ' + b"9" * 500_000 + b"}",
    "half a surrogate": b'{"op_id": "\\ud800"}',
}
BROKEN: dict[str, dict[str, Any]] = {
    "no op_id": {"op_id": None},
    "another op_id": {"op_id": "x"},
    "a number for an op_id": {"op_id": 1},
    "a store that is none": {"store": ""},
    "seq 0": {"seq": 0},
    "a negative seq": {"seq": -1},
    "seq as text": {"seq": "1"},
    "seq as a fraction": {"seq": 1.0},
    "seq as true": {"seq": True},
    "a seq beyond a phone": {"seq": 2**53},
    "a seq beyond any number": {"seq": 10**4000},
    "an actor that is none": {"actor": "王"},
    "given as a list": {"given": []},
    "given as text": {"given": "x"},
    "a number in given": {"given": {"words": 1}},
    "an object in given": {"given": {"words": {"$ne": ""}}},
    "a list of numbers in given": {"given": {"words": [1]}},
    "null in given": {"given": {"words": None}},
    "a time as text": {"happened_at": "2026-11-23"},
    "a time before all time": {"happened_at": -1},
    "a time after all time": {"happened_at": 10**15},
    "no time": {"happened_at": None},
    "an offset without end": {"offset": 10**15},
    "a thing that is none": {"thing": "x"},
    "an op that is none": {"thing": "op:x"},
    "a thing as a list": {"thing": []},
    "a base as text": {"base": "x"},
    "a version without end": {"base": {"version": 2**31}},
    "a negative version": {"base": {"version": -1}},
    "an after that is none": {"base": {"after": "x"}},
    "was as a list": {"base": {"was": []}},
    "a photo without a size": {"attachments": [{"sha256": "0" * 64}]},
    "a photo with another digest": {"attachments": [{"sha256": "../../etc/passwd", "size": 1}]},
    "a photo with a negative size": {"attachments": [{"sha256": "0" * 64, "size": -1}]},
    "more photos than anybody has": {"attachments": [{"sha256": f"{n:064}", "size": 1} for n in range(21)]},
}


@pytest.mark.parametrize("line", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_op_at_all_is_kept_as_it_came(phone: Phone, line: bytes):
    first, second, third = phone.sent(phone.note(), line, phone.note())
    assert (first["outcome"], third["outcome"]) == ("accepted", "accepted")
    assert (second["outcome"], second["code"], second["op_id"]) == ("quarantined", "unreadable", None)
    assert second["sha256"] == sha256(line)
    kept = Item.objects.get(code="unreadable")
    assert bytes(kept.line) == line
    again = phone.one(line)
    assert (again["outcome"], again["first"]) == ("duplicate", "quarantined")


@pytest.mark.parametrize("wrong", BROKEN.values(), ids=BROKEN.keys())
def test_an_op_with_something_wrong_in_it_is_set_aside(phone: Phone, wrong: dict[str, Any]):
    line = json.dumps(phone.note() | wrong)
    first, second, third = phone.sent(phone.note(), line, phone.note())
    assert (first["outcome"], third["outcome"]) == ("accepted", "accepted")
    assert (second["outcome"], second["code"]) == ("quarantined", "unreadable")
    assert Matter.objects.count() == 2


def test_numbers_that_are_none(phone: Phone):
    for wrong in ("NaN", "Infinity", "-Infinity", "1e999"):
        line = written(phone.note()).replace('"offset_age": 0', f'"offset_age": {wrong}')
        assert phone.one(line)["code"] in ("unreadable", ""), wrong
    assert Matter.objects.count() == 1  # 1e999 is JSON, and nobody reads that field


def test_a_key_that_stands_twice(phone: Phone):
    line = '{"actor": "x", ' + written(phone.note())[1:]
    assert phone.one(line)["code"] == "unreadable"


def test_what_cannot_be_read_is_asked_for_by_the_op_id_it_names(phone: Phone):
    op = phone.note(happened_at="yesterday")
    phone.one(op)
    asked = phone.asked(op["op_id"])[0]
    assert (asked["outcome"], asked["code"], asked["op_id"]) == ("quarantined", "unreadable", op["op_id"])


def test_an_op_id_named_by_a_line_that_cannot_be_read_is_not_used_up(phone: Phone):
    op = phone.note()
    assert phone.one({**op, "happened_at": "x"})["code"] == "unreadable"
    assert phone.one(op)["outcome"] == "accepted"


def test_nul_and_marks_that_nobody_types_are_taken_out_of_words(phone: Phone):
    receipt = phone.one(phone.note("巷\0口\u202e堆\u200b物"))
    assert receipt["outcome"] == "accepted"
    assert Matter.objects.get().words == "巷口堆物"


def test_an_action_with_a_strange_name(phone: Phone):
    for name in ("\0", "x" * 100_000, "../x", "", "matter.note\n", "__class__"):
        assert phone.one(phone.note() | {"action": name})["code"] == "no_such_action"


def test_fields_that_the_action_does_not_know_are_left_in_the_line(phone: Phone):
    op = phone.note(given={"raised_by": str(phone.person.pk), "state": "closed", "is_withheld": "on", "new_field": "x"})
    assert phone.one(op)["outcome"] == "accepted"
    matter = Matter.objects.get()
    assert (matter.state, matter.is_withheld) == ("noted", False)
    assert b"new_field" in bytes(Item.objects.get().line)


def test_a_list_where_one_word_is_asked_for(phone: Phone):
    receipt = phone.one(phone.note(given={"words": ["a", "b"]}))
    assert (receipt["outcome"], receipt["code"]) == ("quarantined", "badly_filled")
    assert receipt["fields"].keys() == {"words"}


def test_ids_are_read_in_any_case(phone: Phone):
    op = phone.note(store=phone.store.upper(), actor=f"{{{phone.person.pk}}}")
    assert phone.one(op)["outcome"] == "accepted"


@given(line=some.binary(max_size=300).filter(lambda raw: b"\n" not in raw))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_answered(phone: Phone, line: bytes):
    first, second = phone.sent(line, phone.note())
    assert (first["code"] or first["first"]) in ("unreadable", "quarantined")
    assert second["outcome"] == "accepted"


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("op_id", "store", "seq", "actor", "action", "thing", "given", "base", "attachments", "happened_at", "offset")


@given(name=some.sampled_from(FIELDS), value=JSON)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_field_is_answered(phone: Phone, name: str, value: Any):
    line = json.dumps(phone.note(op_id=str(uuid.uuid4())) | {name: value})
    first, second = phone.sent(line, phone.note())
    assert first["outcome"] in ("accepted", "quarantined", "duplicate", "held")
    assert second["outcome"] == "accepted"
