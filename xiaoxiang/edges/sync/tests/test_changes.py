"""What a phone may keep to read: its own alleys and what is open there, and nothing that is anybody else's."""

from datetime import timedelta
from typing import Any

import pytest

from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.edges.sync import changes
from xiaoxiang.edges.sync.tests.phone import Json, Phone, sha256
from xiaoxiang.edges.sync.tests.test_who_speaks import said
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.tests.stages import fresh
from xiaoxiang.people import actions as people
from xiaoxiang.people.models import RoleHeld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast)


def hash_of(have: dict[str, int]) -> str:
    return sha256("\n".join(sorted(f"{pk}:{version}" for pk, version in have.items())))


def ask(phone: Phone, had: dict[str, int] | None = None, **more: Any) -> Any:
    if not phone.token:
        phone.ping()
    had = had or {}
    body = {"contract": 1, "store": phone.store, "have": had, "hash": hash_of(had)} | more
    return phone.client.post(
        "/sync/changes", body, content_type="application/json", headers={"X-CSRFToken": phone.token}
    )


def pull(phone: Phone, have: dict[str, int]) -> Json:
    """Ask and apply, as a phone does; `have` is changed. The answer."""
    answer = ask(phone, have)
    assert answer.status_code == 200, answer.content
    told: Json = answer.json()
    have |= {thing["id"]: thing["version"] for thing in told["changed"]}
    for pk in told["gone"]:
        have.pop(pk, None)
    assert hash_of(have) == told["hash"]
    return told


def test_the_first_time_all_of_it_comes(cast: Cast, phone: Phone):
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp, words="晚上看不见", raiser_phone="13800138000")
    have: dict[str, int] = {}
    told = pull(phone, have)
    alley, mine = told["changed"]
    assert (alley["id"], alley["list"], alley["body"]["name"]) == (str(cast.houjie.pk), "alley", "后街巷")
    assert alley["body"]["telephone"] == "0593-3880003"
    assert (mine["id"], mine["list"], mine["version"]) == (str(matter.pk), "matter", 1)
    assert mine["body"]["words"] == "晚上看不见"
    assert told["now"] == MONDAY_MORNING.timestamp() * 1000
    assert told["gone"] == []


def test_the_second_time_nothing_comes(cast: Cast, phone: Phone):
    matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    have: dict[str, int] = {}
    pull(phone, have)
    assert pull(phone, have)["changed"] == []


def test_what_moved_comes_again_and_what_ended_goes(cast: Cast, phone: Phone):
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    have: dict[str, int] = {}
    pull(phone, have)
    matters.report(cast.wang, matter)
    told = pull(phone, have)
    assert [(thing["id"], thing["version"]) for thing in told["changed"]] == [(str(matter.pk), 2)]
    assert told["changed"][0]["body"]["state"] == "reported"
    matters.decline(cast.chen, fresh(matter), reason="归物业", where="物业")
    assert pull(phone, have)["gone"] == [str(matter.pk)]


def test_a_renamed_alley_comes_again(cast: Cast, phone: Phone):
    have: dict[str, int] = {}
    pull(phone, have)
    cast.houjie.name = "后街老巷"
    cast.houjie.save()
    assert pull(phone, have)["changed"][0]["body"]["name"] == "后街老巷"


def test_nothing_of_anybody_else_is_told(cast: Cast, phone: Phone):
    secret = "只在盐仓弄说的话"
    for alley in (cast.yancang, cast.shijie):
        matters.note(
            cast.stranger, alley, kind=cast.lamp, words=secret, raiser_name="郑大爷", raiser_phone="13800138000"
        )
    answer = ask(phone)
    assert secret not in answer.content.decode()
    assert [thing["list"] for thing in answer.json()["changed"]] == ["alley"]


def test_who_raised_it_is_never_told(cast: Cast, phone: Phone):
    matters.note(cast.stranger, cast.houjie, kind=cast.lamp, raiser_name="郑大爷", raiser_phone="13800138000")
    told = ask(phone).content.decode()
    for words in ("郑", "13800138000", "138****", str(cast.people["wang"].pk)):
        assert words not in told
    assert set(ask(phone).json()["changed"][1]["body"]) == {
        "number", "title", "kind", "alley", "landmark", "words", "state", "holder", "noted_at", "due_at",
    }  # fmt: skip


def test_what_one_raised_elsewhere_is_ones_own(cast: Cast, phone: Phone):
    elsewhere = matters.note(cast.wang, cast.yancang, kind=cast.lamp)
    assert str(elsewhere.pk) in {thing["id"] for thing in ask(phone).json()["changed"]}


def test_a_neighbours_quarrel_is_for_the_steward_of_the_alley(cast: Cast, phone: Phone):
    quarrel = matters.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    assert str(quarrel.pk) in {thing["id"] for thing in ask(phone).json()["changed"]}
    assert str(quarrel.pk) not in {thing["id"] for thing in ask(Phone(cast, "li")).json()["changed"]}


def test_an_alley_that_is_no_longer_hers_goes_with_all_that_is_in_it(cast: Cast, phone: Phone):
    matter = matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    people.give_role(cast.sun, cast.people["wang"], role="steward", place=cast.yancang)
    have: dict[str, int] = {}
    assert len(pull(phone, have)["changed"]) == 3
    with clock.at(MONDAY_MORNING + timedelta(minutes=5)):
        held = RoleHeld.objects.get(person=phone.person, place=cast.houjie)
        people.end_role(cast.sun, held, reason="换了巷")
        assert set(pull(phone, have)["gone"]) == {str(cast.houjie.pk), str(matter.pk)}
    assert have.keys() == {str(cast.yancang.pk)}


def test_a_list_that_differs_is_fetched_from_the_start(cast: Cast, phone: Phone):
    assert said(ask(phone, {str(cast.houjie.pk): 1}, hash="0" * 64)) == (412, "another_list")


def test_what_the_phone_should_not_have_is_named_as_gone(cast: Cast, phone: Phone):
    stray = str(cast.shijie.pk)
    assert ask(phone, {stray: 7}).json()["gone"] == [stray]


WRONG: list[Any] = [
    {"have": None}, {"have": []}, {"have": {"x": 1}}, {"have": {"0" * 36: -1}}, {"have": {"0" * 36: "1"}},
    {"have": {"0" * 36: 2**53}}, {"hash": "x"}, {"hash": None}, {"store": "x"}, {"contract": None}, {"contract": "1"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_a_wish_that_cannot_be_read(phone: Phone, wrong: Any):
    assert said(ask(phone, **wrong)) == (400, "bad_head")


@pytest.mark.parametrize("body", [b"null", b"[]", b"x", b"\xff", b'{"a": NaN}', b"[" * 50_000, b'"\\ud800"'])
def test_a_body_that_is_no_object(phone: Phone, body: bytes):
    phone.ping()
    answer = phone.client.post(
        "/sync/changes", body, content_type="application/json", headers={"X-CSRFToken": phone.token}
    )
    assert said(answer) == (400, "unreadable_json")


def test_another_contract(phone: Phone):
    assert said(ask(phone, contract=0)) == (426, "too_old")
    assert said(ask(phone, contract=2)) == (503, "too_new")


def test_a_wish_is_small(phone: Phone):
    have = {f"{n:036}": 1 for n in range(4001)}
    assert said(ask(phone, have)) == (400, "bad_head")
    phone.ping()
    answer = phone.client.post(
        "/sync/changes", b"x" * (changes.MOST_BYTES + 1), content_type="application/json",
        headers={"X-CSRFToken": phone.token},
    )  # fmt: skip
    assert said(answer) == (413, "too_large")


def test_it_asks_the_database_as_often_for_many_as_for_one(cast: Cast, phone: Phone, django_assert_num_queries: Any):
    ask(phone)
    for _n in range(30):
        matters.note(cast.stranger, cast.houjie, kind=cast.lamp)
    with django_assert_num_queries(5):  # session, phone, person with roles, alleys, matters
        assert len(ask(phone).json()["changed"]) == 31
