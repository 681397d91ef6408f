"""Sending up what the community cannot do, and the subdistrict's whistle."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.handling import WhistleCase
from xiaoxiang.matters.queries import possible
from xiaoxiang.matters.tests.stages import accepted, dispatched, happens_once, noted, refused, reported, sent_up, verbs

pytestmark = pytest.mark.django_db


def test_the_subdistrict_has_four_working_hours(cast: Cast, monday):
    matter = actions.send_up(cast.chen, reported(cast), reason="要城管一起")
    assert (matter.state, matter.holder) == ("sent_up", "subdistrict")
    assert matter.due_at == monday + timedelta(hours=6, minutes=30)


def test_what_the_subdistrict_has_in_hand_is_not_sent_up_again(cast: Cast, monday):
    matter = actions.accept(cast.sun, sent_up(cast))
    refused(409, actions.send_up, cast.chen, matter, reason="再报一次")
    assert "send_up" not in possible(cast.chen, matter)


def test_a_whistle_calls_a_department_and_is_told_as_one(cast: Cast, monday):
    matter = actions.whistle(cast.sun, sent_up(cast), body=cast.lamps, case=WhistleCase.JOINT, words="周三上午")
    assert (matter.state, matter.holder, matter.body_id) == ("dispatched", "assignee", cast.lamps.pk)
    step = matter.steps.last()
    assert (step.verb, step.body_name, step.reason) == (
        "whistle",
        "县市政所路灯班",
        "要几个部门一起执法。周三上午",
    )


def test_others_may_not(cast: Cast, monday):
    matter = accepted(cast)
    for by in (cast.wang, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.send_up, by, matter, reason="办不了")
    matter = sent_up(cast)
    for by in (cast.chen, cast.wang, cast.stranger, cast.gao, cast.wu):
        refused(403, actions.whistle, by, matter, body=cast.lamps, case=WhistleCase.STUCK)
    hidden = sent_up(cast, kind=cast.quarrel)
    refused(404, actions.send_up, cast.gao, hidden, reason="办不了")
    refused(404, actions.whistle, cast.wu, hidden, body=cast.lamps, case=WhistleCase.STUCK)


def test_no_whistle_before_the_community_sent_it_up(cast: Cast, monday):
    for matter in (accepted(cast), dispatched(cast)):
        assert "报到街道" in (
            refused(409, actions.whistle, cast.sun, matter, body=cast.lamps, case=WhistleCase.STUCK).sentence
        )
        assert "whistle" not in possible(cast.sun, matter)


def test_the_steward_sends_nothing_past_the_community(cast: Cast, monday):
    refused(409, actions.send_up, cast.chen, noted(cast), reason="办不了")


def test_sent_twice_it_happens_once(cast: Cast, monday):
    matter = accepted(cast)
    happens_once(actions.send_up, cast.chen, matter, reason="办不了")
    happens_once(actions.whistle, cast.sun, matter, body=cast.lamps, case=WhistleCase.EMERGENCY)
    assert verbs(matter)[-2:] == ["send_up", "whistle"]
