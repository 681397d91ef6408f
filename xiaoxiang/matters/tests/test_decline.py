"""Out of scope: the reason and the right channel are told."""

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import dispatched, happens_once, refused, reported, sent_up

pytestmark = pytest.mark.django_db
WHY = {"reason": "是合同纠纷，社区没有权限", "where": "县法院立案庭 0593-3882222"}


def test_it_ends_with_whom_to_turn_to(cast: Cast, monday):
    matter = actions.decline(cast.chen, reported(cast), **WHY)
    assert (matter.state, matter.holder, matter.is_ended) == ("out_of_scope", "nobody", True)
    assert matter.steps.last().reason == "是合同纠纷，社区没有权限 该找：县法院立案庭 0593-3882222"


def test_the_longest_reason_still_fits(cast: Cast, monday):
    matter = actions.decline(cast.chen, reported(cast), reason="长" * 500, where="短" * 60)
    assert len(matter.steps.last().reason) == 500


def test_what_was_sent_up_is_declined_by_the_subdistrict(cast: Cast, monday):
    matter = sent_up(cast)
    refused(403, actions.decline, cast.chen, matter, **WHY)
    assert actions.decline(cast.sun, matter, **WHY).state == "out_of_scope"


def test_others_may_not(cast: Cast, monday):
    matter = reported(cast)
    for by in (cast.wang, cast.li, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.decline, by, matter, **WHY)
    refused(404, actions.decline, cast.gao, reported(cast, kind=cast.quarrel), **WHY)


def test_not_once_somebody_is_doing_it(cast: Cast, monday):
    refused(409, actions.decline, cast.chen, dispatched(cast), **WHY)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.decline, cast.chen, reported(cast), **WHY)
