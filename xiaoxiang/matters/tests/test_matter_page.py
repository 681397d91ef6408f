"""A matter: reduced for everybody, whole for those concerned, not there for those from whom it is withheld."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Solved
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import Reading

pytestmark = pytest.mark.django_db
SECRETS = ("晚上看不见", "老陈家", "赵大明", "赵**", "13800138000", "138****8000", "王秀英", "/photos/", "量过了")


@pytest.fixture
def matter(cast: Cast, monday) -> Matter:
    return actions.note(
        cast.stranger, cast.houjie, kind=cast.lamp, words="晚上看不见", landmark="老陈家门口",
        raiser_name="赵大明", raiser_phone="13800138000",
    )  # fmt: skip


def page(client: Client, matter: Matter, more: str = "") -> str:
    return client.get(f"/matters/{matter.pk}/{more}").content.decode()


def test_everybody_reads_how_far_it_has_gone_and_nothing_else(client: Client, cast: Cast, matter: Matter):
    actions.report(cast.wang, matter, words="量过了")
    actions.accept(cast.chen, matter, words="量过了")
    actions.dispatch(cast.chen, matter, body=cast.lamps, words="量过了")
    html = page(client, matter)
    for sentence in ("管家王师傅</b>交给社区", "文兴社区</b>受理", "派给<b>县市政所路灯班", "等<b>县市政所路灯班"):
        assert sentence in html
    for secret in SECRETS:
        assert secret not in html


def test_a_person_who_was_sent_is_not_named_in_public(client: Client, cast: Cast, matter: Matter):
    actions.report(cast.wang, matter)
    actions.dispatch(cast.chen, matter, person=cast.people["wang"])
    html = page(client, matter)
    assert "派给<b>承办的人</b>" in html
    assert "王秀英" not in html


def test_a_neighbour_joins_with_one_tap(client: Client, cast: Cast, matter: Matter):
    html = page(client, matter)
    assert f"/matters/{matter.pk}/join/" in html
    assert client.post(f"/matters/{matter.pk}/join/", {}).status_code == 302


def test_what_has_ended_cannot_be_joined(client: Client, cast: Cast, matter: Matter):
    actions.answer(cast.with_receipt(matter), actions.settle(cast.wang, matter), solved=Solved.SOLVED)
    assert "/join/" not in page(client, matter)
    answer = client.post(f"/matters/{matter.pk}/join/", {})
    assert answer.status_code == 409
    assert "新记一件" in answer.content.decode()


def test_a_withheld_one_is_not_there_just_as_one_that_never_was(client: Client, cast: Cast, monday):
    quarrel = actions.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    for more in ("", "why/", "settle/"):
        assert client.get(f"/matters/{quarrel.pk}/{more}").status_code == 404
    assert client.post(f"/matters/{quarrel.pk}/join/", {}).status_code == 404
    assert client.get(f"/matters/{uuid4()}/").status_code == 404


def test_the_steward_of_the_alley_sees_it_whole_with_the_number_masked(cast: Cast, matter: Matter):
    html = page(phone_of(cast.people["wang"]), matter)
    for shown in ("晚上看不见", "老陈家", "138****8000", "赵**", f"/matters/{matter.pk}/settle/"):
        assert shown in html
    assert "13800138000" not in html


def test_the_steward_next_door_sees_what_everybody_sees(cast: Cast, matter: Matter):
    html = page(phone_of(cast.people["li"]), matter)
    for secret in SECRETS:
        assert secret not in html
    assert "/settle/" not in html


def test_staff_are_led_to_their_desk(cast: Cast, matter: Matter):
    answer = desk_of(cast.people["chen"]).get(f"/matters/{matter.pk}/")
    assert answer["Location"] == f"/desk/matters/{matter.pk}/"


def test_the_county_sees_what_everybody_sees(cast: Cast, matter: Matter):
    html = page(desk_of(cast.people["wu"]), matter)
    assert "晚上看不见" not in html


def test_the_steward_settles_it_on_a_page_of_its_own(cast: Cast, matter: Matter):
    phone = phone_of(cast.people["wang"])
    html = page(phone, matter, "settle/")
    assert 'name="seen" value="1"' in html
    answer = phone.post(f"/matters/{matter.pk}/settle/", {"words": "换了灯泡", "seen": "1"}, follow=True)
    assert "记下了。" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.state == "done_on_spot"


def test_the_last_step_can_be_taken_back_for_a_minute(cast: Cast, matter: Matter, monday):
    phone = phone_of(cast.people["wang"])
    phone.post(f"/matters/{matter.pk}/settle/", {})
    assert f"/matters/{matter.pk}/undo/" in page(phone, matter)
    with clock.at(monday + timedelta(seconds=61)):
        assert "/undo/" not in page(phone, matter)
        assert phone.post(f"/matters/{matter.pk}/undo/", {}).status_code == 409
    phone.post(f"/matters/{matter.pk}/undo/", {})
    matter.refresh_from_db()
    assert matter.state == "noted"


def test_a_refused_act_keeps_what_was_typed_beside_the_sentence(cast: Cast, matter: Matter):
    phone = phone_of(cast.people["wang"])
    answer = phone.post(f"/matters/{matter.pk}/consult/", {"meet_on": "哪天都行"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "哪天都行" in html
    assert html.count("写出请谁来谈") == 2


def test_who_looked_at_an_older_page_is_told_what_happened_since(cast: Cast, matter: Matter):
    phone = phone_of(cast.people["wang"])
    actions.report(cast.wang, matter)
    answer = phone.post(f"/matters/{matter.pk}/settle/", {"seen": "1", "words": "换了灯泡"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "刚才已经有人动过" in html
    assert "换了灯泡" in html


def test_the_steward_next_door_cannot_act_by_address(cast: Cast, matter: Matter):
    assert phone_of(cast.people["li"]).post(f"/matters/{matter.pk}/settle/", {}).status_code == 404


def test_acts_of_the_desk_are_not_on_this_page(cast: Cast, matter: Matter):
    assert phone_of(cast.people["wang"]).get(f"/matters/{matter.pk}/accept/").status_code == 404


def test_why_names_the_rule_by_which_each_reader_sees_it(client: Client, cast: Cast, matter: Matter):
    assert "街巷里的公共事，谁都能看到办到哪一步。" in page(client, matter, "why/")
    stewards = page(phone_of(cast.people["wang"]), matter, "why/")
    assert "您是这里的小巷管家。" in stewards
    assert "您看得到全部" in stewards
    mine = actions.note(cast.li, cast.yancang, kind=cast.clutter)
    assert "这件事是您提的。" in page(phone_of(cast.people["li"]), mine, "why/")


def test_the_public_page_costs_three_questions(client: Client, cast: Cast, matter: Matter, django_assert_num_queries):
    actions.dispatch(cast.chen, actions.report(cast.wang, matter), body=cast.lamps)
    page(client, matter)
    with django_assert_num_queries(3):
        page(client, matter)


def test_the_steward_sees_the_number_once_with_a_reason_in_the_read_log(cast: Cast, matter: Matter):
    phone = phone_of(cast.people["wang"])
    assert f"/matters/{matter.pk}/reveal/" in page(phone, matter)
    assert "13800138000" not in page(phone, matter, "reveal/")
    answer = phone.post(f"/matters/{matter.pk}/reveal/", {"reason": "问清是哪一盏", "field": "raiser_phone"})
    assert 'href="tel:13800138000"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert Reading.objects.get().thing_id == matter.pk


def test_without_a_reason_nothing_is_shown(cast: Cast, matter: Matter):
    answer = phone_of(cast.people["wang"]).post(f"/matters/{matter.pk}/reveal/", {"field": "raiser_phone"})
    assert answer.status_code == 422
    assert "13800138000" not in answer.content.decode()
    assert not Reading.objects.exists()


def test_nobody_else_finds_that_page(client: Client, cast: Cast, matter: Matter):
    for somebody in (client, phone_of(cast.people["li"])):
        assert somebody.get(f"/matters/{matter.pk}/reveal/").status_code == 404
        assert somebody.post(f"/matters/{matter.pk}/reveal/", {"reason": "就想看看"}).status_code == 404
