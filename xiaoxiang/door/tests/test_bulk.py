"""Many facts at once come out as they would one by one."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import GUTIAN, Cast
from xiaoxiang.door import verify
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.bulk import Op, perform_all
from xiaoxiang.door.models import Claim, Entry
from xiaoxiang.door.passage import Answer
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db


def noted(by: Actor, cast: Cast, op_id: UUID | None = None, **given: Any) -> Op:
    return Op(actions.note, by, cast.houjie.pk, {"kind": cast.clutter.pk, **given}, op_id or uuid4())


def test_a_batch_is_done_and_its_chain_is_whole(cast: Cast, monday):
    answers = perform_all([noted(cast.wang, cast, words=f"第 {n} 件") for n in range(5)])
    assert [a.result.words for a in answers if isinstance(a, Answer)] == [f"第 {n} 件" for n in range(5)]
    assert Matter.objects.count() == Entry.objects.count() == 5
    report = verify.verify(GUTIAN, cast.wenxing.pk)
    assert (report.is_whole, report.height) == (True, 5)


def test_one_refused_disturbs_none_and_leaves_nothing(cast: Cast, monday):
    refused = noted(cast.wang, cast, kind=cast.other.pk)
    first, second, third = perform_all([noted(cast.wang, cast), refused, noted(cast.wang, cast)])
    assert isinstance(first, Answer)
    assert isinstance(third, Answer)
    assert isinstance(second, Refused)
    assert not Claim.objects.filter(op_id=refused.op_id).exists()
    assert Matter.objects.count() == Entry.objects.count() == Claim.objects.count() == 2
