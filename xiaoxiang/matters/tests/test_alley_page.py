"""The alley's page: what hangs behind the plaque."""

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.people.models import Consent, Purpose, RoleHeld
from xiaoxiang.people.vault import mask_phone, seal

pytestmark = pytest.mark.django_db


def page(client: Client, cast: Cast) -> str:
    return client.get(f"/a/{cast.houjie.plaque}/").content.decode()


def give_phone(cast: Cast, *purposes: str) -> None:
    wang = cast.people["wang"]
    wang.phone = seal("13900001111", mask_phone("13900001111"), wang.bound_to("phone"))
    wang.save()
    for purpose in purposes:
        Consent.objects.create(county=cast.county, person=wang, purpose=purpose, given_at=clock.now())


def bytes_of(html: str) -> int:
    """The page, and the sheets, scripts and pictures of its own that it names, as a browser with an empty cache loads them."""
    named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    files = [finders.find(name) for name in named]
    assert all(files)
    return len(gzip.compress(html.encode())) + sum(len(open(file, "rb").read()) for file in files)


def test_it_shows_the_surname_and_the_communitys_telephone_without_any_consent(client: Client, cast: Cast, monday):
    give_phone(cast)
    html = page(client, cast)
    assert "王师傅" in html
    assert "王秀英" not in html
    assert "13900001111" not in html
    assert 'href="tel:0593-3880003"' in html
    assert "2020 年 1 月起" in html


def test_name_and_telephone_stand_there_by_separate_consents(client: Client, cast: Cast, monday):
    give_phone(cast, Purpose.ALLEY_BOARD, Purpose.ALLEY_PHONE)
    html = page(client, cast)
    assert "小巷管家 王秀英" in html
    assert 'href="tel:13900001111"' in html


def test_a_withdrawn_consent_takes_name_and_telephone_away(client: Client, cast: Cast, monday):
    give_phone(cast, Purpose.ALLEY_BOARD, Purpose.ALLEY_PHONE)
    Consent.objects.update(withdrawn_at=clock.now())
    html = page(client, cast)
    assert "王秀英" not in html
    assert "13900001111" not in html


def test_an_alley_without_steward_says_so_and_who_acts(client: Client, cast: Cast, monday):
    RoleHeld.objects.update(until=monday - timedelta(days=1))
    html = page(client, cast)
    assert "这条巷还没有管家" in html
    assert "由文兴社区来办" in html


def test_the_last_matters_stand_there_without_words_names_or_photos(client: Client, cast: Cast, monday):
    matter = actions.note(
        cast.stranger, cast.houjie, kind=cast.lamp, words="我家门口黑", landmark="门牌 12 附近",
        raiser_name="赵大明", raiser_phone="13800138000",
    )  # fmt: skip
    html = page(client, cast)
    assert f"/matters/{matter.pk}/" in html
    assert "路灯不亮（门牌 12 附近）" in html
    for secret in ("我家门口黑", "赵大明", "13800138000", "138****8000", "/photos/"):
        assert secret not in html


def test_a_landmark_that_leads_to_somebody_is_left_out(client: Client, cast: Cast, monday):
    actions.note(cast.stranger, cast.houjie, kind=cast.lamp, landmark="老陈家门口 13800138000")
    html = page(client, cast)
    assert "路灯不亮" in html
    assert "老陈家" not in html
    assert "13800138000" not in html


def test_quarrels_between_neighbours_are_not_there(client: Client, cast: Cast, monday):
    actions.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    assert "邻里矛盾" not in page(client, cast)


def test_what_is_late_says_so_in_a_word_and_a_sign(client: Client, cast: Cast, monday):
    actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    with clock.at(monday + timedelta(days=3)):
        html = page(client, cast)
    assert "pill late" in html
    assert "超期" in html


def test_the_code_may_be_typed_in_small_letters(client: Client, cast: Cast):
    assert client.get(f"/a/{cast.houjie.plaque.lower()}/").status_code == 200


def test_the_short_address_of_the_qr_leads_there_for_life(client: Client, cast: Cast):
    for slash in ("", "/"):
        answer = client.get(f"/{cast.houjie.plaque.lower()}{slash}")
        assert answer.status_code == 301
        assert answer["Location"] == f"/a/{cast.houjie.plaque}/"


def test_a_code_that_hangs_nowhere_offers_to_search(client: Client, cast: Cast):
    answer = client.get("/a/2C2C2C/")
    assert answer.status_code == 404
    assert 'name="q"' in answer.content.decode()


def test_it_costs_three_questions_to_the_database(client: Client, cast: Cast, monday, django_assert_num_queries):
    actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    page(client, cast)
    with django_assert_num_queries(3):
        page(client, cast)


def test_everything_it_loads_is_small_and_our_own(client: Client, cast: Cast, monday):
    for _n in range(6):
        actions.note(cast.stranger, cast.houjie, kind=cast.lamp, landmark="巷口的大榕树下面往东走二十米的地方")
    html = page(client, cast)
    assert len(gzip.compress(html.encode())) <= 14 * 1024
    assert bytes_of(html) <= 40 * 1024
    assert len(re.findall(r'<(?:script|link rel="stylesheet"|img)', html)) <= 2
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_a_community_lists_its_alleys_by_grid_with_the_sketch(client: Client, cast: Cast, monday):
    actions.note(cast.stranger, cast.yancang, kind=cast.lamp)
    html = client.get(f"/c/{cast.wenxing.code}/?here={cast.houjie.plaque}").content.decode()
    assert "文兴第一网格" in html
    assert html.count(f"/a/{cast.houjie.plaque}/") == 2
    assert "您在这里" in html
    assert "王师傅" in html
    assert "王秀英" not in html
    assert "石阶巷" not in html


def test_the_page_of_a_community_costs_three_questions(client: Client, cast: Cast, monday, django_assert_num_queries):
    client.get(f"/c/{cast.wenxing.code}/")
    with django_assert_num_queries(3):
        client.get(f"/c/{cast.wenxing.code}/")


def test_a_code_that_is_no_community_is_not_there(client: Client, cast: Cast):
    for code in ("350922001999", cast.east.code, "1"):
        assert client.get(f"/c/{code}/").status_code == 404


def test_a_steward_of_a_whole_grid_looks_after_each_of_its_alleys(client: Client, cast: Cast, monday):
    RoleHeld.objects.filter(person=cast.people["li"]).update(place=cast.houjie.grid)
    assert "李师傅" in page(client, cast)
    assert client.get(f"/c/{cast.wenxing.code}/").content.decode().count("李师傅") == 2
