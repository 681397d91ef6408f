"""Keeping on: the paper appointment, alleys, terms, leave and suspension, grades."""

from datetime import date, timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions as people
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Role
from xiaoxiang.stewards import actions, clockwork
from xiaoxiang.stewards.actions.grades import Level
from xiaoxiang.stewards.models import Appointment, Ending, HandOver, Leave, State
from xiaoxiang.stewards.tests import stages

pytestmark = pytest.mark.django_db
NEXT = {"approval_no": "城东评聘〔2026〕9 号", "term_until": date(2028, 12, 3), "is_willing": True}


def refused(code: str, action, *given, **more) -> Refused:
    with pytest.raises(Refused) as wrong:
        action(*given, **more)
    assert wrong.value.code == code
    return wrong.value


def holds(cast: Cast, name: str, alley) -> bool:
    return as_person(cast.people[name].pk).holds(Role.STEWARD, alley)


def test_an_appointment_from_paper_keeps_the_role_that_was_given_by_hand(cast: Cast, monday):
    role = cast.people["wang"].roles_held.get()
    made = stages.on_paper(cast)
    assert (made.state, made.is_on_paper, made.charges.get().role_id) == (State.ACTIVE, True, role.pk)


def test_an_alley_nobody_else_keeps_is_listed_when_it_is_taken_away(cast: Cast, monday):
    made = stages.at_work(cast)
    actions.change_alleys(cast.chen, made, alleys=[cast.houjie.pk], reason="另有人照看")
    assert not HandOver.objects.exists()
    person = as_person(made.person_id)
    assert (person.holds(Role.STEWARD, cast.houjie), person.holds(Role.STEWARD, cast.yancang)) == (True, False)
    refused("badly_filled", actions.change_alleys, cast.chen, made, alleys=[cast.shijie.pk], reason="远处的巷")


def test_the_excellent_and_the_competent_are_kept_on_with_a_new_letter(cast: Cast, monday):
    made = stages.willing(cast)
    first = made.number
    kept = actions.renew(cast.sun, made, **NEXT)
    assert (kept.term_until, kept.terms.count(), kept.number != first) == (date(2028, 12, 3), 2, True)


def test_nobody_is_kept_on_without_a_grade_by_force_or_too_early(cast: Cast, monday):
    made = stages.on_paper(cast)
    refused("not_graded", actions.renew, cast.sun, made, **NEXT)
    stages.graded(cast, Level.NOT_COMPETENT, made)
    refused("not_competent", actions.renew, cast.sun, made, **NEXT)
    li = stages.graded(cast, appointment=stages.on_paper(cast, "li", term_until=date(2026, 12, 24))).appointment
    refused("not_yet", actions.renew, cast.sun, li, **NEXT)
    with clock.at(monday + timedelta(days=1)):
        refused("not_willing", actions.renew, cast.sun, li, **{**NEXT, "is_willing": False})


def test_a_graded_steward_is_not_sent_away_by_the_calendar(cast: Cast, monday):
    made = stages.graded(cast, appointment=stages.on_paper(cast, term_until=date(2026, 11, 22))).appointment
    refused("kept_on", actions.let_end, cast.sun, made)
    assert actions.let_end(cast.sun, made, is_own_wish=True).ending == Ending.TERM_END


def test_who_covers_holds_the_alley_for_those_days_and_no_longer(cast: Cast, monday):
    stages.away(cast)
    assert not holds(cast, "li", cast.houjie)
    with clock.at(monday + timedelta(days=2)):
        assert holds(cast, "li", cast.houjie)
    with clock.at(monday + timedelta(days=4)):
        assert not holds(cast, "li", cast.houjie)


def test_a_suspension_takes_the_access_and_the_clock_gives_it_back(cast: Cast, monday):
    made = stages.on_paper(cast)
    late = date(2026, 12, 24)
    refused("badly_filled", actions.suspend, cast.chen, made, until_on=late, reason="有一件事要查清")
    leave = actions.suspend(cast.chen, made, until_on=date(2026, 12, 23), reason="有一件事要查清")
    assert not holds(cast, "wang", cast.houjie)
    with clock.at(monday + timedelta(days=30)):
        assert clockwork.over(cast.county.pk) == []
    with clock.at(monday + timedelta(days=31)):
        actions.end_leave(cast.clock, leave)
        assert holds(cast, "wang", cast.houjie)
    assert Leave.objects.get().ended_at


def test_a_grade_needs_two_evaluators_and_no_scores(cast: Cast, monday):
    made = stages.on_paper(cast)
    wrong = refused(
        "badly_filled", stages.graded, cast, appointment=made, evaluators="孙国强", opinion="得 96 分，第 2 名"
    )
    assert set(wrong.fields) == {"evaluators", "opinion"}
    stages.graded(cast, appointment=made)
    refused("already_graded", stages.graded, cast, appointment=made)


def test_who_lays_down_her_last_alley_by_hand_has_resigned(cast: Cast, monday):
    made = stages.on_paper(cast)
    role = cast.people["wang"].roles_held.get()
    refused("appointed", people.end_role, cast.sun, role, reason="街道来结束")
    people.end_role(cast.wang, role, reason="年纪大了")
    assert Appointment.objects.get(pk=made.pk).ending == Ending.RESIGNED
    assert HandOver.objects.get().thing_id == cast.houjie.pk
