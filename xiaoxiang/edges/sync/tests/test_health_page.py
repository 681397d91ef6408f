"""How the phones are, for those who help: what waits, what is wrong, and nothing about who is diligent."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.people import Cast, appointed, named
from tests.signed_in import desk_of, phone_of
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.desk import phones
from xiaoxiang.edges.sync.models import Gap, Item, Store
from xiaoxiang.edges.sync.tests.aside import badly_filled, conflicting, held, not_hers, unreadable
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters import queries as matters_queries
from xiaoxiang.people import actions as people
from xiaoxiang.people.models import Role
from xiaoxiang.places import queries as places_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
QUESTIONS = 7
"""Three for who comes, one for the numbers of the side list, one for each of the three lists."""
ADDRESS = "/desk/sync/"


@pytest.fixture
def chen(cast: Cast) -> Client:
    return desk_of(cast.people["chen"])


def keeping(cast: Cast, name: str = "wang", n: int = 4, days: float = 5, **columns: Any) -> Store:
    """A phone that keeps `n` records and was here so many days ago."""
    phone = Phone(cast, name)
    with clock.at(clock.now() - timedelta(days=days)):
        phone.sent(pending=n, high=n)
    Store.objects.filter(pk=phone.store).update(**columns)
    return Store.objects.get(pk=phone.store)


def shown(client: Client) -> str:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return answer.content.decode()


def headings(page: str) -> list[str]:
    return re.findall(r'scope="rowgroup">([^<]+)<', page)


def test_all_is_well_says_so(cast: Cast, chen: Client):
    Phone(cast).sent()
    page = shown(chen)
    assert "手机都好，记录都送到了" in page
    assert "王秀英" not in page


def test_three_days_without_a_success_while_something_waits(cast: Cast, chen: Client):
    keeping(cast)
    page = shown(chen)
    assert headings(page) == ["三天没有送上来"]
    assert re.search("5 天没有送上来</span>\\s+手机里还有 4 条", page)
    assert "王秀英" in page


def test_two_days_are_not_yet_a_reason(cast: Cast, chen: Client):
    keeping(cast, days=2.9)
    assert "王秀英" not in shown(chen)


def test_a_phone_that_keeps_nothing_is_listed_nowhere_whatever_is_wrong_with_it(cast: Cast, chen: Client):
    """N1: when somebody was last seen is nobody's business."""
    failed = {"status": 503, "code": "", "at": 4_000_000_000_000}
    mode = {"usage": 99, "quota": 100}
    keeping(cast, n=0, days=40, offset=10**9, failed=failed, mode=mode)
    page = shown(chen)
    assert "手机都好，记录都送到了" in page
    assert "王秀英" not in page


def test_what_came_since_or_was_given_up_is_not_kept_any_more(cast: Cast, chen: Client):
    phone = Phone(cast)
    with clock.at(clock.now() - timedelta(days=5)):
        phone.sent(*[phone.note() for _ in range(3)], pending=4, high=4)
    assert "手机里还有 1 条" in shown(chen)
    store = Store.objects.get(pk=phone.store)
    Gap.objects.create(county_id=store.county_id, store=store, seq=4, op_id=phone.store, at=clock.now())
    assert "王秀英" not in shown(chen)


@pytest.mark.parametrize(
    ("columns", "heading", "words"),
    [
        ({"failed": {"status": 503, "code": "busy", "at": 4_000_000_000_000}}, "上次没有送成", "我们这边忙"),
        ({"failed": {"status": 401, "code": "locked", "at": 4_000_000_000_000}}, "上次没有送成", "等本人输入口令"),
        ({"failed": {"status": 426, "code": "too_old", "at": 4_000_000_000_000}}, "手机上的页面太旧", "还有 4 条"),
        ({"mode": {"usage": 92, "quota": 100}}, "快存满了", "用了 92%"),
        ({"offset": 25 * 60_000}, "手机时间不准", "慢了 25 分钟"),
        ({"offset": -3 * 3_600_000}, "手机时间不准", "快了 3 小时"),
        ({"offset": 2 * 86_400_000}, "手机时间不准", "慢了 2 天"),
    ],
)
def test_each_trouble_is_told_in_words_with_what_helps(cast: Cast, chen: Client, columns, heading, words):
    keeping(cast, days=1, **columns)
    page = shown(chen)
    assert headings(page) == [heading]
    assert words in page
    assert str(phones.ADVICE[next(sort for sort, name in phones.HEADINGS.items() if name == heading)]) in page


@pytest.mark.parametrize(
    "columns",
    [
        {"failed": {"status": 503, "code": "busy", "at": 1}},
        {"failed": {}},
        {"mode": {"usage": 79, "quota": 100}},
        {"mode": {"usage": 5, "quota": 0}},
        {"mode": {"usage": "99", "quota": None}},
        {"offset": 9 * 60_000},
    ],
)
def test_what_is_no_trouble_is_not_told(cast: Cast, chen: Client, columns):
    keeping(cast, days=1, **columns)
    assert "王秀英" not in shown(chen)


def test_records_that_were_lost_are_told_for_a_month(cast: Cast, chen: Client):
    store = keeping(cast, n=0, days=29, lost=2)
    assert "至少 2 条没有送到" in shown(chen)
    Store.objects.filter(pk=store.pk).update(first_at=clock.now() - timedelta(days=31))
    assert "王秀英" not in shown(chen)


def test_one_phone_with_several_troubles_is_one_row_under_the_gravest(cast: Cast, chen: Client):
    keeping(cast, offset=25 * 60_000, mode={"usage": 92, "quota": 100})
    page = shown(chen)
    assert headings(page) == ["三天没有送上来"]
    assert page.count("<tr data-row") == 1
    assert "慢了 25 分钟" in page
    assert "用了 92%" in page


def test_a_store_that_the_phone_replaced_is_not_waited_for(cast: Cast, chen: Client):
    old = keeping(cast)
    Store.objects.create(
        id="00000000-0000-4000-8000-000000000001", county_id=old.county_id, community_id=old.community_id,
        device=old.device, person=old.person, first_at=clock.now(), last_at=clock.now(), succeeded_at=clock.now(), lost=4,
    )  # fmt: skip
    page = shown(chen)
    assert headings(page) == ["有记录丢了"]
    assert "没有送上来" not in page.replace("三天没送上来", "")


def test_the_next_act_is_a_call_and_the_number_is_not_on_the_list(cast: Cast, chen: Client):
    keeping(cast)
    wang = cast.people["wang"].pk
    assert f'href="/desk/people/{wang}/"' in shown(chen)
    people.change_phone(cast.chen, cast.people["wang"], phone="13800138000")
    page = shown(chen)
    assert f'href="/desk/people/{wang}/reveal/"' in page
    assert "8000" not in page


def test_what_a_person_must_look_at_stands_by_age_with_its_reason(cast: Cast, chen: Client):
    with clock.at(clock.now() - timedelta(days=2)):
        not_hers(cast)
    with clock.at(clock.now() - timedelta(days=1)):
        badly_filled(cast)
    held(cast)
    unreadable(cast)
    titles = re.findall(r'<b><a href="/desk/sync/items/[0-9a-f-]{36}/">([^<]+)<', shown(chen))
    assert titles == ["补充一句", "补充一句", "其他", "一条读不出来的记录"]
    page = shown(chen)
    for reason in ("前一条一直没有送到", "这件事不归本人办", "有几处填得不对", "这一条读不出来"):
        assert reason in page
    assert "昨晚" not in page


def test_held_for_less_than_five_days_is_nobodys_business_yet(cast: Cast, chen: Client):
    held(cast, days=4)
    assert "手机都好，记录都送到了" in shown(chen)


def test_two_values_of_one_field_are_listed_by_field(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    page = shown(chen)
    assert f"/desk/sync/conflicts/{conflict.pk}/" in page
    assert "“怎么回事”有两种写法" in page
    assert "晚上看不见" not in page


def test_what_simply_arrived_is_on_no_page_of_the_staff(cast: Cast, chen: Client):
    phone = Phone(cast)
    op = phone.note()
    assert phone.one(op)["outcome"] == "accepted"
    assert "手机都好，记录都送到了" in shown(chen)
    assert chen.get(f"/desk/sync/items/{op['op_id']}/").status_code == 404


@pytest.fixture
def warm(cast: Cast, monkeypatch) -> None:
    """What is kept for seconds stays kept while questions are counted."""
    for module in (places_queries, matters_queries):
        monkeypatch.setattr(module, "FRESH_FOR", 10**9)
    places_queries.county()
    places_queries.tree(cast.county.pk)


def test_one_question_for_each_list_however_much_waits(cast: Cast, chen: Client, warm, django_assert_num_queries):
    def more() -> None:
        for name in ("wang", "li"):
            keeping(cast, name)
        for _ in range(3):
            badly_filled(cast)
            held(cast)
        conflicting(cast)

    more()
    shown(chen)
    with django_assert_num_queries(QUESTIONS):
        shown(chen)
    more()
    with django_assert_num_queries(QUESTIONS):
        assert shown(chen).count("<tr data-row") == 4 + 12 + 2


def test_a_flood_is_cut_and_says_so(cast: Cast, chen: Client):
    phone = Phone(cast)
    phone.sent(*[f"{{{n}" for n in range(60)])
    page = shown(chen)
    assert page.count("<tr data-row") == 50
    assert "先列最早的 50 条" in page
    assert len(page) < 60_000


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "\u202e颠倒", "'; DROP TABLE sync_item; --"]
)
def test_hostile_words_stay_words(cast: Cast, chen: Client, words):
    item = badly_filled(cast, landmark=words, raiser_name=words)
    for address in (ADDRESS, f"{ADDRESS}items/{item.pk}/", f"{ADDRESS}items/{item.pk}/edit/"):
        page = chen.get(address).content.decode()
        assert "<script>alert" not in page
        assert " 14 " not in page


def test_the_side_list_leads_here_only_while_something_waits(cast: Cast, chen: Client):
    def line() -> list[tuple[str, int]]:
        return [(url, n) for _l, url, n, _on in chen.get("/desk/people/").context["side"] if url == ADDRESS]

    assert line() == []
    badly_filled(cast)
    conflicting(cast)
    keeping(cast)
    assert line() == [(ADDRESS, 3)]


def test_other_communities_and_those_above_are_told_nothing(cast: Cast):
    keeping(cast)
    badly_filled(cast)
    for name in ("gao", "wu"):
        page = shown(desk_of(cast.people[name]))
        assert "手机都好，记录都送到了" in page
        assert "王秀英" not in page
    for name in ("sun", "zhou"):
        assert desk_of(cast.people[name]).get(ADDRESS).status_code == 404


def test_a_grid_worker_and_a_steward_find_no_such_page(cast: Cast):
    worker = appointed(named("林网格", cast.wenxing), Role.GRID_WORKER, cast.houjie.grid)
    assert desk_of(worker).get(ADDRESS).status_code == 404
    assert phone_of(cast.people["wang"]).get(ADDRESS).status_code in (302, 404)


def test_the_county_helps_those_who_belong_to_no_community(cast: Cast):
    keeping(cast)
    item = badly_filled(cast)
    for rows in (Store.objects, Item.objects):
        rows.update(community=None, subdistrict=None, alley=None)
    page = shown(desk_of(cast.people["wu"]))
    assert "5 天没有送上来" in page
    assert f"/desk/sync/items/{item.pk}/" in page
    assert "王秀英" not in shown(desk_of(cast.people["chen"]))


def test_it_holds_no_export_no_order_by_person_and_no_last_seen(cast: Cast, chen: Client):
    keeping(cast, days=1, offset=25 * 60_000)
    page = shown(chen)
    assert "昨天" not in page
    assert "1 天" not in page
    assert not re.search(r'href="[^"]*(export|csv|xlsx|sort=|order=)', page)
