"""What a script can say about access: axe finds nothing, nothing is too small, too wide or too faint, in both prints."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = {"width": 320, "height": 640}


def violations(page: Page) -> list[str]:
    page.evaluate(Path(os.environ["XIAOXIANG_AXE"]).read_text())
    found: Any = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def looked_at(page: Page, addresses: list[str], *, elder: bool = False) -> None:
    """Open each page and hold it against the rules."""
    wrong = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        if elder:
            page.context.add_cookies([{"name": "elder", "value": "1", "url": page.url}])
            page.reload()
        wrong += [f"{address} {told}" for told in violations(page)]
        if page.evaluate(TOO_WIDE) > 0:
            wrong.append(f"{address} is too wide at {page.viewport_size}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_pages_of_residents(visit: Callable[..., Page], town: Cast, elder: bool):
    matter = actions.note(town.stranger, town.houjie, kind=town.lamp, words="不亮")
    alley = f"/a/{town.houjie.plaque}/"
    pages = [
        "/", alley, f"{alley}report/", f"{alley}report/lamp/", f"/matters/{matter.pk}/", f"/matters/{matter.pk}/why/",
        f"/r/{receipt_of(matter.pk)}/", f"/c/{town.wenxing.code}/", "/find/", "/suggest/", "/regulation/", "/journal/",
        "/staff/login/", "/nothing/",
    ]  # fmt: skip
    looked_at(visit(PHONE), pages, elder=elder)
    looked_at(visit(NARROW), pages[:7], elder=elder)


def test_pages_of_stewards(steward_phone: Callable[[str], Page], town: Cast):
    matter = actions.note(town.stranger, town.houjie, kind=town.lamp, words="不亮")
    pages = [
        "/steward/",
        "/steward/note/",
        "/steward/matters/",
        f"/matters/{matter.pk}/",
        f"/matters/{matter.pk}/settle/",
    ]
    looked_at(steward_phone("wang"), pages, elder=True)


def test_pages_of_the_desk(staff_desk: Callable[[str], Page], town: Cast):
    matter = actions.note(town.stranger, town.houjie, kind=town.wires, words="拉线")
    page = staff_desk("chen")
    pages = [
        "/desk/",
        f"/desk/matters/{matter.pk}/",
        "/desk/matters/",
        "/desk/register/",
        "/desk/people/",
        "/overview/",
    ]
    looked_at(page, pages)
    page.set_viewport_size(PHONE)
    looked_at(page, pages)
    page.set_viewport_size(DESK)
    looked_at(page, pages[:2], elder=True)


def test_a_page_that_is_wrong_is_found_out(visit: Callable[..., Page]):
    page = visit(PHONE)
    page.goto("/health")
    page.set_content("<html><body><p style='color:#ccc;background:#fff'>看不清</p><img src='data:,'></body></html>")
    told = " ".join(violations(page))
    assert "color-contrast" in told
    assert "image-alt" in told
