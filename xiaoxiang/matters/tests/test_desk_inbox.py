"""The inbox of the community, the subdistrict and the county."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Solved
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import (
    accepted,
    dispatched,
    done,
    fresh,
    later,
    noted,
    reported,
    sent_up,
    verbs,
    verified,
)

pytestmark = pytest.mark.django_db
QUESTIONS = 7


@pytest.fixture
def chen(cast: Cast, monday) -> Client:
    return desk_of(cast.people["chen"])


def headings(page: str) -> list[str]:
    return re.findall(r'scope="rowgroup">([^<]+)<', page)


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"<strong>(\d+)</strong>", page)]


def rows_in(page: str) -> int:
    return page.count("<tr data-row")


def test_late_first_then_today_then_ours_then_what_waits_for_others(cast: Cast, monday):
    reported(cast, landmark="要报的")
    dispatched(cast, kind=cast.lamp, landmark="派出去的")
    accepted(cast, kind=cast.lamp, landmark="接着办的")
    late = accepted(cast, landmark="超期的")
    with clock.at(late.due_at + timedelta(hours=15)):
        reported(cast, landmark="今天的")
        page = desk_of(cast.people["chen"]).get("/desk/").content.decode()
    assert headings(page) == ["超期的", "今天到期", "要我们办的", "等别人办"]
    order = [page.index(f"（{word}）") for word in ("超期的", "今天的", "接着办的", "派出去的")]
    assert order == sorted(order)
    assert "超期 1 天" in page


def test_every_number_at_the_top_is_the_number_of_its_rows(cast: Cast, monday):
    for _ in range(3):
        dispatched(cast, kind=cast.lamp)
    for _ in range(2):
        reported(cast)
    late = accepted(cast)
    closed = verified(cast)
    actions.answer(cast.with_receipt(closed), closed, solved=Solved.SOLVED)
    actions.close(cast.chen, verified(cast))
    with clock.at(late.due_at + timedelta(minutes=5)):
        desk = desk_of(cast.people["chen"])
        page = desk.get("/desk/").content.decode()
        assert numbers(page) == [3, 0, 3, 2]
        assert "1 件居民说是" in page
        for show, number in (("late", 3), ("today", 0), ("others", 3)):
            assert rows_in(desk.get(f"/desk/?show={show}").content.decode()) == number
        assert rows_in(desk.get("/desk/matters/?state=closed&ended=2026-11").content.decode()) == 2


def test_seven_questions_however_long_the_list(cast: Cast, chen: Client, django_assert_num_queries):
    chen.get("/desk/")
    with django_assert_num_queries(QUESTIONS):
        chen.get("/desk/")
    for _ in range(30):
        reported(cast)
    chen.get("/desk/")
    with django_assert_num_queries(QUESTIONS):
        assert rows_in(chen.get("/desk/").content.decode()) == 25


def test_pages_turn_by_key_and_lose_and_repeat_nothing(cast: Cast, chen: Client):
    for _ in range(27):
        reported(cast)
    dispatched(cast)
    seen: list[str] = []
    address = "/desk/"
    while address:
        page = chen.get(address).content.decode()
        seen += re.findall(r'<b><a href="/desk/matters/([0-9a-f-]{36})/"', page)
        more = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = f"/desk/{more[1].replace('&amp;', '&')}" if more else ""
    assert len(seen) == len(set(seen)) == 28
    assert set(seen) == {str(pk) for pk in Matter.objects.values_list("pk", flat=True)}


@pytest.mark.parametrize("key", ["1", "x.y.z", "9" * 40 + ".1.2", "1.99999999999999999999.00", "\x00"])
def test_a_key_that_cannot_be_read_is_the_beginning(cast: Cast, chen: Client, key):
    reported(cast)
    assert rows_in(chen.get("/desk/", {"after": key}).content.decode()) == 1


def test_fifty_rows_stay_below_fifty_kilobytes(cast: Cast, chen: Client):
    empty = len(chen.get("/desk/").content)
    for _ in range(25):
        reported(cast, kind=cast.lamp, landmark="门牌 12 附近")
    full = chen.get("/desk/")
    row = (len(full.content) - empty) / 25
    assert empty + 50 * row < 50_000


def test_one_key_accepts_and_the_way_back_stays_a_minute(cast: Cast, chen: Client):
    matter = reported(cast)
    page = chen.get("/desk/").content.decode()
    op_id = re.search(r'name="op_id" value="([^"]+)"', page)[1]
    button = re.search(r'formaction="([^"]+)" name="seen" value="(\d+)" data-key="a"', page)
    answer = chen.post(button[1], {"op_id": op_id, "from": "inbox", "seen": button[2]})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert fresh(matter).state == "accepted"
    page = chen.get("/desk/").content.decode()
    assert "“杂物乱堆”：受理。" in page
    undo = re.search(r'class="undo" method="post" action="([^"]+)"', page)[1]
    assert chen.post(undo).status_code == 302
    assert fresh(matter).state == "reported"
    assert 'class="undo"' not in chen.get("/desk/").content.decode()


def test_the_bar_goes_with_its_minute(cast: Cast, chen: Client):
    matter = reported(cast)
    chen.post(f"/desk/matters/{matter.pk}/accept/", {"from": "inbox"})
    assert 'class="undo"' in chen.get("/desk/").content.decode()
    with later(seconds=61):
        undone = chen.post(f"/desk/matters/{matter.pk}/undo/")
    assert undone.status_code == 409
    assert "过了一分钟" in undone.content.decode()


def test_two_buttons_of_one_list_are_two_deeds_and_one_pressed_twice_is_one(cast: Cast, chen: Client):
    one, other = reported(cast), reported(cast)
    page = chen.get("/desk/").content.decode()
    op_id = re.search(r'name="op_id" value="([^"]+)"', page)[1]
    for matter in (one, one, other):
        answer = chen.post(f"/desk/matters/{matter.pk}/accept/", {"op_id": op_id, "from": "inbox"})
        assert answer.status_code == 302
    assert verbs(one).count("accept") == verbs(other).count("accept") == 1


def test_next_act_of_each_row_carries_its_letter(cast: Cast, chen: Client):
    for matter in (reported(cast), accepted(cast), dispatched(cast), done(cast)):
        assert matter.pk
    page = chen.get("/desk/").content.decode()
    assert {"a", "p", "d", "t", "v"} <= set(re.findall(r'data-key="(\w)"', page))


def test_what_only_waits_for_an_answer_is_not_in_the_way(cast: Cast, chen: Client):
    verified(cast)
    page = chen.get("/desk/").content.decode()
    assert rows_in(page) == 0
    assert "现在没有要办的事" in page
    assert "/desk/register/" in page


def test_names_and_words_of_residents_are_on_no_row(cast: Cast, chen: Client):
    reported(cast, words="我妈昨天差点摔了", raiser_name="赵先生", raiser_phone="13800138000")
    page = chen.get("/desk/").content.decode()
    for private in ("差点摔", "赵", "138"):
        assert private not in page


def test_the_community_next_door_sees_none_of_it(cast: Cast, monday):
    reported(cast)
    assert rows_in(desk_of(cast.people["gao"]).get("/desk/").content.decode()) == 0


def test_subdistrict_sees_what_it_has_in_hand_and_what_climbed_to_it(cast: Cast, monday):
    up, late = sent_up(cast, landmark="报上来的"), accepted(cast, landmark="爬上来的")
    reported(cast, landmark="社区的")
    with clock.at(late.due_at + timedelta(days=1, minutes=1)):
        actions.climb(cast.clock, late)
        actions.climb(cast.clock, late)
        page = desk_of(cast.people["sun"]).get("/desk/").content.decode()
    assert str(up.pk) in page
    assert "（爬上来的）" in page
    assert "（社区的）" not in page


def test_county_sees_what_climbed_to_the_top_in_its_reduced_form(cast: Cast, monday, django_assert_num_queries):
    late = accepted(cast, landmark="12号楼3单元", words="老李家堆的")
    hidden = accepted(cast, kind=cast.quarrel)
    with clock.at(late.due_at + timedelta(days=2, minutes=1)):
        for matter in (late, hidden):
            for _ in range(3):
                actions.climb(cast.clock, matter)
        wu = desk_of(cast.people["wu"])
        wu.get("/desk/")
        with django_assert_num_queries(QUESTIONS):
            page = wu.get("/desk/").content.decode()
    assert rows_in(page) == 1
    assert f"/matters/{late.pk}/" in page
    assert "3单元" not in page
    assert "老李" not in page
    assert "formaction" not in page


def test_grid_worker_sees_the_alleys_of_the_grid(cast: Cast, monday):
    from tests.people import appointed, named
    from xiaoxiang.people.models import Role

    person = appointed(named("林网格", cast.wenxing), Role.GRID_WORKER, cast.houjie.grid)
    reported(cast)
    actions.note(cast.stranger, cast.shijie, kind=cast.wires)
    page = desk_of(person).get("/desk/")
    assert page.status_code == 200
    assert rows_in(page.content.decode()) == 1


def test_strangers_are_led_to_the_door_and_others_to_where_they_belong(cast: Cast, monday):
    assert "/staff/login/" in Client().get("/desk/")["Location"]
    assert desk_of(cast.people["zhou"]).get("/desk/")["Location"] == "/journal/"
    assert desk_of(cast.people["wang"]).get("/desk/")["Location"] == "/steward/"
    noted(cast)
