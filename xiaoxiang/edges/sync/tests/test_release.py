"""An op that was set aside is let through after all: as it came or corrected, once, in the right name."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.journal import sentence
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.edges.sync import actions, processing, releasing
from xiaoxiang.edges.sync.models import Item, Outcome, Ruling
from xiaoxiang.edges.sync.tests.aside import (
    badly_filled,
    base,
    conflicting,
    fresh,
    held,
    jobs,
    matter_of,
    not_hers,
    set_aside,
    unreadable,
    work,
)
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter, Step
from xiaoxiang.matters.tests.stages import refused
from xiaoxiang.people import actions as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = "打电话问过本人"


def told(entry: Entry) -> str:
    return sentence(entry.action, Content.objects.get(pk=entry.pk).body)


def test_corrected_it_is_done_in_the_name_of_the_steward_and_the_line_stays_as_it_came(cast: Cast):
    item = badly_filled(cast)
    line = bytes(item.line)
    ruling = actions.release(cast.chen, item, given={"words": "路面塌了一块"}, reason=WHY)
    assert fresh(item).outcome == Outcome.RECEIVED
    work()
    item = fresh(item)
    assert (item.outcome, item.code, item.fields) == (Outcome.ACCEPTED, "released", {})
    assert bytes(item.line) == line
    matter = matter_of(item)
    assert (matter.words, matter.raised_by_id) == ("路面塌了一块", cast.people["wang"].pk)
    assert (ruling.by, ruling.corrected, ruling.reason) == (
        cast.people["chen"],
        {"words": "路面塌了一块"},
        WHY,
    )


def test_the_journal_says_who_let_it_through_and_who_did_it(cast: Cast):
    item = badly_filled(cast)
    actions.release(cast.chen, item, given={"words": "路面塌了一块"}, reason=WHY)
    work()
    let_through, done = Entry.objects.order_by("at", "height")
    assert told(let_through) == "陈晓燕放行了王秀英手机上的“送出”，原因：打电话问过本人"
    assert "王秀英" in told(done)
    assert done.person_id == cast.people["wang"].pk
    assert "塌" not in Content.objects.get(pk=let_through.pk).body


def test_what_the_steward_may_not_do_the_staff_does_and_the_journal_names_both(cast: Cast):
    item = not_hers(cast)
    assert item.code == "may_not"
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert (fresh(item).outcome, fresh(item).code) == (Outcome.ACCEPTED, "released")
    entry = Entry.objects.filter(action="matter.add").get()
    assert entry.person_id == cast.people["chen"].pk
    assert "陈晓燕（代李建国）" in told(entry)


def test_it_happened_when_the_phone_said_and_with_the_rights_of_today(cast: Cast):
    phone = Phone(cast, "li")
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    with clock.at(clock.now() - timedelta(days=2)):
        op = phone.op("matter.add", matter, {"words": "昨晚又吵"})
    item = set_aside(cast, op, phone)
    chen = cast.people["chen"].roles_held.get()
    chen.since = clock.now() - timedelta(days=1)
    chen.save()
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert fresh(item).outcome == Outcome.ACCEPTED
    step = Step.objects.get(matter=matter, verb="add")
    assert step.happened_at == item.happened_at == clock.now() - timedelta(days=2)
    assert step.by_id == cast.people["chen"].pk


def test_what_carries_another_name_is_done_by_whoever_vouches_for_it(cast: Cast):
    phone = Phone(cast)
    op = phone.note(actor=str(cast.people["li"].pk))
    receipt = phone.one(op)
    assert receipt["code"] == "another_actor"
    item = Item.objects.get(op_id=op["op_id"])
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert fresh(item).outcome == Outcome.ACCEPTED
    assert matter_of(item).raised_by_id == cast.people["chen"].pk


def test_one_of_a_lost_phone_is_done_as_it_was_written(cast: Cast):
    phone = Phone(cast)
    phone.ping()
    people.end_device(cast.chen, phone.device)
    op = phone.note("巷口有一堆杂物")
    item = set_aside(cast, op, phone)
    assert item.code == "device_lost"
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert matter_of(item).words == "巷口有一堆杂物"


@pytest.mark.parametrize("code", ["op_id_reused", "seq_reused"])
def test_a_second_use_is_a_deed_of_its_own_once_somebody_lets_it_through(cast: Cast, code):
    phone = Phone(cast)
    first = phone.note("第一件")
    assert phone.one(first)["outcome"] == "accepted"
    again = phone.note("第二件")
    again["op_id" if code == "op_id_reused" else "seq"] = first["op_id" if code == "op_id_reused" else "seq"]
    assert phone.one(again)["code"] == code
    item = Item.objects.get(code=code)
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert matter_of(item).words == "第二件"
    assert Matter.objects.count() == 2


def test_one_that_waited_five_days_goes_on_without_the_one_before(cast: Cast):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp)
    phone = Phone(cast)
    with clock.at(clock.now() - timedelta(days=6)):
        op = phone.op("matter.add", matter, {"words": "还是不亮"}, base={**base(matter), "after": str(uuid4())})
        assert phone.one(op)["outcome"] == "held"
    item = Item.objects.get(pk=op["op_id"])
    actions.release(cast.chen, item, reason=WHY)
    work()
    assert fresh(item).outcome == Outcome.ACCEPTED
    assert Step.objects.filter(matter=matter, verb="add").count() == 1


def test_one_that_waits_for_less_than_five_days_is_let_be(cast: Cast):
    refused(409, actions.release, cast.chen, held(cast, days=4), reason=WHY)


def test_pressed_twice_it_is_done_once(cast: Cast):
    item, op_id = badly_filled(cast), uuid4()
    for _press in range(2):
        actions.release(cast.chen, item, given={"words": "塌了"}, reason=WHY, op_id=op_id)
    refused(409, actions.release, cast.lin, item, given={"words": "裂了"}, reason=WHY)
    work()
    work()
    assert [m.words for m in Matter.objects.all()] == ["塌了"]
    assert Ruling.objects.count() == len(jobs("sync.release")) == 1
    refused(409, actions.release, cast.lin, item, reason=WHY)


@pytest.mark.parametrize("made", [badly_filled, not_hers])
def test_killed_between_the_deed_and_the_word_of_it_the_worker_does_it_once(cast: Cast, monkeypatch, made):
    item = made(cast)
    given = {"words": "塌了"} if made is badly_filled else None
    actions.release(cast.chen, item, given=given, reason=WHY)
    lines = Entry.objects.count()

    def killed(*_items) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(processing.outcomes, "store", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert fresh(item).outcome == Outcome.RECEIVED
    work()
    assert (fresh(item).outcome, fresh(item).code) == (Outcome.ACCEPTED, "released")
    assert Entry.objects.count() == lines + 1


def test_the_sweep_of_the_worker_finds_it_as_well(cast: Cast):
    item = badly_filled(cast)
    actions.release(cast.chen, item, given={"words": "塌了"}, reason=WHY)
    processing.work_through([fresh(item)])
    work()
    assert [m.words for m in Matter.objects.all()] == ["塌了"]


def test_refused_again_it_is_back_with_the_new_reason(cast: Cast):
    phone = Phone(cast)
    ended = matters.settle(cast.wang, matters.note(cast.wang, cast.houjie, kind=cast.lamp))
    op = phone.op("matter.add", ended, {"words": ""})
    item = set_aside(cast, op, phone)
    actions.release(cast.chen, item, given={"words": "又坏了"}, reason=WHY)
    work()
    assert (fresh(item).outcome, fresh(item).code) == (Outcome.QUARANTINED, "not_now")
    actions.release(cast.lin, fresh(item), given={"words": "又坏了"}, reason=WHY)
    assert Ruling.objects.filter(item=item).count() == 2


def test_a_correction_that_will_not_do_is_told_beside_its_field(cast: Cast):
    item = badly_filled(cast, raiser_phone="1380")
    wrong = refused(422, actions.release, cast.chen, item, given={"kind": "x", "raiser_phone": "1"}, reason=WHY)
    assert set(wrong.fields) == {"given.kind", "given.raiser_phone"}
    assert fresh(item).outcome == Outcome.QUARANTINED
    assert not jobs("sync.release")


def test_a_field_that_was_emptied_is_left_out(cast: Cast):
    item = badly_filled(cast, words="路面塌了", raiser_phone="1380")
    actions.release(cast.chen, item, given={"raiser_phone": ""}, reason=WHY)
    work()
    assert matter_of(item).raiser_phone is None


def test_a_sealed_field_is_in_no_line_of_the_journal(cast: Cast):
    item = badly_filled(cast)
    actions.release(cast.chen, item, given={"words": "塌了", "raiser_phone": "13800138000"}, reason=WHY)
    work()
    assert matter_of(item).raiser_phone.masked == "138****8000"
    assert not any("13800138000" in body for body in Content.objects.values_list("body", flat=True))


@pytest.mark.parametrize(
    "given",
    [
        {"is_withheld": "true"},
        {"words": "塌" * 10_001},
        {"words": ["塌", "了"]},
        {"kind": "../../etc"},
        {"way": "__class__"},
        {f"w{n}": "x" for n in range(101)},
        {"words": {"$ne": ""}},
        {"words": 7},
        {"x" * 61: "1"},
    ],
)
def test_hostile_corrections_change_nothing(cast: Cast, given):
    item = badly_filled(cast)
    client = cast.as_staff("chen")
    token = client.get(f"/desk/sync/items/{item.pk}/").cookies["csrf"].value
    answer = client.post(
        "/api/act/sync.release",
        json.dumps({"thing": str(item.pk), "given": {"given": given, "reason": WHY}}),
        content_type="application/json",
        headers={"X-CSRFToken": token, "Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 422, answer.content
    assert fresh(item).outcome == Outcome.QUARANTINED
    assert not Ruling.objects.exists()


def test_what_cannot_be_read_cannot_be_let_through(cast: Cast):
    assert refused(409, actions.release, cast.chen, unreadable(cast), reason=WHY).code == "unreadable"


def test_what_no_action_does_any_more_cannot_be_let_through(cast: Cast):
    phone = Phone(cast)
    item = set_aside(cast, phone.op("matter.vanish", None, {"words": "x"}), phone)
    assert refused(409, actions.release, cast.chen, item, reason=WHY).code == "no_such_action"


def test_a_reason_is_wanted(cast: Cast):
    item = badly_filled(cast)
    with pytest.raises(Exception, match="badly_filled"):
        actions.release.read({"reason": " "})
    assert fresh(item).outcome == Outcome.QUARANTINED


def test_next_door_and_above_see_nothing_and_the_steward_may_not(cast: Cast):
    item = badly_filled(cast)
    for name in ("gao", "sun", "wu", "zhou", "li"):
        refused(404, actions.release, getattr(cast, name), item, reason=WHY)
    refused(403, actions.release, cast.wang, item, reason=WHY)
    refused(404, actions.release, cast.stranger, item, reason=WHY)


def test_of_somebody_without_a_community_the_county_decides(cast: Cast):
    item = badly_filled(cast)
    Item.objects.filter(pk=item.pk).update(community=None, subdistrict=None, alley=None)
    refused(404, actions.release, cast.chen, item, reason=WHY)
    refused(404, actions.release, cast.zhou, item, reason=WHY)
    actions.release(cast.wu, item, given={"words": "塌了"}, reason=WHY)
    work()
    assert fresh(item).outcome == Outcome.ACCEPTED


def test_an_edit_that_was_set_aside_can_still_meet_another_value(cast: Cast):
    conflict = conflicting(cast)
    assert refused(409, actions.release, cast.chen, conflict.item, reason=WHY).code == "not_now"


def test_the_name_of_the_task_is_kept(cast: Cast):
    assert releasing.work.name == "sync.release"
