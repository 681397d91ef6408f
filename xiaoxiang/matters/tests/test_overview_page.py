"""One page over all: every figure is the number of its rows, none so small that it points at somebody."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Solved
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.tests.stages import accepted, consulting, reported, verified
from xiaoxiang.matters.views.overview.totals import column

pytestmark = pytest.mark.django_db
QUESTIONS = 6


def figures(page: str) -> list[tuple[str, str]]:
    """Number and address of each figure at the top."""
    found = re.findall(r'<a href="([^"]+)"(?: class="late")?><strong>(\d+)</strong>', page)
    return [(number, address.replace("&amp;", "&")) for address, number in found]


def cells(page: str, place: str) -> list[str]:
    row = re.search(rf'<th scope="row">{place}</th>(.+?)</tr>', page, re.S)[1]
    return [re.sub(r"<[^>]+>|!|\s", "", cell) for cell in re.findall(r"<td.+?</td>", row, re.S)]


def rows_in(client: Client, address: str) -> int:
    number = 0
    while address:
        page = client.get(address).content.decode()
        number += page.count("<tr data-row")
        more = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = f"/desk/matters/{more[1].replace('&amp;', '&')}" if more else ""
    return number


def a_month(cast: Cast) -> None:
    """Six settled, seven reported, two consulted in 文兴; one in 青云. Two of 文兴 are closed, one of them solved."""
    for _ in range(6):
        actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    for _ in range(5):
        reported(cast)
    for _ in range(2):
        consulting(cast)
    solved = verified(cast)
    actions.answer(cast.with_receipt(solved), solved, solved=Solved.SOLVED)
    actions.close(cast.chen, verified(cast))
    actions.note(cast.stranger, cast.shijie, kind=cast.wires)


def test_community_reads_every_number_and_each_leads_to_its_rows(cast: Cast, monday):
    a_month(cast)
    lin = desk_of(cast.people["lin"])
    page = lin.get("/overview/").content.decode()
    assert cells(page, "文兴社区") == ["15", "6", "7", "2", "8", "1", "7", "0"]
    assert [n for n, _address in figures(page)] == ["15", "8", "7"]
    for number, address in figures(page):
        assert rows_in(lin, address) == int(number), address
    row = re.search(r'<th scope="row">文兴社区</th>(.+?)</tr>', page, re.S)[1]
    for address, number in re.findall(r'<a href="([^"]+)"[^>]*>(\d+)</a>', row):
        assert rows_in(lin, address.replace("&amp;", "&")) == int(number), address


def test_the_whole_is_the_sum_of_its_parts(cast: Cast, monday):
    a_month(cast)
    for _ in range(6):
        actions.note(cast.stranger, cast.shijie, kind=cast.lamp)
    page = desk_of(cast.people["wu"]).get("/overview/").content.decode()
    noted = [int(cells(page, place)[0]) for place in ("文兴社区", "青云社区")]
    total = re.search(r'<tfoot>.+?<td class="n"><a[^>]*>(\d+)</a>', page, re.S)[1]
    assert sum(noted) == int(total) == 22


def test_above_the_community_nothing_below_five_is_shown(cast: Cast, monday):
    a_month(cast)
    page = desk_of(cast.people["sun"]).get("/overview/").content.decode()
    assert cells(page, "文兴社区") == ["15", "6", "7", "不到5", "8", "不到5", "7", "0"]
    county = desk_of(cast.people["wu"]).get("/overview/").content.decode()
    assert cells(county, "青云社区")[0] == "不到5"
    assert cells(county, "文兴社区")[0] == "不到16"  # or the small one could be told from the total
    assert "不满 5 件的数不写出来" in county


def test_where_it_is_overdue_and_which_alley_needs_help(cast: Cast, monday):
    for _ in range(6):
        late = accepted(cast)
    actions.note(cast.stranger, cast.shijie, kind=cast.lamp)
    with clock.at(late.due_at + timedelta(hours=15)):
        for _ in range(6):
            actions.note(cast.stranger, cast.shijie, kind=cast.lamp)
        wu = desk_of(cast.people["wu"])
        page = wu.get("/overview/").content.decode()
        assert "后街巷" in page
        assert "6 件超期" in page
        address = re.search(r'href="(/desk/matters/\?late=1&amp;alley=[^"]+)"', page)[1].replace("&amp;", "&")
        assert rows_in(wu, address) == 6


def test_six_questions_whoever_reads(cast: Cast, monday, django_assert_num_queries):
    a_month(cast)
    for name in ("lin", "sun", "wu"):
        client = desk_of(cast.people[name])
        client.get("/overview/")
        with django_assert_num_queries(QUESTIONS):
            client.get("/overview/")


def test_a_month_gone_by_can_be_read(cast: Cast, monday):
    a_month(cast)
    with clock.at(monday + timedelta(days=20)):
        lin = desk_of(cast.people["lin"])
        assert "2026年12月" in lin.get("/overview/").content.decode()
        page = lin.get("/overview/?month=2026-11").content.decode()
    assert cells(page, "文兴社区")[:4] == ["15", "6", "7", "2"]


def test_each_chart_has_its_table_beside_it(cast: Cast, monday):
    a_month(cast)
    page = desk_of(cast.people["lin"]).get("/overview/").content.decode()
    assert page.count("<figure") == page.count("<table") == 2
    assert "还没定" in page


def test_those_without_a_place_to_look_over_are_led_away(cast: Cast, monday):
    assert "/staff/login/" in Client().get("/overview/")["Location"]
    assert desk_of(cast.people["wang"]).get("/overview/")["Location"] == "/steward/"


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([7, 9, 0], ["7", "9", "0"]),
        ([1, 2, 9], ["不到 5", "不到 5", "9"]),
        ([1, 8, 9], ["不到 5", "不到 9", "9"]),
        ([3], ["不到 5"]),
        ([], []),
    ],
)
def test_a_small_number_is_hidden_and_cannot_be_told_from_the_total(numbers, shown):
    assert [str(cell) for cell in column(numbers, 5)] == shown


def test_where_nothing_is_small_everything_is_shown():
    assert [str(cell) for cell in column([1, 2, 3], 0)] == ["1", "2", "3"]
