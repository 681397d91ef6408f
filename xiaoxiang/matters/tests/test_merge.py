"""Two that are one: everybody who raised either learns the result."""

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import dispatched, fresh, happens_once, noted, refused, reported, verified

pytestmark = pytest.mark.django_db


def test_one_goes_into_the_other_with_all_who_met_it(cast: Cast, monday):
    kept, same = dispatched(cast), reported(cast)
    actions.join(cast.stranger, same)
    same = actions.merge(cast.chen, same, into=kept)
    assert (same.state, same.holder, same.duplicate_of_id) == ("duplicate", "nobody", kept.pk)
    assert same.due_at is None
    assert fresh(kept).me_too == 2


def test_only_with_another_open_one_of_the_same_community(cast: Cast, monday):
    matter = reported(cast)
    elsewhere = actions.note(cast.stranger, cast.shijie, kind=cast.clutter)
    closed = actions.close(cast.chen, verified(cast))
    for into in (matter, elsewhere, closed):
        assert "into" in refused(422, actions.merge, cast.chen, matter, into=into).fields


def test_two_are_not_merged_into_each_other(cast: Cast, monday):
    one, other = reported(cast), reported(cast)
    actions.merge(cast.chen, one, into=other)
    assert "into" in refused(422, actions.merge, cast.chen, other, into=one).fields


def test_others_may_not(cast: Cast, monday):
    one, other = reported(cast), reported(cast)
    for by in (cast.wang, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.merge, by, one, into=other)
    refused(404, actions.merge, cast.gao, reported(cast, kind=cast.quarrel), into=other)


def test_not_what_somebody_is_doing_already(cast: Cast, monday):
    refused(409, actions.merge, cast.chen, dispatched(cast), into=noted(cast))


def test_sent_twice_it_happens_once(cast: Cast, monday):
    kept = dispatched(cast)
    happens_once(actions.merge, cast.chen, reported(cast), into=kept)
    assert fresh(kept).me_too == 1
