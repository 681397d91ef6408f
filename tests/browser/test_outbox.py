"""Offline work in a steward's browser: what was kept is kept, is counted honestly, and goes out once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, PIN
from tests.browser.test_accessible import TOO_WIDE, violations
from tests.browser.test_whole_job import delivered, press
from tests.people import Cast
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.models import Matter
from xiaoxiang.people import devices

pytestmark = pytest.mark.django_db(transaction=True)
NO_STORE = "Object.defineProperty(window, 'indexedDB', { value: { open() { throw new Error('blocked'); } } });"
NO_WORKER = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });"
FULL = """(() => {
  const put = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...given) {
    if (this.name === "outbox") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
})();"""


def chosen(phone: Page, kind: str = "杂物乱堆", way: str = "当场办好了", words: str = "") -> None:
    phone.get_by_text(kind, exact=True).click()
    phone.get_by_text(way, exact=True).click()
    if words:
        phone.get_by_label("说两句").fill(words)


def kept(phone: Page) -> str:
    """Send the form; the op_id of what was kept."""
    press(phone, "送出")
    phone.wait_for_url("**/steward/outbox/?saved=*")
    return phone.url.split("saved=")[1]


def noted(phone: Page, **more: str) -> str:
    phone.goto("/steward/note/")
    chosen(phone, **more)
    return kept(phone)


def unreachable(phone: Page) -> None:
    """The server cannot be spoken to; its pages open."""
    phone.context.route("**/sync/**", lambda route: route.abort())


def reachable(phone: Page) -> None:
    phone.context.unroute("**/sync/**")


def badge(phone: Page) -> int:
    found = phone.locator("[data-outbox-badge]")
    expect(found).to_be_visible()
    return int(re.findall(r"\d+", found.inner_text())[0])


def bound_anew(phone: Page, town: Cast, name: str) -> None:
    """Somebody binds this very browser, as at the station."""
    _binding, token = devices.new_binding(town.people[name])
    phone.goto(f"/bind/{token}/")
    phone.get_by_label("六位数字").fill(PIN)
    phone.get_by_role("button", name="绑定这部手机").click()
    phone.wait_for_url("**/steward/")


def item(phone: Page, op_id: str) -> Any:
    return phone.locator(f'[data-op="{op_id}"]')


def test_what_is_noted_is_kept_then_delivered_before_ones_eyes(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    op_id = noted(phone, words="堆了三天")
    expect(item(phone, op_id)).to_have_attribute("data-state", "delivered")
    matter = Matter.objects.get()
    assert (matter.words, matter.state, matter.channel) == ("堆了三天", "closed", "street")
    expect(phone.get_by_role("link", name="看这一件")).to_have_attribute("href", f"/matters/{matter.pk}/")
    assert badge(phone) == 0


def test_the_badge_is_the_number_that_waits_on_every_page_and_in_every_tab(
    steward_phone: Callable[[str], Page], town: Cast
):
    phone = steward_phone("wang")
    other = phone.context.new_page()
    other.goto("/steward/matters/")
    unreachable(phone)
    for number in (1, 2):
        op_id = noted(phone)
        expect(item(phone, op_id)).to_have_attribute("data-state", "saved")
        expect(phone.locator("[data-outbox-badge]")).to_contain_text(f"待上传 {number}")
        expect(other.locator("[data-outbox-badge]")).to_contain_text(f"待上传 {number}")
        assert phone.evaluate("outbox.counts()")["outbox"] == number
    reachable(phone)
    phone.goto("/steward/outbox/")
    expect(other.locator("[data-outbox-badge]")).to_contain_text("待上传 0")
    assert Matter.objects.count() == 2


def test_a_double_tap_is_one_op(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    phone.goto("/steward/note/")
    chosen(phone)
    phone.locator(".form > .button").dblclick()
    delivered(phone)
    assert (Matter.objects.count(), Item.objects.count()) == (1, 1)


def test_a_lost_answer_makes_one_matter(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    lost: list[int] = []

    def drop(route: Route) -> None:
        answer = route.fetch()
        if len(lost) < 1:
            lost.append(answer.status)
            route.abort()
        else:
            route.fulfill(response=answer)

    phone.context.route("**/sync/ops", drop)
    op_id = noted(phone)
    phone.evaluate("outbox.sync()")
    expect(item(phone, op_id)).to_have_attribute("data-state", "delivered")
    assert (lost, Matter.objects.count()) == ([200], 1)


def test_a_portal_never_counts_as_sent(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    phone.context.route("**/sync/**", lambda route: route.fulfill(status=200, body="<html>登录</html>"))
    op_id = noted(phone)
    expect(phone.locator("[data-part=net]")).to_contain_text("网络需要登录")
    expect(item(phone, op_id)).to_have_attribute("data-state", "saved")
    assert (badge(phone), Matter.objects.count()) == (1, 0)


def test_an_edit_sends_only_what_changed_and_what_it_was(steward_phone: Callable[[str], Page], town: Cast):
    matter = actions.note(town.wang, town.houjie, kind=town.clutter, words="两袋", landmark="巷口", way=Way.REPORT)
    phone = steward_phone("wang")
    phone.goto(f"/matters/{matter.pk}/correct/")
    unreachable(phone)
    phone.get_by_label("怎么回事").fill("三袋")
    press(phone, "改一改")
    phone.wait_for_url("**/steward/outbox/?saved=*")
    line = phone.evaluate("outbox.rows().then(rows => JSON.parse(rows[0].inside.line))")
    assert (line["given"], line["base"]["was"], line["base"]["version"]) == (
        {"words": "三袋"},
        {"words": "两袋"},
        matter.version,
    )
    assert (line["thing"], line["action"], line["base"]["after"]) == (str(matter.pk), "matter.correct", None)
    reachable(phone)
    phone.evaluate("outbox.sync()")
    delivered(phone)
    matter.refresh_from_db()
    assert (matter.words, matter.landmark) == ("三袋", "巷口")


def test_what_was_being_written_comes_back_and_goes_when_it_is_kept(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    phone.goto("/steward/note/")
    chosen(phone, words="写到一半")
    phone.wait_for_timeout(500)
    phone.goto("/steward/")
    phone.goto("/steward/note/")
    expect(phone.get_by_text("已恢复未保存的内容")).to_be_visible()
    assert phone.get_by_label("说两句").input_value() == "写到一半"
    kept(phone)
    delivered(phone)
    assert phone.evaluate("outbox.counts()")["drafts"] == 0
    phone.goto("/steward/note/")
    assert phone.get_by_label("说两句").input_value() == ""
    assert Matter.objects.get().words == "写到一半"


def test_it_can_be_taken_back_for_a_minute(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    noted(phone, way="我先去看看")
    delivered(phone)
    press(phone, "撤销")
    expect(phone.locator("[data-op]")).to_have_count(2)
    expect(phone.locator('[data-state="delivered"]')).to_have_count(2)
    assert Matter.objects.get().is_withheld


def test_another_person_on_this_phone_sees_nothing_and_sends_nothing_of_the_first(
    steward_phone: Callable[[str], Page], town: Cast
):
    phone = steward_phone("wang")
    unreachable(phone)
    op_id = noted(phone, words="王管家记的")
    bound_anew(phone, town, "li")
    reachable(phone)
    phone.goto("/steward/outbox/")
    phone.evaluate("outbox.sync()")
    expect(phone.get_by_text("还没有记过")).to_be_visible()
    assert badge(phone) == 0
    assert phone.evaluate("outbox.person") == str(town.people["li"].pk)
    expect(item(phone, op_id)).to_have_count(0)
    phone.goto("/steward/note/")
    assert phone.evaluate("outbox.person") == str(town.people["li"].pk)
    assert not Item.objects.exists()
    bound_anew(phone, town, "wang")
    phone.goto("/steward/outbox/")
    expect(item(phone, op_id)).to_have_attribute("data-state", "delivered")
    assert Matter.objects.get().raised_by_id == town.people["wang"].pk


def test_without_a_worker_and_without_network_it_is_told_on_the_same_page(
    steward_phone: Callable[[str], Page], town: Cast
):
    phone = steward_phone("wang")
    phone.context.add_init_script(NO_WORKER)
    phone.goto("/steward/note/")
    phone.context.set_offline(True)
    chosen(phone, words="第一件")
    op_id = kept(phone)
    expect(item(phone, op_id)).to_have_attribute("data-state", "saved")
    press(phone, "再记一件")
    chosen(phone, words="第二件")
    second = kept(phone)
    expect(item(phone, second)).to_have_attribute("data-state", "saved")
    phone.context.set_offline(False)
    expect(item(phone, second)).to_have_attribute("data-state", "delivered", timeout=15_000)
    assert sorted(Matter.objects.values_list("words", flat=True)) == ["第一件", "第二件"]


def test_without_a_store_the_form_goes_plainly(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    phone.context.add_init_script(NO_STORE + NO_WORKER)
    phone.goto("/steward/note/")
    chosen(phone, words="没有库")
    press(phone, "送出")
    phone.wait_for_url("**/steward/noted/**")
    assert Matter.objects.get().words == "没有库"


def test_what_could_not_be_kept_stays_in_the_form_and_can_be_posted(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    phone.context.add_init_script(FULL)
    phone.goto("/steward/note/")
    chosen(phone, words="满了")
    press(phone, "送出")
    expect(phone.get_by_text("没能存在本机")).to_be_visible()
    expect(phone.get_by_role("button", name="复制")).to_be_visible()
    assert phone.get_by_label("说两句").input_value() == "满了"
    assert phone.evaluate("outbox.counts()")["outbox"] == 0
    press(phone, "送出")
    phone.wait_for_url("**/steward/noted/**")
    assert Matter.objects.get().words == "满了"


def test_nothing_kept_can_be_read_without_its_key(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    unreachable(phone)
    noted(phone, words="谁也看不到")
    row = phone.evaluate("outbox.all('outbox').then(rows => ({...rows[0], box: [...new Uint8Array(rows[0].box)]}))")
    assert "谁也看不到".encode() not in bytes(row["box"])
    assert "谁也看不到" not in str({name: value for name, value in row.items() if name != "box"})


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_boxes_and_the_facts_keep_the_rules_of_access(
    steward_phone: Callable[[str], Page], town: Cast, size: dict[str, int]
):
    phone = steward_phone("wang")
    unreachable(phone)
    noted(phone, words="堆了三天")
    phone.set_viewport_size(size)  # type: ignore[arg-type]
    for address in (phone.url, "/steward/outbox/", "/steward/diag/"):
        phone.goto(address)
        expect(phone.locator("[data-outbox-badge]")).to_be_visible()
        assert violations(phone) == []
        assert phone.evaluate(TOO_WIDE) <= 0
