"""The calendar of one person: a secret address with one's own dates and nobody else's name."""

import pytest
from django.test import Client
from icalendar import Calendar

from tests.people import Cast
from tests.signed_in import phone_of
from xiaoxiang.training import actions
from xiaoxiang.training.models import Feed
from xiaoxiang.training.tests import stages

pytestmark = pytest.mark.usefixtures("monday")


def events(client: Client, token: str) -> list[dict[str, str]]:
    answer = client.get(f"/calendar/{token}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return [{k: str(v) for k, v in e.items()} for e in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_it_holds_what_one_is_asked_to_and_has_not_declined(cast: Cast, client: Client):
    token = actions.open_feed(cast.wang, cast.people["wang"]).token
    first, second = stages.asked(cast), stages.asked(cast, course=stages.course(cast, name="量血压"))
    actions.accept(cast.wang, first)
    found = events(client, token)
    assert {(e["SUMMARY"], e["STATUS"]) for e in found} == {("应急救护", "CONFIRMED"), ("量血压", "TENTATIVE")}
    actions.decline(cast.wang, second)
    assert [e["SUMMARY"] for e in events(client, token)] == ["应急救护"]
    assert all("王" not in str(e) for e in found)


def test_a_cancelled_session_is_cancelled_in_the_calendar_too(cast: Cast, client: Client):
    token = actions.open_feed(cast.wang, cast.people["wang"]).token
    actions.cancel(cast.chen, stages.asked(cast).session, reason="下大雨")
    assert [e["STATUS"] for e in events(client, token)] == ["CANCELLED"]


def test_an_ended_address_and_the_one_before_it_find_nothing(cast: Cast, client: Client):
    first = actions.open_feed(cast.wang, cast.people["wang"])
    second = actions.open_feed(cast.wang, cast.people["wang"])
    assert client.get(f"/calendar/{first.token}.ics").status_code == 404
    assert client.get(f"/calendar/{second.token}.ics").status_code == 200
    actions.end_feed(cast.wang, second)
    assert client.get(f"/calendar/{second.token}.ics").status_code == 404
    assert client.get("/calendar/guess.ics").status_code == 404


def test_the_address_is_shown_once_and_only_its_digest_is_kept(cast: Cast):
    phone = phone_of(cast.people["wang"])
    page = phone.post("/me/training/calendar/", {"op_id": "01a203d8-086b-730b-9747-bddceb0200c7"}).content.decode()
    assert "/calendar/" in page
    again = phone.post("/me/training/calendar/", {"op_id": "01a203d8-086b-730b-9747-bddceb0200c7"}).content.decode()
    assert ".ics" not in again
    assert len(bytes(Feed.objects.get(ended_at=None).token_digest)) == 32


def test_nobody_opens_a_calendar_for_another(cast: Cast):
    from xiaoxiang.door.refusal import Refused

    with pytest.raises(Refused):
        actions.open_feed(cast.chen, cast.people["wang"])
