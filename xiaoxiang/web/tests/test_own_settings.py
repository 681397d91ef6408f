"""Large print and language: plain forms, kept on this phone, leading back to where one was."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import phone_of

pytestmark = pytest.mark.django_db


def test_large_print_is_switched_on_and_off_and_leads_back(client: Client, cast: Cast):
    here = f"/a/{cast.houjie.plaque}/"
    assert 'class=" elder"' not in client.get(here).content.decode()
    answer = client.post("/settings/elder/", {"elder": "1", "next": here})
    assert answer["Location"] == here
    assert 'class=" elder"' in client.get(here).content.decode()
    client.post("/settings/elder/", {"elder": "0", "next": here})
    assert 'class=" elder"' not in client.get(here).content.decode()


def test_the_wish_is_kept_with_whoever_is_signed_in(cast: Cast, monday):
    phone_of(cast.people["wang"]).post("/settings/elder/", {"elder": "1"})
    cast.people["wang"].refresh_from_db()
    assert cast.people["wang"].prefers_elder


def test_the_language_is_switched(client: Client, cast: Cast):
    client.post("/settings/language/", {"language": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/settings/language/", {"language": "zh-hans"})
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


def test_an_unknown_language_is_chinese(client: Client, cast: Cast):
    client.post("/settings/language/", {"language": "../../etc/passwd"})
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "\n/x",
        "///evil.example",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, cast: Cast, wanted: str):
    assert client.post("/settings/elder/", {"elder": "1", "next": wanted})["Location"] == "/"


def test_looking_changes_nothing(client: Client, cast: Cast):
    for name in ("elder", "language"):
        assert client.get(f"/settings/{name}/").status_code == 405


def test_another_site_cannot_switch(cast: Cast):
    assert Client(enforce_csrf_checks=True).post("/settings/elder/", {"elder": "1"}).status_code == 403
