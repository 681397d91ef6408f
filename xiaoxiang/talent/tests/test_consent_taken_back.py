"""Who takes the consent back is off every list at once, and what the pool told of her is deleted."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.actions import withdraw_consent
from xiaoxiang.people.models import Consent, Purpose
from xiaoxiang.talent import actions, queries
from xiaoxiang.talent.models import Answer, Asking, Booking, ServiceResource, Talent
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db


def take_back(cast: Cast, talent: Talent, purpose: Purpose = Purpose.TALENT_POOL) -> None:
    withdraw_consent(cast.chen, Consent.objects.get(person=talent.person, purpose=purpose, withdrawn_at=None))


def test_she_is_off_the_list_the_reserve_and_the_resources_at_once(cast: Cast, monday):
    talent = stages.categorised(cast, times=("weekend_morning",), times_note="下午带孙子")
    booking = stages.booked(cast, stages.offered(cast, talent))
    stages.asked(cast, person=talent.person, words="想出力", answered_by="儿子李强")
    take_back(cast, talent)
    assert not Talent.objects.listed().exists()
    assert not Talent.objects.visible_to(cast.chen).exists()
    assert queries.reserve(cast.wenxing) == []
    assert not ServiceResource.objects.listed().exists()
    assert queries.totals([cast.wenxing.pk])[cast.wenxing.pk].pool == 0
    talent.refresh_from_db()
    assert (talent.strengths, talent.times, talent.times_note, talent.category, talent.answer) == ([], [], "", None, "")
    assert talent.cleared_at == monday
    assert Booking.objects.get(pk=booking.pk).state == "cancelled"
    assert list(Asking.objects.values_list("answer", "words", "answered_by")) == [("willing", "", "")]


def test_only_the_category_goes_with_its_own_consent(cast: Cast, monday):
    talent = stages.categorised(cast)
    take_back(cast, talent, Purpose.TALENT_CATEGORY)
    talent.refresh_from_db()
    assert (talent.category, talent.category_blind) == (None, None)
    assert talent.strengths
    assert Talent.objects.listed().get() == talent


def test_a_category_that_needs_no_consent_stays(cast: Cast, monday):
    talent = stages.categorised(cast)
    actions.categorise(cast.chen, talent, category=stages.category(cast, "其他"))
    take_back(cast, talent, Purpose.TALENT_CATEGORY)
    talent.refresh_from_db()
    assert talent.category is not None


def test_another_consent_taken_back_changes_nothing_here(cast: Cast, monday):
    from xiaoxiang.people.actions import give_consent

    talent = stages.herself(cast)
    board = give_consent(cast.li, cast.people["li"], purpose=Purpose.ALLEY_BOARD)
    withdraw_consent(cast.li, board)
    talent.refresh_from_db()
    assert talent.strengths


def test_she_may_come_back_with_a_new_consent_and_starts_with_an_empty_page(cast: Cast, monday):
    talent = stages.categorised(cast)
    take_back(cast, talent)
    with pytest.raises(Refused) as refused:
        stages.entered(cast, name=None, person=talent.person, is_on_paper=False)
    assert refused.value.fields["is_on_paper"]
    again = stages.entered(cast, name=None, person=talent.person, strengths=["写字"], answer=Answer.LATER)
    assert (again.pk, again.strengths, again.category, again.cleared_at) == (talent.pk, ["写字"], None, None)


def test_afterwards_nothing_is_written_about_her(cast: Cast, monday):
    talent = stages.herself(cast)
    take_back(cast, talent)
    with pytest.raises(Refused, match="没有同意"):
        actions.change(cast.li, talent, strengths=["修电"])
    with pytest.raises(Refused) as refused:
        actions.change(cast.chen, talent, strengths=["修电"])
    assert refused.value.status == 404
    stages.asked(cast, person=talent.person)
    talent.refresh_from_db()
    assert talent.answer == ""
