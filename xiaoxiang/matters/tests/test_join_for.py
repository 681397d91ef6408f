"""Writing down that somebody else called about the same."""

from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import fresh, noted, refused, reported, verified

pytestmark = pytest.mark.django_db


def test_each_who_calls_is_counted_and_nobody_is_named(cast: Cast, monday):
    matter = reported(cast)
    actions.join_for(cast.chen, matter)
    actions.join_for(cast.chen, matter)
    assert fresh(matter).me_too == 2
    assert set(matter.joined.values_list("person_id", flat=True)) == {None}


def test_those_who_do_not_handle_it_say_so_only_for_themselves(cast: Cast, monday):
    matter = reported(cast)
    for by in (cast.li, cast.gao, cast.sun, cast.stranger):
        refused(403, actions.join_for, by, matter)
    refused(404, actions.join_for, cast.gao, noted(cast, kind=cast.quarrel))


def test_not_to_one_that_is_closed(cast: Cast, monday):
    refused(409, actions.join_for, cast.chen, actions.close(cast.chen, verified(cast)))


def test_sent_twice_it_is_counted_once(cast: Cast, monday):

    matter, op_id = reported(cast), uuid4()
    lines = Entry.objects.count()
    for _ in range(2):
        actions.join_for(cast.chen, matter, op_id=op_id)
    assert fresh(matter).me_too == 1
    assert Entry.objects.count() == lines + 1
