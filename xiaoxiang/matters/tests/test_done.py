"""Done is a claim until somebody has looked; then whoever raised it is asked; then it is closed."""

from datetime import UTC, datetime

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Tally
from xiaoxiang.matters.tests.stages import accepted, dispatched, done, happens_once, noted, refused, verified, whistled

pytestmark = pytest.mark.django_db


def test_said_done_it_is_the_communitys_turn_to_look_within_a_working_day(cast: Cast, monday):
    matter = actions.declare_done(cast.chen, dispatched(cast), words="换了灯泡")
    assert (matter.state, matter.holder) == ("declared_done", "community")
    assert matter.due_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_seen_to_be_done_the_raiser_has_seven_days_to_say(cast: Cast, monday):
    matter = actions.verify(cast.wang, done(cast))
    assert (matter.state, matter.holder, matter.is_ended) == ("verified", "raiser", False)
    assert matter.due_at == datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)


def test_what_the_doer_raised_alone_is_closed_when_seen(cast: Cast, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter)
    matter = actions.accept(cast.chen, actions.report(cast.wang, matter))
    matter = actions.verify(cast.wang, actions.declare_done(cast.chen, matter))
    assert (matter.state, matter.due_at, matter.ended_at) == ("closed", None, monday)


def test_nobody_looks_at_own_work(cast: Cast, monday):
    matter = actions.dispatch(cast.chen, accepted(cast), person=cast.people["wang"])
    matter = actions.declare_done(cast.wang, matter)
    assert refused(409, actions.verify, cast.wang, matter).code == "own_work"
    assert actions.verify(cast.chen, matter).state == "verified"


def test_seen_not_to_be_done_it_goes_on(cast: Cast, monday):
    matter = actions.not_yet(cast.wang, done(cast), reason="还堆着一半")
    assert (matter.state, matter.holder, matter.body_id) == ("accepted", "community", None)


def test_what_the_subdistrict_had_done_and_is_not_done_is_its_own_again(cast: Cast, monday):
    matter = actions.declare_done(cast.sun, whistled(cast))
    assert actions.not_yet(cast.chen, matter, reason="还没拆").holder == "subdistrict"


def test_closed_it_is_counted_in_its_month(cast: Cast, monday):
    matter = actions.close(cast.chen, verified(cast))
    assert (matter.state, matter.is_ended, matter.ended_at) == ("closed", True, monday)
    counted = dict(Tally.objects.values_list("what", "n"))
    assert counted == {
        "noted": 1,
        "route:reported_to_community": 1,
        "closed": 1,
        "closed:reported_to_community": 1,
    }


def test_others_may_not(cast: Cast, monday):
    matter = dispatched(cast)
    for by in (cast.wang, cast.li, cast.stranger, cast.gao):
        refused(403, actions.declare_done, by, matter)
    matter = done(cast)
    for by in (cast.li, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.verify, by, matter)
        refused(403, actions.not_yet, by, matter, reason="没好")
    matter = verified(cast)
    for by in (cast.wang, cast.stranger, cast.gao):
        refused(403, actions.close, by, matter)


def test_a_withheld_one_is_not_there_for_others(cast: Cast, monday):
    matter = done(cast, kind=cast.quarrel)
    refused(404, actions.declare_done, cast.gao, matter)
    refused(404, actions.verify, cast.li, matter)
    refused(404, actions.not_yet, cast.stranger, matter, reason="没好")
    refused(404, actions.close, cast.gao, matter)


def test_each_in_its_turn(cast: Cast, monday):
    matter = noted(cast)
    refused(409, actions.declare_done, cast.chen, matter)
    refused(409, actions.verify, cast.chen, matter)
    refused(409, actions.not_yet, cast.chen, matter, reason="没好")
    refused(409, actions.close, cast.chen, matter)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    matter = dispatched(cast)
    happens_once(actions.declare_done, cast.chen, matter)
    happens_once(actions.not_yet, cast.chen, matter, reason="没好")
    happens_once(actions.declare_done, cast.chen, matter)
    happens_once(actions.verify, cast.chen, matter)
    happens_once(actions.close, cast.chen, matter)
