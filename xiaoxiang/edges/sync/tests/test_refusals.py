"""What the door says no to: a fact is kept for somebody to look at, a request is refused in words."""

import logging

import pytest

from tests.people import Cast
from xiaoxiang.door.action import actions
from xiaoxiang.edges.sync import deeds, processing
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.edges.sync.tests.aside import base
from xiaoxiang.edges.sync.tests.phone import Json, Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def fate(receipt: Json) -> tuple[str, str]:
    return receipt["outcome"], receipt["code"]


def test_a_fact_that_is_badly_filled_in(cast: Cast, phone: Phone):
    receipt = phone.one(phone.note("", given={"kind": str(cast.other.pk)}))
    assert fate(receipt) == ("quarantined", "badly_filled")
    assert receipt["fields"] == {"words": "写两句是什么事"}
    assert receipt["sentence"]


def test_a_fact_about_something_that_ended(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    matters.report(cast.wang, matter)
    matters.decline(cast.chen, fresh(matter), reason="归物业", where="物业")
    receipt = phone.one(phone.op("matter.add", matter, {"words": "还在"}))
    assert fate(receipt) == ("quarantined", "not_now")


def test_a_fact_that_is_not_hers_to_tell(cast: Cast):
    li = Phone(cast, "li")
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    assert fate(li.one(li.op("matter.add", matter, {"words": "还在"}))) == ("quarantined", "may_not")


def test_a_fact_about_nothing(phone: Phone):
    nothing = "01a203d8-086b-730b-9747-bddceb0200c7"
    for thing in (nothing, None):
        assert fate(phone.one(phone.op("matter.add", thing, {"words": "还在"}))) == ("quarantined", "not_found")


def test_a_request_that_may_not_be(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    receipt = phone.one(phone.op("matter.accept", matter, base=base(matter)))
    assert fate(receipt) == ("refused", "may_not")
    assert receipt["sentence"] == "只有本社区的工作者可以办。"
    assert phone.asked(receipt["op_id"])[0]["outcome"] == "refused"


def test_a_request_about_something_that_moved_on(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    op = phone.op("matter.report", matter, base=base(matter))
    matters.correct(cast.chen, matter, words="另一句")
    receipt = phone.one(op)
    assert fate(receipt) == ("refused", "changed")
    assert "刚才已经有人动过" in receipt["sentence"]


def test_ones_own_earlier_deed_is_no_surprise(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp, words="甲")
    first = phone.op("matter.correct", matter, {"words": "乙"}, base=base(matter, words="甲"))
    second = phone.op("matter.report", matter, base={**base(matter), "after": first["op_id"]})
    assert [fate(r)[0] for r in phone.sent(first, second)] == ["accepted", "accepted"]
    assert fresh(matter).state == "reported"


def test_a_request_that_goes_through(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    receipt = phone.one(phone.op("matter.report", matter, base=base(matter)))
    assert fate(receipt) == ("accepted", "")
    assert receipt["thing"]["version"] == 2


def test_an_action_that_is_no_more(phone: Phone):
    receipt = phone.one(phone.op("matter.teleport"))
    assert fate(receipt) == ("quarantined", "no_such_action")


def test_a_deed_that_takes_a_secret_is_not_done_from_an_outbox(cast: Cast, phone: Phone):
    secret = [a.name for a in actions() if a.keeps_secret & deeds.SECRETS]
    assert "device.bind" in secret
    for name in secret:
        receipt = phone.one(phone.op(name, cast.houjie, {"pin": "705183", "token": "x" * 43}))
        assert fate(receipt) == ("refused", "may_not")


def test_an_alley_of_another_county_is_not_there(cast: Cast, phone: Phone):
    from xiaoxiang.places.models import County, Level, Place

    other = County.objects.create(id=350981, name="福安市", founded_at=cast.county.founded_at)
    place = Place.objects.create(
        county=other, level=Level.ALLEY, name="远处", code="350981001001001001", plaque="FARAWY"
    )
    assert fate(phone.one(phone.note() | {"thing": str(place.pk)})) == ("quarantined", "not_found")


def test_a_bug_of_ours_loses_nothing_and_stops_nobody(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    real = deeds.deed

    def broken(item, op, *more):
        if "坏" in op.given["words"]:
            raise ZeroDivisionError(op.given["words"])
        return real(item, op, *more)

    monkeypatch.setattr(deeds, "deed", broken)
    with caplog.at_level(logging.ERROR):
        receipts = phone.sent(phone.note("好"), phone.note("坏：很私密的话"), phone.note("也好"))
    assert [r["outcome"] for r in receipts] == ["accepted", "received", "accepted"]
    assert "很私密的话" not in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert phone.asked(receipts[1]["op_id"])[0]["outcome"] == "received"
    monkeypatch.setattr(deeds, "deed", real)
    processing.work_through(list(Item.objects.filter(outcome="received")))
    assert phone.asked(receipts[1]["op_id"])[0]["outcome"] == "accepted"
    assert Matter.objects.count() == 3


def test_when_time_is_up_the_rest_is_left_to_the_worker(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    from xiaoxiang.edges.sync import views

    monkeypatch.setattr(views, "PATIENCE", -1)
    assert [r["outcome"] for r in phone.sent(phone.note(), phone.note())] == ["received", "received"]


def test_a_sentence_is_in_the_readers_language(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    phone.client.cookies["language"] = "en"
    assert phone.one(phone.op("matter.accept", matter))["sentence"].startswith("Only this community")
