"""The main job from end to end: somebody sees something wrong, it is solved, and they say whether it is so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.people import Cast
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, words: str) -> None:
    """Press the button or follow the link that says so."""
    page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()


def delivered(phone: Page) -> None:
    """What a steward kept goes out before her eyes."""
    phone.wait_for_url("**/steward/outbox/?saved=*")
    expect(phone.locator("[data-op]").first).to_have_attribute("data-state", "delivered")


def state() -> str:
    return str(Matter.objects.values_list("state", flat=True).get())


def reported_by_resident(page: Page, town: Cast) -> None:
    """From the plaque to the receipt."""
    page.goto(f"/{town.houjie.plaque}")
    expect(page.get_by_role("heading", name="后街巷")).to_be_visible()
    press(page, "反映一个问题")
    press(page, "路灯不亮")
    page.get_by_label("说两句").fill("晚上看不见路，三天了")
    page.get_by_label("在哪一段").fill("门牌 12 附近")
    page.get_by_label("电话").fill("１３８-００１３ ８０００")
    press(page, "送出")
    page.wait_for_url("**/r/**")


def said(page: Page, answer: str) -> None:
    """What the resident answers on the receipt."""
    page.reload()
    page.get_by_text(answer, exact=True).click()
    press(page, "就这样说")


def test_from_the_plaque_to_a_yes_by_way_of_a_no(
    visit: Callable[..., Page], steward_phone: Callable[[str], Page], staff_desk: Callable[[str], Page], town: Cast
):
    resident = visit()
    reported_by_resident(resident, town)
    expect(resident.get_by_text("收到了，编号")).to_be_visible()
    assert state() == "noted"
    matter = Matter.objects.get()

    steward = steward_phone("wang")
    steward.goto(f"/matters/{matter.pk}/")
    press(steward, "报给社区")
    press(steward, "报给社区")
    delivered(steward)
    assert state() == "reported"

    desk = staff_desk("chen")
    desk.get_by_role("link", name="路灯不亮").first.click()
    done_at_desk(desk, matter, "accept")
    assert state() == "accepted"
    desk.goto(f"/desk/matters/{matter.pk}/dispatch/")
    desk.get_by_label("派给哪个单位").select_option(label=town.lamps.name)
    press(desk, "派单")
    assert state() == "dispatched"
    done_at_desk(desk, matter, "declare_done")
    done_at_desk(desk, matter, "verify")
    assert state() == "verified"

    said(resident, "没解决")
    assert state() == "reopened"
    done_at_desk(desk, matter, "accept")
    done_at_desk(desk, matter, "declare_done")
    done_at_desk(desk, matter, "verify")
    said(resident, "解决了")
    assert state() == "closed"
    expect(resident.get_by_text("办结").first).to_be_visible()
    verbs = list(Matter.objects.get().steps.values_list("verb", flat=True))
    assert verbs == [
        "note", "report", "accept", "dispatch", "declare_done", "verify", "reopen",
        "accept", "declare_done", "verify", "answer",
    ]  # fmt: skip


def done_at_desk(desk: Page, matter: Matter, verb: str) -> None:
    """One act at the desk, on its own page."""
    desk.goto(f"/desk/matters/{matter.pk}/{verb}/")
    desk.locator("main form button").last.click()
    desk.wait_for_url(f"**/desk/matters/{matter.pk}/")
