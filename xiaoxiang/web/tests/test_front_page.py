"""The front page: find my alley, call somebody, sign in, see today's numbers."""

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.places import queries
from xiaoxiang.places.models import Place

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    return client.get("/", {"q": query} if query else {}).content.decode()


def test_before_a_county_is_founded_it_says_how_to_begin(client: Client, db):
    queries.forget()
    html = page(client)
    assert 'href="/found/"' in html
    assert "bin/xiaoxiang account" in html


def test_it_names_the_county_a_telephone_and_the_ways_in(client: Client, cast: Cast):
    html = page(client)
    for shown in ("古田县", 'href="tel:0593-3882345"', 'href="/staff/login/"', 'href="/steward/"', 'href="/find/"'):
        assert shown in html
    assert f'href="/c/{cast.wenxing.code}/"' in html
    assert "城东街道" in html


@pytest.mark.parametrize("typed", ["后街", "houjie", "HOUJIE XIANG", "houjiexiang", " 后街巷 "])
def test_an_alley_is_found_by_name_and_by_pinyin(client: Client, cast: Cast, typed: str):
    html = page(client, typed)
    assert f"/a/{cast.houjie.plaque}/" in html
    assert f"/a/{cast.shijie.plaque}/" not in html


def test_the_code_on_the_plaque_leads_straight_there(client: Client, cast: Cast):
    spaced = " ".join(cast.houjie.plaque.lower())
    assert client.get("/", {"q": spaced})["Location"] == f"/a/{cast.houjie.plaque}/"


@pytest.mark.parametrize("typed", ["不在这里", "%", "\\", "((((", "' OR 1=1 --", "<script>", "x" * 400])
def test_what_is_not_found_says_what_to_do_and_breaks_nothing(client: Client, cast: Cast, typed: str):
    answer = client.get("/", {"q": typed})
    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_few_are_not_told_exactly(client: Client, cast: Cast, monday):
    for _n in range(3):
        actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    assert "不到 5" in page(client)
    for _n in range(3):
        actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    assert "<strong>6</strong>" in page(client)


def test_quarrels_are_not_counted_where_everybody_reads(client: Client, cast: Cast, monday):
    for _n in range(6):
        actions.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    assert "<strong>0</strong><span>件正在办</span>" in page(client)


def test_what_closed_this_month_is_counted(client: Client, cast: Cast, monday):
    for _n in range(7):
        actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    assert "<strong>7</strong><span>件本月办结</span>" in page(client)


def test_it_costs_three_questions(client: Client, cast: Cast, monday, django_assert_num_queries):
    page(client)
    with django_assert_num_queries(3):
        page(client)


def test_a_closed_alley_is_not_found(client: Client, cast: Cast, monday):
    Place.objects.filter(pk=cast.houjie.pk).update(closed_at=monday)
    assert f"/a/{cast.houjie.plaque}/" not in page(client, "后街")


def test_a_community_without_alleys_is_not_offered_where_others_have_some(client: Client, cast: Cast, monday):
    Place.objects.filter(pk=cast.shijie.pk).update(closed_at=monday)
    html = page(client)
    assert f"/c/{cast.wenxing.code}/" in html
    assert f"/c/{cast.qingyun.code}/" not in html
