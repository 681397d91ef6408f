"""Finding matters: by number, by words, by where they stand; the totals are those of the tallies."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import accepted, consulting, dispatched, noted, reported, verified

pytestmark = pytest.mark.django_db
QUESTIONS = 7


@pytest.fixture
def chen(cast: Cast, monday) -> Client:
    return desk_of(cast.people["chen"])


def found(client: Client, **asked: str) -> list[str]:
    page = client.get("/desk/matters/", asked).content.decode()
    return re.findall(r'<b><a href="(?:/desk)?/matters/([0-9a-f-]{36})/"', page)


def test_the_newest_first_a_page_at_a_time(cast: Cast, chen: Client, django_assert_num_queries):
    matters = [noted(cast) for _ in range(27)]
    chen.get("/desk/matters/")
    with django_assert_num_queries(QUESTIONS):
        page = chen.get("/desk/matters/").content.decode()
    first = re.findall(r'<b><a href="/desk/matters/([0-9a-f-]{36})/"', page)
    more = re.search(r'href="(\?after=[0-9a-f]{32})" rel="next"', page)[1]
    second = re.findall(
        r'<b><a href="/desk/matters/([0-9a-f-]{36})/"', chen.get(f"/desk/matters/{more}").content.decode()
    )
    assert first + second == [str(m.pk) for m in reversed(matters)]


@pytest.mark.parametrize("spelling", ["{}", " {} ", "２６－{}", "{}x"])
def test_by_its_number_however_it_is_typed(cast: Cast, chen: Client, spelling):
    matter, _other = noted(cast), noted(cast)
    year, *rest = matter.number.split("-")
    number = "".join((year, *rest)) if spelling == " {} " else matter.number
    typed = f"２６－{rest[0]}-{rest[1]}" if spelling.startswith("２") else spelling.format(number)
    assert found(chen, q=typed) == ([] if spelling.endswith("x") else [str(matter.pk)])


def test_by_a_few_words_of_its_title(cast: Cast, chen: Client):
    matter = noted(cast, kind=cast.lamp, landmark="老槐树下")
    noted(cast)
    assert found(chen, q="槐树") == [str(matter.pk)]
    assert found(chen, q="100%_") == []


def test_by_where_it_stands_its_way_its_kind_its_alley_and_its_month(cast: Cast, chen: Client):
    up, talk = reported(cast), consulting(cast, kind=cast.lamp)
    away = actions.note(cast.li, cast.yancang, kind=cast.parking)
    assert found(chen, state="reported") == [str(up.pk)]
    assert found(chen, route="joint_consultation") == [str(talk.pk)]
    assert found(chen, kind=str(cast.lamp.pk)) == [str(talk.pk)]
    assert found(chen, alley=str(cast.yancang.pk)) == [str(away.pk)]
    assert found(chen, month="2026-11", state="open") == [str(m.pk) for m in (away, talk, up)]
    assert found(chen, month="2026-10") == []


@pytest.mark.parametrize(
    "asked", [{"month": "2026-13"}, {"kind": "x"}, {"state": "'"}, {"after": "\x00"}, {"q": "\x00"}]
)
def test_what_cannot_be_read_is_not_asked(cast: Cast, chen: Client, asked):
    noted(cast)
    assert len(found(chen, **asked)) == 1


def test_the_late_ones(cast: Cast, monday):
    late = accepted(cast)
    verified(cast)
    with clock.at(late.due_at + timedelta(minutes=1)):
        assert found(desk_of(cast.people["chen"]), late="1") == [str(late.pk)]


def test_the_total_is_the_number_of_the_rows(cast: Cast, chen: Client):
    for _ in range(3):
        reported(cast)
    consulting(cast)
    actions.close(cast.chen, verified(cast))
    for asked, number in (
        ({"month": "2026-11"}, 5),
        ({"month": "2026-11", "route": "reported_to_community"}, 4),
        ({"ended": "2026-11", "state": "closed"}, 1),
        ({}, 5),
    ):
        page = chen.get("/desk/matters/", asked).content.decode()
        assert f"共 {number} 件" in page
        assert page.count("<tr data-row") == number


def test_the_community_finds_its_own_and_the_county_everything_public_in_its_reduced_form(cast: Cast, monday):
    here, there = noted(cast, landmark="3单元门口"), actions.note(cast.stranger, cast.shijie, kind=cast.clutter)
    noted(cast, kind=cast.quarrel)
    assert found(desk_of(cast.people["gao"])) == [str(there.pk)]
    wu = desk_of(cast.people["wu"])
    assert found(wu) == [str(there.pk), str(here.pk)]
    page = wu.get("/desk/matters/").content.decode()
    assert "3单元" not in page
    assert "只计数，不在这里列出" in page
    assert found(wu, community=str(cast.wenxing.pk)) == [str(here.pk)]
    assert found(wu, q="3单元") == []
    assert found(wu, q="杂物") == [str(there.pk), str(here.pk)]


def test_nothing_found_says_what_to_do(cast: Cast, chen: Client):
    dispatched(cast)
    assert "没有找到这样的事" in chen.get("/desk/matters/", {"q": "没有的事"}).content.decode()
