"""One hand at the desk: the inbox by keys alone (ux 25)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.people import Cast
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.tests.stages import accepted, dispatched, fresh, reported

pytestmark = pytest.mark.browser


def test_a_matter_is_assigned_by_two_keys_and_taken_back_by_one(town: Cast, staff_desk: Callable[[str], Page]):
    dispatched(town, kind=town.lamp)
    matter = accepted(town, kind=town.lamp)
    page = staff_desk("chen")
    page.goto("/desk/?show=ours")
    page.keyboard.press("p")
    page.wait_for_url("**/dispatch/?from=inbox")
    page.keyboard.press("1")
    page.wait_for_url("**/desk/")
    assert fresh(matter).body_id == town.lamps.pk
    page.keyboard.press("z")
    page.wait_for_url(f"**/desk/matters/{matter.pk}/")
    expect(page.get_by_text("撤销了，和刚才没办一样。")).to_be_visible()
    assert fresh(matter).state == "accepted"


def test_down_the_list_accept_open_and_help(town: Cast, staff_desk: Callable[[str], Page]):
    first, second = reported(town), reported(town)
    page = staff_desk("chen")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="按键")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("“杂物乱堆”：受理。")).to_be_visible()
    assert [fresh(m).state for m in (first, second)] == ["reported", "accepted"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/matters/{first.pk}/")
    page.keyboard.press("u")
    page.wait_for_url("**/send_up/")


def test_a_second_click_before_the_page_changed_is_the_same_deed(town: Cast, staff_desk: Callable[[str], Page]):
    reported(town)
    page = staff_desk("chen")
    page.locator("[data-key=a]").dblclick()
    expect(page.get_by_text("“杂物乱堆”：受理。")).to_be_visible()
    assert list(Matter.objects.get().steps.values_list("verb", flat=True)) == ["note", "report", "accept"]
