"""Both values side by side, who wrote each and when, and one press for either."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.edges.sync.models import Conflict
from xiaoxiang.edges.sync.tests.aside import conflicting, work
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def chen(cast: Cast) -> Client:
    return desk_of(cast.people["chen"])


def address(conflict: Conflict) -> str:
    return f"/desk/sync/conflicts/{conflict.pk}/"


def shown(client: Client, conflict: Conflict) -> str:
    answer = client.get(address(conflict))
    assert answer.status_code == 200
    return answer.content.decode()


def pressed(client: Client, conflict: Conflict, keep: str, page: str = ""):
    form = next(f for f in re.findall(r"<form method=\"post\">.*?</form>", page, re.DOTALL) if f'value="{keep}"' in f)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return client.post(address(conflict), sent | {"keep": keep})


def test_both_values_stand_side_by_side_with_who_and_when(cast: Cast, chen: Client):
    page = shown(chen, conflicting(cast))
    for words in (
        "旧的话",
        "灯不亮",
        "晚上看不见",
        "陈晓燕改了“路灯不亮”的说明",
        "王秀英写的 · 11月23日 8:40",
        "怎么回事",
    ):
        assert words in page
    assert page.index("灯不亮</blockquote>") < page.index("晚上看不见</blockquote>")


def test_what_stands_here_is_kept_by_one_press(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    answer = pressed(chen, conflict, "here", shown(chen, conflict))
    assert answer["Location"] == "/desk/sync/"
    page = chen.get("/desk/sync/").content.decode()
    assert "留了现在的，这一处了结了" in page
    assert "手机都好" in page
    assert "陈晓燕定的" in shown(chen, conflict)


def test_the_phones_is_taken_by_one_press(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    pressed(chen, conflict, "wanted", shown(chen, conflict))
    assert "系统正在改" in shown(chen, conflict)
    assert "正在改成手机上的" in chen.get("/desk/sync/").content.decode()
    work()
    assert Matter.objects.get().words == "晚上看不见"
    assert '<form method="post">' not in shown(chen, conflict)


def test_what_changed_after_it_came_is_shown_as_it_is_now(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    matters.correct(cast.chen, Matter.objects.get(), words="灯杆也歪了")
    page = shown(chen, conflict)
    assert "灯杆也歪了</blockquote>" in page
    assert "手机送来的时候写的是：灯不亮" in page


def test_where_the_thing_is_gone_one_button_is_left(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    Conflict.objects.update(thing_id=uuid4())
    page = shown(chen, conflict)
    assert "要改的那件事找不到了" in page
    assert "知道了，了结这一处" in page
    assert "改成手机上的" not in page
    assert pressed(chen, conflict, "here", page).status_code == 302


def test_one_press_later_the_page_says_that_it_is_settled(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    page = shown(chen, conflict)
    lin = desk_of(cast.people["lin"])
    pressed(lin, conflict, "here", shown(lin, conflict))
    answer = pressed(chen, conflict, "wanted", page)
    assert answer.status_code == 409
    assert "林立平" in answer.content.decode()


@pytest.mark.parametrize("keep", ["", "both", "HERE", "wanted'--", "here\x00"])
def test_a_choice_that_is_none_is_refused(cast: Cast, chen: Client, keep):
    conflict = conflicting(cast)
    assert chen.post(address(conflict), {"keep": keep}).status_code == 422
    assert Conflict.objects.get().kept == ""


def test_hostile_values_stay_words(cast: Cast, chen: Client):
    page = shown(chen, conflicting(cast, wanted="<img src=x onerror=alert(1)>", here="{{ 7|add:7 }}"))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_next_door_and_those_above_are_shown_nothing(cast: Cast):
    conflict = conflicting(cast)
    for name in ("gao", "sun", "wu", "zhou"):
        client = desk_of(cast.people[name])
        assert client.get(address(conflict)).status_code == 404
        assert client.post(address(conflict), {"keep": "here"}).status_code == 404
    assert Conflict.objects.get().kept == ""
