"""A round is opened, everybody who is asked is a row, and the round is closed."""

from datetime import date, timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Person
from xiaoxiang.talent import actions, queries
from xiaoxiang.talent.models import Answer, Asking, Talent
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db


def test_a_community_opens_one_round_at_a_time_and_numbers_them(cast: Cast, monday):
    first = stages.opened(cast, words="问退休不久的党员", until=date(2026, 12, 20))
    assert (first.number, first.called) == (1, "2026 年排查摸底（第 1 次）")
    with pytest.raises(Refused, match="先结束那一次"):
        stages.opened(cast)
    actions.close_survey(cast.chen, first, closing_words="问了十来位")
    assert stages.opened(cast).number == 2


def test_a_round_does_not_end_before_it_begins(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        stages.opened(cast, until=date(2026, 11, 22))
    assert refused.value.fields["until"]


def test_who_was_asked_what_she_said_and_who_spoke_for_her_are_kept(cast: Cast, monday):
    asking = stages.asked(cast, phone="13800138000", answered_by="女儿赵敏", words="过完年再说", answer=Answer.LATER)
    assert (asking.person.name, asking.answer, asking.answered_by) == ("李桂花", "later", "女儿赵敏")
    assert (asking.by_id, asking.at) == (cast.chen.person_id, monday)


def test_an_answer_reaches_the_pool(cast: Cast, monday):
    talent = stages.entered(cast, answer=Answer.LATER)
    survey = stages.opened(cast)
    stages.asked(cast, survey, person=talent.person, answer=Answer.WILLING)
    talent.refresh_from_db()
    assert talent.answer == Answer.WILLING
    stages.asked(cast, survey, person=talent.person, answer=Answer.AWAY)
    talent.refresh_from_db()
    assert talent.answer == Answer.WILLING


def test_of_somebody_new_who_says_no_nothing_is_kept_but_the_no(cast: Cast, monday):
    survey = stages.opened(cast)
    before = Person.objects.count()
    with pytest.raises(Refused) as refused:
        stages.asked(cast, survey, answer=Answer.NOT)
    assert "不记名字" in refused.value.fields["name"]
    actions.ask(cast.chen, survey, answer=Answer.NOT)
    assert Person.objects.count() == before
    assert Asking.objects.get().person is None
    with pytest.raises(Refused) as refused:
        actions.ask(cast.chen, survey, answer=Answer.WILLING)
    assert refused.value.fields["name"]


def test_a_no_is_respected_for_as_long_as_the_rules_say(cast: Cast, monday):
    talent = stages.entered(cast)
    survey = stages.opened(cast)
    stages.asked(cast, survey, person=talent.person, answer=Answer.NOT)
    with clock.at(monday + timedelta(days=200)), pytest.raises(Refused, match="11月23日（周二）以后才再问"):
        stages.asked(cast, survey, person=talent.person)
    with clock.at(monday + timedelta(days=366)):
        assert stages.asked(cast, survey, person=talent.person).answer == Answer.WILLING


def test_who_changes_her_mind_says_so_herself(cast: Cast, monday):
    talent = stages.entered(cast)
    survey = stages.opened(cast)
    stages.asked(cast, survey, person=talent.person, answer=Answer.NOT)
    stages.asked(cast, survey, person=talent.person, is_own_wish=True)
    talent.refresh_from_db()
    assert talent.answer == Answer.WILLING
    stages.asked(cast, survey, person=talent.person, answer=Answer.LATER)


def test_who_said_no_is_not_on_the_list_of_those_to_ask(cast: Cast, monday):
    no, yes = stages.entered(cast), stages.entered(cast, name="赵大民")
    survey = stages.opened(cast)
    stages.asked(cast, survey, person=no.person, answer=Answer.NOT)
    actions.close_survey(cast.chen, survey)
    again = stages.opened(cast)
    assert list(queries.not_asked(again, monday - timedelta(days=300))) == [yes]
    assert set(queries.not_asked(again, monday + timedelta(days=1))) == {no, yes}
    stages.asked(cast, again, person=yes.person)
    assert list(queries.not_asked(again, monday - timedelta(days=300))) == []


def test_a_closed_round_asks_nobody(cast: Cast, monday):
    survey = stages.opened(cast)
    actions.close_survey(cast.chen, survey)
    with pytest.raises(Refused, match="已经结束"):
        stages.asked(cast, survey)
    with pytest.raises(Refused, match="已经结束"):
        actions.close_survey(cast.chen, survey)
    assert not Asking.objects.exists()


@pytest.mark.parametrize("by", ["wang", "gao", "sun", "wu", "zhou", "stranger"])
def test_nobody_but_the_community_surveys(cast: Cast, monday, by: str):
    survey = stages.opened(cast)
    actor = getattr(cast, by)
    with pytest.raises(Refused) as refused:
        actions.open_survey(actor, cast.wenxing)
    assert refused.value.status == 403
    for deed in (lambda: actions.ask(actor, survey, answer=Answer.NOT), lambda: actions.close_survey(actor, survey)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.status == 404


def test_what_came_of_a_round_is_counted(cast: Cast, monday):
    survey = stages.opened(cast)
    stages.asked(cast, survey)
    actions.ask(cast.chen, survey, answer=Answer.NOT)
    actions.ask(cast.chen, survey, answer=Answer.AWAY)
    counted = queries.surveyed([survey])[survey.pk]
    assert (counted.asked, counted.answers) == (3, {"willing": 1, "not": 1, "away": 1})
    assert not Talent.objects.exists()
