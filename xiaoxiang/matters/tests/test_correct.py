"""Correcting what was noted: the one edit of a matter, so two of them can be merged."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def test_only_what_is_given_changes_and_the_step_keeps_what_stood_there(cast: Cast):
    matter = stages.noted(cast, words="一堆纸箱", landmark="门牌 12 附近")
    actions.correct(cast.wang, matter, landmark="榕树下")
    matter.refresh_from_db()
    assert (matter.words, matter.landmark, matter.title) == ("一堆纸箱", "榕树下", "杂物乱堆（榕树下）")
    step = matter.steps.get(verb="correct")
    assert step.before == {"landmark": "门牌 12 附近", "title": "杂物乱堆（门牌 12 附近）"}


def test_a_worker_of_another_community_may_not(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.correct(cast.gao, stages.noted(cast), words="别的话")
    assert refused.value.code == "may_not"


def test_whoever_holds_its_receipt_may(cast: Cast):
    matter = stages.noted(cast, words="一堆纸箱")
    actions.correct(cast.with_receipt(matter), matter, words="两堆纸箱")
    matter.refresh_from_db()
    assert matter.words == "两堆纸箱"
