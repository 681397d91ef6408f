"""Pausing for an obstacle that is nobody's fault, and going on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, dispatched, happens_once, refused, reported, sent_up

pytestmark = pytest.mark.django_db
RAIN = {"reason": "连着下雨，路面干了才能补", "until": date(2026, 11, 30)}


def test_it_stops_until_the_day_of_the_next_look(cast: Cast, monday):
    matter = actions.pause(cast.chen, dispatched(cast), **RAIN)
    assert (matter.state, matter.holder) == ("paused", "community")
    assert matter.due_at == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def test_going_on_starts_the_limit_anew_and_keeps_the_promise(cast: Cast, monday):
    matter = actions.pause(cast.chen, accepted(cast), **RAIN)
    promise = matter.promise
    with clock.at(monday + timedelta(days=7)):
        matter = actions.resume(cast.chen, matter)
    assert (matter.state, matter.promise) == ("accepted", promise)
    assert matter.due_at == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_what_the_subdistrict_has_in_hand_it_keeps_over_a_pause(cast: Cast, monday):
    matter = actions.pause(cast.sun, actions.accept(cast.sun, sent_up(cast)), **RAIN)
    assert matter.holder == "subdistrict"
    refused(403, actions.resume, cast.chen, matter)
    assert actions.resume(cast.sun, matter).holder == "subdistrict"


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 12, 25)])
def test_not_until_today_nor_for_longer_than_the_regulation_allows(cast: Cast, monday, day):
    refusal = refused(422, actions.pause, cast.chen, accepted(cast), reason="连着下雨", until=day)
    assert refusal.fields["until"] == "选明天到 12 月 23 日之间的一天"


def test_others_may_not(cast: Cast, monday):
    matter = accepted(cast)
    for by in (cast.wang, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.pause, by, matter, **RAIN)
    refused(404, actions.pause, cast.gao, accepted(cast, kind=cast.quarrel), **RAIN)


def test_nothing_is_paused_before_it_was_accepted_and_only_the_paused_goes_on(cast: Cast, monday):
    matter = reported(cast)
    refused(409, actions.pause, cast.chen, matter, **RAIN)
    refused(409, actions.resume, cast.chen, matter)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    matter = accepted(cast)
    happens_once(actions.pause, cast.chen, matter, **RAIN)
    happens_once(actions.resume, cast.chen, matter)
