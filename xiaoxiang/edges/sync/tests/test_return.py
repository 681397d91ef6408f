"""An op is given back to whoever wrote it, with words that the phone shows."""

from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door.journal import sentence
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.edges.sync import actions
from xiaoxiang.edges.sync.models import Item, Outcome, Ruling
from xiaoxiang.edges.sync.tests.aside import badly_filled, conflicting, fresh, held, set_aside, unreadable, work
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = "写一句是什么事，再送一次"


def test_the_phone_is_told_why_when_it_asks(cast: Cast):
    phone = Phone(cast)
    op = phone.note("", given={"kind": str(cast.other.pk)})
    item = set_aside(cast, op, phone)
    actions.send_back(cast.chen, item, reason=WHY)
    receipt = phone.asked(op["op_id"])[0]
    assert (receipt["outcome"], receipt["code"], receipt["sentence"]) == ("refused", "returned", WHY)
    assert receipt["fields"] == {}


def test_the_journal_says_who_what_and_why(cast: Cast):
    actions.send_back(cast.chen, badly_filled(cast), reason=WHY)
    entry = Entry.objects.get(action="sync.return")
    told = sentence(entry.action, Content.objects.get(pk=entry.pk).body)
    assert told == f"陈晓燕退回了王秀英手机上的“送出”，原因：{WHY}"
    assert entry.chain_id == cast.wenxing.pk


def test_nothing_of_it_is_ever_done(cast: Cast):
    item = badly_filled(cast)
    line = bytes(item.line)
    actions.send_back(cast.chen, item, reason=WHY)
    work()
    assert not Matter.objects.exists()
    assert bytes(fresh(item).line) == line
    refused(409, actions.release, cast.chen, item, given={"words": "塌了"}, reason="还是办吧")


def test_what_cannot_be_read_can_be_given_back(cast: Cast):
    item = unreadable(cast)
    actions.send_back(cast.chen, item, reason="读不出来，重写一条")
    assert fresh(item).outcome == Outcome.REFUSED


def test_one_that_waited_five_days_can_be_given_back(cast: Cast):
    item = held(cast)
    actions.send_back(cast.chen, item, reason="前一条没有了")
    assert (fresh(item).outcome, fresh(item).waiting_for) == (Outcome.REFUSED, None)


def test_given_back_twice_it_is_once(cast: Cast):
    item, op_id = badly_filled(cast), uuid4()
    for _press in range(2):
        actions.send_back(cast.chen, item, reason=WHY, op_id=op_id)
    refused(409, actions.send_back, cast.lin, item, reason=WHY)
    assert Ruling.objects.count() == 1


def test_one_in_conflict_is_settled_and_not_given_back(cast: Cast):
    refused(409, actions.send_back, cast.chen, conflicting(cast).item, reason=WHY)


def test_next_door_and_above_see_nothing_and_the_steward_may_not(cast: Cast):
    item = badly_filled(cast)
    for name in ("gao", "sun", "wu", "zhou", "li"):
        refused(404, actions.send_back, getattr(cast, name), item, reason=WHY)
    refused(403, actions.send_back, cast.wang, item, reason=WHY)
    assert Item.objects.get().outcome == Outcome.QUARANTINED
