"""The first page of an empty installation."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.people.models import Account, Person
from xiaoxiang.places import divisions, first_run, queries
from xiaoxiang.places.models import County, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Path:
    """An empty installation with its own keys folder."""
    for name in ("vault",):
        (tmp_path / name).write_bytes((Path(settings.KEYS) / name).read_bytes())
    settings.KEYS = tmp_path
    queries.forget()
    return tmp_path


def filled(**more: str) -> dict[str, str]:
    return {
        "first_code": first_run.code(),
        "code": "350922",
        "name": "古田县",
        "table": divisions.as_lines(divisions.urban("350922")),
        "person_name": "吴敏",
        "person_phone": "13800138000",
        "username": "wumin",
        **more,
    }


def test_the_form_stands_filled_with_gutian_and_the_code_of_the_link(client: Client):
    page = client.get(f"/found/?code={first_run.code()}").content.decode()
    assert "350922001003 文兴社区居委会" in page
    assert first_run.code() in page


def test_with_the_code_of_the_console_the_county_and_its_first_account_are_there(client: Client, keys: Path):
    response = client.post("/found/", filled())
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    account = Account.objects.get()
    assert (account.username, account.person.name, County.objects.get().name) == ("wumin", "吴敏", "古田县")
    assert account.person.roles_held.get().role == "county_official"
    assert Place.objects.communities().count() == 10
    assert not (keys / "first_run").exists()
    assert list(Entry.objects.order_by("height").values_list("action", flat=True)) == [
        "county.found",
        "person.register",
        "role.give",
        "account.open",
    ]


def test_the_first_password_and_the_number_are_in_no_line_of_the_journal(client: Client):
    page = client.post("/found/", filled()).content.decode()
    from xiaoxiang.door.models import Content

    kept = "".join(Content.objects.values_list("body", flat=True)) + "".join(
        Entry.objects.values_list("line", flat=True)
    )
    password = page.split("首次密码</dt>")[1].split(">")[1].split("<")[0]
    assert len(password) >= 16
    assert password not in kept
    assert "13800138000" not in kept


def test_a_wrong_code_founds_nothing_and_keeps_what_was_typed(client: Client):
    first_run.code()
    response = client.post("/found/", filled(first_code="aaaabbbbcccc"))
    assert response.status_code == 422
    assert "和主机终端上显示的对一对" in response.content.decode()
    assert "吴敏" in response.content.decode()
    assert not County.objects.exists()


def test_without_a_code_file_nothing_is_right(client: Client, keys: Path):
    given = filled()
    (keys / "first_run").unlink()
    assert client.post("/found/", given).status_code == 422


def test_every_bad_field_is_named_at_once_and_nothing_is_founded(client: Client):
    response = client.post("/found/", filled(code="35", person_name="", username="x", table="350922001001 没有街道"))
    page = response.content.decode()
    assert response.status_code == 422
    for field in ("f-code-error", "f-person_name-error", "f-username-error"):
        assert field in page
    assert not County.objects.exists()
    assert not Person.objects.exists()


def test_any_other_county_is_founded_from_pasted_lines(client: Client):
    table = "350981001000 城南街道\n350981001001 一个社区居委会"
    assert client.post("/found/", filled(code="350981", name="福安市", table=table)).status_code == 200
    assert County.objects.get().pk == 350981


def test_where_a_county_is_there_is_no_such_page(client: Client, cast: Cast):
    assert client.get("/found/").status_code == 404
    assert client.post("/found/", filled()).status_code == 404
