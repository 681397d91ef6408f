"""The steward's first act: settle on the spot, or hand it up."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, happens_once, noted, refused

pytestmark = pytest.mark.django_db


def test_settled_on_the_spot_whoever_raised_it_is_asked(cast: Cast, monday):
    matter = actions.settle(cast.wang, noted(cast), words="当场劝开了")
    assert (matter.state, matter.holder, matter.route) == ("done_on_spot", "raiser", "on_the_spot")
    assert matter.due_at > monday + timedelta(days=6)


def test_what_another_steward_raised_is_not_closed_without_asking(cast: Cast, monday):
    matter = actions.note(cast.li, cast.houjie, kind=cast.clutter)
    assert actions.settle(cast.wang, matter).state == "done_on_spot"


def test_what_one_raised_oneself_is_closed_with_it(cast: Cast, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter)
    assert actions.settle(cast.wang, matter).state == "closed"


def test_handed_up_the_community_has_four_working_hours(cast: Cast, monday):
    matter = actions.report(cast.wang, noted(cast), words="要搬运")
    assert (matter.state, matter.holder, matter.route) == ("reported", "community", "reported_to_community")
    assert matter.due_at == monday + timedelta(hours=6, minutes=30)


def test_the_doer_is_told_of_by_office_or_surname_and_never_as_an_office_one_is_not(cast: Cast, monday):
    assert actions.settle(cast.wang, noted(cast)).steps.last().by_name == "管家王师傅"
    assert actions.settle(cast.chen, noted(cast)).steps.last().by_name == "文兴社区"
    assert actions.note(cast.li, cast.houjie, kind=cast.clutter).steps.get().by_name == "管家李师傅"


def test_others_may_not(cast: Cast, monday):
    matter = noted(cast)
    for by in (cast.li, cast.stranger, cast.gao, cast.sun, cast.wu):
        refused(403, actions.settle, by, matter)
        refused(403, actions.report, by, matter)
    hidden = noted(cast, kind=cast.quarrel)
    refused(404, actions.settle, cast.li, hidden)
    refused(404, actions.report, cast.stranger, hidden)


def test_not_once_the_community_has_it(cast: Cast, monday):
    matter = accepted(cast)
    refused(409, actions.settle, cast.wang, matter)
    refused(409, actions.report, cast.wang, matter)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.settle, cast.wang, noted(cast))
    happens_once(actions.report, cast.wang, noted(cast))
