"""The reserve: who stands ready, in the order the community decided, with its reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.actions import end_role
from xiaoxiang.talent import actions, queries
from xiaoxiang.talent.models import Answer, Ranking, Talent
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast: Cast, monday) -> list[Talent]:
    return [stages.entered(cast, name=name) for name in ("李桂花", "赵大民", "周素芬")]


def names(cast: Cast) -> list[tuple[str, int | None]]:
    return [(one.talent.person.name, one.position) for one in queries.reserve(cast.wenxing)]


def test_before_any_decision_they_stand_in_the_order_they_came(cast: Cast, three: list[Talent]):
    assert names(cast) == [("李桂花", None), ("赵大民", None), ("周素芬", None)]


def test_the_community_decides_and_who_has_no_place_comes_after(cast: Cast, three: list[Talent]):
    first, _second, third = three
    ranking = stages.ranked(cast, third, first)
    assert names(cast) == [("周素芬", 1), ("李桂花", 2), ("赵大民", None)]
    assert (ranking.number, ranking.reason, ranking.decided_by_id) == (
        1, "11月20日两委商量，先请有空的", cast.chen.person_id,
    )  # fmt: skip


def test_the_next_decision_supersedes_it_and_the_old_one_is_kept(cast: Cast, three: list[Talent]):
    first, second, _third = three
    stages.ranked(cast, first, second)
    with clock.at(clock.now() + timedelta(days=3)):
        stages.ranked(cast, second, after=1)
    assert names(cast)[0] == ("赵大民", 1)
    old = Ranking.objects.get(number=1)
    assert old.superseded_at is not None
    assert [p.talent_id for p in old.places.all()] == [first.pk, second.pk]


def test_a_decision_made_from_an_old_page_is_not_taken(cast: Cast, three: list[Talent]):
    stages.ranked(cast, three[0])
    with pytest.raises(Refused, match="次序刚刚有人改过"):
        stages.ranked(cast, three[1])


def test_only_those_who_stand_ready_have_a_place_and_each_one(cast: Cast, three: list[Talent]):
    later = stages.entered(cast, name="吴老师", answer=Answer.LATER)
    for order in ((later.pk,), (uuid4(),), (three[0].pk, three[0].pk)):
        with pytest.raises(Refused) as refused:
            stages.ranked(cast, order=order)
        assert refused.value.fields["order"]
    with pytest.raises(Refused) as refused:
        actions.rank.read({"order": [], "reason": "没有人"})
    assert refused.value.fields["order"]


def test_who_serves_is_no_reserve_until_she_serves_no_more(cast: Cast, monday):
    stages.herself(cast)
    assert names(cast) == []
    end_role(cast.li, cast.people["li"].roles_held.get(), reason="歇一阵")
    with clock.at(monday + timedelta(minutes=1)):
        assert names(cast) == [("李建国", None)]


@pytest.mark.parametrize("by", ["wang", "gao", "sun", "wu", "zhou", "stranger"])
def test_nobody_but_the_community_decides_the_order_or_sees_it(cast: Cast, three: list[Talent], by: str):
    stages.ranked(cast, three[0])
    actor = getattr(cast, by)
    with pytest.raises(Refused) as refused:
        actions.rank(actor, cast.wenxing, order=(three[1].pk,), reason="我来排", after=1)
    assert refused.value.status == 403
    assert not Ranking.objects.visible_to(actor).exists()


def test_the_reserve_is_one_question(cast: Cast, three: list[Talent], django_assert_num_queries):
    stages.ranked(cast, *three)
    with django_assert_num_queries(1):
        assert len(names(cast)) == 3


def test_totals_hold_no_name_and_cost_three_questions(cast: Cast, three: list[Talent], django_assert_num_queries):
    stages.offered(cast, three[0])
    stages.entered(cast, name="吴老师", answer=Answer.LATER)
    with django_assert_num_queries(3):
        found = queries.totals([cast.wenxing.pk, cast.qingyun.pk])
    own = found[cast.wenxing.pk]
    assert (own.pool, own.willing, own.ready, own.resources) == (4, 3, 3, 1)
    assert found[cast.qingyun.pk] == queries.Totals()
