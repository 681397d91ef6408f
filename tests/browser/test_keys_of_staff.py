"""The keys of staff in a real browser: the first sign-in from the slip of paper to the desk, and a passkey."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.people import PASSWORD, Cast
from xiaoxiang.people import accounts, actions
from xiaoxiang.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def given(page: Page, name: str, password: str) -> None:
    page.goto("/staff/login/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    press(page, "登录")


def with_fingerprint(page: Page) -> None:
    """A browser that has a fingerprint reader."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": reader})


def test_from_the_first_password_to_the_desk(visit: Callable[..., Page], town: Cast):
    account = actions.open_account(town.wu, town.people["chen"], username="chenxy")
    page = visit()
    given(page, "chenxy", account.first_password)
    expect(page.get_by_role("heading", name="先换成自己的密码")).to_be_visible()
    page.get_by_label("原来的密码").fill(account.first_password)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    press(page, "换成新密码")
    expect(page.get_by_role("heading", name="设验证器")).to_be_visible()
    assert page.get_by_alt_text("验证器的二维码").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("p.mono").inner_text()
    page.get_by_label("六位数字").fill(accounts.totp_code(secret))
    press(page, "设好了")
    expect(page.locator("li.mono")).to_have_count(10)
    page.get_by_role("link", name="抄好了，去待办").click()
    page.wait_for_url("**/desk/")


def test_a_passkey_opens_the_desk_without_a_password(visit: Callable[..., Page], town: Cast):
    secret = accounts.new_totp_secret()
    accounts.open_account(town.people["chen"], "chen", PASSWORD, secret)
    page = visit()
    with_fingerprint(page)
    given(page, "chen", PASSWORD)
    page.get_by_label("验证码").fill(accounts.totp_code(secret))
    press(page, "登录")
    page.wait_for_url("**/desk/")
    page.goto("/staff/2fa/webauthn/add/")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    press(page, "继续")
    press(page, "加上")
    page.wait_for_url(re.compile("recovery-codes|2fa/$"))
    page.goto("/staff/logout/")
    press(page, "退出")
    page.wait_for_url("**/staff/login/")
    press(page, "用通行密钥登录")
    page.wait_for_url("**/desk/")
    assert Account.objects.get().sign_ins.count() >= 1
