"""One op, one deed: ids used twice, sequence numbers used twice, lines from other stores and other people."""

from uuid import uuid4

import pytest
from django.db import connection

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.tests.phone import Phone, sha256, written
from xiaoxiang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def fate(receipt: dict) -> tuple[str, str]:
    return receipt["outcome"], receipt["code"]


def test_the_same_line_twice_in_one_batch(phone: Phone):
    op = phone.note()
    first, second = phone.sent(op, op)
    assert first["outcome"] == "accepted"
    assert (second["outcome"], second["first"]) == ("duplicate", "accepted")
    assert second["thing"] == first["thing"]
    assert (Matter.objects.count(), Item.objects.count()) == (1, 1)


def test_a_replay_answers_as_the_first_time_and_does_nothing(phone: Phone):
    ops = [phone.note(), phone.note("", given={"kind": "x"}), phone.op("matter.report", phone.cast.houjie)]
    first = phone.sent(*ops)
    lines = Entry.objects.count()
    for _again in range(10):
        again = phone.sent(*ops)
        for old, new in zip(first, again, strict=True):
            assert (new["outcome"], new["first"]) == ("duplicate", old["outcome"])
            same = ("op_id", "sha256", "received_at", "code", "sentence", "fields", "thing", "waiting_for", "missing")
            assert {name: new[name] for name in same} == {name: old[name] for name in same}
    assert Entry.objects.count() == lines
    assert [r["outcome"] for r in first] == ["accepted", "quarantined", "refused"]


def test_an_op_id_with_other_bytes_is_kept_beside(phone: Phone):
    op = phone.note("第一次")
    other = written({**op, "given": {**op["given"], "words": "第二次"}})
    phone.one(op)
    receipt = phone.one(other)
    assert fate(receipt) == ("quarantined", "op_id_reused")
    assert receipt["thing"] is None
    assert receipt["sha256"] == sha256(other)
    assert {bytes(i.sha256).hex() for i in Item.objects.all()} == {sha256(written(op)), sha256(other)}
    assert Matter.objects.get().words == "第一次"
    again = phone.one(other)
    assert (again["outcome"], again["first"], again["code"]) == ("duplicate", "quarantined", "op_id_reused")
    assert Item.objects.count() == 2


def test_an_op_id_with_other_bytes_in_the_same_batch(phone: Phone):
    op = phone.note("第一次")
    receipts = phone.sent(op, {**op, "given": {}}, op, {**op, "given": {}})
    assert [fate(r)[0] for r in receipts] == ["accepted", "quarantined", "duplicate", "duplicate"]
    assert [r.get("first") for r in receipts] == [None, None, "accepted", "quarantined"]
    assert Item.objects.count() == 2


def test_an_op_id_of_somebody_else_discloses_nothing(cast: Cast, phone: Phone):
    op = phone.note("只给经办的人看")
    first = phone.one(op)
    li = Phone(cast, "li")
    stolen = li.note() | {"op_id": op["op_id"]}
    receipt = li.one(stolen)
    assert fate(receipt) == ("quarantined", "op_id_reused")
    assert receipt["thing"] is None
    assert first["thing"]["id"] not in written(receipt)
    assert phone.asked(op["op_id"])[0]["outcome"] == "accepted"
    assert li.asked(op["op_id"])[0]["code"] == "op_id_reused"


def test_a_line_copied_from_another_phone(cast: Cast, phone: Phone):
    line = written(phone.note())
    li = Phone(cast, "li")
    assert fate(li.one(line)) == ("quarantined", "another_actor")
    assert fate(phone.one(line)) == ("accepted", ""), "the thief took neither the op_id nor the seq"


def test_a_line_in_the_name_of_somebody_else(cast: Cast, phone: Phone):
    op = phone.note(actor=str(cast.people["li"].pk))
    assert fate(phone.one(op)) == ("quarantined", "another_actor")
    assert not Matter.objects.exists()


def test_a_store_of_somebody_else(cast: Cast, phone: Phone):
    phone.sent(phone.note())
    li = Phone(cast, "li", store=phone.store)
    answer = li.send(li.note(), high=99, pending=9).json()
    assert fate(answer["receipts"][0]) == ("quarantined", "another_store")
    store = Store.objects.get()
    assert (store.person_id, store.high, store.pending) == (phone.person.pk, 1, 0)
    assert fate(phone.one(phone.note())) == ("accepted", "")


def test_a_line_from_another_store_of_ones_own(phone: Phone):
    assert fate(phone.one(phone.note(store=str(uuid4())))) == ("quarantined", "another_store")


def test_a_seq_used_twice(phone: Phone):
    first, other = phone.note(), phone.note()
    other["seq"] = first["seq"]
    assert fate(phone.one(first)) == ("accepted", "")
    assert fate(phone.one(other)) == ("quarantined", "seq_reused")
    again = phone.one(other)
    assert (again["outcome"], again["code"]) == ("duplicate", "seq_reused")
    assert fate(phone.asked(other["op_id"])[0]) == ("quarantined", "seq_reused")
    assert Matter.objects.count() == 1


def test_a_seq_used_twice_in_one_batch(phone: Phone):
    ops = [phone.note() | {"seq": 7} for _ in range(4)]
    assert [fate(r)[1] for r in phone.sent(*ops)] == ["", "seq_reused", "seq_reused", "seq_reused"]


def test_two_phones_of_one_person_count_for_themselves(cast: Cast, phone: Phone):
    other = Phone(cast)
    assert fate(phone.one(phone.note())) == fate(other.one(other.note())) == ("accepted", "")


def test_equal_words_are_two_deeds(phone: Phone):
    phone.sent(phone.note("同一句"), phone.note("同一句"))
    assert Matter.objects.count() == 2


def test_a_batch_with_everything_wrong_at_once(cast: Cast, phone: Phone):
    good = phone.note()
    phone.one(good)
    seq = phone.note() | {"seq": 1}
    receipts = phone.sent(
        b"x", good, b"x", {**good, "given": {}}, seq, phone.note(actor=str(uuid4())), phone.note(), b"y"
    )
    assert [r["code"] for r in receipts] == [
        "unreadable", "", "unreadable", "op_id_reused", "seq_reused", "another_actor", "", "unreadable",
    ]  # fmt: skip
    assert Matter.objects.count() == 2


def test_what_is_kept_beside_is_found_by_an_index(phone: Phone):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = []

    def plan(execute, sql, params, many, context):
        if "NOT" in sql and "op_id" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute("EXPLAIN " + sql, params)
                found.extend(row[0] for row in cursor.cursor.fetchall())
        return execute(sql, params, many, context)

    phone.sent()
    with connection.execute_wrapper(plan):
        phone.asked(uuid4())
    assert any("sync_item_beside" in line for line in found), found
