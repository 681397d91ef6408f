"""Noting a matter."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.models import Channel, Matter, Tally

pytestmark = pytest.mark.django_db


def test_steward_settles_it_on_the_spot_and_it_is_closed_with_one_line(cast: Cast, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    assert (matter.state, matter.route, matter.holder) == ("closed", "on_the_spot", "nobody")
    assert Entry.objects.filter(thing_id=matter.pk).count() == 1
    assert [s.verb for s in matter.steps.all()] == ["note"]


def test_resident_without_account_notes_it_and_the_steward_has_four_working_hours(cast: Cast, monday):
    matter = actions.note(cast.stranger, cast.houjie, kind=cast.lamp, words="晚上看不见路", raiser_phone="13800138000")
    assert (matter.state, matter.holder) == ("noted", "steward")
    assert matter.due_at == monday + timedelta(hours=6, minutes=30)
    assert matter.raiser_phone.masked == "138****8000"


def test_a_dangerous_kind_goes_to_the_community_at_once(cast: Cast, monday):
    assert actions.note(cast.stranger, cast.houjie, kind=cast.wires).state == "reported"


def test_resident_cannot_say_how_it_is_handled(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        actions.note(cast.stranger, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    assert refused.value.status == 422
    assert "way" in refused.value.fields


def test_sent_twice_it_happens_once(cast: Cast, monday):
    op_id = uuid4()
    first = actions.note(cast.wang, cast.houjie, kind=cast.clutter, op_id=op_id)
    again = actions.note(cast.wang, cast.houjie, kind=cast.clutter, op_id=op_id)
    assert first.pk == again.pk
    assert Matter.objects.count() == 1
    assert Tally.objects.get(what="noted").n == 1


def test_the_same_request_id_with_other_words_is_refused(cast: Cast, monday):
    op_id = uuid4()
    actions.note(cast.wang, cast.houjie, kind=cast.clutter, op_id=op_id)
    with pytest.raises(Refused) as refused:
        actions.note(cast.wang, cast.houjie, kind=cast.parking, op_id=op_id)
    assert (refused.value.code, refused.value.status) == ("op_id_reused", 409)


def test_what_was_said_on_the_telephone_is_noted_on_behalf(cast: Cast, monday):
    matter = actions.note(cast.chen, cast.houjie, kind=cast.lamp, channel=Channel.PHONE, raiser_phone="05933881234")
    assert matter.raised_by_id is None
    assert matter.entered_by_id == cast.chen.person_id
    assert (matter.state, matter.channel) == ("reported", "phone")


def test_it_cannot_have_happened_tomorrow(cast: Cast, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter, happened_at=monday + timedelta(days=400))
    assert matter.happened_at == clock.now()
