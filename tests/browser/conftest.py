"""The stage of the plays: a real server on the test database, a real browser, phones and desks in it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import people
from tests.people import PASSWORD, Cast
from xiaoxiang.machine import browser as machine_browser
from xiaoxiang.people import accounts, devices

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the player's event loop lives in the thread of the test
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
PIN = "246802"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all plays; each has its own contexts."""
    found = machine_browser.ensure()
    os.environ["XIAOXIANG_AXE"] = found["XIAOXIANG_AXE"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found["XIAOXIANG_CHROMIUM"], args=FLAGS, env={**os.environ, **found}
        )
        yield browser
        browser.close()


@pytest.fixture
def town(transactional_db: None, live_server: Any) -> Cast:
    """The cast in a database that really commits, served at `town.url`."""
    cast = people.cast()
    cast.__dict__["url"] = live_server.url
    return cast


@pytest.fixture
def visit(chromium: Browser, town: Cast) -> Iterator[Callable[..., Page]]:
    """Open a phone or a desk for one person. Every script error and every 5xx fails the play."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def visited(size: dict[str, int] = PHONE, *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport=size, base_url=town.url, locale="zh-CN", java_script_enabled=scripts, timezone_id="Asia/Shanghai"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and wrong.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda asked: asked.url.startswith((town.url, "data:", "blob:")) or wrong.append(asked.url))
        return page

    yield visited
    for context in opened:
        context.close()
    assert not wrong


@pytest.fixture
def steward_phone(visit: Callable[..., Page], town: Cast) -> Callable[[str], Page]:
    """A steward's phone, bound at the station and unlocked."""

    def bound(name: str) -> Page:
        _binding, token = devices.new_binding(town.people[name])
        page = visit(PHONE)
        page.goto(f"/bind/{token}/")
        page.get_by_label("六位数字").fill(PIN)
        page.get_by_role("button", name="绑定这部手机").click()
        page.wait_for_url("**/steward/")
        return page

    return bound


@pytest.fixture
def staff_desk(visit: Callable[..., Page], town: Cast) -> Callable[[str], Page]:
    """A desk where a member of staff signed in with password and code."""

    def signed_in(name: str) -> Page:
        secret = accounts.new_totp_secret()
        accounts.open_account(town.people[name], name, PASSWORD, secret)
        page = visit(DESK)
        page.goto("/staff/login/")
        page.locator("[name=login]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.locator("[name=code]").fill(accounts.totp_code(secret))
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/desk/")
        return page

    return signed_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a play: the player's event loop must not meet other tests in one process."""
    for item in items:
        if "/tests/browser/" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.browser)
