"""Offline work on a real phone's browser: what was kept is kept, and goes out once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_whole_job import press
from tests.people import Cast
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db(transaction=True)


def noted(phone: Page, kind: str = "杂物乱堆", way: str = "当场办好了", words: str = "") -> str:
    """Note one by the form; the op_id of what was kept."""
    phone.goto("/steward/note/")
    phone.get_by_text(kind, exact=True).click()
    phone.get_by_text(way, exact=True).click()
    if words:
        phone.get_by_label("说两句").fill(words)
    press(phone, "送出")
    phone.wait_for_url("**/steward/outbox/?saved=*")
    return phone.url.split("saved=")[1]


def test_what_is_noted_is_kept_then_delivered_before_ones_eyes(steward_phone: Callable[[str], Page], town: Cast):
    phone = steward_phone("wang")
    op_id = noted(phone, words="堆了三天")
    kept = phone.locator(f'[data-op="{op_id}"]')
    expect(kept).to_have_attribute("data-state", "delivered")
    matter = Matter.objects.get()
    assert (matter.words, matter.state, matter.channel) == ("堆了三天", "closed", "street")
    expect(phone.get_by_role("link", name="看这一件")).to_have_attribute("href", f"/matters/{matter.pk}/")
    expect(phone.locator("[data-outbox-badge]")).to_contain_text("待上传 0")
