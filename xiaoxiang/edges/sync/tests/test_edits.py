"""Two people change one thing: different fields both hold, the same field waits for the community, nothing is lost."""

from itertools import permutations
from typing import Any

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync import merging
from xiaoxiang.edges.sync.models import Conflict, Item
from xiaoxiang.edges.sync.tests.aside import base
from xiaoxiang.edges.sync.tests.phone import Json, Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return matters.note(cast.wang, cast.houjie, kind=cast.lamp, words="甲", landmark="巷口")


def edit(phone: Phone, matter: Matter, was: Json, **given: str) -> Json:
    return phone.op("matter.correct", matter, given, base=base(matter, **was))


def test_an_edit_that_nobody_crossed(phone: Phone, matter: Matter):
    receipt = phone.one(edit(phone, matter, {"words": "甲"}, words="乙"))
    assert receipt["outcome"] == "accepted"
    assert receipt["thing"]["version"] == 2
    assert fresh(matter).words == "乙"


def test_different_fields_both_hold(cast: Cast, phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲"}, words="乙")
    matters.correct(cast.chen, matter, landmark="榕树下")
    assert phone.one(op)["outcome"] == "accepted"
    assert (fresh(matter).words, fresh(matter).landmark) == ("乙", "榕树下")
    assert not Conflict.objects.exists()


def test_the_same_field_keeps_both_values(cast: Cast, phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲"}, words="乙")
    matters.correct(cast.chen, matter, words="丙")
    receipt = phone.one(op)
    assert (receipt["outcome"], receipt["sentence"]) == ("conflict", "别人也改了同一处，两边写的都留着，由社区定。")
    assert receipt["thing"]["id"] == str(matter.pk)
    conflict = Conflict.objects.get()
    assert (conflict.field, conflict.was, conflict.here, conflict.wanted) == ("words", "甲", "丙", "乙")
    assert (conflict.thing_type, conflict.thing_id, conflict.community_id) == ("matter", matter.pk, cast.wenxing.pk)
    assert fresh(matter).words == "丙"
    again = phone.one(op)
    assert (again["outcome"], again["first"]) == ("duplicate", "conflict")
    assert Conflict.objects.count() == 1


def test_of_two_fields_one_clashes_and_the_other_holds(cast: Cast, phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲", "landmark": "巷口"}, words="乙", landmark="榕树下")
    matters.correct(cast.chen, matter, words="丙")
    assert phone.one(op)["outcome"] == "conflict"
    assert (fresh(matter).words, fresh(matter).landmark) == ("丙", "榕树下")
    assert [c.field for c in Conflict.objects.all()] == ["words"]


def test_two_who_want_the_same_do_not_clash(cast: Cast, phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲"}, words="乙")
    matters.correct(cast.chen, matter, words="乙")
    assert phone.one(op)["outcome"] == "accepted"
    assert fresh(matter).version == 2, "nothing had to be written"


def test_there_and_back_by_one_hand_is_no_conflict(phone: Phone, matter: Matter):
    first = edit(phone, matter, {"words": "甲"}, words="乙")
    second = edit(phone, matter, {"words": "乙"}, words="甲")
    second["base"]["after"] = first["op_id"]
    assert [r["outcome"] for r in phone.sent(first, second)] == ["accepted", "accepted"]
    assert fresh(matter).words == "甲"
    assert fresh(matter).steps.filter(verb="correct").count() == 2


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_every_order_no_value_is_lost(cast: Cast, matter: Matter, order: Any):
    """Two phones and the desk: A writes 乙 and back to 甲, B writes 丙, the desk another place."""
    mine, other = Phone(cast), Phone(cast)
    first = edit(mine, matter, {"words": "甲"}, words="乙")
    back = edit(mine, matter, {"words": "乙"}, words="甲")
    back["base"]["after"] = first["op_id"]
    theirs = edit(other, matter, {"words": "甲"}, words="丙")
    deeds = [
        lambda: mine.one(first),
        lambda: mine.one(back),
        lambda: other.one(theirs),
        lambda: matters.correct(cast.chen, matter, landmark="榕树下"),
    ]
    for at in order:
        deeds[at]()
    now = fresh(matter)
    kept = {now.words, *Conflict.objects.values_list("wanted", flat=True)}
    history = {(step.before or {}).get("words") for step in now.steps.filter(verb="correct")}
    assert {"甲", "乙", "丙"} <= kept | history
    assert now.landmark == "榕树下"
    assert not Item.objects.exclude(outcome__in=("accepted", "conflict")).exists()


def test_what_was_seen_decides_and_not_the_version_alone(cast: Cast, phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲"}, words="乙")
    matters.correct(cast.chen, matter, words="丙")
    matters.correct(cast.chen, matter, words="甲")
    assert phone.one(op)["outcome"] == "accepted"
    assert fresh(matter).words == "乙"


def test_without_what_was_seen_only_an_untouched_thing_is_changed(cast: Cast, phone: Phone, matter: Matter):
    op, late = (edit(phone, matter, {}, words=words) for words in "乙丁")
    assert phone.one(op)["outcome"] == "accepted"
    assert phone.one(late)["outcome"] == "conflict"


def test_an_edit_without_a_base_clashes_rather_than_overwrites(phone: Phone, matter: Matter):
    op = phone.op("matter.correct", matter, {"words": "乙"})
    assert phone.one(op)["outcome"] == "conflict"
    assert fresh(matter).words == "甲"


def test_line_ends_and_outer_space_are_no_difference(cast: Cast, phone: Phone):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp, words="一\n二")
    assert phone.one(edit(phone, matter, {"words": " 一\r\n二 "}, words="三"))["outcome"] == "accepted"
    assert fresh(matter).words == "三"


def test_an_edit_by_somebody_who_may_not_opens_no_conflict(cast: Cast, matter: Matter):
    li = Phone(cast, "li")
    matters.correct(cast.chen, matter, words="丙")
    receipt = li.one(edit(li, matter, {"words": "甲"}, words="乙"))
    assert (receipt["outcome"], receipt["code"]) == ("quarantined", "may_not")
    assert not Conflict.objects.exists()


def test_an_edit_of_something_out_of_sight(cast: Cast, phone: Phone):
    hidden = matters.note(cast.stranger, cast.shijie, kind=cast.quarrel)
    receipt = phone.one(edit(phone, hidden, {"words": ""}, words="乙"))
    assert (receipt["outcome"], receipt["code"]) == ("quarantined", "not_found")


def test_an_edit_overtaken_between_look_and_door_looks_again(
    cast: Cast, phone: Phone, matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    real, overtakers = merging.compared, ["丙"]

    def slow(*told: Any) -> Any:
        found = real(*told)
        if overtakers:
            matters.correct(cast.chen, matter, words=overtakers.pop())
        return found

    monkeypatch.setattr(merging, "compared", slow)
    assert phone.one(edit(phone, matter, {"words": "甲"}, words="乙"))["outcome"] == "conflict"
    assert fresh(matter).words == "丙"


def test_an_edit_cut_off_after_the_door_is_not_done_twice(
    cast: Cast, phone: Phone, matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    from xiaoxiang.edges.sync import processing

    op = edit(phone, matter, {"words": "甲", "landmark": "巷口"}, words="乙", landmark="榕树下")
    with monkeypatch.context() as during:
        during.setattr(processing.outcomes, "store", lambda items: None)
        phone.one(op)
    item = Item.objects.get()
    assert item.outcome == "received"
    matters.correct(cast.chen, fresh(matter), landmark="巷口")
    item.tries = 1
    processing.work_through([item])
    assert (fresh(matter).words, fresh(matter).landmark) == ("乙", "榕树下")
    assert Item.objects.get().outcome == "accepted"


def test_no_edit_keeps_a_secret(cast: Cast):
    """Both values of a conflict lie open in a table of ours: what is sealed elsewhere must not come here."""
    from xiaoxiang.door.action import actions

    assert not [a.name for a in actions() if a.edits and a.keeps_secret]


def test_values_stand_as_a_form_would_hold_them(cast: Cast, matter: Matter):
    from datetime import UTC, date, datetime

    told = {None: "", False: "", True: "on", 3: "3", " a ": "a", date(2026, 1, 2): "2026-01-02"}
    assert {merging.as_words(value): words for value, words in told.items()}.keys() == set(told.values())
    assert merging.as_words(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00+00:00"
    assert merging.value_of(matter, "alley") == cast.houjie.pk
    assert merging.as_words(cast.houjie) == str(cast.houjie.pk)


def test_the_journal_tells_an_edit_once(phone: Phone, matter: Matter):
    op = edit(phone, matter, {"words": "甲"}, words="乙")
    for _again in range(3):
        phone.one(op)
    assert Entry.objects.filter(action="matter.correct").count() == 1
