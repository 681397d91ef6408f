"""The steward's day: what now, note one, what became of mine."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.people import LONG_AGO, Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.effects import tell
from xiaoxiang.matters.models import Matter, Tally
from xiaoxiang.people.models import Notice, Role, RoleHeld

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(cast: Cast, monday) -> Client:
    return phone_of(cast.people["wang"])


def page(client: Client, url: str = "/steward/") -> str:
    return client.get(url).content.decode()


def test_home_says_the_slot_the_alley_and_has_at_most_four_buttons(cast: Cast, phone: Client):
    html = page(phone)
    assert "早上这一段，到 11:00" in html
    assert "<h1>后街巷</h1>" in html
    assert len(re.findall(r'class="button', html)) <= 4
    assert 'href="tel:110"' in html


def test_large_print_is_on_until_it_is_switched_off(cast: Cast, phone: Client):
    assert 'class=" elder"' in page(phone)
    phone.post("/settings/elder/", {"elder": "0", "next": "/steward/"})
    assert 'class=" elder"' not in page(phone)


def test_the_day_has_three_slots_and_a_night(cast: Cast, phone: Client):
    said = {}
    for hour in (5, 12, 18, 23):
        with clock.at(datetime(2026, 11, 23, hour, tzinfo=UTC) - timedelta(hours=8)):
            said[hour] = page(phone_of(cast.people["wang"]))
    assert "下一段是早上，6:00 起" in said[5]
    assert "下午这一段，到 17:00" in said[12]
    assert "晚上这一段，到 22:00" in said[18]
    assert "今天的三段都过了" in said[23]


def test_where_nothing_happened_nothing_is_asked(cast: Cast, phone: Client):
    html = page(phone)
    assert "没看到什么就不用记" in html
    for word in ("打卡", "零报告", "本月巡查", "排名"):
        assert word not in html


def test_what_neighbours_said_waits_on_the_first_page(cast: Cast, phone: Client):
    matter = actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    assert f"/matters/{matter.pk}/" in page(phone)


def test_noting_takes_two_choices_and_no_typing(cast: Cast, phone: Client):
    html = page(phone, "/steward/note/")
    assert 'name="alley" value=' in html
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.split('id="form"')[1]))
    answer = phone.post("/steward/note/", {**hidden, "kind": str(cast.clutter.pk), "way": "on_the_spot"}, follow=True)
    matter = Matter.objects.get()
    assert (matter.state, matter.route, matter.channel) == ("closed", "on_the_spot", "street")
    assert matter.raised_by_id == cast.wang.person_id
    assert "记下了" in answer.content.decode()


def test_the_four_ways_lead_where_they_say(cast: Cast, phone: Client):
    led = {}
    for way in Way:
        phone.post("/steward/note/", {"kind": str(cast.clutter.pk), "way": way.value})
        led[way] = Matter.objects.latest("id").state
    assert led == {
        Way.SETTLED: "closed",
        Way.REPORT: "reported",
        Way.CONSULT: "in_consultation",
        Way.LATER: "noted",
    }


def test_without_a_kind_the_sentence_stands_beside_it_and_the_rest_is_kept(cast: Cast, phone: Client):
    answer = phone.post("/steward/note/", {"way": "on_the_spot", "words": "已经搬走"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("选一样，拿不准就选“其他”") == 2
    assert "已经搬走" in html
    assert re.search(r'value="on_the_spot" checked', html)


def test_who_has_two_alleys_chooses_and_the_first_is_chosen_already(cast: Cast, monday):
    wang = cast.people["wang"]
    RoleHeld.objects.create(county=cast.county, person=wang, role=Role.STEWARD, place=cast.yancang, since=LONG_AGO)
    phone = phone_of(wang)
    assert len(re.findall(r'name="alley" value="[^"]+" checked', page(phone, "/steward/note/"))) == 1
    phone.post("/steward/note/", {"alley": str(cast.yancang.pk), "kind": str(cast.clutter.pk)})
    assert Matter.objects.get().alley_id == cast.yancang.pk


def test_another_stewards_alley_cannot_be_named(cast: Cast, phone: Client):
    phone.post("/steward/note/", {"alley": str(cast.shijie.pk), "kind": str(cast.clutter.pk)})
    assert Matter.objects.get().alley_id == cast.houjie.pk


def test_a_double_tap_notes_once(cast: Cast, phone: Client):
    html = page(phone, "/steward/note/")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.split('id="form"')[1]))
    for _n in range(2):
        phone.post("/steward/note/", {**hidden, "kind": str(cast.clutter.pk)})
    assert Matter.objects.count() == 1


def test_mine_stand_in_boxes_by_whose_turn_it_is(cast: Cast, phone: Client):
    mine = actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    theirs = actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.REPORT)
    ended = actions.note(cast.wang, cast.houjie, kind=cast.parking, way=Way.SETTLED)
    html = page(phone, "/steward/matters/")
    boxes = [
        html.index(words) for words in ("该我办的", str(mine.pk), "等别人办的", str(theirs.pk), "办完的", str(ended.pk))
    ]
    assert boxes == sorted(boxes)


def test_what_ended_is_paged_by_key(cast: Cast, phone: Client):
    for _n in range(23):
        actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.SETTLED)
    first = page(phone, "/steward/matters/")
    older = re.search(r'href="(/steward/matters/\?before=[^"]+)"', first)
    assert first.count("/matters/0") == 20
    assert page(phone, older[1]).count("/matters/0") == 3
    assert phone.get("/steward/matters/?before=nonsense").status_code == 200


def test_news_are_new_once(cast: Cast, phone: Client, monday):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter, way=Way.REPORT)
    tell(cast.wang.person_id, matter, "“杂物乱堆”：社区受理了")
    assert "社区受理了" in page(phone)
    assert page(phone, "/steward/notices/").count("</span> 新") == 1
    assert page(phone, "/steward/notices/").count("</span> 新") == 0
    assert Notice.objects.get().read_at == monday


def test_news_of_the_night_wait_for_the_morning(cast: Cast, phone: Client, monday):
    with clock.at(monday + timedelta(hours=14)):
        matter = actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
        tell(cast.wang.person_id, matter, "夜里的话")
    with clock.at(monday + timedelta(hours=14, minutes=5)):
        assert "夜里的话" not in page(phone_of(cast.people["wang"]))


def test_nobody_else_reads_my_news(cast: Cast, phone: Client):
    matter = actions.note(cast.li, cast.yancang, kind=cast.clutter)
    tell(cast.li.person_id, matter, "给李师傅的话")
    assert "给李师傅的话" not in page(phone, "/steward/notices/")


def test_a_stranger_is_told_how_a_phone_is_bound(client: Client, cast: Cast):
    html = page(client)
    assert "让工作人员给您开一个二维码" in html
    assert client.post("/steward/note/", {"kind": str(cast.clutter.pk)}).status_code == 200
    assert not Matter.objects.exists()


def test_a_locked_phone_goes_to_its_code(client: Client, cast: Cast):
    client.cookies["device"] = "a-bound-phone"
    assert client.get("/steward/")["Location"] == "/pin/?next=%2Fsteward%2F"


def test_staff_go_to_their_desk(cast: Cast, monday):
    assert desk_of(cast.people["chen"]).get("/steward/")["Location"] == "/desk/"


@pytest.mark.parametrize(("url", "questions"), [("/steward/", 5), ("/steward/matters/", 5), ("/steward/note/", 4)])
def test_each_page_costs_few_questions(cast: Cast, phone: Client, django_assert_num_queries, url: str, questions: int):
    for kind in (cast.clutter, cast.parking, cast.lamp):
        actions.note(cast.stranger, cast.houjie, kind=kind)
        actions.note(cast.wang, cast.houjie, kind=kind, way=Way.SETTLED)
    page(phone, url)
    with django_assert_num_queries(questions):
        page(phone, url)


def test_what_was_just_noted_can_be_taken_back_for_a_minute(cast: Cast, phone: Client, monday):
    answer = phone.post("/steward/note/", {"kind": str(cast.clutter.pk), "way": "on_the_spot"}, follow=True)
    matter = Matter.objects.get()
    assert f"/matters/{matter.pk}/withdraw/" in answer.content.decode()
    with clock.at(monday + timedelta(seconds=61)):
        assert "withdraw/" not in page(phone, f"/steward/noted/{matter.pk}/")
    answer = phone.post(f"/matters/{matter.pk}/withdraw/", {}, follow=True)
    assert "撤回了，没有记。" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.state == "withdrawn"
    assert not Tally.objects.filter(what="closed", n__gt=0).exists()


def test_another_steward_cannot_take_it_back(cast: Cast, phone: Client):
    matter = actions.note(cast.wang, cast.houjie, kind=cast.clutter)
    assert phone_of(cast.people["li"]).post(f"/matters/{matter.pk}/withdraw/", {}).status_code == 403
