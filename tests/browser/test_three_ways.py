"""The seed's three ways, each played whole: on the spot, reported to the community, joint consultation (seed 23-25)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_whole_job import delivered, done_at_desk, press, said
from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db(transaction=True)


def noted_by_steward(phone: Page, kind: str, way: str) -> Matter:
    """Kind, way, send: the alley is known, nothing is typed. Three taps and the one that opened the page."""
    phone.goto("/steward/")
    press(phone, "随手记一件")
    phone.get_by_text(kind, exact=True).click()
    phone.get_by_text(way, exact=True).click()
    press(phone, "送出")
    delivered(phone)
    return Matter.objects.latest("id")


def test_on_the_spot_in_four_taps_and_nothing_typed(steward_phone: Callable[[str], Page]):
    matter = noted_by_steward(steward_phone("wang"), "杂物乱堆", "当场办好了")
    assert (matter.state, matter.route, matter.is_ended) == ("closed", "on_the_spot", True)


def test_reported_to_the_community_which_does_it_itself(
    steward_phone: Callable[[str], Page], staff_desk: Callable[[str], Page]
):
    phone = steward_phone("wang")
    matter = noted_by_steward(phone, "车辆乱停", "报给社区")
    desk = staff_desk("chen")
    for verb in ("accept", "declare_done", "verify"):
        done_at_desk(desk, matter, verb)
    matter.refresh_from_db()
    assert (matter.state, matter.route) == ("verified", "reported_to_community")
    phone.goto(f"/matters/{matter.pk}/")
    expect(phone.get_by_role("heading", name="车辆乱停")).to_be_visible()


def test_joint_consultation_from_the_invitation_to_the_yes(
    visit: Callable[..., Page], steward_phone: Callable[[str], Page], town: Cast
):
    matter = actions.note(town.stranger, town.houjie, kind=town.quarrel, words="排水流到邻居家")
    steward = steward_phone("wang")
    steward.goto(f"/matters/{matter.pk}/consult/")
    steward.get_by_label("请谁来谈").fill("房主、邻居")
    press(steward, "请几方来谈")
    delivered(steward)
    assert Matter.objects.get().state == "in_consultation"
    steward.goto(f"/matters/{matter.pk}/agree/")
    steward.get_by_label("谈妥了什么").fill("房主改水管")
    steward.get_by_label("哪几方").fill("房主、邻居")
    steward.get_by_label("到哪天做完").fill((clock.now() + timedelta(days=5)).date().isoformat())
    press(steward, "谈妥了")
    delivered(steward)
    assert Matter.objects.get().state == "agreed"
    for verb, words in (("declare_done", "办好了"), ("verify", "看过，办好了")):
        steward.goto(f"/matters/{matter.pk}/{verb}/")
        press(steward, words)
        delivered(steward)
    resident = visit()
    resident.goto(f"/r/{receipt_of(matter.pk)}/")
    said(resident, "解决了")
    closed = Matter.objects.get()
    assert (closed.state, closed.route, closed.answer) == ("closed", "joint_consultation", "solved")


def test_without_script_a_resident_reports_and_answers(visit: Callable[..., Page], town: Cast):
    page = visit(scripts=False)
    page.goto(f"/a/{town.houjie.plaque}/report/clutter/")
    press(page, "送出")
    page.wait_for_url("**/r/**")
    actions.settle(town.wang, Matter.objects.get())
    said(page, "解决了")
    assert Matter.objects.get().state == "closed"
