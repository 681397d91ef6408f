"""Taking back one's own last step within a minute. The journal holds both."""

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Solved
from xiaoxiang.matters.models import Tally
from xiaoxiang.matters.tests.stages import accepted, dispatched, fresh, happens_once, later, refused, reported, verified

pytestmark = pytest.mark.django_db


def test_everything_stands_as_before_and_both_lines_stay(cast: Cast, monday):
    matter = accepted(cast)
    before = fresh(matter)
    actions.dispatch(cast.chen, matter, body=cast.lamps)
    with later(seconds=50):
        matter = actions.undo(cast.chen, matter)
    for column in ("state", "holder", "body_id", "due_at", "promise", "promised_at", "route", "is_ended"):
        assert getattr(matter, column) == getattr(before, column) == getattr(fresh(matter), column)
    assert list(Entry.objects.filter(thing_id=matter.pk).order_by("height").values_list("action", flat=True))[-2:] == [
        "matter.dispatch",
        "matter.undo",
    ]
    assert matter.version == before.version + 2


def test_the_counts_are_taken_back_with_it(cast: Cast, monday):
    before = dict(Tally.objects.values_list("what", "n"))
    matter = actions.close(cast.chen, verified(cast))
    actions.undo(cast.chen, matter)
    counted = {what: n for what, n in Tally.objects.values_list("what", "n") if n}
    assert before == {}
    assert counted == {"noted": 1, "route:reported_to_community": 1}


def test_after_a_minute_it_stays(cast: Cast, monday):
    matter = accepted(cast)
    with later(seconds=61):
        assert "一分钟" in refused(409, actions.undo, cast.chen, matter).sentence


def test_only_ones_own_step(cast: Cast, monday):
    matter = accepted(cast)
    for by in (cast.lin, cast.wang, cast.stranger, cast.clock):
        refused(403, actions.undo, by, matter)
    refused(404, actions.undo, cast.gao, accepted(cast, kind=cast.quarrel))


def test_not_once_somebody_built_on_it(cast: Cast, monday):
    matter = dispatched(cast)
    actions.declare_done(cast.lin, matter)
    refused(403, actions.undo, cast.chen, matter)


def test_what_a_resident_said_is_not_undone(cast: Cast, monday):
    matter = actions.answer(cast.chen, verified(cast), solved=Solved.NOT_SOLVED)
    refused(409, actions.undo, cast.chen, matter)


def test_undone_is_not_undone_again(cast: Cast, monday):
    matter = reported(cast)
    actions.undo(cast.wang, matter)
    refused(409, actions.undo, cast.wang, matter)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.undo, cast.chen, accepted(cast))
