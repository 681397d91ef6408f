"""A matter at the desk: all that happened, what may be done, and what comes back when it cannot be done."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.door.journal import reads_chain
from xiaoxiang.door.models import Entry
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Channel
from xiaoxiang.matters.queries import VERBS, possible
from xiaoxiang.matters.tests.stages import accepted, dispatched, done, fresh, noted, reported, sent_up, verbs, verified

pytestmark = pytest.mark.django_db
QUESTIONS = 12


@pytest.fixture
def chen(cast: Cast, monday) -> Client:
    return desk_of(cast.people["chen"])


def text(page: str) -> str:
    """What a person reads of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def offered(page: str) -> set[str]:
    """The verbs that a page offers, as an open form or as a link."""
    return set(re.findall(r'(?:action|href)="/desk/matters/[0-9a-f-]{36}/([a-z_]+)/"', page)) & set(VERBS)


def test_it_tells_what_happened_and_whose_turn_it_is(cast: Cast, chen: Client):
    matter = dispatched(cast, kind=cast.lamp, words="晚上看不见路", raiser_name="赵大有", raiser_phone="13800138000")
    told = text(chen.get(f"/desk/matters/{matter.pk}/").content.decode())
    for line in (
        "一位居民在网页上反映",
        "管家王师傅交给社区",
        "文兴社区受理",
        "派给县市政所路灯班",
        "等县市政所路灯班办理",
    ):
        assert line in told
    assert "应在 11 月 30 日 17:30 前办好" in told
    assert "晚上看不见路" in told
    assert "138****8000" in told
    assert "赵**" in told
    assert "13800138000" not in told
    assert "《管理办法》" in told


def test_its_questions_stay_the_same_however_long_its_story(cast: Cast, chen: Client, django_assert_num_queries):
    matter = accepted(cast)
    chen.get(f"/desk/matters/{matter.pk}/")
    with django_assert_num_queries(QUESTIONS):
        chen.get(f"/desk/matters/{matter.pk}/")
    for _ in range(3):
        actions.dispatch(cast.chen, matter, body=cast.lamps)
        actions.send_back(cast.chen, matter, reason="不归我们", suggestion="城管")
        actions.accept(cast.chen, matter)
        reported(cast)
    with django_assert_num_queries(QUESTIONS):
        chen.get(f"/desk/matters/{matter.pk}/")


def test_the_buttons_are_those_of_the_rule_that_opens_the_door(cast: Cast, monday):
    for matter in (
        noted(cast),
        reported(cast),
        accepted(cast),
        dispatched(cast),
        done(cast),
        verified(cast),
        sent_up(cast),
    ):
        for name in ("chen", "sun"):
            by = getattr(cast, name)
            page = desk_of_once(cast, name).get(f"/desk/matters/{matter.pk}/").content.decode()
            assert offered(page) == set(possible(by, matter)), (matter.state, name)


def desk_of_once(cast: Cast, name: str, known: dict[tuple[int, str], Client] = {}) -> Client:  # noqa: B006
    key = (id(cast), name)
    if key not in known:
        known[key] = desk_of(cast.people[name])
    return known[key]


def test_the_likeliest_act_is_open_and_works_without_script(cast: Cast, chen: Client):
    matter = accepted(cast)
    page = chen.get(f"/desk/matters/{matter.pk}/").content.decode()
    assert f'action="/desk/matters/{matter.pk}/dispatch/"' in page
    assert "县市政所路灯班" in page
    assert "王秀英（后街巷 小巷管家）" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    answer = chen.post(f"/desk/matters/{matter.pk}/dispatch/", {"body": cast.lamps.pk, "seen": seen})
    assert answer["Location"] == f"/desk/matters/{matter.pk}/"
    assert fresh(matter).body_id == cast.lamps.pk


@pytest.mark.parametrize("verb", ["pause", "send_up", "merge", "decline", "consult", "extend"])
def test_each_other_act_is_a_page_with_its_form(cast: Cast, chen: Client, verb):
    matter = accepted(cast)
    page = chen.get(f"/desk/matters/{matter.pk}/{verb}/")
    assert page.status_code == 200
    assert str(VERBS[verb].verb) in text(page.content.decode())
    assert page.content.decode().count('<form class="form"') == 1


def test_badly_filled_it_comes_back_with_words_beside_the_field_and_what_was_typed(cast: Cast, chen: Client):
    matter = accepted(cast)
    answer = chen.post(f"/desk/matters/{matter.pk}/pause/", {"reason": "连着下雨，没法补", "until": "2026-11-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "连着下雨，没法补" in page
    assert "选明天到 12 月 23 日之间的一天" in page
    assert fresh(matter).state == "accepted"


def test_somebody_was_faster_the_page_says_what_changed_and_keeps_what_was_typed(cast: Cast, chen: Client):
    matter = accepted(cast)
    seen = matter.version
    actions.dispatch(cast.lin, matter, body=cast.lamps)
    answer = chen.post(
        f"/desk/matters/{matter.pk}/send_up/", {"reason": "要城管一起去", "seen": seen, "op_id": "not-an-id"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚才已经有人动过：林立平把“杂物乱堆”派给县市政所路灯班" in page
    assert "要城管一起去" in page
    assert "现在的情况" in page
    assert "派给<b>县市政所路灯班</b>" in page
    assert f'name="seen" value="{fresh(matter).version}"' in page


def test_a_deed_of_one_key_that_came_too_late_leads_to_the_whole_matter(cast: Cast, chen: Client):
    matter = reported(cast)
    seen = matter.version
    actions.accept(cast.lin, matter)
    answer = chen.post(f"/desk/matters/{matter.pk}/accept/", {"seen": seen, "from": "inbox"})
    assert answer.status_code == 409
    assert "刚才已经有人动过：林立平受理了" in answer.content.decode()
    assert verbs(matter).count("accept") == 1


def test_an_act_that_is_not_possible_now_leads_back(cast: Cast, chen: Client):
    matter = reported(cast)
    assert chen.get(f"/desk/matters/{matter.pk}/verify/")["Location"] == f"/desk/matters/{matter.pk}/"
    assert chen.get(f"/desk/matters/{matter.pk}/climb/").status_code == 404
    assert chen.get(f"/desk/matters/{matter.pk}/nonsense/").status_code == 404


def test_others_read_the_reduced_page_and_nothing_of_what_is_withheld(cast: Cast, monday):
    matter, hidden = reported(cast), reported(cast, kind=cast.quarrel)
    for name in ("gao", "wu"):
        client = desk_of(cast.people[name])
        assert client.get(f"/desk/matters/{matter.pk}/")["Location"] == f"/matters/{matter.pk}/"
        assert client.get(f"/desk/matters/{hidden.pk}/").status_code == 404
        assert client.post(f"/desk/matters/{matter.pk}/accept/").status_code == 404
        assert client.post(f"/desk/matters/{hidden.pk}/accept/").status_code == 404
    assert fresh(matter).state == fresh(hidden).state == "reported"


def test_merging_offers_the_others_of_the_community_nearest_first(cast: Cast, chen: Client):
    far = actions.note(cast.li, cast.yancang, kind=cast.clutter)
    near, matter = reported(cast), reported(cast)
    elsewhere = actions.note(cast.stranger, cast.shijie, kind=cast.clutter)
    page = chen.get(f"/desk/matters/{matter.pk}/merge/").content.decode()
    choices = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert choices == [str(near.pk), str(far.pk)]
    assert str(elsewhere.pk) not in page
    chen.post(f"/desk/matters/{matter.pk}/merge/", {"into": near.pk})
    assert fresh(matter).duplicate_of_id == near.pk


def test_the_number_is_shown_once_with_a_reason_and_kept_in_the_read_log(cast: Cast, chen: Client):
    matter = reported(cast, raiser_phone="13800138000")
    assert "为什么要看" in chen.get(f"/desk/matters/{matter.pk}/reveal/").content.decode()
    given = {"reason": "问清是哪一盏灯", "field": "raiser_phone", "op_id": "01977d2e-0000-7000-8000-000000000001"}
    shown = chen.post(f"/desk/matters/{matter.pk}/reveal/", given)
    assert "13800138000" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "13800138000" not in chen.post(f"/desk/matters/{matter.pk}/reveal/", given).content.decode()
    assert Entry.objects.filter(chain_id=reads_chain(cast.county.pk), action="matter.reveal").count() == 1


def test_the_subdistrict_reads_the_mask_and_no_more(cast: Cast, monday):
    matter = sent_up(cast, raiser_phone="13800138000")
    sun = desk_of(cast.people["sun"])
    page = sun.get(f"/desk/matters/{matter.pk}/").content.decode()
    assert "138****8000" in page
    assert "/reveal/" not in page
    assert sun.post(f"/desk/matters/{matter.pk}/reveal/", {"reason": "想看看"}).status_code == 404


def test_what_was_said_on_the_telephone_is_written_down_there(cast: Cast, chen: Client):
    matter = verified(cast)
    given = {"solved": "not_solved", "words": "又堆上了", "channel": "phone"}
    assert chen.post(f"/desk/matters/{matter.pk}/answer/", given).status_code == 302
    assert fresh(matter).state == "reopened"
    assert matter.follow_ups.get().channel == "phone"
    assert "又堆上了" in chen.get(f"/desk/matters/{matter.pk}/").content.decode()


def test_on_paper_it_carries_address_digest_and_symbol_and_no_number_of_anybody(cast: Cast, chen: Client):
    matter = dispatched(cast, raiser_phone="13800138000")
    page = chen.get(f"/desk/matters/{matter.pk}/print/").content.decode()
    assert f"http://testserver/matters/{matter.pk}/" in page
    assert '<svg role="img"' in page
    head = Entry.objects.filter(thing_id=matter.pk).order_by("-height").first().head
    assert bytes(head).hex()[:8] in page
    assert "13800138000" not in page
    assert "派给" in page


def test_a_late_one_says_so_in_words(cast: Cast, monday):
    matter = accepted(cast)
    with clock.at(matter.due_at + timedelta(days=3)):
        page = desk_of(cast.people["chen"]).get(f"/desk/matters/{matter.pk}/").content.decode()
    assert "超期 3 天" in page


def test_where_this_kind_mostly_goes_is_one_key_away(cast: Cast, chen: Client):
    for _ in range(2):
        dispatched(cast, kind=cast.lamp)
    matter = accepted(cast, kind=cast.lamp)
    page = chen.get(f"/desk/matters/{matter.pk}/dispatch/?from=inbox").content.decode()
    assert f'name="body" value="{cast.lamps.pk}" data-key="1"' in page
    answer = chen.post(f"/desk/matters/{matter.pk}/dispatch/", {"body": cast.lamps.pk, "from": "inbox"})
    assert answer["Location"] == "/desk/"
    assert fresh(matter).body_id == cast.lamps.pk


def test_whoever_wrote_it_down_can_hand_over_the_receipt_and_nobody_else(cast: Cast, chen: Client):
    written = actions.note(cast.chen, cast.houjie, kind=cast.lamp, channel=Channel.DESK)
    scanned = reported(cast)
    assert 'href="/r/' in chen.get(f"/desk/matters/{written.pk}/").content.decode()
    assert 'href="/r/' not in chen.get(f"/desk/matters/{scanned.pk}/").content.decode()
    assert 'href="/r/' not in desk_of(cast.people["lin"]).get(f"/desk/matters/{written.pk}/").content.decode()
