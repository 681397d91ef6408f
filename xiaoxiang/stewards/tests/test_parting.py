"""Parting in its own words, and nothing left orphaned: every alley and matter goes to somebody."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.models import Content
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import RoleHeld
from xiaoxiang.stewards import actions, clockwork
from xiaoxiang.stewards.actions.parting import Cause
from xiaoxiang.stewards.models import Appointment, HandOver
from xiaoxiang.stewards.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def code(deed, *given, **more) -> str:
    with pytest.raises(Refused) as refused:
        deed(*given, **more)
    return refused.value.code


def test_she_lays_it_down_herself_without_a_reason(cast: Cast):
    assert actions.resign(cast.wang, stages.on_paper(cast)).ending == "resigned"
    assert not cast.wang.roles
    assert code(actions.resign, cast.chen, Appointment.objects.get()) == "already_ended"


@pytest.mark.parametrize("cause", list(Cause))
def test_illness_and_moving_ask_for_no_illness_and_no_address(cast: Cast, cause: Cause):
    parted = actions.part(cast.chen, stages.on_paper(cast), cause=cause, words="家里的话")
    assert parted.ending == cause.value
    assert not Content.objects.filter(body__contains="家里的话").exists()


def test_a_death_is_noted_after_the_family_was_spoken_with_and_nothing_is_sent(cast: Cast):
    from xiaoxiang.people.models import Notice

    appointment = actions.note_death(cast.chen, stages.on_paper(cast), family="11 月 20 日和女儿通了电话")
    assert appointment.ending == "died"
    assert not Notice.objects.filter(person=cast.people["wang"]).exists()
    assert not Content.objects.filter(body__contains="女儿").exists()
    assert actions.reveal_family(cast.chen, appointment, reason="送聘书给家里").pk


def test_a_term_is_over_on_its_last_day_and_the_good_are_kept_on(cast: Cast):
    appointment = stages.on_paper(cast)
    assert code(actions.let_end, cast.sun, appointment, is_own_wish=True) == "not_yet"
    stages.graded(cast, appointment=appointment)
    with clock.at(clock.now() + timedelta(days=11)):
        appointment.refresh_from_db()
        assert code(actions.let_end, cast.sun, appointment) == "kept_on"
        assert actions.let_end(cast.sun, appointment, is_own_wish=True).ending == "term_end"


def test_what_was_left_goes_to_a_steward_and_not_to_just_anybody(cast: Cast):
    item = stages.left(cast)
    assert code(actions.give, cast.chen, item, to=cast.people["wang"]) == "badly_filled"
    given = actions.give(cast.chen, item, to=cast.people["li"])
    assert given.done_at is not None
    assert RoleHeld.objects.on(clock.now()).filter(place=cast.houjie, person=cast.people["li"], role="steward").exists()
    assert code(actions.give, cast.chen, item, to=cast.people["li"]) == "already_done"


def test_what_nobody_takes_over_climbs_one_level_at_a_time_and_once(cast: Cast):
    item = stages.left_long_ago(cast)
    clockwork.sweep(cast.county.pk)
    item.refresh_from_db()
    first = item.climbed
    assert first >= 1
    clockwork.sweep(cast.county.pk)
    item.refresh_from_db()
    assert item.climbed in (first, first + 1)
    assert HandOver.objects.count() == 1
    assert code(actions.climb, cast.chen, item) == "may_not"
