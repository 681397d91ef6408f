"""What people can do for others stands on a list, and is booked within its limit."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from tests.people import Cast
from tests.people import cast as set_stage
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions as matter_actions
from xiaoxiang.people.models import Notice
from xiaoxiang.talent import actions, queries
from xiaoxiang.talent.effects import tell_of_booking
from xiaoxiang.talent.models import Booking, Period, ServiceResource
from xiaoxiang.talent.tests import stages
from xiaoxiang.talent.tests.stages import SATURDAY

pytestmark = pytest.mark.django_db


def test_a_resource_comes_out_of_a_strength(cast: Cast, monday):
    resource = stages.offered(cast)
    assert (resource.strength, resource.community_id, resource.limit, resource.per) == (
        "理发", cast.wenxing.pk, 2, Period.MONTH,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        stages.offered(cast, resource.talent, strength="修电")
    assert "从记下的特长里选" in refused.value.fields["strength"]


def test_it_is_changed_and_withdrawn_by_her_or_by_the_community(cast: Cast, monday):
    resource = stages.offered(cast, stages.herself(cast))
    given = {"name": "理发", "content": "剪头发", "when": "周日", "limit": 1, "for_whom": "老人"}
    changed = actions.change_resource(cast.li, resource, **given)
    assert (changed.name, changed.limit) == ("理发", 1)
    actions.withdraw_resource(cast.li, resource)
    assert not ServiceResource.objects.listed().exists()
    for deed in (
        lambda: actions.change_resource(cast.chen, resource, **given),
        lambda: actions.withdraw_resource(cast.chen, resource),
        lambda: stages.booked(cast, resource),
    ):
        with pytest.raises(Refused, match="已经撤下"):
            deed()


@pytest.mark.parametrize("by", ["wang", "gao", "sun", "wu", "zhou", "stranger"])
def test_nobody_else_offers_changes_or_books(cast: Cast, monday, by: str):
    resource = stages.offered(cast)
    booking = stages.booked(cast, resource)
    actor = getattr(cast, by)
    deeds = [
        lambda: actions.offer_resource(
            actor, resource.talent, strength="理发", name="a", content="b", when="c", limit=1, for_whom="d"
        ),
        lambda: actions.change_resource(actor, resource, name="a", content="b", when="c", limit=1, for_whom="d"),
        lambda: actions.withdraw_resource(actor, resource),
        lambda: actions.ask_booking(actor, resource, on=SATURDAY, for_whom="陈奶奶"),
        lambda: actions.accept_booking(actor, booking),
        lambda: actions.decline_booking(actor, booking),
        lambda: actions.finish_booking(actor, booking),
        lambda: actions.cancel_booking(actor, booking, reason="不行了"),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.status == 404


def test_the_provider_answers_herself_or_the_community_writes_it_down_for_her(cast: Cast, monday):
    resource = stages.offered(cast, stages.herself(cast))
    first, second = stages.booked(cast, resource), stages.booked(cast, resource)
    actions.accept_booking(cast.li, first)
    actions.decline_booking(cast.chen, second, words="那天要去医院")
    told = list(Booking.objects.order_by("asked_at", "pk").values_list("state", flat=True))
    assert told == ["accepted", "declined"]
    assert [s.is_entered for s in first.steps.all()] == [False, False]
    assert second.steps.get(state="declined").is_entered
    with pytest.raises(Refused, match="没答应"):
        actions.accept_booking(cast.li, second)


def test_a_provider_does_not_book_herself_out_of_the_communitys_hands(cast: Cast, monday):
    resource = stages.offered(cast, stages.herself(cast))
    with pytest.raises(Refused, match="由本社区的工作人员来管"):
        actions.ask_booking(cast.li, resource, on=SATURDAY, for_whom="我妈")


def test_it_is_done_on_its_day_and_not_before(cast: Cast, monday):
    booking = stages.accepted(cast)
    with pytest.raises(Refused, match="到了那天再记"):
        actions.finish_booking(cast.chen, booking)
    with clock.at(monday + timedelta(days=5)):
        assert actions.finish_booking(cast.chen, booking, words="剪了两位").state == "done"
        with pytest.raises(Refused, match="做完了"):
            actions.cancel_booking(cast.chen, booking, reason="记错了")


def test_what_was_not_accepted_cannot_be_done(cast: Cast, monday):
    booking = stages.booked(cast, on=date(2026, 11, 23))
    with pytest.raises(Refused, match="等回话"):
        actions.finish_booking(cast.chen, booking)


def test_the_limit_counts_what_is_asked_accepted_and_done_in_its_own_period(cast: Cast, monday):
    resource = stages.offered(cast, limit=2)
    first = stages.booked(cast, resource)
    stages.booked(cast, resource, on=date(2026, 11, 30))
    with pytest.raises(Refused, match="每月最多 2 次"):
        stages.booked(cast, resource, on=date(2026, 11, 24))
    assert stages.booked(cast, resource, on=date(2026, 12, 1)).pk
    actions.cancel_booking(cast.chen, first, reason="陈奶奶去女儿家了")
    assert stages.booked(cast, resource, on=date(2026, 11, 24)).pk
    assert queries.taken(resource, SATURDAY) == 2


@pytest.mark.parametrize(
    ("per", "on", "first", "end"),
    [
        (Period.WEEK, date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 30)),
        (Period.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (Period.YEAR, date(2028, 2, 29), date(2028, 1, 1), date(2029, 1, 1)),
    ],
)
def test_a_period_begins_on_monday_on_the_first_or_in_january(per: Period, on: date, first: date, end: date):
    assert per.around(on) == (first, end)


def test_a_past_day_is_not_booked(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        stages.booked(cast, on=date(2026, 11, 22))
    assert refused.value.fields["on"]


def test_a_matter_that_one_does_not_handle_is_no_ground(cast: Cast, monday):
    own = matter_actions.note(cast.wang, cast.houjie, kind=cast.lamp)
    alien = matter_actions.note(cast.stranger, cast.shijie, kind=cast.lamp)
    resource = stages.offered(cast, limit=9)
    assert stages.booked(cast, resource, about="matter", about_id=own.pk).about_id == own.pk
    for wrong in (alien.pk, uuid4(), None):
        with pytest.raises(Refused) as refused:
            stages.booked(cast, resource, about="matter", about_id=wrong)
        assert refused.value.fields["about"]


def test_the_other_side_is_told_once_in_its_own_place(cast: Cast, monday):
    resource = stages.offered(cast, stages.herself(cast))
    booking = stages.booked(cast, resource)
    step = booking.steps.get()
    for _twice in range(2):
        tell_of_booking(str(step.pk))
    notice = Notice.objects.get()
    assert (notice.person_id, notice.address) == (cast.li.person_id, f"/me/talent/bookings/{booking.pk}/")
    assert notice.sentence == "“上门理发”（11月28日（周六））：等回话"
    actions.accept_booking(cast.li, booking)
    tell_of_booking(str(booking.steps.get(state="accepted").pk))
    assert Notice.objects.get(person_id=cast.chen.person_id).address == f"/desk/talent/bookings/{booking.pk}/"


@pytest.mark.django_db(transaction=True)
def test_two_who_book_the_last_time_at_once_do_not_both_get_it(monkeypatch):
    cast = set_stage()
    with clock.at(stages_moment()):
        resource = stages.offered(cast, limit=1)
    barrier, came = Barrier(2), []

    def book(by) -> None:
        barrier.wait()
        try:
            with clock.at(stages_moment()):
                came.append(actions.ask_booking(by, resource.pk, on=SATURDAY, for_whom="陈奶奶").state)
        except Refused as refused:
            came.append(refused.code)
        finally:
            connection.close()

    both = [Thread(target=book, args=(by,)) for by in (cast.chen, cast.lin)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(came) == ["asked", "full"]
    assert Booking.objects.count() == 1


def stages_moment():
    from tests.people import MONDAY_MORNING

    return MONDAY_MORNING
