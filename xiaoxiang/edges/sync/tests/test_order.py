"""Ops that build on others: in whatever order they come, they are done in the order they were written."""

from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.edges.sync import sweep
from xiaoxiang.edges.sync.models import Gap, Item, Outcome
from xiaoxiang.edges.sync.tests.phone import Json, Phone
from xiaoxiang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
ORDERS = list(permutations(range(4)))


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def chain(phone: Phone) -> list[Json]:
    """A matter, and three corrections of it, all written without a network."""
    made = phone.note("零")
    ops, before = [made], made["op_id"]
    for was, words in zip("零一二", "一二三", strict=True):
        op = phone.op(
            "matter.correct",
            f"op:{made['op_id']}",
            {"words": words},
            base={"version": 0, "after": before, "was": {"words": was}},
        )
        ops.append(op)
        before = op["op_id"]
    return ops


def fates(phone: Phone, ops: list[Json]) -> list[str]:
    return [r["outcome"] for r in phone.asked(*[op["op_id"] for op in ops])]


@pytest.mark.parametrize("order", ORDERS)
def test_a_note_and_three_corrections_in_every_order(phone: Phone, order: Any):
    ops = chain(phone)
    for at in order:
        phone.one(ops[at])
    assert fates(phone, ops) == ["accepted"] * 4
    matter = Matter.objects.get()
    assert (matter.words, matter.version, matter.steps.filter(verb="correct").count()) == ("三", 4, 3)


@pytest.mark.parametrize("order", ORDERS)
def test_in_one_batch_in_every_order(phone: Phone, order: Any):
    ops = chain(phone)
    receipts = phone.sent(*[ops[at] for at in order])
    assert [r["outcome"] for r in receipts] == ["accepted"] * 4
    assert Matter.objects.get().words == "三"


def test_what_waits_says_for_what(phone: Phone):
    ops = chain(phone)
    receipt = phone.one(ops[2])
    assert (receipt["outcome"], receipt["waiting_for"]) == ("held", ops[0]["op_id"])
    phone.one(ops[0])
    asked = phone.asked(ops[2]["op_id"])[0]
    assert (asked["outcome"], asked["waiting_for"]) == ("held", ops[1]["op_id"])
    phone.one(ops[1])
    asked = phone.asked(ops[2]["op_id"])[0]
    assert (asked["outcome"], asked["waiting_for"]) == ("accepted", None)


@pytest.mark.parametrize("dropped", range(4))
def test_one_that_never_comes_is_waited_for_five_days(phone: Phone, dropped: int):
    ops = chain(phone)
    for at, op in enumerate(ops):
        if at != dropped:
            phone.one(op)
    later = [op for at, op in enumerate(ops) if at > dropped]
    with clock.at(MONDAY_MORNING + timedelta(days=5)):
        sweep.sweep(0)
        assert set(fates(phone.unlock(), later)) <= {"held"}
    with clock.at(MONDAY_MORNING + timedelta(days=5, minutes=1)):
        sweep.sweep(0)
        assert "held" not in fates(phone, later)
        phone.one(ops[dropped])
    phone.unlock()
    if dropped == 0:
        assert fates(phone, ops) == ["accepted"] * 4, "a note that comes late frees what was set aside"
        assert Matter.objects.get().words == "三"
    else:
        assert Matter.objects.count() == 1


def test_what_was_forced_is_marked_and_told_in_the_journal(phone: Phone):
    from xiaoxiang.door.models import Entry

    ops = chain(phone)
    phone.sent(ops[0], ops[2] | {"given": {"landmark": "巷口"}, "base": {**ops[2]["base"], "was": {}, "version": 1}})
    with clock.at(MONDAY_MORNING + timedelta(days=6)):
        sweep.sweep(0)
        sweep.sweep(0)
    phone.unlock()
    receipt = phone.asked(ops[2]["op_id"])[0]
    assert (receipt["outcome"], receipt["code"]) == ("accepted", "second_look")
    assert Matter.objects.get().landmark == "巷口"
    assert Entry.objects.filter(action="sync.force").count() == 1


def test_what_builds_on_something_given_up_does_not_wait(phone: Phone):
    ops = chain(phone)
    phone.sent(ops[0], ops[2])
    discard = phone.op("sync.discard", phone.store, {"seq": "2", "op": ops[1]["op_id"]})
    assert phone.one(discard)["outcome"] == "accepted"
    assert Gap.objects.get().seq == 2
    assert fates(phone, [ops[2]])[0] == "conflict", "it was written over words that never came"


def test_what_builds_on_something_set_aside_waits_with_it(phone: Phone):
    wrong = phone.note(given={"kind": "x"})
    after = phone.op("matter.add", f"op:{wrong['op_id']}", {"words": "再说一句"})
    receipts = phone.sent(wrong, after)
    assert [r["outcome"] for r in receipts] == ["quarantined", "held"]


def test_what_builds_on_a_refused_request_goes_on(phone: Phone, cast: Cast):
    refused = phone.op("matter.report", cast.houjie)
    after = phone.op("matter.report", f"op:{refused['op_id']}")
    fact = phone.op("matter.add", f"op:{refused['op_id']}", {"words": "再说一句"})
    receipts = phone.sent(refused, after, fact)
    assert [(r["outcome"], r["code"]) for r in receipts] == [
        ("refused", "not_found"),
        ("refused", "not_found"),
        ("quarantined", "not_found"),
    ]


def test_independent_ops_never_wait(phone: Phone):
    phone.seq = 41
    receipts = phone.sent(phone.note(), *chain(phone)[1:], phone.note())
    assert [r["outcome"] for r in receipts] == ["accepted", "held", "held", "held", "accepted"]


def test_an_op_of_another_store_is_not_what_one_waits_for(cast: Cast, phone: Phone):
    other = Phone(cast)
    first = other.note()
    other.one(first)
    after = phone.op("matter.add", f"op:{first['op_id']}", {"words": "再说一句"})
    assert phone.one(after)["outcome"] == "held"
    sweep.sweep(0)
    assert Item.objects.get(pk=after["op_id"]).outcome == Outcome.HELD


def test_two_that_wait_for_each_other_are_forced_as_well(phone: Phone, cast: Cast):
    matter = phone.one(phone.note())["thing"]["id"]
    one, two = (phone.op("matter.add", matter, {"words": "一句"}) for _ in range(2))
    one["base"] = {"version": 1, "after": two["op_id"], "was": {}}
    two["base"] = {"version": 1, "after": one["op_id"], "was": {}}
    assert [r["outcome"] for r in phone.sent(one, two)] == ["held", "held"]
    with clock.at(MONDAY_MORNING + timedelta(days=6)):
        sweep.sweep(0)
    assert fates(phone, [one, two]) == ["accepted", "accepted"]


def test_one_that_names_itself_does_not_wait(phone: Phone):
    op = phone.note()
    op["base"] = {"version": 0, "after": op["op_id"], "was": {}}
    assert phone.one(op)["outcome"] == "accepted"


def test_an_op_nobody_knows_is_unknown(phone: Phone):
    op_id = str(uuid4())
    receipt = phone.asked(op_id)[0]
    assert (receipt["op_id"], receipt["outcome"]) == (op_id, "unknown")


def test_one_freed_while_nobody_looked_is_found_by_the_worker(phone: Phone):
    ops = chain(phone)
    phone.sent(ops[1])
    phone.sent(ops[0])
    Item.objects.filter(pk=ops[1]["op_id"]).update(outcome=Outcome.HELD, waiting_for=ops[0]["op_id"])
    sweep.sweep(0)
    assert fates(phone, ops[:2]) == ["accepted", "accepted"]
    assert Matter.objects.get().version == 2
