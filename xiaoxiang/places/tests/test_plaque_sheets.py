"""Plaques to print: one for everybody, all of a community for whoever works there."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of

pytestmark = pytest.mark.django_db


def test_the_sheet_of_an_alley_carries_name_code_telephone_and_qr(client: Client, cast: Cast, settings):
    settings.PLAQUE_HOST = "xx.gov.cn"
    html = client.get(f"/a/{cast.houjie.plaque.lower()}/plaque/").content.decode()
    for shown in (
        "后街巷",
        "HOUJIE XIANG",
        cast.houjie.plaque,
        "0593-3880003",
        f"xx.gov.cn/{cast.houjie.plaque}",
        "<svg ",
    ):
        assert shown in html
    assert "王" not in html


def test_without_a_host_of_its_own_it_carries_the_one_it_was_asked_at(client: Client, cast: Cast):
    assert f"testserver/{cast.houjie.plaque}" in client.get(f"/a/{cast.houjie.plaque}/plaque/").content.decode()


def test_all_of_a_community_for_its_staff_and_those_above(cast: Cast, monday):
    for name in ("chen", "sun", "wu"):
        html = desk_of(cast.people[name]).get(f"/c/{cast.wenxing.code}/plaques/").content.decode()
        assert html.count('class="sheet"') == 2
        assert "石阶巷" not in html


def test_others_are_told_who_prints_them(client: Client, cast: Cast, monday):
    for somebody in (client, desk_of(cast.people["gao"]), phone_of(cast.people["li"])):
        answer = somebody.get(f"/c/{cast.wenxing.code}/plaques/")
        assert answer.status_code == 403
        assert "由本社区的工作人员来" in answer.content.decode()


def test_a_code_that_hangs_nowhere_has_no_sheet(client: Client, cast: Cast):
    assert client.get("/a/2C2C2C/plaque/").status_code == 404
    assert client.get("/c/350922001999/plaques/").status_code == 404
