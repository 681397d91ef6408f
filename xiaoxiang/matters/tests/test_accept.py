"""Accepting a matter: the first receiver owns it and promises by when."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, fresh, happens_once, noted, refused, reported, sent_up

pytestmark = pytest.mark.django_db


def test_community_worker_takes_it_on_and_promises_a_day_that_stays(cast: Cast, monday):
    matter = actions.accept(cast.chen, reported(cast))
    assert (matter.state, matter.holder, matter.route) == ("accepted", "community", "reported_to_community")
    assert matter.promise == "应在 11 月 24 日 17:30 前办好"
    assert matter.promised_at == matter.due_at
    assert fresh(matter).promise == matter.promise


def test_a_facility_has_five_working_days(cast: Cast, monday):
    matter = actions.accept(cast.chen, reported(cast, kind=cast.lamp))
    assert matter.due_at == monday.replace(hour=9, minute=30) + timedelta(days=7)


def test_subdistrict_takes_on_what_was_sent_up_and_keeps_it(cast: Cast, monday):
    matter = actions.accept(cast.sun, sent_up(cast))
    assert (matter.state, matter.holder) == ("accepted", "subdistrict")
    assert "只能" not in refused(403, actions.dispatch, cast.chen, matter, body=cast.lamps).sentence


def test_steward_next_door_and_residents_may_not(cast: Cast, monday):
    matter = reported(cast)
    for by in (cast.li, cast.wang, cast.stranger, cast.gao, cast.wu):
        refused(403, actions.accept, by, matter)


def test_a_withheld_matter_is_not_even_there_for_others(cast: Cast, monday):
    matter = reported(cast, kind=cast.quarrel)
    for by in (cast.stranger, cast.gao, cast.wu):
        refused(404, actions.accept, by, matter)
    assert actions.accept(cast.chen, matter).state == "accepted"


def test_what_the_steward_has_not_handed_up_is_not_accepted_yet(cast: Cast, monday):
    assert "记下了" in refused(409, actions.accept, cast.chen, noted(cast)).sentence


def test_accepted_is_not_accepted_again(cast: Cast, monday):
    refused(409, actions.accept, cast.chen, accepted(cast))


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.accept, cast.chen, reported(cast))
