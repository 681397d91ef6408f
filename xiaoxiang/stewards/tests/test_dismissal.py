"""Dismissal: heard before it is signed, signed by two, access gone at once, an appeal within its limit."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.states import State as MatterState
from xiaoxiang.people import devices
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Role
from xiaoxiang.regulation import holidays
from xiaoxiang.stewards import actions, hooks
from xiaoxiang.stewards.actions.dismissing import Ground
from xiaoxiang.stewards.models import Appointment, Dismissal, Ending, Grade, HandOver, State, Step
from xiaoxiang.stewards.tests import stages

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def refused(code: str, action, *given, **more) -> None:
    with pytest.raises(Refused) as wrong:
        action(*given, **more)
    assert wrong.value.code == code


def test_the_first_ground_needs_its_grade(cast: Cast, monday):
    made = stages.on_paper(cast)
    refused("not_graded", actions.open_dismissal, cast.chen, made, ground=Ground.NOT_COMPETENT, reason="考核不称职")
    stages.graded(cast, appointment=made)
    refused("not_graded", actions.open_dismissal, cast.chen, made, ground=Ground.NOT_COMPETENT, reason="考核不称职")


def test_nobody_is_heard_before_her_statement_or_its_limit(cast: Cast, monday):
    made = stages.opened(cast)
    given = {"on": monday.date(), "words": "约了两次没有来"}
    refused("not_yet", actions.hear, cast.lin, made, **given)
    with clock.at(made.statement_due):
        refused("not_yet", actions.hear, cast.lin, made, **given)
    with clock.at(made.statement_due + SECOND):
        assert actions.hear(cast.lin, made, **given).step == Step.HEARD


def test_nobody_signs_before_she_was_heard_and_nobody_twice(cast: Cast, monday):
    refused("not_heard", actions.sign, cast.lin, stages.stated(cast))


def test_two_sign_one_of_each_side(cast: Cast, monday):
    made = stages.signed_once(cast)
    assert as_person(cast.people["wang"].pk).holds(Role.STEWARD, cast.houjie)
    refused("signed", actions.sign, cast.lin, made)
    refused("signed", actions.sign, cast.chen, made)
    assert actions.sign(cast.sun, made).step == Step.DISMISSED


def test_access_is_gone_with_the_second_signature_and_the_phone_may_still_deliver(cast: Cast, monday):
    made = stages.signed_once(cast)
    binding, token = devices.new_binding(cast.people["wang"])
    phone = devices.bind(binding, token, "705183")
    actions.sign(cast.sun, made)
    appointment = Appointment.objects.get(pk=made.appointment_id)
    phone.refresh_from_db()
    assert not as_person(cast.people["wang"].pk).holds(Role.STEWARD, cast.houjie)
    assert (phone.is_left, phone.ended_at) == (True, appointment.ended_at)
    assert (appointment.state, appointment.ending) == (State.ENDED, Ending.DISMISSED)


def test_a_fact_from_before_is_still_accepted_and_one_from_after_is_not(cast: Cast, monday):
    matter = matters.note(cast.li, cast.houjie, kind=cast.lamp)
    later_matter = matters.note(cast.li, cast.houjie, kind=cast.parking)
    stages.dismissed(cast)
    with clock.at(monday + timedelta(hours=1)):
        wang = as_person(cast.people["wang"].pk)
        assert matters.settle(wang.then(monday - timedelta(hours=1)), matter).state != MatterState.NOTED
        refused("may_not", matters.settle, wang.then(monday + timedelta(minutes=5)), later_matter)


def test_a_higher_room_hears_of_the_dismissal_inside_it(cast: Cast, monday, monkeypatch):
    heard: list[Dismissal] = []
    monkeypatch.setattr(hooks, "dismissed", [])
    hooks.when_dismissed(heard.append)
    made = stages.dismissed(cast)
    assert heard == [made]
    assert [p.pk for p in heard[0].appointment.alleys()] == [cast.houjie.pk]


def test_what_she_leaves_is_listed(cast: Cast, monday):
    open_matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    stages.dismissed(cast)
    rows = {(r.sort, r.thing_id) for r in HandOver.objects.waiting()}
    assert rows == {(HandOver.Sort.ALLEY, cast.houjie.pk), (HandOver.Sort.MATTER, open_matter.pk)}


def test_the_appeal_is_taken_until_its_last_second(cast: Cast, monday):
    made = stages.dismissed(cast)
    with clock.at(made.appeal_due + SECOND):
        refused("too_late", actions.appeal, cast.chen, made, words="说好了请假")
    with clock.at(made.appeal_due):
        assert actions.appeal(cast.chen, made, words="说好了请假").step == Step.APPEALED


def test_the_limits_count_working_days_over_holidays_and_make_up_days(cast: Cast):
    assert holidays.built_in()
    with clock.at(datetime(2026, 9, 29, 2, tzinfo=UTC)):
        made = stages.dismissed(cast)
        assert made.statement_due.date().isoformat() == "2026-10-09"
        assert made.appeal_due.date().isoformat() == "2026-10-12"


def test_an_upheld_appeal_brings_back_office_alleys_phone_and_sets_the_grade_aside(cast: Cast, monday):
    binding, token = devices.new_binding(cast.people["wang"])
    phone = devices.bind(binding, token, "705183")
    made = stages.appealed(cast, Ground.NOT_COMPETENT)
    answered = actions.answer(cast.sun, made, words="核实过，确有请假", is_upheld=True)
    phone.refresh_from_db()
    appointment = Appointment.objects.get(pk=made.appointment_id)
    assert answered.step == Step.REINSTATED
    assert as_person(cast.people["wang"].pk).holds(Role.STEWARD, cast.houjie)
    assert (appointment.state, appointment.ending, phone.ended_at) == (State.ACTIVE, "", None)
    assert not HandOver.objects.waiting().exists()
    assert not Grade.objects.standing().exists()


def test_a_confirmed_dismissal_stays(cast: Cast, monday):
    made = actions.answer(cast.sun, stages.appealed(cast), words="核实过，没有请假")
    assert made.step == Step.CONFIRMED
    assert not as_person(cast.people["wang"].pk).holds(Role.STEWARD, cast.houjie)
    refused("not_now", actions.answer, cast.sun, made, words="再看一次")


def test_either_side_may_let_it_be(cast: Cast, monday):
    made = actions.drop(cast.sun, stages.signed_once(cast), reason="说明清楚了")
    assert made.step == Step.DROPPED
    refused("already_decided", actions.put_statement, cast.wang, made, words="谢谢")
