"""Finding a lost receipt by number and the last four digits of the telephone."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(cast: Cast, monday) -> Matter:
    return actions.note(cast.stranger, cast.houjie, kind=cast.lamp, raiser_phone="13800138000")


def test_number_and_four_digits_lead_to_the_receipt(client: Client, cast: Cast, matter: Matter):
    answer = client.post("/find/", {"number": matter.number, "digits": "8000"})
    assert answer["Location"] == f"/r/{receipt_of(matter.pk)}/"


def test_strokes_blanks_and_wide_digits_are_the_same(client: Client, cast: Cast, matter: Matter):
    typed = " " + matter.number.replace("-", " ") + " "
    assert client.post("/find/", {"number": typed, "digits": "８０００"}).status_code == 302


def test_every_miss_sounds_the_same(client: Client, cast: Cast, matter: Matter):
    silent = actions.note(cast.stranger, cast.houjie, kind=cast.clutter)
    stewards = actions.note(cast.wang, cast.houjie, kind=cast.parking)
    tried = [(matter.number, "8001"), ("26-0000-0000", "8000"), (silent.number, "8000"), (stewards.number, "0000")]
    said = set()
    for number, digits in tried:
        answer = client.post("/find/", {"number": number, "digits": digits})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert f'value="{number}"' in html
        said.add(html.split('role="alert"')[1].split("<ul>")[1].split("</ul>")[0])
    assert len(said) == 1


def test_what_is_missing_is_asked_beside_its_field(client: Client, cast: Cast, matter: Matter):
    answer = client.post("/find/", {"number": "26-04", "digits": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("写出收条上的编号，例如 26-0417-3082") == 2
    assert html.count("写出当时留的电话的后四位") == 2


def test_ten_misses_an_hour_then_even_the_right_one_waits(client: Client, cast: Cast, matter: Matter, monday):
    for n in range(10):
        client.post("/find/", {"number": matter.number, "digits": f"100{n}"})
    assert client.post("/find/", {"number": matter.number, "digits": "8000"}).status_code == 429
    with clock.at(monday + timedelta(hours=1)):
        assert client.post("/find/", {"number": matter.number, "digits": "8000"}).status_code == 302


def test_the_page_is_kept_by_nobody(client: Client, cast: Cast):
    assert client.get("/find/")["Cache-Control"] == "no-store"
