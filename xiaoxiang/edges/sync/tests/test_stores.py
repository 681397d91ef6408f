"""What is known of a store: how it is kept, how far it has come, and whether one before it went under."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.models import Store
from xiaoxiang.edges.sync.tests.phone import Json, Phone
from xiaoxiang.people.models import Device

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def evicted(phone: Phone) -> Phone:
    """The browser threw everything away: a new store on the same phone."""
    phone.store, phone.seq = str(uuid4()), 0
    return phone


def told(phone: Phone, *ops: Json, **more: int) -> int:
    return int(phone.send(*ops, **more).json()["lost"])


def later(hours: float):
    return clock.at(MONDAY_MORNING + timedelta(hours=hours))


def test_each_contact_is_written_down(phone: Phone):
    phone.sent(phone.note(), phone.note(), high=5, pending=3)
    with later(1):
        phone.unlock().sent(high=6, pending=4, app="2.0", mode={"persisted": False})
    store = Store.objects.get()
    assert (store.high, store.pending, store.app, store.mode) == (6, 4, "2.0", {"persisted": False})
    assert (store.first_at, store.last_at) == (MONDAY_MORNING, MONDAY_MORNING + timedelta(hours=1))
    assert store.succeeded_at == store.last_at


def test_the_highest_number_never_falls(phone: Phone):
    phone.sent(high=9)
    phone.sent(high=2)
    assert Store.objects.get().high == 9


def test_a_store_that_is_new_on_a_new_phone_lost_nothing(phone: Phone):
    assert told(phone, phone.note(), high=9, pending=8) == 0


def test_a_phone_that_comes_with_an_empty_store_is_told_what_was_lost(phone: Phone):
    phone.sent(phone.note(), phone.note(), high=7, pending=5)
    with later(0.5):
        assert told(evicted(phone), phone.note()) == 5
        assert told(phone) == 5, "until the person has read it"
    new, old = Store.objects.order_by("-first_at")
    assert (new.lost, old.lost) == (5, 0)


def test_what_was_given_up_is_not_lost(phone: Phone):
    first, given_up = phone.note(), phone.note()
    discard = phone.op("sync.discard", phone.store, {"seq": str(given_up["seq"]), "op": given_up["op_id"]})
    phone.sent()
    phone.sent(first, discard)
    with later(0.5):
        assert told(evicted(phone)) == 0


def test_what_was_lost_once_is_not_told_again_for_the_next_store(phone: Phone):
    phone.sent(high=4, pending=4)
    with later(0.2):
        assert told(evicted(phone)) == 4
    with later(0.4):
        assert told(evicted(phone)) == 0


def test_a_store_that_comes_back_lost_less(phone: Phone):
    old, missing = phone.store, phone.note()
    phone.sent(high=2, pending=2)
    with later(0.2):
        assert told(evicted(phone)) == 2
        new, phone.store = phone.store, old
        phone.one(missing)
        phone.store = new
        assert told(phone) == 1


def test_two_people_on_one_phone_lose_nothing_to_each_other(cast: Cast, phone: Phone):
    phone.sent(high=4, pending=4)
    li = Phone(cast, "li")
    Device.objects.filter(pk=phone.device.pk).update(ended_at=MONDAY_MORNING)
    with later(0.2):
        assert told(li) == 0


def test_a_phone_bound_anew_keeps_its_store(cast: Cast, phone: Phone):
    phone.sent(phone.note())
    again = Phone(cast, store=phone.store, seq=phone.seq)
    assert again.one(again.note())["outcome"] == "accepted"
    assert Store.objects.get().device_id == again.device.pk


def test_a_contact_costs_few_questions(phone: Phone, django_assert_num_queries):
    phone.sent()
    with django_assert_num_queries(5):  # session, phone, and the store between the ends of its transaction
        phone.sent()


def test_a_batch_of_facts_costs_the_same_for_one_as_for_fifty(phone: Phone):
    """Beside the door: session, phone, store, lines, person with roles, outcomes, whoever waits, missing photos."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    phone.sent(phone.note())
    counts = []
    for n in (2, 50):
        ops = [phone.note() for _ in range(n)]
        with CaptureQueriesContext(connection) as captured:
            phone.sent(*ops)
        ours = [q["sql"] for q in captured.captured_queries if "sync_" in q["sql"]]
        counts.append(len(ours))
    assert counts == [5, 5]
