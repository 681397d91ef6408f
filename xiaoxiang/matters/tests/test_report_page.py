"""Reporting from the plaque, without account and without script."""

import gzip
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter, MeToo
from xiaoxiang.matters.tests.test_alley_page import bytes_of

pytestmark = pytest.mark.django_db


def address(cast: Cast, code: str = "lamp") -> str:
    return f"/a/{cast.houjie.plaque}/report/{code}/"


def hidden_of(html: str) -> dict[str, str]:
    """What the form carries along."""
    form = html.split('id="form"')[1].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def test_kinds_are_tiles_with_the_seeds_three_first(client: Client, cast: Cast):
    html = client.get(f"/a/{cast.houjie.plaque}/report/").content.decode()
    places = [html.index(name) for name in ("杂物乱堆", "车辆乱停", "私拉电线", "路灯不亮", "其他")]
    assert places == sorted(places)
    assert 'href="tel:119"' in html


def test_two_pages_and_nothing_written_leads_to_the_receipt(client: Client, cast: Cast, monday):
    html = client.get(address(cast)).content.decode()
    answer = client.post(address(cast), hidden_of(html))
    matter = Matter.objects.get()
    assert answer["Location"] == f"/r/{receipt_of(matter.pk)}/"
    assert (matter.channel, matter.state, matter.alley_id) == ("plaque", "noted", cast.houjie.pk)
    assert matter.happened_at == monday


def test_words_place_name_and_telephone_are_kept_sealed(client: Client, cast: Cast, monday):
    given = {"words": "晚上看不见", "landmark": "巷口", "raiser_name": "赵大明", "raiser_phone": " 138-0013 8000"}
    client.post(address(cast), given)
    matter = Matter.objects.get()
    assert (matter.words, matter.landmark) == ("晚上看不见", "巷口")
    assert (matter.raiser_name.masked, matter.raiser_phone.masked) == ("赵**", "138****8000")


def test_a_refusal_stands_beside_the_field_and_everything_typed_is_kept(client: Client, cast: Cast, monday):
    given = {
        "words": "晚上看不见",
        "landmark": "巷口",
        "raiser_name": "赵大明",
        "raiser_phone": "1380013",
        "op_id": str(uuid4()),
    }
    answer = client.post(address(cast), given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>错误：" in html
    assert html.count("写出 11 位手机号，或带区号的座机号") == 2
    for typed in given.values():
        assert typed in html
    assert not Matter.objects.exists()


def test_other_things_need_a_word(client: Client, cast: Cast, monday):
    answer = client.post(address(cast, "other"), {"landmark": "巷口"})
    assert answer.status_code == 422
    assert "写两句是什么事" in answer.content.decode()


def test_a_dangerous_kind_says_call_first_and_lets_one_go_on(client: Client, cast: Cast, monday):
    html = client.get(address(cast, "wires")).content.decode()
    assert 'href="tel:119"' in html
    assert 'href="tel:110"' in html
    assert "<textarea" not in html
    assert "<textarea" in client.get(address(cast, "wires") + "?called=1").content.decode()


def test_a_double_tap_is_one_matter_and_one_receipt(client: Client, cast: Cast, monday):
    given = {**hidden_of(client.get(address(cast)).content.decode()), "words": "看不见"}
    first, second = client.post(address(cast), given), client.post(address(cast), given)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1


def test_back_and_changed_words_are_told_and_can_be_sent_again(client: Client, cast: Cast, monday):
    given = hidden_of(client.get(address(cast)).content.decode())
    client.post(address(cast), given)
    answer = client.post(address(cast), {**given, "words": "补一句"})
    assert answer.status_code == 409
    again = hidden_of(answer.content.decode())
    assert again["op_id"] != given["op_id"]
    assert client.post(address(cast), {**again, "words": "补一句"}).status_code == 302


def test_somebody_said_the_same_and_one_tap_joins(client: Client, cast: Cast, monday):
    known = actions.note(cast.stranger, cast.houjie, kind=cast.lamp, words="不能公开的话", raiser_phone="13800138000")
    html = client.get(address(cast)).content.decode()
    assert f"/matters/{known.pk}/join/" in html
    assert "不能公开的话" not in html
    answer = client.post(f"/matters/{known.pk}/join/", {"op_id": str(uuid4())})
    assert answer["Location"] == f"/r/{receipt_of(MeToo.objects.get().pk)}/"
    known.refresh_from_db()
    assert known.me_too == 1


def test_a_double_tap_joins_once(client: Client, cast: Cast, monday):
    known = actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    op_id = str(uuid4())
    first, second = (client.post(f"/matters/{known.pk}/join/", {"op_id": op_id}) for _n in range(2))
    assert first["Location"] == second["Location"]
    assert MeToo.objects.count() == 1


def test_the_same_of_another_alley_or_long_ago_is_not_offered(client: Client, cast: Cast, monday):
    with clock.at(monday - timedelta(days=60)):
        actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    actions.note(cast.stranger, cast.yancang, kind=cast.lamp)
    assert "/join/" not in client.get(address(cast)).content.decode()


def test_quarrels_of_neighbours_are_never_offered_to_others(client: Client, cast: Cast, monday):
    actions.note(cast.stranger, cast.houjie, kind=cast.quarrel)
    assert "/join/" not in client.get(address(cast, "quarrel")).content.decode()


def test_twenty_an_hour_from_one_address_and_then_words_with_a_telephone(client: Client, cast: Cast, monday):
    for _n in range(20):
        assert client.post(address(cast), {}).status_code == 302
    answer = client.post(address(cast), {"words": "写了很久的话"})
    html = answer.content.decode()
    assert answer.status_code == 429
    assert "写了很久的话" in html
    assert "0593-3880003" in html
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(address(cast), {}).status_code == 302
    with clock.at(monday + timedelta(hours=1)):
        assert client.post(address(cast), {}).status_code == 302


def test_nobody_can_say_how_it_came(client: Client, cast: Cast, monday):
    client.post(address(cast), {"channel": "desk"})
    assert Matter.objects.get().channel == "plaque"


def test_a_resident_cannot_say_how_it_is_handled(client: Client, cast: Cast, monday):
    answer = client.post(address(cast), {"way": "on_the_spot"})
    assert answer.status_code == 422
    assert "怎么办由本巷管家来定" in answer.content.decode()
    assert not Matter.objects.exists()


def test_an_unknown_kind_or_alley_is_not_there(client: Client, cast: Cast):
    assert client.get(address(cast, "nothing")).status_code == 404
    assert client.get("/a/2C2C2C/report/lamp/").status_code == 404


def test_a_form_of_another_site_is_refused(cast: Cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(cast), {}).status_code == 403
    assert not Matter.objects.exists()


def test_the_page_is_small(client: Client, cast: Cast, monday):
    html = client.get(address(cast)).content.decode()
    assert bytes_of(html) <= 60 * 1024
    assert len(gzip.compress(html.encode())) <= 14 * 1024


def test_it_costs_three_questions(client: Client, cast: Cast, monday, django_assert_num_queries):
    client.get(address(cast))
    with django_assert_num_queries(3):
        client.get(address(cast))


def test_no_field_is_required_and_no_photo_expected(client: Client, cast: Cast, monday):
    html = client.get(address(cast)).content.decode()
    assert "required" not in html
    assert html.count("选填") == 5
