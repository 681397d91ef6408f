"""The receipt: its address is the key, and whoever holds it has the last word."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import FollowUp, Matter

pytestmark = pytest.mark.django_db
WITHOUT_TOKENS = re.compile(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"|page=[^"]*')


@pytest.fixture
def matter(cast: Cast, monday) -> Matter:
    return actions.note(
        cast.stranger, cast.houjie, kind=cast.lamp, words="晚上看不见", landmark="老陈家门口",
        raiser_name="赵大明", raiser_phone="13800138000",
    )  # fmt: skip


def address(matter: Matter) -> str:
    return f"/r/{receipt_of(matter.pk)}/"


def done(cast: Cast, matter: Matter) -> Matter:
    return actions.settle(cast.wang, matter)


def test_it_says_the_number_what_comes_next_by_when_and_whom_to_call(client: Client, cast: Cast, matter: Matter):
    html = client.get(address(matter)).content.decode()
    assert matter.number in html
    assert "本巷管家会在 今天 15:10 前去看。" in html
    assert 'href="tel:0593-3880003"' in html
    assert "晚上看不见" in html
    assert "老陈家门口" in html


def test_it_is_kept_by_nobody_else(client: Client, cast: Cast, matter: Matter):
    answer = client.get(address(matter))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_every_wrong_receipt_gets_the_same_answer(client: Client, cast: Cast, matter: Matter):
    good = receipt_of(matter.pk)
    bodies = set()
    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), "A" * 22, receipt_of(uuid4())):
        answer = client.get(f"/r/{token}/")
        assert answer.status_code == 404
        bodies.add(WITHOUT_TOKENS.sub("", answer.content.decode()))
    assert len(bodies) == 1


def test_the_id_of_a_matter_is_not_its_receipt(client: Client, cast: Cast, matter: Matter):
    html = client.get(f"/matters/{matter.pk}/").content.decode()
    assert receipt_of(matter.pk) not in html
    assert "晚上看不见" not in html


def test_solved_closes_it(client: Client, cast: Cast, matter: Matter):
    done(cast, matter)
    assert 'value="solved"' in client.get(address(matter)).content.decode()
    client.post(address(matter), {"solved": "solved", "content": "very"})
    matter.refresh_from_db()
    assert (matter.state, matter.answer) == ("closed", "solved")
    assert FollowUp.objects.get().content == "very"


def test_not_solved_reopens_it_even_after_it_was_closed(client: Client, cast: Cast, matter: Matter):
    done(cast, matter)
    client.post(address(matter), {"solved": "solved"})
    html = client.get(address(matter)).content.decode()
    assert "您说：解决了" in html
    client.post(address(matter), {"solved": "not_solved", "words": "又黑了"})
    matter.refresh_from_db()
    assert (matter.state, matter.answer) == ("reopened", "not_solved")


def test_not_yet_clear_changes_nothing(client: Client, cast: Cast, matter: Matter):
    done(cast, matter)
    client.post(address(matter), {"solved": "not_clear"})
    matter.refresh_from_db()
    assert (matter.state, matter.answer) == ("done_on_spot", "not_clear")


def test_the_answers_are_symmetric_and_none_is_chosen_beforehand(client: Client, cast: Cast, matter: Matter):
    done(cast, matter)
    html = client.get(address(matter)).content.decode()
    form = html.split('id="answer"')[1].split("</form>")[0]
    for word in ("很满意", "满意", "一般", "不满意", "很不满意", "说不清", "解决了", "没解决", "还说不清"):
        assert word in form
    assert "checked" not in form


def test_an_empty_answer_says_what_to_do(client: Client, cast: Cast, matter: Matter):
    done(cast, matter)
    answer = client.post(address(matter), {"words": "写好的话"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("选一样；拿不准选“还说不清”") == 2
    assert "写好的话" in html


def test_before_anything_was_done_nothing_is_asked(client: Client, cast: Cast, matter: Matter):
    assert 'name="solved"' not in client.get(address(matter)).content.decode()
    assert client.post(address(matter), {"solved": "solved"}).status_code == 409


def test_it_still_opens_after_ninety_days(client: Client, cast: Cast, matter: Matter):
    with clock.at(clock.now() + timedelta(days=90)):
        assert client.get(address(matter)).status_code == 200


def test_who_only_joined_follows_it_without_words_and_cannot_answer(client: Client, cast: Cast, matter: Matter):
    me = actions.join(cast.stranger, matter)
    done(cast, Matter.objects.get())
    html = client.get(f"/r/{receipt_of(me.pk)}/").content.decode()
    assert matter.number in html
    for secret in ("晚上看不见", "老陈家", "赵大明", 'name="solved"', "/photos/"):
        assert secret not in html
    client.post(f"/r/{receipt_of(me.pk)}/", {"solved": "not_solved"})
    matter.refresh_from_db()
    assert matter.state == "done_on_spot"


def test_a_merged_one_leads_to_the_other(client: Client, cast: Cast, matter: Matter):
    other = actions.note(cast.stranger, cast.houjie, kind=cast.lamp)
    actions.merge(cast.chen, matter, into=other)
    assert f"/matters/{other.pk}/" in client.get(address(matter)).content.decode()


def test_the_suggestion_link_does_not_carry_the_secret(client: Client, cast: Cast, matter: Matter):
    foot = client.get(address(matter)).content.decode().split("/suggest/")[1].split('"')[0]
    assert receipt_of(matter.pk) not in foot


def test_it_costs_eight_questions(client: Client, cast: Cast, matter: Matter, django_assert_max_num_queries):
    done(cast, matter)
    client.get(address(matter))
    with django_assert_max_num_queries(8):
        client.get(address(matter))


def test_one_thing_more_is_said_and_read_by_those_who_deal_with_it(client: Client, cast: Cast, matter: Matter):
    assert f"{address(matter)}add/" in client.get(address(matter)).content.decode()
    empty = client.post(f"{address(matter)}add/", {"words": ""})
    assert empty.status_code == 422
    assert empty.content.decode().count("写一写要补充的话") == 2
    client.post(f"{address(matter)}add/", {"words": "是从左数第三盏"})
    assert "是从左数第三盏" in client.get(address(matter)).content.decode()
    public = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "提出的人补充了一句" in public
    assert "第三盏" not in public


def test_nothing_is_added_to_what_has_ended(client: Client, cast: Cast, matter: Matter):
    actions.decline(cast.chen, matter, reason="不归社区", where="12345")
    assert "/add/" not in client.get(address(matter)).content.decode()
    assert client.post(f"{address(matter)}add/", {"words": "再说一句"}).status_code == 409


def test_it_can_be_taken_back_for_a_minute(client: Client, cast: Cast, matter: Matter, monday):
    assert f"{address(matter)}withdraw/" in client.get(address(matter)).content.decode()
    with clock.at(monday + timedelta(seconds=61)):
        assert "withdraw/" not in client.get(address(matter)).content.decode()
        assert client.post(f"{address(matter)}withdraw/", {}).status_code == 409
    client.post(f"{address(matter)}withdraw/", {})
    matter.refresh_from_db()
    assert (matter.state, matter.is_ended, matter.is_withheld) == ("withdrawn", True, True)
    assert client.get(f"/matters/{matter.pk}/").status_code == 404
    assert "撤回" in client.get(address(matter)).content.decode()


def test_what_somebody_took_on_cannot_be_taken_back(client: Client, cast: Cast, matter: Matter):
    actions.report(cast.wang, matter)
    assert "withdraw/" not in client.get(address(matter)).content.decode()
    answer = client.post(f"{address(matter)}withdraw/", {})
    assert answer.status_code == 409
    assert "撤不回来" in answer.content.decode()


def test_who_only_joined_adds_and_takes_back_nothing(client: Client, cast: Cast, matter: Matter):
    home = f"/r/{receipt_of(actions.join(cast.stranger, matter).pk)}/"
    assert client.get(f"{home}add/").status_code == 404
    assert client.post(f"{home}withdraw/", {}).status_code == 404
    assert client.post(f"{home}photos/", {}).status_code == 404
