"""Dispatching: to a body without an account, or to a person of the community."""

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, done, happens_once, noted, refused, reported, sent_up
from xiaoxiang.people.models import Person

pytestmark = pytest.mark.django_db


def test_to_a_body_that_has_no_account(cast: Cast, monday):
    matter = actions.dispatch(cast.chen, accepted(cast), body=cast.lamps)
    assert (matter.state, matter.holder, matter.body_id) == ("dispatched", "assignee", cast.lamps.pk)
    assert matter.steps.last().body_name == "县市政所路灯班"


def test_the_first_promise_stays_and_the_limit_goes_on_running(cast: Cast, monday):
    matter = accepted(cast, kind=cast.lamp)
    due, promise = matter.due_at, matter.promise
    matter = actions.dispatch(cast.chen, matter, body=cast.lamps)
    assert (matter.due_at, matter.promise) == (due, promise)


def test_straight_from_reported_it_carries_its_own_promise(cast: Cast, monday):
    matter = actions.dispatch(cast.chen, reported(cast), body=cast.lamps)
    assert matter.promise.startswith("应在 11 月 24 日")


def test_to_a_steward_of_the_community(cast: Cast, monday):
    matter = actions.dispatch(cast.chen, accepted(cast), person=cast.people["li"])
    assert matter.assignee_id == cast.people["li"].pk
    assert actions.declare_done(cast.li, matter).state == "declared_done"


def test_not_to_somebody_who_holds_no_role_here(cast: Cast, monday):
    nobody = Person.objects.create(name="路人", **Person.columns_of(cast.wenxing))
    assert "person" in refused(422, actions.dispatch, cast.chen, accepted(cast), person=nobody).fields


def test_to_one_of_the_two_and_not_to_both_or_none(cast: Cast, monday):
    matter = accepted(cast)
    assert "body" in refused(422, actions.dispatch, cast.chen, matter).fields
    assert "body" in refused(422, actions.dispatch, cast.chen, matter, body=cast.lamps, person=cast.people["li"]).fields


def test_others_may_not(cast: Cast, monday):
    matter = accepted(cast)
    for by in (cast.wang, cast.li, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.dispatch, by, matter, body=cast.lamps)


def test_what_was_sent_up_is_dispatched_by_the_subdistrict(cast: Cast, monday):
    matter = sent_up(cast)
    refused(403, actions.dispatch, cast.chen, matter, body=cast.lamps)
    assert actions.dispatch(cast.sun, matter, body=cast.lamps).holder == "assignee"


def test_a_withheld_one_is_not_there_for_others(cast: Cast, monday):
    refused(404, actions.dispatch, cast.gao, accepted(cast, kind=cast.quarrel), body=cast.lamps)


def test_not_before_it_came_to_the_community_nor_after_it_was_done(cast: Cast, monday):
    refused(409, actions.dispatch, cast.chen, noted(cast), body=cast.lamps)
    refused(409, actions.dispatch, cast.chen, done(cast), body=cast.lamps)


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.dispatch, cast.chen, accepted(cast), body=cast.lamps)
