"""Parting, handing over, thanking: nothing is orphaned, nobody is thanked for counts, nobody is named without consent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters.tests import stages as matter_stages
from xiaoxiang.people import actions as people
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Purpose, Role
from xiaoxiang.stewards import actions, clockwork
from xiaoxiang.stewards.actions.parting import Cause
from xiaoxiang.stewards.actions.records import Kind
from xiaoxiang.stewards.actions.thanks import Ground
from xiaoxiang.stewards.models import Appointment, Ending, HandOver, PublishedCase, State
from xiaoxiang.stewards.tests import stages

pytestmark = pytest.mark.django_db


def refused(code: str, action, *given, **more) -> Refused:
    with pytest.raises(Refused) as wrong:
        action(*given, **more)
    assert wrong.value.code == code
    return wrong.value


@pytest.mark.parametrize("cause", list(Cause))
def test_who_cannot_go_on_leaves_with_her_reason(cast: Cast, monday, cause):
    made = actions.part(cast.chen, stages.on_paper(cast), cause=cause)
    assert (made.state, made.ending) == (State.ENDED, Ending(cause.value))
    refused("already_ended", actions.resign, cast.chen, made)


def test_after_a_death_the_family_s_words_are_sealed_and_nobody_is_told(cast: Cast, monday, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("xiaoxiang.stewards.telling.later", lambda *_a, **more: told.append(more["sentence"]))
    made = actions.note_death(cast.chen, stages.on_paper(cast), family="和女儿通了电话")
    assert (made.ending, told, str(made.family)) == (Ending.DIED, [], "")
    assert actions.reveal_family(cast.chen, made, reason="送聘书").clear == "和女儿通了电话"


def test_an_alley_goes_to_another_steward_with_its_role(cast: Cast, monday):
    actions.give(cast.chen, stages.left(cast), to=cast.people["li"])
    assert as_person(cast.people["li"].pk).holds(Role.STEWARD, cast.houjie)
    assert not HandOver.objects.waiting().exists()


def test_nothing_goes_to_somebody_who_does_not_work_here(cast: Cast, monday):
    wrong = refused("badly_filled", actions.give, cast.chen, stages.left(cast), to=cast.people["sun"])
    assert "to" in wrong.fields


def test_a_matter_that_ended_meanwhile_needs_nobody(cast: Cast, monday):
    matter = matter_stages.noted(cast)
    actions.resign(cast.chen, stages.on_paper(cast))
    assert HandOver.objects.waiting().filter(thing_id=matter.pk).exists()
    type(matter).objects.filter(pk=matter.pk).update(is_ended=True)
    assert not HandOver.objects.waiting().filter(thing_id=matter.pk).exists()


def test_what_nobody_took_climbs_at_its_limit_and_never_twice_at_once(cast: Cast, monday):
    item = stages.left(cast)
    with clock.at(item.due_at):
        assert list(clockwork.late(cast.county.pk)) == []
    with clock.at(item.due_at + timedelta(minutes=1)):
        assert actions.climb(cast.clock, item).climbed == 1
        refused("not_now", actions.climb, cast.clock, item)


@pytest.mark.parametrize("reason", ["全年上报 300 条，全社区第一名", "打卡 365 天", "点赞最多", "巡查了 720 次"])
def test_counts_are_no_ground_of_a_thank_you(cast: Cast, monday, reason):
    given = {"ground": Ground.DEED, "reason": reason, "on": monday.date()}
    assert "reason" in refused("badly_filled", actions.commend, cast.lin, cast.people["wang"], **given).fields


def test_only_the_excellent_are_commended_for_their_grade(cast: Cast, monday):
    given = {"ground": Ground.GRADE, "reason": "邻居有事先找她", "on": monday.date()}
    refused("not_excellent", actions.commend, cast.lin, cast.people["wang"], **given)
    stages.graded(cast)
    assert actions.commend(cast.lin, cast.people["wang"], **given).grade is not None


def test_a_case_names_nobody_who_did_not_agree_and_goes_when_she_no_longer_does(cast: Cast, monday):
    words = {"title": "一张表", "practice": "王秀英每月请住户一起认一次东西。", "effect": "没有再堆回去。"}
    case = actions.write_case(cast.chen, cast.wenxing, **words)
    refused("no_consent", actions.publish_case, cast.chen, case, is_authorised=True)
    consent = people.give_consent(cast.wang, cast.people["wang"], purpose=Purpose.CASE)
    actions.publish_case(cast.chen, case, is_authorised=True)
    assert PublishedCase.objects.public(cast.county.pk).count() == 1
    refused("published", actions.edit_case, cast.chen, case, **words)
    people.withdraw_consent(cast.wang, consent)
    assert PublishedCase.objects.public(cast.county.pk).count() == 0
    assert actions.withdraw_case(cast.chen, case, reason="本人不愿意了").state == PublishedCase.State.WITHDRAWN


def test_a_case_with_a_telephone_number_is_stopped(cast: Cast, monday):
    words = {"title": "一张表", "practice": "有事打 13800138000，每月认一次东西。", "effect": "没有再堆回去。"}
    refused(
        "unfit",
        actions.publish_case,
        cast.chen,
        actions.write_case(cast.chen, cast.wenxing, **words),
        is_authorised=True,
    )


def test_a_certificate_sums_what_stands_and_leaves_out_what_was_struck(cast: Cast, monday):
    wang = cast.people["wang"]
    given = {"project": "驿站值班", "on": date(2026, 11, 20), "content": "接待来访"}
    span = {"since": date(2026, 11, 1), "until": date(2026, 11, 23)}
    refused("nothing_there", actions.issue_proof, cast.chen, wang, **span)
    actions.enter_service(cast.chen, wang, hours=Decimal("2.5"), **given)
    twice = actions.enter_service(cast.chen, wang, hours=Decimal("2"), **given)
    actions.strike_service(cast.chen, twice, reason="记重了")
    assert actions.issue_proof(cast.chen, wang, **span).hours == Decimal("2.5")


def test_a_paper_certificate_and_the_subdistrict_s_education_are_kept(cast: Cast, monday):
    given = {"kind": Kind.PRE_POST, "name": "岗前培训", "since": date(2026, 5, 8), "evidence": "签到表 3"}
    assert actions.enter_qualification(cast.chen, cast.people["wang"], **given).evidence == "签到表 3"
    person = Appointment.objects.get(pk=stages.on_paper(cast).pk).person_id
    made = actions.enter_education(cast.sun, cast.east, on=monday.date(), what="廉洁和保密", people=[person])
    assert made.people.get().pk == person
