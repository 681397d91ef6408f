"""A sealed category is looked at with a reason, and the look is written down."""

import pytest

from tests.people import Cast
from xiaoxiang.door import journal
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Reading
from xiaoxiang.talent import actions
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db
WHY = "推荐社区代表要核对"


def test_a_look_shows_it_once_and_stands_in_the_read_log(cast: Cast, monday):
    talent = stages.categorised(cast)
    reading = actions.reveal(cast.chen, talent, reason=WHY)
    assert (reading.clear, reading.subject) == ("离退休党员", talent.person)
    line = Entry.objects.get(action="talent.reveal")
    assert line.chain_id == journal.reads_chain(cast.county.pk)
    assert "离退休党员" not in Content.objects.get(pk=line.pk).body
    again = actions.reveal(cast.chen, talent, reason=WHY, op_id=Entry.objects.get(pk=line.pk).pk)
    assert again.pk != reading.pk


@pytest.mark.parametrize("by", ["wang", "gao", "sun", "wu", "zhou", "stranger"])
def test_nobody_else_looks(cast: Cast, monday, by: str):
    talent = stages.categorised(cast)
    with pytest.raises(Refused) as refused:
        actions.reveal(getattr(cast, by), talent, reason=WHY)
    assert refused.value.status == 404
    assert not Reading.objects.exists()


def test_she_looks_at_her_own(cast: Cast, monday):
    talent = stages.herself(cast, category=stages.category(cast), is_category_on_paper=True)
    assert actions.reveal(cast.li, talent, reason="看看记了什么").clear == "离退休党员"


def test_where_nothing_is_sealed_there_is_nothing_to_see(cast: Cast, monday):
    with pytest.raises(Refused, match="没有登记"):
        actions.reveal(cast.chen, stages.entered(cast), reason=WHY)
