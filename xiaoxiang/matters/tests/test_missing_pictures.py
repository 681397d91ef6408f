"""Photos that a phone promised and has not sent: the record says so until the last one is there."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(cast: Cast, monday) -> Matter:
    """Written down by the steward on the street, with three photos still on the phone."""
    return actions.note(cast.wang, cast.houjie, kind=cast.lamp, promised_pictures=3)


def arrived(cast: Cast, matter: Matter, n: int) -> None:
    for digit in range(n):
        actions.attach(cast.wang, matter, sha256=f"{digit}" * 64, width=10, height=10)


def of_the_desk(cast: Cast, matter: Matter) -> str:
    return desk_of(cast.people["chen"]).get(f"/desk/matters/{matter.pk}/").content.decode()


def test_the_desk_reads_how_many_are_missing(cast: Cast, promised: Matter):
    assert "缺图 3/3" in of_the_desk(cast, promised)
    arrived(cast, promised, 2)
    page = desk_of(cast.people["lin"]).get(f"/desk/matters/{promised.pk}/").content.decode()
    assert "缺图 1/3" in page
    assert "还有 1 张在手机里没送到" in page
    assert page.count(".thumbnail.jpg") == 2


def test_nothing_is_missing_once_all_are_there(cast: Cast, promised: Matter):
    arrived(cast, promised, 3)
    assert fresh(promised).missing_pictures == 0
    assert "缺图" not in of_the_desk(cast, promised)


def test_the_steward_reads_it_too_and_the_public_does_not(cast: Cast, promised: Matter, client: Client):
    assert "缺图 3/3" in phone_of(cast.people["wang"]).get(f"/matters/{promised.pk}/").content.decode()
    assert "缺图" not in client.get(f"/matters/{promised.pk}/").content.decode()


def test_where_none_were_promised_none_are_missing(cast: Cast, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.lamp)
    arrived(cast, matter, 2)
    assert fresh(matter).missing_pictures == 0
    assert "缺图" not in of_the_desk(cast, matter)
