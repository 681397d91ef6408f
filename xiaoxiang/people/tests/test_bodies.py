"""The list of bodies that can be asked to act."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions as matter_actions
from xiaoxiang.matters.tests import stages
from xiaoxiang.people import actions
from xiaoxiang.people.models import Body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", ["wu", "sun"])
def test_county_and_subdistrict_enter_one_and_matters_can_be_sent_to_it(cast: Cast, monday, by: str):
    body = actions.enter_body(getattr(cast, by), name="县环卫所", sort=Body.Sort.DEPARTMENT, telephone="05933880001")
    matter = matter_actions.dispatch(cast.chen, stages.accepted(cast), body=body)
    assert matter.body.name == "县环卫所"


@pytest.mark.parametrize("by", ["chen", "wang", "stranger"])
def test_nobody_else_does(cast: Cast, monday, by: str):
    with pytest.raises(Refused) as refused:
        actions.enter_body(getattr(cast, by), name="随便一家")
    assert refused.value.status == 403


def test_the_same_name_stands_there_once(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        actions.enter_body(cast.wu, name=cast.lamps.name)
    assert refused.value.code == "already_known"


def test_a_closed_one_is_offered_no_more_and_what_it_did_stays(cast: Cast, monday):
    matter = stages.dispatched(cast)
    actions.close_body(cast.wu, cast.lamps)
    assert not Body.objects.visible_to(cast.chen).exists()
    assert stages.fresh(matter).body == cast.lamps
    with pytest.raises(Refused):
        matter_actions.dispatch(cast.chen, stages.accepted(cast), body=cast.lamps.pk)
