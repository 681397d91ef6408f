"""What time does to matters by itself."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions, clockwork
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import accepted, fresh, later, noted, refused, reported, verified

pytestmark = pytest.mark.django_db


def test_late_ones_climb_and_the_others_stay(cast: Cast, monday):
    late, in_time = accepted(cast), accepted(cast, kind=cast.lamp)
    with clock.at(late.due_at + timedelta(minutes=1)):
        assert clockwork.sweep(cast.county.pk) == 1
        assert clockwork.sweep(cast.county.pk) == 0
    assert (fresh(late).climbed, fresh(in_time).climbed) == (1, 0)


def test_it_climbs_again_after_it_was_handed_on_and_is_still_late(cast: Cast, monday):
    matter = accepted(cast)
    with clock.at(matter.due_at + timedelta(minutes=1)):
        clockwork.sweep(cast.county.pk)
        actions.dispatch(cast.chen, matter, body=cast.lamps)
        assert fresh(matter).climbed == 0
        assert clockwork.sweep(cast.county.pk) == 1
    assert fresh(matter).climbed == 1


def test_at_night_nothing_moves(cast: Cast, monday):
    matter = accepted(cast)
    with clock.at(matter.due_at.replace(hour=23)):
        assert clockwork.sweep(cast.county.pk) == 0
    with clock.at(matter.due_at.replace(hour=7, minute=30) + timedelta(days=1)):
        assert clockwork.sweep(cast.county.pk) == 1


def test_what_no_steward_took_comes_to_the_community_and_what_nobody_answered_is_closed(cast: Cast, monday):
    left, seen = noted(cast), verified(cast)
    with later(days=8):
        assert clockwork.sweep(cast.county.pk) == 2
    assert fresh(left).state == "reported"
    assert fresh(seen).state == "closed"


def test_it_reads_on_by_key_so_that_no_late_one_waits_behind_others(cast: Cast, monday, monkeypatch):
    monkeypatch.setattr(clockwork, "AT_ONCE", 2)
    matters = [accepted(cast) for _ in range(5)]
    with later(days=1, hours=12):
        assert [clockwork.sweep(cast.county.pk) for _ in range(4)] == [2, 2, 1, 0]
    assert {fresh(m).climbed for m in matters} == {1}


def test_the_top_is_the_county_and_there_it_ends(cast: Cast, monday):
    matter = accepted(cast)
    for days in (2, 3, 4, 7, 8, 9):
        with later(days=days):
            clockwork.sweep(cast.county.pk)
    assert fresh(matter).climbed == 3


def test_what_somebody_took_on_in_between_is_left_to_them(cast: Cast, monday):
    matter = reported(cast)
    version = matter.version
    with later(days=2):
        actions.accept(cast.chen, matter)
        assert clockwork.climb(cast.clock, matter.pk, version) is False
    refused(409, actions.climb, cast.clock, matter)


def test_one_that_cannot_be_closed_is_reported_and_does_not_hold_up_the_others(cast: Cast, monday, caplog):
    broken, unanswered = verified(cast), verified(cast)
    Matter.objects.filter(pk=broken.pk).update(community=None)  # no tally can be kept of it
    with later(days=8):
        assert clockwork.sweep(cast.county.pk) == 1
    assert (fresh(broken).state, fresh(unanswered).state) == ("verified", "closed")
    assert str(broken.pk) in caplog.text
