"""Looking at who raised a matter: those who handle it, with a reason, one line each time."""

from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door.journal import reads_chain
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.reveal import SealedOfMatter
from xiaoxiang.matters.tests.stages import fresh, noted, refused, reported

pytestmark = pytest.mark.django_db
WHY = {"reason": "问清楚在哪一段"}


def test_steward_and_community_see_it_and_the_read_log_holds_why(cast: Cast, monday):
    matter = noted(cast, raiser_phone="13800138000", raiser_name="赵大有")
    assert actions.reveal(cast.wang, matter, **WHY).clear == "13800138000"
    assert actions.reveal(cast.chen, matter, field=SealedOfMatter.NAME, **WHY).clear == "赵大有"
    lines = Entry.objects.filter(chain_id=reads_chain(cast.county.pk))
    assert lines.count() == 2
    kept = "".join(Content.objects.filter(pk__in=lines.values("pk")).values_list("body", flat=True))
    assert "问清楚在哪一段" in kept
    assert "13800138000" not in kept
    assert "赵大有" not in kept
    assert fresh(matter).version == matter.version


def test_neither_the_steward_next_door_nor_those_above(cast: Cast, monday):
    matter = noted(cast, raiser_phone="13800138000")
    for by in (cast.li, cast.gao, cast.sun, cast.wu, cast.zhou, cast.stranger):
        refused(403, actions.reveal, by, matter, **WHY)
    refused(404, actions.reveal, cast.li, noted(cast, kind=cast.quarrel, raiser_phone="13800138000"), **WHY)


def test_nothing_to_see_is_said_so(cast: Cast, monday):
    assert refused(409, actions.reveal, cast.chen, reported(cast), **WHY).code == "nothing_there"


def test_the_value_is_in_the_first_answer_alone(cast: Cast, monday):
    matter, op_id = noted(cast, raiser_phone="13800138000"), uuid4()
    assert actions.reveal(cast.chen, matter, op_id=op_id, **WHY).clear
    assert actions.reveal(cast.chen, matter, op_id=op_id, **WHY).clear == ""
    assert Entry.objects.filter(chain_id=reads_chain(cast.county.pk)).count() == 1


def test_not_more_than_twenty_an_hour(cast: Cast, monday):
    matter = noted(cast, raiser_phone="13800138000")
    for _ in range(20):
        actions.reveal(cast.chen, matter, **WHY)
    assert refused(409, actions.reveal, cast.chen, matter, **WHY).code == "too_many"
