"""A record that its writer gave up: the gap is named, and nobody has to look at it any more."""

from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door.journal import sentence
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.edges.sync import actions
from xiaoxiang.edges.sync.models import Gap, Item, Outcome, Store
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def discarded(phone: Phone, op: dict[str, object], **more: object) -> dict[str, object]:
    return phone.one(phone.op("sync.discard", phone.store, {"seq": str(op["seq"]), "op": str(op["op_id"])}, **more))


def test_a_record_that_was_never_sent_leaves_a_named_gap(cast: Cast):
    phone = Phone(cast)
    never_sent = phone.note()
    assert discarded(phone, never_sent)["outcome"] == "accepted"
    gap = Gap.objects.get()
    assert (str(gap.store_id), gap.seq, str(gap.op_id)) == (phone.store, 1, never_sent["op_id"])
    assert not Matter.objects.exists()


def test_one_that_was_set_aside_need_not_be_looked_at_any_more(cast: Cast):
    phone = Phone(cast)
    op = phone.note("", given={"kind": str(cast.other.pk)})
    assert phone.one(op)["outcome"] == "quarantined"
    discarded(phone, op)
    item = Item.objects.get(pk=op["op_id"])
    assert (item.outcome, item.code) == (Outcome.REFUSED, "discarded")
    refused(409, actions.release, cast.chen, item, reason="想放行")


def test_one_that_was_done_stays_done(cast: Cast):
    phone = Phone(cast)
    op = phone.note()
    assert phone.one(op)["outcome"] == "accepted"
    assert discarded(phone, op)["outcome"] == "accepted"
    assert Item.objects.get(pk=op["op_id"]).outcome == Outcome.ACCEPTED
    assert Matter.objects.count() == 1


def test_given_up_twice_it_is_one_gap(cast: Cast):
    phone = Phone(cast)
    never_sent = phone.note()
    discarded(phone, never_sent)
    assert discarded(phone, never_sent)["outcome"] == "accepted"
    assert Gap.objects.count() == 1


def test_the_seq_of_one_does_not_give_up_another(cast: Cast):
    phone = Phone(cast)
    op = phone.note("", given={"kind": str(cast.other.pk)})
    phone.one(op)
    discarded(phone, {"seq": 7, "op_id": op["op_id"]})
    assert Item.objects.get(pk=op["op_id"]).outcome == Outcome.QUARANTINED


def test_nobody_gives_up_what_is_on_anothers_phone(cast: Cast):
    Phone(cast).sent()
    store = Store.objects.get()
    refused(404, actions.discard, cast.li, store, seq=1, op=uuid4())
    refused(403, actions.discard, cast.chen, store, seq=1, op=uuid4())
    assert not Gap.objects.exists()


def test_the_journal_says_it_in_words(cast: Cast):
    phone = Phone(cast)
    discarded(phone, phone.note())
    entry = Entry.objects.get(action="sync.discard")
    assert sentence(entry.action, Content.objects.get(pk=entry.pk).body) == "王秀英不要手机上的第 1 条记录了"


@pytest.mark.parametrize("seq", ["0", "-1", "9007199254740993", "1.5", "", "一"])
def test_a_seq_that_is_none_is_refused(cast: Cast, seq: str):
    phone = Phone(cast)
    receipt = phone.one(phone.op("sync.discard", phone.store, {"seq": seq, "op": str(uuid4())}))
    assert receipt["outcome"] == "quarantined"
    assert not Gap.objects.exists()
