"""A rehearsal tries deeds and takes them back."""

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Claim, Entry
from xiaoxiang.door.passage import rehearsal
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_of_a_rehearsal_stays(town: Cast):
    with rehearsal():
        matter = actions.note(town.stranger, town.houjie, kind=town.clutter)
        assert actions.report(town.wang, matter).state == "reported"
    assert (Matter.objects.count(), Entry.objects.count(), Claim.objects.count()) == (0, 0, 0)


def test_a_refusal_is_told_as_in_earnest(town: Cast):
    with rehearsal(), pytest.raises(Refused) as refused:
        actions.note(town.stranger, town.houjie, kind=town.other)
    assert refused.value.code == "badly_filled"


def test_after_it_deeds_are_in_earnest_again(town: Cast):
    with rehearsal():
        actions.note(town.stranger, town.houjie, kind=town.clutter)
    actions.note(town.stranger, town.houjie, kind=town.lamp)
    assert Matter.objects.get().kind == town.lamp


@pytest.fixture
def town(transactional_db: None) -> Cast:
    from tests import people

    return people.cast()
