"""Courses: offered by whoever hosts, once under a name."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.training import actions
from xiaoxiang.training.models import Kind
from xiaoxiang.training.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def test_a_skills_course_gives_the_skill_of_its_name_unless_another_is_named(cast: Cast):
    assert stages.course(cast).skill == "应急救护"
    assert stages.course(cast, name="量血压", skill="血压测量").skill == "血压测量"


def test_a_team_building_course_gives_no_skill(cast: Cast):
    assert stages.course(cast, name="秋游", kind=Kind.TEAM).skill == ""


def test_the_same_course_is_not_opened_twice_until_the_first_is_closed(cast: Cast):
    first = stages.course(cast)
    with pytest.raises(Refused) as refused:
        stages.course(cast)
    assert "name" in refused.value.fields
    actions.close_course(cast.chen, first)
    stages.course(cast)


@pytest.mark.parametrize("name", ["wang", "gao", "wu", "zhou"])
def test_only_the_community_and_its_subdistrict_open_courses(cast: Cast, name: str):
    with pytest.raises(Refused) as refused:
        actions.open_course(getattr(cast, name), cast.wenxing, name="救护", kind=Kind.SKILL)
    assert refused.value.code == "may_not"


def test_the_subdistrict_opens_a_course_for_all_its_communities(cast: Cast):
    course = actions.open_course(cast.sun, cast.east, name="岗前培训", kind=Kind.PRE_POST)
    assert stages.session(cast, course=course).community_id == cast.wenxing.pk


def test_a_closed_course_and_that_of_another_community_cannot_be_given(cast: Cast):
    other = actions.open_course(cast.gao, cast.qingyun, name="救护", kind=Kind.SKILL)
    closed = actions.close_course(cast.chen, stages.course(cast))
    for course in (other, closed):
        with pytest.raises(Refused) as refused:
            stages.session(cast, course=course)
        assert refused.value.code == "not_found"
