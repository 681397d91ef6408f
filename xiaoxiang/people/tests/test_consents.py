"""Consents: apart, dated, taken back as easily as given."""

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions
from xiaoxiang.people.models import Consent, Purpose

pytestmark = pytest.mark.django_db


def test_a_steward_agrees_herself_to_one_purpose_and_no_other(cast: Cast):
    actions.give_consent(cast.wang, cast.people["wang"], purpose=Purpose.ALLEY_BOARD)
    assert [c.purpose for c in Consent.objects.standing()] == ["alley_board"]
    assert Consent.objects.get().entered_by_id is None


def test_the_community_enters_it_only_from_signed_paper_and_is_recorded(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.give_consent(cast.chen, cast.people["wang"], purpose=Purpose.ALLEY_PHONE)
    assert "is_on_paper" in refused.value.fields
    given = actions.give_consent(cast.chen, cast.people["wang"], purpose=Purpose.ALLEY_PHONE, is_on_paper=True)
    assert given.entered_by_id == cast.chen.person_id


@pytest.mark.parametrize("name", ["li", "gao", "zhou", "stranger"])
def test_nobody_else_agrees_for_her(cast: Cast, name: str):
    with pytest.raises(Refused):
        actions.give_consent(getattr(cast, name), cast.people["wang"], purpose=Purpose.CASE, is_on_paper=True)
    assert not Consent.objects.exists()


def test_taken_back_it_stands_no_more_and_may_be_given_again(cast: Cast):
    given = actions.give_consent(cast.wang, cast.people["wang"], purpose=Purpose.PHOTO)
    actions.withdraw_consent(cast.wang, given)
    assert not Consent.objects.standing().exists()
    with pytest.raises(Refused, match="already_withdrawn"):
        actions.withdraw_consent(cast.wang, given)
    actions.give_consent(cast.wang, cast.people["wang"], purpose=Purpose.PHOTO)
    assert Consent.objects.count() == 2


def test_sent_twice_it_is_one_consent(cast: Cast):
    wang = cast.people["wang"]
    for _again in range(2):
        actions.give_consent(cast.wang, wang, purpose=Purpose.CASE, op_id=wang.pk)
    assert Consent.objects.count() == 1
    with pytest.raises(Refused, match="already_given"):
        actions.give_consent(cast.wang, wang, purpose=Purpose.CASE)


def test_it_is_told_in_the_journal_of_her_community(cast: Cast):
    actions.give_consent(cast.wang, cast.people["wang"], purpose=Purpose.CASE)
    assert Entry.objects.get().chain_id == cast.wenxing.pk


def test_it_is_given_and_taken_back_on_ones_own_page(cast: Cast):
    client = cast.as_steward("wang")
    assert client.get("/me/consents/").status_code == 200
    assert client.post("/me/consents/", {"purpose": "alley_board"}).url == "/me/"
    given = Consent.objects.get()
    assert "街巷页" in client.get("/me/").content.decode()
    assert client.post(f"/me/consents/{given.pk}/withdraw/", {}).url == "/me/"
    assert not Consent.objects.standing().exists()
