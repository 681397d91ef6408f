"""Accounts: opened for a person, with a second factor whose secret is sealed."""

import pytest
from allauth.mfa.models import Authenticator

from tests.people import Cast
from xiaoxiang.people import accounts
from xiaoxiang.people.models import Account

pytestmark = pytest.mark.django_db

PASSWORD = "榕树下 喝茶 三点半"


def test_an_account_has_its_password_hashed_and_its_second_factor_sealed(cast: Cast):
    secret = accounts.new_totp_secret()
    account = accounts.open_account(cast.people["chen"], "Chen", PASSWORD, totp_secret=secret)
    kept = Authenticator.objects.get(user=account)
    assert Account.objects.get(username="chen").check_password(PASSWORD)
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(accounts.totp_code(secret))


def test_a_first_password_is_long_and_has_no_letter_that_looks_like_another():
    password = accounts.first_password()
    assert len(password.replace("-", "")) == 16
    assert not set(password) & set("il1o0I")
