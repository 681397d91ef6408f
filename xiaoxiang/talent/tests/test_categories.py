"""The county's open list of categories."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.talent import actions, queries
from xiaoxiang.talent.models import TalentCategory
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db


def test_a_new_county_begins_with_the_seeds_four_and_others(cast: Cast):
    stages.category(cast)
    names = list(TalentCategory.objects.values_list("name", flat=True))
    assert names == ["两代表一委员", "离退休党员", "流动党员", "社会群体负责人", "其他"]
    political = TalentCategory.objects.filter(is_political=True)
    assert set(political.values_list("name", flat=True)) == {"两代表一委员", "离退休党员", "流动党员"}


def test_the_county_adds_one_at_the_end_and_withdraws_another(cast: Cast, monday):
    stages.category(cast)
    added = actions.add_category(cast.wu, name="退役军人")
    actions.withdraw_category(cast.wu, stages.category(cast, "流动党员"))
    offered = TalentCategory.objects.visible_to(cast.chen)
    assert [c.name for c in offered] == ["两代表一委员", "离退休党员", "社会群体负责人", "其他", "退役军人"]
    assert added.is_political is False
    with pytest.raises(Refused) as refused:
        actions.withdraw_category(cast.wu, TalentCategory.objects.get(name="流动党员"))
    assert refused.value.status == 404


def test_the_same_name_is_not_added_twice_but_may_come_back(cast: Cast, monday):
    stages.category(cast)
    with pytest.raises(Refused) as refused:
        actions.add_category(cast.wu, name="其他")
    assert refused.value.fields["name"] == "已经有这一类"
    actions.withdraw_category(cast.wu, stages.category(cast, "其他"))
    assert actions.add_category(cast.wu, name="其他").pk


@pytest.mark.parametrize("by", ["chen", "sun", "wang", "zhou", "stranger"])
def test_nobody_but_the_county_keeps_the_list(cast: Cast, monday, by: str):
    kept = stages.category(cast)
    with pytest.raises(Refused, match="由县里来定"):
        actions.add_category(getattr(cast, by), name="退役军人")
    with pytest.raises(Refused, match="由县里来定"):
        actions.withdraw_category(getattr(cast, by), kept)


def test_what_is_sealed_under_a_withdrawn_category_is_still_counted(cast: Cast, monday):
    talent = stages.categorised(cast)
    actions.withdraw_category(cast.wu, stages.category(cast))
    counted = dict(queries.by_category(cast.county.pk, [cast.wenxing.pk]))
    assert counted["离退休党员"] == 1
    assert actions.reveal(cast.chen, talent, reason="核对一下").clear == "离退休党员"
