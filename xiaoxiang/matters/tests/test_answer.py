"""Whoever raised it says whether it is solved."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Content, Solved
from xiaoxiang.matters.models import Channel, Tally
from xiaoxiang.matters.tests.stages import accepted, fresh, happens_once, later, refused, verified

pytestmark = pytest.mark.django_db


def test_solved_closes_it(cast: Cast, monday):
    matter = verified(cast)
    matter = actions.answer(cast.with_receipt(matter), matter, solved=Solved.SOLVED, content=Content.CONTENT)
    assert (matter.state, matter.answer, matter.is_ended) == ("closed", "solved", True)
    said = matter.follow_ups.get()
    assert (said.solved, said.content, said.asked_by_id) == ("solved", "content", None)


def test_not_solved_begins_it_again_and_takes_the_count_back(cast: Cast, monday):
    matter = actions.close(cast.chen, verified(cast))
    with clock.at(monday + timedelta(days=12)):  # in December
        matter = actions.answer(cast.with_receipt(matter), matter, solved=Solved.NOT_SOLVED, words="又堆上了")
    assert (matter.state, matter.holder, matter.body_id) == ("reopened", "community", None)
    counted = {(t.month.month, t.what): t.n for t in Tally.objects.all()}
    assert counted[11, "closed"] == counted[11, "closed:reported_to_community"] == 0
    assert (12, "closed") not in counted


def test_not_yet_clear_leaves_it_and_the_clock_running(cast: Cast, monday):
    matter = verified(cast)
    due = matter.due_at
    matter = actions.answer(cast.with_receipt(matter), matter, solved=Solved.NOT_CLEAR)
    assert (matter.state, matter.due_at, matter.answer) == ("verified", due, "not_clear")


def test_community_writes_down_what_was_said_on_the_telephone(cast: Cast, monday):
    matter = actions.answer(cast.chen, verified(cast), solved=Solved.SOLVED, channel=Channel.PHONE)
    said = matter.follow_ups.get()
    assert (said.channel, said.asked_by_id) == ("phone", cast.chen.person_id)


def test_steward_who_raised_it_answers_for_oneself(cast: Cast, monday):
    matter = actions.report(cast.wang, actions.note(cast.wang, cast.houjie, kind=cast.clutter))
    matter = actions.declare_done(cast.chen, actions.accept(cast.chen, matter))
    matter = actions.answer(cast.wang, actions.verify(cast.chen, matter), solved=Solved.SOLVED)
    assert (matter.state, matter.follow_ups.get().asked_by_id) == ("closed", None)


def test_nobody_else_answers(cast: Cast, monday):
    matter = verified(cast)
    for by in (cast.wang, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.answer, by, matter, solved=Solved.SOLVED)
    refused(404, actions.answer, cast.stranger, verified(cast, kind=cast.quarrel), solved=Solved.SOLVED)


def test_not_before_anything_was_done(cast: Cast, monday):
    matter = accepted(cast)
    refused(409, actions.answer, cast.with_receipt(matter), matter, solved=Solved.SOLVED)
    assert not matter.follow_ups.exists()


def test_too_long_after_it_was_closed_it_is_a_new_one(cast: Cast, monday):
    matter = actions.close(cast.chen, verified(cast))
    with later(days=31):
        assert refused(409, actions.answer, cast.chen, matter, solved=Solved.NOT_SOLVED).code == "too_late"


def test_an_answer_does_not_make_the_time_to_reopen_longer(cast: Cast, monday):
    matter = actions.close(cast.chen, verified(cast))
    with later(days=20):
        actions.answer(cast.with_receipt(matter), matter, solved=Solved.SOLVED)
    assert fresh(matter).ended_at == monday


def test_sent_twice_it_happens_once(cast: Cast, monday):
    matter = verified(cast)
    happens_once(actions.answer, cast.with_receipt(matter), matter, solved=Solved.NOT_SOLVED)
    assert matter.follow_ups.count() == 1
