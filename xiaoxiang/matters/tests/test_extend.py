"""Taking longer, with a reason that whoever raised it can read."""

from datetime import UTC, date, datetime

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, dispatched, happens_once, later, refused, reported

pytestmark = pytest.mark.django_db
PARTS = {"reason": "配件要从外地调", "until": date(2026, 12, 4)}


def test_the_limit_moves_and_the_promise_stays_as_it_was_given(cast: Cast, monday):
    matter = dispatched(cast)
    promise, promised_at = matter.promise, matter.promised_at
    matter = actions.extend(cast.chen, matter, **PARTS)
    assert (matter.state, matter.holder) == ("dispatched", "assignee")
    assert matter.due_at == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    assert (matter.promise, matter.promised_at) == (promise, promised_at)


def test_it_has_to_be_later_than_the_limit_that_binds(cast: Cast, monday):
    refusal = refused(422, actions.extend, cast.chen, accepted(cast), reason="再等等", until=date(2026, 11, 24))
    assert refusal.fields == {"until": "要晚于现在的时限"}


def test_a_late_one_that_is_extended_begins_to_climb_from_below(cast: Cast, monday):
    matter = accepted(cast)
    with later(days=2):
        matter = actions.climb(cast.clock, matter)
        assert matter.climbed == 1
        assert actions.extend(cast.chen, matter, **PARTS).climbed == 0


def test_others_may_not(cast: Cast, monday):
    matter = accepted(cast)
    for by in (cast.wang, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.extend, by, matter, **PARTS)
    refused(404, actions.extend, cast.gao, accepted(cast, kind=cast.quarrel), **PARTS)


def test_the_time_to_accept_is_not_extended(cast: Cast, monday):
    refused(409, actions.extend, cast.chen, reported(cast), **PARTS)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.extend, cast.chen, accepted(cast), **PARTS)
