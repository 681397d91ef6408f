"""Writing down for somebody who called, came or wrote."""

import re

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import fresh, reported
from xiaoxiang.matters.views.desk.register import initials

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(cast: Cast, monday) -> Client:
    return desk_of(cast.people["chen"])


def told(cast: Cast, **more: str) -> dict[str, str]:
    given = {
        "alley": cast.houjie.pk,
        "kind": cast.lamp.pk,
        "channel": "phone",
        "words": "晚上看不见路",
        "raiser_phone": "０５９３-388 1234",
    }
    return given | more


def test_what_was_said_on_the_telephone_goes_the_same_way(cast: Cast, chen: Client):
    answer = chen.post("/desk/register/", told(cast))
    matter = Matter.objects.get()
    assert answer["Location"] == f"/desk/matters/{matter.pk}/"
    assert (matter.state, matter.channel, matter.entered_by_id) == ("reported", "phone", cast.chen.person_id)
    assert matter.raised_by_id is None
    page = chen.get(answer["Location"]).content.decode()
    assert "记下了。把编号告诉提出的人。" in page
    assert matter.number in page


def test_alleys_are_found_by_their_initials(cast: Cast, chen: Client):
    page = chen.get("/desk/register/").content.decode()
    names = re.findall(r'<option value="[0-9a-f-]{36}"[^>]*>([A-Z]+ [^<]+)<', page)
    assert names == ["HJX 后街巷", "YCN 盐仓弄", "WXSQJWH 文兴社区居委会"]
    assert initials("后街巷") == "HJX"


def test_the_same_that_is_open_there_is_offered_before_a_second_one_is_made(cast: Cast, chen: Client):
    open_one = reported(cast, kind=cast.lamp)
    answer = chen.post("/desk/register/", told(cast))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "这条巷有一样的事正在办" in page
    assert "晚上看不见路" in page
    assert Matter.objects.count() == 1
    assert chen.post(f"/desk/register/{open_one.pk}/join/")["Location"] == f"/desk/matters/{open_one.pk}/"
    assert fresh(open_one).me_too == 1


def test_two_who_call_about_the_same_are_two(cast: Cast, chen: Client):
    open_one = reported(cast, kind=cast.lamp)
    for _ in range(2):
        chen.post(f"/desk/register/{open_one.pk}/join/")
    assert fresh(open_one).me_too == 2


def test_another_one_is_made_when_it_is_another(cast: Cast, chen: Client):
    reported(cast, kind=cast.lamp)
    page = chen.post("/desk/register/", told(cast)).content.decode()
    assert 'name="is_new" value="1"' in page
    chen.post("/desk/register/", told(cast, is_new="1"))
    assert Matter.objects.count() == 2


def test_sent_twice_it_is_written_down_once(cast: Cast, chen: Client):
    op_id = re.search(r'name="op_id" value="([^"]+)"', chen.get("/desk/register/").content.decode())[1]
    first = chen.post("/desk/register/", told(cast, op_id=op_id, is_new="1"))
    assert chen.post("/desk/register/", told(cast, op_id=op_id, is_new="1"))["Location"] == first["Location"]
    assert Matter.objects.count() == 1


def test_what_is_missing_is_said_beside_each_field_and_nothing_typed_is_lost(cast: Cast, chen: Client):
    answer = chen.post("/desk/register/", told(cast, alley="", kind="", raiser_phone="1380013"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "选一条巷；不知道是哪条，选社区" in page
    assert "从列出的里面选一个什么事" in page
    assert "写出 11 位手机号" in page
    assert "晚上看不见路" in page
    assert "1380013" in page
    assert not Matter.objects.exists()


def test_not_for_an_alley_of_another_community(cast: Cast, chen: Client):
    assert chen.post("/desk/register/", told(cast, alley=cast.shijie.pk)).status_code == 422
    elsewhere = actions.note(cast.stranger, cast.shijie, kind=cast.lamp)
    assert chen.post(f"/desk/register/{elsewhere.pk}/join/").status_code == 404
    assert fresh(elsewhere).me_too == 0


def test_those_above_do_not_write_down_for_anybody(cast: Cast, monday):
    assert desk_of(cast.people["sun"]).get("/desk/register/")["Location"] == "/desk/"
