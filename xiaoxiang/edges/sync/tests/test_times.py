"""No clock of a phone is believed: times are corrected, what is odd is marked, the original stays."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.moments import DRIFT, LATE, corrected, milliseconds, moment
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import RoleHeld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def test_the_matter_happened_when_the_steward_confirmed_it(phone: Phone):
    with clock.at(MONDAY_MORNING - timedelta(hours=2)):
        op = phone.note()
    assert phone.one(op)["code"] == ""
    matter = Matter.objects.get()
    assert (matter.happened_at, matter.noted_at) == (MONDAY_MORNING - timedelta(hours=2), MONDAY_MORNING)


@pytest.mark.parametrize("drift", [-2 * DAY, -11 * MINUTE, 11 * MINUTE, 365 * DAY])
def test_a_clock_that_is_wrong_is_corrected_and_marked(phone: Phone, drift: int):
    phone.drift = drift
    with clock.at(MONDAY_MORNING - timedelta(hours=2)):
        op = phone.note()
    receipt = phone.one(op)
    assert (receipt["outcome"], receipt["code"]) == ("accepted", "second_look")
    assert Matter.objects.get().happened_at == MONDAY_MORNING - timedelta(hours=2)
    item = Item.objects.get()
    assert item.device_at == moment(op["happened_at"])
    assert item.offset == Store.objects.get().offset == -drift


@pytest.mark.parametrize("drift", [-9 * MINUTE, 0, 9 * MINUTE])
def test_a_few_minutes_are_nothing(phone: Phone, drift: int):
    phone.drift = drift
    assert phone.one(phone.note())["code"] == ""


def test_a_phone_that_never_measured_is_measured_now(phone: Phone):
    phone.drift = 365 * DAY
    with clock.at(MONDAY_MORNING - timedelta(hours=2)):
        op = phone.note(offset=None)
    assert phone.one(op)["code"] == "second_look"
    assert Matter.objects.get().happened_at == MONDAY_MORNING - timedelta(hours=2)


def test_a_clock_that_jumped_since_is_marked(phone: Phone):
    op = phone.note()
    phone.drift = 2 * HOUR
    assert phone.one(op)["code"] == "second_look"
    assert Matter.objects.get().happened_at == MONDAY_MORNING


def test_nothing_happens_later_than_it_came(phone: Phone):
    op = phone.note(happened_at=milliseconds(MONDAY_MORNING) + DAY)
    assert phone.one(op)["code"] == "second_look"
    assert Matter.objects.get().happened_at == MONDAY_MORNING


def test_a_phone_that_lost_its_clock_tells_nothing(phone: Phone):
    assert phone.one(phone.note(happened_at=0))["code"] == "second_look"
    assert Matter.objects.get().happened_at == MONDAY_MORNING
    assert Item.objects.get().device_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_what_comes_after_days_is_looked_at(phone: Phone):
    with clock.at(MONDAY_MORNING - timedelta(days=4)):
        op = phone.note()
    assert phone.one(op)["code"] == "second_look"


def test_a_fact_is_judged_by_the_role_held_then(cast: Cast, phone: Phone):
    with clock.at(MONDAY_MORNING - timedelta(hours=2)):
        before = phone.note(given={"way": "reported_to_community"})
    RoleHeld.objects.filter(person=phone.person).update(since=MONDAY_MORNING - timedelta(hours=1))
    after = phone.note(given={"way": "reported_to_community"})
    assert [r["code"] for r in phone.sent(before, after)] == ["badly_filled", ""]


def test_the_journal_tells_when_it_happened(phone: Phone):
    import json

    from xiaoxiang.door.models import Entry

    with clock.at(MONDAY_MORNING - timedelta(hours=2)):
        op = phone.note()
    phone.one(op)
    line = json.loads(Entry.objects.get(action="matter.note").line)
    assert line["happened_at"] == (MONDAY_MORNING - timedelta(hours=2)).isoformat()
    assert line["at"] == MONDAY_MORNING.isoformat()
    assert line["op"] == op["op_id"]
    assert line["by"] == {
        "kind": "person", "person": str(phone.person.pk), "device": str(phone.device.pk), "channel": "sync",
    }  # fmt: skip


def test_the_arithmetic_of_clocks():
    at = MONDAY_MORNING
    told = milliseconds(at - timedelta(minutes=30))
    assert corrected(told, 0, 0, at).at == at - timedelta(minutes=30)
    assert not corrected(told, 0, 0, at).is_odd
    limit = DRIFT // timedelta(milliseconds=1)
    assert not corrected(told, limit, limit, at).is_odd
    assert corrected(told, limit + 1, limit, at).is_odd
    assert corrected(told, -limit - 1, -limit, at).is_odd
    assert corrected(told, 0, limit + 1, at).is_odd
    assert not corrected(milliseconds(at - LATE), 0, 0, at).is_odd
    assert corrected(milliseconds(at - LATE) - 1, 0, 0, at).is_odd
    assert moment(milliseconds(at)) == at
