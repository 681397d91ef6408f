"""Who came: ticked by the host, corrected when it was wrong; person-times are not persons (TR1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.stewards.models import Qualification
from xiaoxiang.training import actions, queries
from xiaoxiang.training.models import Kind
from xiaoxiang.training.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def skills(cast: Cast, name: str) -> list[str]:
    return list(Qualification.objects.filter(person=cast.people[name]).values_list("name", flat=True))


def test_whoever_came_has_the_skill_and_until_when_it_holds(cast: Cast):
    session = stages.held(cast)
    gained = Qualification.objects.get(person=cast.people["wang"])
    assert (gained.name, gained.since, gained.until) == (
        "应急救护",
        session.on,
        session.on.replace(year=session.on.year + 2),
    )


def test_whoever_came_unasked_is_counted_too(cast: Cast):
    session = stages.held(cast, "wang", "li")
    assert (session.invited, session.came) == (2, 2)
    assert skills(cast, "li") == ["应急救护"]


def test_ticked_anew_the_last_word_holds(cast: Cast):
    session = stages.held(cast, "wang")
    actions.hold(cast.chen, session, present=[cast.people["li"].pk])
    session.refresh_from_db()
    assert session.came == 1
    assert (skills(cast, "wang"), skills(cast, "li")) == ([], ["应急救护"])


def test_team_building_leaves_no_qualification(cast: Cast):
    stages.held(cast, course=stages.course(cast, name="秋游", kind=Kind.TEAM))
    assert skills(cast, "wang") == []


def test_a_pre_post_course_opens_the_work(cast: Cast):
    stages.held(cast, course=stages.course(cast, name="岗前培训", kind=Kind.PRE_POST))
    assert Qualification.objects.get(person=cast.people["wang"]).kind == Qualification.Kind.PRE_POST


def test_nothing_is_written_down_before_it_begins(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.hold(cast.chen, stages.session(cast), present=[])
    assert refused.value.code == "not_now"


def test_somebody_unknown_cannot_have_come_and_nothing_is_half_done(cast: Cast):
    session = stages.begun(cast)
    with pytest.raises(Refused) as refused:
        actions.hold(cast.chen, session, present=[cast.people["wang"].pk, uuid4()])
    assert "present" in refused.value.fields
    session.refresh_from_db()
    assert (session.stage, session.came) == ("announced", 0)


def test_three_visits_of_one_person_are_three_person_times_and_one_person(cast: Cast):
    course = stages.course(cast)
    for _time in range(3):
        stages.held(cast, course=course)
    figures = queries.figures(cast.county.pk, Q())
    assert (figures.sessions, figures.person_times, figures.persons) == (3, 3, 1)


def test_what_followed_is_dated_between_the_session_and_today(cast: Cast):
    session = stages.held(cast)
    today = clock.now().date()
    assert actions.follow_up(cast.chen, session, words="上门看了一次").on == today
    for wrong in (today + timedelta(days=1), session.on - timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            actions.follow_up(cast.chen, session, words="上门看了一次", on=wrong)
        assert "on" in refused.value.fields


def test_no_time_of_arrival_is_kept():
    from xiaoxiang.training.models import Invitation

    names = {field.name for field in Invitation._meta.get_fields()}
    assert names == {"id", "county", "session", "person", "at", "reply", "has_come", "version"}
