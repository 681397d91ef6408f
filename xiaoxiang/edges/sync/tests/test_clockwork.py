"""What the clock does about ops, through the door like everybody else."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import clockwork
from xiaoxiang.edges.sync.tests import aside
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.tests.stages import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_only_the_clock_lets_go_on_what_waits(cast: Cast):
    item = aside.held(cast)
    with pytest.raises(Refused, match="may_not"):
        clockwork.force(cast.chen, item)
    assert clockwork.force(cast.clock, item).version == item.version + 1


def test_what_does_not_wait_is_not_let_go_on(cast: Cast):
    with pytest.raises(Refused, match="not_now"):
        clockwork.force(cast.clock, aside.badly_filled(cast))


def test_a_record_waits_for_fewer_photos_and_never_for_fewer_than_it_has(cast: Cast):
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp, promised_pictures=3)
    matters.attach(cast.wang, matter, sha256="0" * 64, width=10, height=10)
    clockwork.expect(cast.clock, matter, photos=2)
    assert fresh(matter).promised_pictures == 2
    clockwork.expect(cast.clock, matter, photos=0)
    assert (fresh(matter).promised_pictures, fresh(matter).missing_pictures) == (1, 0)
    clockwork.expect(cast.clock, matter, photos=3)
    assert fresh(matter).promised_pictures == 1
