"""Sessions: announced, answered, moved, cancelled; nobody must come."""

from datetime import timedelta

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Notice
from xiaoxiang.training import actions, effects
from xiaoxiang.training.models import Session
from xiaoxiang.training.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def refused_fields(cast: Cast, **more: object) -> set[str]:
    with pytest.raises(Refused) as refused:
        stages.session(cast, **more)
    return set(refused.value.fields)


def test_a_session_ends_after_it_begins_and_within_half_a_day(cast: Cast):
    begins, course = clock.now(), stages.course(cast)
    assert refused_fields(cast, course=course, begins_at=begins, ends_at=begins) == {"ends_at"}
    assert refused_fields(cast, course=course, begins_at=begins, ends_at=begins + timedelta(hours=13)) == {"ends_at"}


def test_whoever_is_asked_is_told_and_not_asked_twice(cast: Cast):
    session = stages.session(cast)
    for _once_more in range(2):
        actions.invite(cast.chen, session, person=cast.people["wang"])
        effects.tell_invited(session_id=str(session.pk), what="asked")
    session.refresh_from_db()
    assert session.invited == 1
    assert "来不来都行" in Notice.objects.get(person=cast.people["wang"]).sentence


def test_a_yes_and_a_no_are_both_taken_and_can_be_changed(cast: Cast):
    asked = stages.asked(cast)
    assert actions.accept(cast.wang, asked).reply == "yes"
    assert actions.decline(cast.wang, asked).reply == "no"


def test_the_host_writes_down_what_was_said_on_the_telephone(cast: Cast):
    assert actions.decline(cast.chen, stages.asked(cast)).reply == "no"


def test_somebody_else_cannot_answer(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.accept(cast.li, stages.asked(cast))
    assert refused.value.status in (403, 404)


def test_a_full_room_says_so(cast: Cast):
    session = stages.session(cast, places=1)
    for name in ("wang", "li"):
        actions.invite(cast.chen, session, person=cast.people[name])
    first, second = (session.invitations.get(person=cast.people[name]) for name in ("wang", "li"))
    actions.accept(cast.wang, first)
    with pytest.raises(Refused) as refused:
        actions.accept(cast.li, second)
    assert refused.value.code == "full"
    actions.decline(cast.wang, first)
    assert actions.accept(cast.li, second).reply == "yes"


def test_those_asked_hear_of_another_time_and_of_a_cancelled_session(cast: Cast):
    session = stages.asked(cast).session
    begins = clock.now() + timedelta(days=6)
    actions.move(cast.chen, session, begins_at=begins, ends_at=begins + timedelta(hours=1), where="居委会二楼")
    effects.tell_invited(session_id=str(session.pk), what="moved")
    actions.cancel(cast.chen, session, reason="老师病了")
    effects.tell_invited(session_id=str(session.pk), what="cancelled")
    said = " ".join(Notice.objects.values_list("sentence", flat=True))
    assert "居委会二楼" in said
    assert "老师病了" in said


def test_a_cancelled_session_takes_nothing_more(cast: Cast):
    asked = stages.asked(cast)
    actions.cancel(cast.chen, asked.session, reason="下大雨")
    for deed in (
        lambda: actions.accept(cast.wang, asked),
        lambda: actions.invite(cast.chen, asked.session, person=cast.people["li"]),
        lambda: actions.hold(cast.chen, asked.session, present=[]),
        lambda: actions.cancel(cast.chen, asked.session, reason="再取消"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "not_now"


def test_neither_nobody_nor_a_person_out_of_sight_can_be_asked(cast: Cast):
    session = stages.session(cast)
    with pytest.raises(Refused) as refused:
        actions.invite(cast.chen, session)
    assert "group" in refused.value.fields
    assert Session.objects.get().invited == 0
