"""A fact written on the phone arrives once, whole, under the writer's name."""

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.tests.phone import Phone, sha256, written
from xiaoxiang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_a_note_becomes_a_matter_and_the_phone_gets_a_receipt(cast: Cast):
    phone = Phone(cast)
    op = phone.note()
    receipt = phone.one(op)
    matter = Matter.objects.get()
    assert receipt["op_id"] == op["op_id"]
    assert receipt["outcome"] == "accepted", receipt
    assert receipt["sha256"] == sha256(written(op))
    assert receipt["thing"] == {"type": "matter", "id": str(matter.pk), "called": matter.title, "version": 1}
    assert matter.raised_by_id == phone.person.pk


def test_the_bytes_are_kept_as_they_came(cast: Cast):
    phone = Phone(cast)
    line = '{ "unheard_of": [1, {"深": "处"}], ' + written(phone.note())[1:] + "  "
    assert phone.one(line)["outcome"] == "accepted"
    assert bytes(Item.objects.get().line) == line.encode()


def test_sent_again_it_is_known_and_happens_once(cast: Cast):
    phone = Phone(cast)
    line = written(phone.note())
    first, again = phone.one(line), phone.one(line)
    assert (again["outcome"], again["first"]) == ("duplicate", "accepted")
    assert again["thing"] == first["thing"]
    assert (Matter.objects.count(), Item.objects.count()) == (1, 1)
    assert Entry.objects.filter(action="matter.note").count() == 1


def test_a_batch_is_answered_in_its_order(cast: Cast):
    phone = Phone(cast)
    ops = [phone.note(f"第 {n} 处") for n in range(5)]
    receipts = phone.sent(*reversed(ops))
    assert [r["op_id"] for r in receipts] == [op["op_id"] for op in reversed(ops)]
    assert Matter.objects.count() == 5
    words = Matter.objects.order_by("id").values_list("words", flat=True)
    assert list(words) == [f"第 {n} 处" for n in range(5)]


def test_the_store_is_written_down(cast: Cast):
    phone = Phone(cast)
    phone.sent(phone.note(), pending=3, high=4)
    store = Store.objects.get()
    assert (str(store.pk), store.person_id, store.device_id) == (phone.store, phone.person.pk, phone.device.pk)
    assert (store.high, store.pending, store.lost, store.app) == (4, 3, 0, "1")
    assert store.community_id == cast.wenxing.pk
    assert store.mode == {"persisted": True, "usage": 1, "quota": 2, "worker": True}
