"""Returning what is not one's own: with a reason and where it belongs."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, dispatched, happens_once, refused, whistled

pytestmark = pytest.mark.django_db
WHY = {"reason": "不在红线内", "suggestion": "县城管中队"}


def test_community_writes_down_that_the_body_returned_it(cast: Cast, monday):
    matter = actions.send_back(cast.chen, dispatched(cast), **WHY)
    assert (matter.state, matter.holder) == ("returned", "community")
    assert matter.steps.last().reason == "不在红线内 该找：县城管中队"
    assert matter.due_at == monday.replace(hour=9, minute=30) + timedelta(days=1)


def test_the_person_it_was_given_to_returns_it(cast: Cast, monday):
    matter = actions.dispatch(cast.chen, accepted(cast), person=cast.people["li"])
    assert actions.send_back(cast.li, matter, **WHY).state == "returned"


def test_what_the_subdistrict_sent_out_comes_back_to_it(cast: Cast, monday):
    matter = actions.send_back(cast.sun, whistled(cast), **WHY)
    assert matter.holder == "subdistrict"
    refused(403, actions.dispatch, cast.chen, matter, body=cast.lamps)
    assert actions.dispatch(cast.sun, matter, body=cast.lamps).state == "dispatched"


def test_others_may_not(cast: Cast, monday):
    matter = dispatched(cast)
    for by in (cast.wang, cast.li, cast.stranger, cast.gao):
        refused(403, actions.send_back, by, matter, **WHY)
    refused(404, actions.send_back, cast.gao, dispatched(cast, kind=cast.quarrel), **WHY)


def test_nothing_is_returned_that_was_not_sent_out(cast: Cast, monday):
    refused(409, actions.send_back, cast.chen, accepted(cast), **WHY)


def test_without_a_reason_the_form_says_so(cast: Cast, monday):
    assert set(refused(422, actions.send_back.read, {"reason": "", "suggestion": ""}).fields) == {
        "reason",
        "suggestion",
    }


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.send_back, cast.chen, dispatched(cast), **WHY)
