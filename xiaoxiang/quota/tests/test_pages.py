"""The public table that can be redone by hand, and the county's desk where a total is tried and set."""

import re

import pytest
from django.test import Client

from tests.people import Cast, grown
from xiaoxiang.places import queries as places_queries
from xiaoxiang.places.models import Level
from xiaoxiang.quota import actions
from xiaoxiang.quota.models import QuotaTable
from xiaoxiang.quota.tests.test_set import give, publish, set_to
from xiaoxiang.regulation import queries as regulation_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def warm(cast: Cast, monkeypatch) -> None:
    """What is kept for seconds stays kept while questions are counted."""
    for kept in (places_queries, regulation_queries):
        monkeypatch.setattr(kept, "FRESH_FOR", 10**9)
    places_queries.county()
    places_queries.tree(cast.county.pk)


def test_before_the_first_table_the_page_says_what_will_be_there(cast: Cast, client: Client):
    page = client.get("/quota/").content.decode()
    assert "县里还没有定" in page
    assert client.get("/quota/1/").status_code == 404


def test_anybody_reads_the_table_its_rules_and_every_step(cast: Cast, monday, client: Client):
    give(cast.wenxing, alleys=3)
    set_to(cast, 5)
    page = client.get("/quota/").content.decode()
    for words in ("文兴", "青云", "6 ÷ 3 = 2.0000", "街巷数 × 1 + 网格数 × 1", "按下限得的", "按去年的"):
        assert words in page
    assert re.search(r"最小的是文兴社区 6 ÷ 7 = 0\.8571，没得到的里最大的是.{4} \d ÷ \d = 0\.6667", page)
    assert "/quota/1/" in page


def test_an_older_table_stays_readable_and_says_that_it_is_old(cast: Cast, monday, client: Client):
    set_to(cast, 3)
    set_to(cast, 4)
    old = client.get("/quota/1/").content.decode()
    assert "旧表" in old
    assert "全县 3 人" in old
    assert "现行" in client.get("/quota/2/").content.decode()
    assert "/quota/1/" in client.get("/quota/").content.decode()


def test_hamilton_is_told_with_shares_and_remainders(cast: Cast, monday, client: Client):
    publish(cast, method="hamilton", cap_per_alley=20)
    give(cast.wenxing, alleys=3)
    set_to(cast, 11)
    page = client.get("/quota/").content.decode()
    assert "(11 − 0) ÷ 8 = 1.3750" in page
    assert "6 份应得 8.2500 人" in page
    assert "商数" not in page


def test_a_stale_table_says_so_to_everybody(cast: Cast, monday, client: Client):
    set_to(cast, 4)
    give(cast.qingyun, alleys=1)
    assert "青云社区的街巷从 1 条变成 2 条" in client.get("/quota/").content.decode()


def test_the_county_tries_a_total_without_setting_it(cast: Cast, monday):
    client = cast.as_staff("wu")
    page = client.get("/desk/quota/", {"total": "5"}).content.decode()
    assert "试算：全县 5 人" in page
    assert not QuotaTable.objects.exists()
    wrong = client.get("/desk/quota/", {"total": "1"}).content.decode()
    assert "1 + 1 = 2 人" in wrong


@pytest.mark.parametrize("typed", ["五", "", "99999999999999999999", "<b>4</b>", "4; DROP TABLE"])
def test_what_is_no_number_is_answered_in_words_and_never_as_markup(cast: Cast, monday, typed: str):
    answer = cast.as_staff("wu").get("/desk/quota/", {"total": typed})
    assert answer.status_code == 200
    assert "<b>4</b>" not in answer.content.decode()


def test_the_county_sets_it_on_the_page_and_everybody_reads_it(cast: Cast, monday, client: Client):
    desk = cast.as_staff("wu")
    sent = desk.post("/desk/quota/", {"total": "4", "reason": "每条巷一位多一点"})
    assert sent.status_code == 302
    assert "2026 年第 1 张定额表，全县 4 人" in desk.get("/desk/quota/").content.decode()
    assert "每条巷一位多一点" in client.get("/quota/").content.decode()


def test_a_refusal_keeps_what_was_typed(cast: Cast, monday):
    grown(cast.west, Level.COMMUNITY, "新秀社区居委会", "350922002003")
    places_queries.forget()
    answer = cast.as_staff("wu").post("/desk/quota/", {"total": "4", "reason": "今年的"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "新秀社区还没有网格和街巷" in page
    assert "今年的" in page
    assert 'value="4"' in page


def test_one_tap_sets_it_again_over_what_there_is_now(cast: Cast, monday):
    jintai = grown(cast.west, Level.COMMUNITY, "金泰社区居委会", "350922002004")
    places_queries.forget()
    set_to(cast, 4, left_out=(jintai.pk,))
    give(cast.wenxing, alleys=2)
    desk = cast.as_staff("wu")
    page = desk.get("/desk/quota/").content.decode()
    button = page[page.index('id="again"') : page.index("按现在的重算")]
    sent = dict(re.findall(r'name="(total|reason|left_out|op_id)" value="([^"]*)"', button))
    assert sent["left_out"] == str(jintai.pk)
    assert desk.post("/desk/quota/", sent).status_code == 302
    assert QuotaTable.objects.in_force().get().number == 2


def test_others_at_a_desk_read_it_and_cannot_set_it(cast: Cast, monday):
    for name in ("chen", "sun"):
        client = cast.as_staff(name)
        page = client.get("/desk/quota/").content.decode()
        assert "总数由县里定" in page
        assert "<textarea" not in page
        assert client.post("/desk/quota/", {"total": "4", "reason": "我来"}).status_code == 403
    assert not QuotaTable.objects.exists()


def test_reading_the_table_costs_the_same_however_long_it_is(cast: Cast, monday, warm, django_assert_num_queries):
    client = Client()
    give(cast.wenxing, alleys=40)
    actions.set_quota(cast.wu, total=60, reason="多一些")
    client.get("/quota/")
    with django_assert_num_queries(5):
        client.get("/quota/")
