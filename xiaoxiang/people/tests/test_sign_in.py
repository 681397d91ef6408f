"""Staff sign in: a password and a second factor, with limits that hold back guessers and nobody else."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD, Cast
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.people import accounts, actions
from xiaoxiang.people.models import Account, SignIn

pytestmark = pytest.mark.django_db

LOGIN = "/staff/login/"
AUTHENTICATE = "/staff/2fa/authenticate/"


@pytest.fixture(autouse=True)
def fresh_limits(db: None):
    cache.clear()


def with_account(cast: Cast, name: str = "chen") -> tuple[Account, str]:
    secret = accounts.new_totp_secret()
    return accounts.open_account(cast.people[name], name, PASSWORD, secret), secret


def password_given(client: Client, name: str = "chen", password: str = PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def test_password_and_code_lead_to_the_desk(cast: Cast, client: Client):
    account, secret = with_account(cast)
    assert password_given(client).url == AUTHENTICATE
    assert client.get("/desk/people/").url.startswith(LOGIN)
    answer = client.post(AUTHENTICATE, {"code": accounts.totp_code(secret)})
    assert answer.url == "/desk/"
    assert client.get("/desk/people/").status_code == 200
    assert SignIn.objects.get(account=account).session_key == client.session.session_key


def test_a_wrong_code_does_not_open_and_a_code_opens_once(cast: Cast, client: Client):
    _account, secret = with_account(cast)
    code = accounts.totp_code(secret)
    password_given(client)
    assert "验证码不对" in client.post(AUTHENTICATE, {"code": f"{(int(code) + 1) % 10**6:06}"}).content.decode()
    assert client.post(AUTHENTICATE, {"code": code}).status_code == 302
    other = Client()
    password_given(other)
    assert other.post(AUTHENTICATE, {"code": code}).status_code == 200
    assert other.get("/desk/people/").status_code == 302


@pytest.mark.parametrize("steps_on", [-1, 1])
def test_a_code_of_another_half_minute_opens_nothing(cast: Cast, client: Client, steps_on: int):
    _account, secret = with_account(cast)
    password_given(client)
    assert client.post(AUTHENTICATE, {"code": accounts.totp_code(secret, steps_on=steps_on)}).status_code == 200
    assert client.get("/desk/people/").status_code == 302


def test_a_recovery_code_opens_once(cast: Cast, client: Client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    account, _secret = with_account(cast)
    code = RecoveryCodes.activate(account).generate_codes()[0]
    password_given(client)
    assert client.post(AUTHENTICATE, {"code": code}).url == "/desk/"
    assert client.get("/desk/people/").status_code == 200
    other = Client()
    password_given(other)
    assert other.post(AUTHENTICATE, {"code": code}).status_code == 200


def test_unknown_name_and_wrong_password_get_the_same_answer(cast: Cast, client: Client):
    with_account(cast)
    answers = [
        client.post(LOGIN, {"login": name, "password": "不是这个密码"}).content.decode().replace(name, "")
        for name in ("chen", "nobody")
    ]
    shown = [a[a.index("<main") : a.index("</main")] for a in answers]
    strip = [s[s.index('class="errors"') : s.index("</ul>")] for s in shown]
    assert strip[0] == strip[1]
    assert "登录名或密码不对" in strip[0]


def test_unknown_name_costs_the_same_work_as_a_wrong_password(
    cast: Cast, client: Client, django_assert_max_num_queries
):
    with_account(cast)
    spent = {}
    for name in ("chen", "nobody"):
        started = time.process_time()
        client.post(LOGIN, {"login": name, "password": "不是这个密码"})
        spent[name] = time.process_time() - started
    hashing = 0.008
    assert min(spent.values()) > hashing


def test_a_closed_account_with_the_right_password_stays_out(cast: Cast, client: Client):
    account, _secret = with_account(cast)
    account.is_active = False
    account.save()
    assert password_given(client).status_code == 403
    assert client.get("/desk/people/").status_code == 302


def test_five_wrong_passwords_hold_back_that_network_and_not_the_real_person(cast: Cast, client: Client):
    with_account(cast)
    for _try in range(5):
        password_given(client, password="猜一猜猜一猜")
    assert "过十五分钟再试" in password_given(client).content.decode()
    assert "过十五分钟再试" in password_given(client).content.decode()
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert password_given(elsewhere).url == AUTHENTICATE
    assert Entry.objects.filter(action="account.alarm").count() == 1


def test_nobody_is_held_back_longer_than_fifteen_minutes(cast: Cast, client: Client, monkeypatch):
    with_account(cast)
    for _try in range(6):
        password_given(client, password="猜一猜猜一猜")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert password_given(client).url == AUTHENTICATE


def test_guessing_at_unknown_names_writes_no_journal(cast: Cast, client: Client):
    for _try in range(7):
        password_given(client, "nobody", "猜一猜猜一猜")
    assert not Entry.objects.filter(action="account.alarm").exists()


def test_the_session_gets_a_new_key_at_sign_in(cast: Cast, client: Client):
    _account, secret = with_account(cast)
    client.get(LOGIN)
    password_given(client)
    before = client.session.session_key
    client.post(AUTHENTICATE, {"code": accounts.totp_code(secret)})
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before
    assert stolen.get("/desk/people/").status_code == 302


def test_the_session_gets_a_new_key_when_somebody_shows_herself_again(cast: Cast, client: Client):
    account, secret = with_account(cast)
    password_given(client)
    client.post(AUTHENTICATE, {"code": accounts.totp_code(secret)})
    before = client.session.session_key
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert SignIn.objects.get(account=account).session_key == client.session.session_key
    assert client.get("/desk/people/").status_code == 200


def test_after_signing_out_the_old_cookie_opens_nothing(cast: Cast):
    client = cast.as_staff("chen")
    old = client.session.session_key
    assert client.get("/desk/people/").status_code == 200
    client.post("/staff/logout/")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = old
    assert stolen.get("/desk/people/").status_code == 302


def test_idle_for_half_an_hour_one_signs_in_again(cast: Cast, monday):
    client = cast.as_staff("chen")
    with clock.at(monday + timedelta(minutes=29)):
        assert client.get("/desk/people/").status_code == 200
    with clock.at(monday + timedelta(minutes=58)):
        assert client.get("/desk/people/").status_code == 200
    with clock.at(monday + timedelta(minutes=89)):
        assert client.get("/desk/people/").url.startswith(LOGIN)


def test_after_twelve_hours_one_signs_in_again_however_busy(cast: Cast, monday):
    client = cast.as_staff("chen")
    for half_hours in range(1, 49):
        with clock.at(monday + timedelta(minutes=15 * half_hours)):
            assert client.get("/desk/people/").status_code == 200
    with clock.at(monday + timedelta(hours=12, minutes=1)):
        assert client.get("/desk/people/").status_code == 302


def test_without_a_second_factor_nothing_but_its_setting_up_is_open(cast: Cast, client: Client):
    accounts.open_account(cast.people["chen"], "chen", PASSWORD)
    password_given(client)
    for path in ("/desk/people/", "/me/", "/", "/journal/"):
        assert client.get(path).url == "/staff/2fa/totp/activate/", path
    assert client.get("/api/kinds").json()["code"] == "signed_out"
    page = client.get("/staff/2fa/totp/activate/", follow=True)
    assert page.status_code == 200


def test_a_first_password_opens_only_the_page_on_which_it_is_changed(
    cast: Cast, client: Client, django_capture_on_commit_callbacks
):
    account = actions.open_account(cast.wu, cast.people["chen"], username="chen")
    password_given(client, password=account.first_password)
    assert client.get("/desk/people/").url == "/staff/password/change/"
    assert client.get("/staff/2fa/totp/activate/").url == "/staff/password/change/"
    new = {"oldpassword": account.first_password, "password1": PASSWORD, "password2": PASSWORD}
    client.post("/staff/password/change/", new)
    assert client.get("/desk/people/").url == "/staff/2fa/totp/activate/"
    page = client.get("/staff/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/staff/2fa/totp/activate/", {"code": accounts.totp_code(secret)})
    assert done.url == "/staff/2fa/recovery-codes/"
    codes = client.get(done.url).content.decode()
    assert codes.count('<li class="mono">') == 10
    assert "只显示一次" in client.get(done.url).content.decode()
    assert client.get("/desk/people/").status_code == 200
    assert SignIn.objects.get().session_key == client.session.session_key


def test_a_first_password_runs_out_after_three_days(cast: Cast, client: Client, monday):
    account = actions.open_account(cast.wu, cast.people["chen"], username="chen")
    with clock.at(monday + timedelta(days=3, minutes=1)):
        assert password_given(client, password=account.first_password).status_code == 403


def test_a_weak_password_is_refused_in_words(cast: Cast):
    client = cast.as_staff("chen")
    for weak in ("12345678", "gutian123", "1234567"):
        answer = client.post("/staff/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert answer.status_code == 200, weak
    assert Account.objects.get(username="chen").check_password(PASSWORD)


def test_a_new_password_ends_the_sign_ins_elsewhere(cast: Cast):
    here, elsewhere = cast.as_staff("chen"), cast.as_staff("chen")
    new = "河边三棵柳树 长得快"
    here.post("/staff/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/desk/people/").status_code == 200
    assert elsewhere.get("/desk/people/").status_code == 302


def test_a_fourth_sign_in_ends_the_first(cast: Cast):
    account, _secret = with_account(cast)
    browsers = []
    for n in range(4):
        client = Client()
        password_given(client)
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        client.post(AUTHENTICATE, {"code": RecoveryCodes.activate(account).generate_codes()[n]})
        browsers.append(client)
    assert [c.get("/desk/people/").status_code for c in browsers] == [302, 200, 200, 200]


def test_the_last_second_factor_cannot_be_removed(cast: Cast, client: Client):
    account, secret = with_account(cast)
    password_given(client)
    client.post(AUTHENTICATE, {"code": accounts.totp_code(secret)})
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    client.post("/staff/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert "先加上另一种" in client.get("/staff/2fa/totp/deactivate/").content.decode()


def test_the_authenticator_moves_to_a_new_phone_and_the_old_codes_open_nothing(cast: Cast, client: Client):
    account, old = with_account(cast)
    password_given(client)
    client.post(AUTHENTICATE, {"code": accounts.totp_code(old)})
    url = "/staff/2fa/totp/replace/"
    assert client.get(url).url.startswith("/staff/reauthenticate/")
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    new = client.get(url).context["form"].secret
    wrong = client.post(url, {"code": f"{(int(accounts.totp_code(new)) + 1) % 10**6:06}"})
    assert wrong.status_code == 200
    assert client.post(url, {"code": accounts.totp_code(new)}).url == "/staff/2fa/"
    other = Client()
    password_given(other)
    assert other.post(AUTHENTICATE, {"code": accounts.totp_code(new)}).url == "/desk/"
    assert Authenticator.objects.filter(user=account, type="totp").count() == 1


def test_the_library_keeps_no_other_way_in(cast: Cast, client: Client):
    for path in ("signup/", "email/", "password/reset/", "login/code/", "confirm-email/"):
        assert client.get(f"/staff/{path}").status_code == 404, path


def test_pages_of_staff_are_not_kept_by_the_browser(cast: Cast):
    assert "no-store" in cast.as_staff("chen").get("/desk/people/")["Cache-Control"]


def test_an_address_elsewhere_is_not_followed_after_signing_in(cast: Cast, client: Client):
    _account, secret = with_account(cast)
    client.post(f"{LOGIN}?next=https://evil.example/", {"login": "chen", "password": PASSWORD})
    assert client.post(AUTHENTICATE, {"code": accounts.totp_code(secret)}).url == "/desk/"


def test_before_something_grave_staff_show_themselves_again(cast: Cast):
    client = cast.as_staff("wu")
    held = cast.people["gao"].roles_held.get()
    account = accounts.open_account(cast.people["gao"], "gao", PASSWORD)
    for url in (
        f"/desk/roles/{held.pk}/end/",
        f"/desk/accounts/{account.pk}/renew/",
        f"/desk/accounts/{account.pk}/close/",
    ):
        again = client.get(url).url
        assert again == f"/staff/reauthenticate/?next={url.replace('/', '%2F')}"
        assert client.post(url, {"reason": "调走了"}).url == again
    assert client.post(again, {"password": "猜一猜猜一猜"}).status_code == 200
    assert client.get(url).status_code == 302
    assert client.post(again, {"password": PASSWORD, "next": url}).url == url
    assert client.post(url, {"reason": "调走了"}).status_code == 302
    assert not Account.objects.get(pk=account.pk).is_active
