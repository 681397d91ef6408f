"""One op that a person must look at: what was written, when, why it is here, and the acts."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.edges.sync import actions
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.edges.sync.tests.aside import (
    badly_filled,
    conflicting,
    fresh,
    held,
    matter_of,
    not_hers,
    set_aside,
    unreadable,
    work,
)
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.tests import stages
from xiaoxiang.people import actions as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = "打电话问过本人"


@pytest.fixture
def chen(cast: Cast) -> Client:
    return desk_of(cast.people["chen"])


def address(item: Item, verb: str = "") -> str:
    return f"/desk/sync/items/{item.pk}/{verb}{'/' if verb else ''}"


def shown(client: Client, item: Item, verb: str = "") -> str:
    answer = client.get(address(item, verb))
    assert answer.status_code == 200
    return answer.content.decode()


def offered(page: str) -> list[str]:
    first = re.findall(r'<details class="act" open><summary>([^<]+)<', page)
    return first + re.findall(r'<li><a href="/desk/sync/items/[0-9a-f-]{36}/\w+/"><b>([^<]+)<', page)


def facts(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {term: html.unescape(re.sub(r"<[^>]+>", "", value)).strip() for term, value in found}


def filled(page: str) -> dict[str, Any]:
    """The form as a browser would send it."""
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return dict(names) | {"reason": WHY}


def test_what_was_written_stands_in_people_s_words(cast: Cast, chen: Client):
    item = badly_filled(cast, landmark="门牌 12", way="reported_to_community")
    told = facts(shown(chen, item))
    assert told["要办的"] == "送出"
    assert told["哪里、哪件事"] == "后街巷"
    assert told["什么事"] == "其他"
    assert told["在哪一段"] == "门牌 12"
    assert told["怎么办"] == "报给社区"
    assert told["说两句"].startswith("没有填")
    assert "写两句是什么事" in told["说两句"]


def test_sealed_fields_are_masked_on_every_page_of_it(cast: Cast, chen: Client):
    item = badly_filled(cast, raiser_name="欧阳大明", raiser_phone="138 0013 8000")
    for verb in ("", "edit", "return"):
        page = shown(chen, item, verb)
        assert "大明" not in page
        assert "0013" not in page
    assert facts(shown(chen, item))["电话"] == "138****8000"
    assert "138****8000，不改就空着" in shown(chen, item, "edit")


def test_when_it_was_by_both_clocks_and_how_far_the_phone_is_off(cast: Cast, chen: Client):
    phone = Phone(cast, drift=-25 * 60_000)
    item = set_aside(cast, phone.note("", given={"kind": str(cast.other.pk)}), phone)
    told = facts(shown(chen, item))
    assert told["手机上的时间"] == "11月23日 8:15　▲ 手机慢了 25 分钟"
    assert told["校正后"] == "11月23日 8:40"


def test_a_clock_that_is_right_is_not_talked_about(cast: Cast, chen: Client):
    page = shown(chen, badly_filled(cast))
    assert "手机慢了" not in page
    assert "手机快了" not in page


def test_what_it_is_about_leads_to_it_and_what_is_hidden_is_not_told(cast: Cast, chen: Client):
    item = not_hers(cast)
    assert 'href="/desk/matters/' in shown(chen, item)
    phone = Phone(cast)
    matter = matters.note(cast.stranger, cast.shijie, kind=cast.quarrel)
    far = set_aside(cast, phone.op("matter.add", matter, {"words": "昨晚又吵"}), phone)
    assert facts(shown(chen, far))["哪里、哪件事"] == "找不到，或者不归这里看"


def test_the_likeliest_act_is_open(cast: Cast, chen: Client):
    assert offered(shown(chen, badly_filled(cast))) == ["改一改再放行", "退回手机"]
    assert offered(shown(chen, not_hers(cast))) == ["照原样放行", "改一改再放行", "退回手机"]
    assert offered(shown(chen, unreadable(cast))) == ["退回手机"]
    assert offered(shown(chen, held(cast))) == ["照原样放行", "改一改再放行", "退回手机"]
    assert offered(shown(chen, held(cast, days=2))) == []


def test_edited_and_released_through_the_page(cast: Cast, chen: Client):
    item = badly_filled(cast, landmark="门牌 12", raiser_phone="13800138000")
    page = shown(chen, item)
    sent = filled(page) | {
        "given.kind": str(cast.clutter.pk), "given.words": "路面塌了\r\n一块", "given.landmark": "门牌 12",
        "given.way": "", "given.channel": "street", "given.raiser_name": "", "given.raiser_phone": "",
    }  # fmt: skip
    answer = chen.post(address(item, "edit"), sent)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/sync/")
    assert "放行了，马上就办" in chen.get("/desk/sync/").content.decode()
    ruling = item.rulings.get()
    assert ruling.corrected == {"kind": str(cast.clutter.pk), "words": "路面塌了\n一块"}
    work()
    matter = matter_of(item)
    assert (matter.kind, matter.words, matter.raiser_phone.masked) == (cast.clutter, "路面塌了\n一块", "138****8000")


def test_a_sealed_field_that_was_wrong_is_dropped_when_left_empty(cast: Cast, chen: Client):
    phone = Phone(cast)
    item = set_aside(cast, phone.note("路面塌了", given={"raiser_phone": "1380"}), phone)
    page = shown(chen, item)
    assert "**80，不对；空着就不要这一项" in page
    op = {f"given.{k}": v for k, v in {"kind": str(cast.clutter.pk), "words": "路面塌了", "channel": "street"}.items()}
    chen.post(address(item, "edit"), filled(page) | op | {"given.raiser_phone": ""})
    work()
    assert fresh(item).outcome == Outcome.ACCEPTED
    assert matter_of(item).raiser_phone is None


def test_a_correction_that_will_not_do_comes_back_beside_its_field_with_all_that_was_typed(cast: Cast, chen: Client):
    item = badly_filled(cast)
    sent = filled(shown(chen, item)) | {"given.kind": "", "given.words": "路面塌了一大块", "given.channel": "street"}
    answer = chen.post(address(item, "edit"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-given.kind-error"' in page
    assert "选一样，拿不准就选" in page
    assert "路面塌了一大块" in page
    assert WHY in page
    assert fresh(item).outcome == Outcome.QUARANTINED


def test_the_reason_of_the_deed_and_that_of_the_ruling_are_two_fields(cast: Cast, chen: Client):
    phone = Phone(cast)
    phone.ping()
    matter = stages.consulting(cast)
    people.end_device(cast.chen, phone.device)
    item = set_aside(cast, phone.op("matter.part", matter, {"reason": "一方没有来"}), phone)
    sent = filled(shown(chen, item, "edit")) | {"given.reason": "房主没有来"}
    assert chen.post(address(item, "edit"), sent).status_code == 302
    work()
    assert item.rulings.get().reason == WHY
    assert matter.steps.get(verb="part").reason == "房主没有来"


def test_a_sealed_field_typed_wrongly_is_told_and_stays_typed(cast: Cast, chen: Client):
    item = badly_filled(cast, raiser_phone="13800138000")
    sent = filled(shown(chen, item)) | {
        "given.words": "塌了",
        "given.kind": str(cast.other.pk),
        "given.channel": "street",
    }
    page = chen.post(address(item, "edit"), sent | {"given.raiser_phone": "1390"}).content.decode()
    assert "写出 11 位手机号" in page
    assert 'value="1390"' in page
    assert "138****8000，不改就空着" in page


def test_without_a_reason_nothing_happens(cast: Cast, chen: Client):
    item = not_hers(cast)
    for verb in ("release", "return"):
        answer = chen.post(address(item, verb), filled(shown(chen, item, verb)) | {"reason": ""})
        assert answer.status_code == 422
        assert "写一写为什么" in answer.content.decode()
    assert fresh(item).outcome == Outcome.QUARANTINED


def test_released_as_it_is_through_the_page(cast: Cast, chen: Client):
    item = not_hers(cast)
    chen.post(address(item, "release"), filled(shown(chen, item, "release")))
    assert "系统正在办" in shown(chen, item)
    work()
    page = shown(chen, item)
    assert "办好了" in page
    assert "陈晓燕：放行" in page
    assert WHY in page


def test_returned_through_the_page(cast: Cast, chen: Client):
    item = badly_filled(cast)
    chen.post(address(item, "return"), filled(shown(chen, item, "return")) | {"reason": "写一句是什么事"})
    assert fresh(item).sentence == "写一句是什么事"
    page = shown(chen, item)
    assert "陈晓燕：退回手机" in page
    assert offered(page) == []


def test_one_press_later_the_page_says_who_was_first(cast: Cast, chen: Client):
    item = not_hers(cast)
    sent = filled(shown(chen, item, "release"))
    actions.send_back(cast.lin, item, reason="问过了，不办")
    answer = chen.post(address(item, "release"), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "刚才已经有人定了" in page
    assert "林立平：退回手机" in page


def test_pressed_twice_it_is_one_ruling(cast: Cast, chen: Client):
    item = not_hers(cast)
    sent = filled(shown(chen, item, "release"))
    for _press in range(2):
        assert chen.post(address(item, "release"), sent).status_code == 302
    assert item.rulings.count() == 1


def test_a_page_for_an_act_that_is_over_leads_back(cast: Cast, chen: Client):
    item = badly_filled(cast)
    actions.send_back(cast.lin, item, reason="写一句是什么事")
    assert chen.get(address(item, "edit"))["Location"] == address(item)


def test_one_in_conflict_leads_to_its_two_values(cast: Cast, chen: Client):
    conflict = conflicting(cast)
    assert f"/desk/sync/conflicts/{conflict.pk}/" in shown(chen, conflict.item)


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "null", "\x00", '{"op_id": 1}', '{"given": "x"}', "坏" * 100, '{"a":' * 2000,
        '{"op_id": "x", "thing": {"$gt": ""}}', "\ud83d".encode("utf-8", "surrogatepass"),
    ],
)  # fmt: skip
def test_whatever_came_the_page_opens_and_offers_to_give_it_back(cast: Cast, chen: Client, line):
    page = shown(chen, unreadable(cast, line))
    assert "读不出来" in page
    assert offered(page) == ["退回手机"]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "x" * 10_000},
        {"kind": ["a", "b"]},
        {"way": "__import__('os')"},
        {"happened_at": "99999-01-01"},
        {"promised_pictures": "1e400"},
        {"unknown": "13800138000"},
        {"raiser_phone": ["1", "2"]},
        {"words": "\x00\ufeff\u202e"},
    ],
)
def test_hostile_fields_are_words_on_the_page(cast: Cast, chen: Client, given):
    item = badly_filled(cast, **given)
    for verb in ("", "edit"):
        page = shown(chen, item, verb)
        assert "13800138000" not in page
        assert len(page) < 60_000


def test_a_deed_that_is_no_more_can_only_be_given_back(cast: Cast, chen: Client):
    phone = Phone(cast)
    item = set_aside(cast, phone.op("matter.vanish", None, {"secret": "13800138000"}), phone)
    page = shown(chen, item)
    assert offered(page) == ["退回手机"]
    assert "13800138000" not in page


def test_next_door_those_above_and_stewards_are_shown_nothing(cast: Cast):
    item = badly_filled(cast)
    for name in ("gao", "sun", "wu", "zhou"):
        client = desk_of(cast.people[name])
        for verb in ("", "edit", "release", "return"):
            assert client.get(address(item, verb)).status_code == 404
        assert client.post(address(item, "return"), {"reason": WHY}).status_code == 404
    steward = phone_of(cast.people["wang"])
    assert steward.get(address(item)).status_code in (302, 404)
    assert steward.post(address(item, "return"), {"reason": WHY}).status_code in (302, 403, 404)
    assert fresh(item).outcome == Outcome.QUARANTINED


@pytest.mark.parametrize("verb", ["delete", "accept", "release_all"])
def test_there_are_no_other_acts(cast: Cast, chen: Client, verb):
    item = badly_filled(cast)
    assert chen.get(address(item, verb)).status_code == 404
    assert chen.post(address(item, verb), {"reason": WHY}).status_code == 404


def test_what_is_not_there_looks_like_what_one_may_not_see(cast: Cast, chen: Client):
    assert chen.get(f"/desk/sync/items/{uuid4()}/").status_code == 404


def test_looking_changes_nothing(cast: Cast, chen: Client):
    item = badly_filled(cast)
    before = Item.objects.filter(pk=item.pk).values().get()
    for verb in ("", "edit", "return"):
        shown(chen, item, verb)
    assert Item.objects.filter(pk=item.pk).values().get() == before
