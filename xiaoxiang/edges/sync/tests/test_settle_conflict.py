"""Two values of one field: the community says which holds, and it is written once, in its name."""

from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door.journal import sentence
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.edges.sync import actions, settling
from xiaoxiang.edges.sync.actions import Keep
from xiaoxiang.edges.sync.models import Conflict, Item, Outcome
from xiaoxiang.edges.sync.tests.aside import base, conflicting, fresh, jobs, work
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def words() -> str:
    return Matter.objects.get().words


def again(conflict: Conflict) -> Conflict:
    return Conflict.objects.select_related("item").get(pk=conflict.pk)


def both(cast: Cast) -> list[Conflict]:
    """Words and landmark were both changed by two."""
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp, words="旧的话", landmark="榕树下")
    phone = Phone(cast)
    was = base(matter, words="旧的话", landmark="榕树下")
    op = phone.op("matter.correct", matter, {"words": "晚上看不见", "landmark": "门牌 12"}, base=was)
    matters.correct(cast.chen, matter, words="灯不亮", landmark="门牌 21")
    assert phone.one(op)["outcome"] == "conflict"
    return list(Conflict.objects.order_by("field"))


def test_what_stands_here_is_kept_and_the_op_is_done(cast: Cast):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    conflict = again(conflict)
    assert words() == "灯不亮"
    assert conflict.kept == "here"
    assert conflict.settled_at
    assert conflict.by == cast.people["chen"]
    assert (conflict.item.outcome, conflict.item.code) == (Outcome.ACCEPTED, "settled")
    assert not jobs("sync.settle")


def test_the_phones_is_written_in_the_name_of_whoever_chose_it(cast: Cast):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.WANTED)
    assert (words(), again(conflict).settled_at, again(conflict).item.outcome) == ("灯不亮", None, Outcome.CONFLICT)
    work()
    assert words() == "晚上看不见"
    assert again(conflict).settled_at
    assert again(conflict).item.outcome == Outcome.ACCEPTED
    last = Entry.objects.filter(action="matter.correct").order_by("-height").first()
    assert last.person_id == cast.people["chen"].pk


def test_the_journal_says_which_was_kept(cast: Cast):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.lin, conflict, keep=Keep.WANTED)
    entry = Entry.objects.get(action="sync.settle_conflict")
    told = sentence(entry.action, Content.objects.get(pk=entry.pk).body)
    assert told == "林立平看过“路灯不亮”的两种写法，留了手机上的"
    assert entry.thing_id == conflict.pk


def test_the_phone_hears_that_it_is_done(cast: Cast):
    conflict = conflicting(cast)
    phone = Phone(cast)
    item = conflict.item
    phone.store = str(item.store_id)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    assert phone.asked(item.pk)[0]["outcome"] == "accepted"


def test_the_op_is_done_when_its_last_field_is_settled(cast: Cast):
    landmark, said = both(cast)
    actions.settle_conflict(cast.chen, said, keep=Keep.HERE)
    assert again(said).item.outcome == Outcome.CONFLICT
    actions.settle_conflict(cast.lin, landmark, keep=Keep.WANTED)
    work()
    assert again(said).item.outcome == Outcome.ACCEPTED
    assert (words(), Matter.objects.get().landmark) == ("灯不亮", "门牌 12")


def test_pressed_twice_it_is_written_once(cast: Cast):
    conflict, op_id = conflicting(cast), uuid4()
    for _press in range(2):
        actions.settle_conflict(cast.chen, conflict, keep=Keep.WANTED, op_id=op_id)
    refused(409, actions.settle_conflict, cast.lin, conflict, keep=Keep.HERE)
    lines = Entry.objects.count()
    work()
    work()
    assert Entry.objects.count() == lines + 1
    refused(409, actions.settle_conflict, cast.lin, conflict, keep=Keep.HERE)


def test_killed_between_the_writing_and_the_word_of_it_it_is_written_once(cast: Cast, monkeypatch):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.WANTED)
    lines = Entry.objects.count()

    def killed(_item_id) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(settling, "close", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert again(conflict).settled_at is None
    work()
    assert again(conflict).settled_at
    assert Entry.objects.count() == lines + 1


def test_where_the_thing_went_out_of_sight_only_what_stands_here_can_be_kept(cast: Cast):
    conflict = conflicting(cast)
    Matter.objects.update(is_withheld=True, alley=cast.shijie, community=cast.qingyun, subdistrict=cast.west)
    assert refused(409, actions.settle_conflict, cast.chen, conflict, keep=Keep.WANTED).code == "gone"
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    assert again(conflict).item.outcome == Outcome.ACCEPTED


def test_where_the_thing_is_gone_only_what_stands_here_can_be_kept(cast: Cast):
    conflict = conflicting(cast)
    Conflict.objects.update(thing_id=uuid4())
    assert refused(409, actions.settle_conflict, cast.chen, conflict, keep=Keep.WANTED).code == "gone"
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    assert again(conflict).settled_at


def test_a_thing_that_went_after_the_choice_brings_the_conflict_back(cast: Cast):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.WANTED)
    Matter.objects.update(is_withheld=True, alley=cast.shijie, community=cast.qingyun, subdistrict=cast.west)
    work()
    conflict = again(conflict)
    assert (conflict.kept, conflict.settled_at) == ("", None)
    assert "找不到" in conflict.item.sentence
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    assert again(conflict).settled_at


def test_our_own_mistake_brings_the_conflict_back_and_it_can_be_chosen_again(cast: Cast, monkeypatch):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.WANTED)

    def broken(*_a, **_k):
        raise ZeroDivisionError

    with monkeypatch.context() as during:
        during.setattr(settling, "perform", broken)
        work()
    assert again(conflict).kept == ""
    actions.settle_conflict(cast.lin, conflict, keep=Keep.WANTED)
    work()
    assert words() == "晚上看不见"


def test_a_value_that_the_edit_will_not_have_is_refused_at_once(cast: Cast):
    conflict = conflicting(cast)
    Conflict.objects.update(wanted="长" * 501)
    refused(422, actions.settle_conflict, cast.chen, conflict, keep=Keep.WANTED)
    assert again(conflict).kept == ""


def test_what_changed_since_the_page_is_told(cast: Cast):
    conflict = conflicting(cast)
    actions.settle_conflict(cast.chen, conflict, keep=Keep.HERE)
    assert refused(409, actions.settle_conflict, cast.lin, conflict, keep=Keep.HERE, seen=1).code == "changed"


def test_next_door_above_and_the_steward_see_nothing(cast: Cast):
    conflict = conflicting(cast)
    for name in ("wang", "li", "gao", "sun", "wu", "zhou", "stranger"):
        refused(404, actions.settle_conflict, getattr(cast, name), conflict, keep=Keep.HERE)
    assert fresh(Item.objects.get(outcome=Outcome.CONFLICT)).code == ""
