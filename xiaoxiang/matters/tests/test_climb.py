"""What time does by itself: a late matter climbs, one level at a time."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, happens_once, later, noted, refused, verified

pytestmark = pytest.mark.django_db


def test_it_climbs_a_level_at_its_limit_and_one_for_each_working_day_after(cast: Cast, monday):
    matter = accepted(cast)
    due = matter.due_at
    for level, wait in enumerate((0, 1, 2), start=1):
        with clock.at(due + timedelta(days=wait, seconds=1)):
            matter = actions.climb(cast.clock, matter)
            assert matter.climbed == level
            refused(409, actions.climb, cast.clock, matter)
    assert (matter.state, matter.due_at) == ("accepted", due)
    with clock.at(due + timedelta(days=30)):
        assert "县里" in refused(409, actions.climb, cast.clock, matter).sentence


def test_what_no_steward_took_goes_to_the_community(cast: Cast, monday):
    matter = noted(cast)
    with later(days=1):
        matter = actions.climb(cast.clock, matter)
        assert (matter.state, matter.holder, matter.climbed) == ("reported", "community", 0)
        assert matter.due_at > clock.now()
    assert matter.steps.last().by_name == "时钟"


def test_what_was_done_and_not_answered_is_closed(cast: Cast, monday):
    matter = verified(cast)
    with later(days=8):
        matter = actions.climb(cast.clock, matter)
    assert (matter.state, matter.answer) == ("closed", "")


def test_somebody_acting_brings_it_down_again(cast: Cast, monday):
    matter = accepted(cast)
    with later(days=3):
        actions.climb(cast.clock, matter)
        assert actions.declare_done(cast.chen, matter).climbed == 0


def test_nobody_but_the_clock(cast: Cast, monday):
    matter = accepted(cast)
    with later(days=2):
        for by in (cast.chen, cast.sun, cast.wu, cast.stranger):
            refused(403, actions.climb, by, matter)
        refused(404, actions.climb, cast.gao, accepted(cast, kind=cast.quarrel))


def test_not_before_its_time(cast: Cast, monday):
    refused(409, actions.climb, cast.clock, accepted(cast))


def test_sent_twice_it_happens_once(cast: Cast, monday):
    matter = accepted(cast)
    with later(days=2):
        happens_once(actions.climb, cast.clock, matter)
