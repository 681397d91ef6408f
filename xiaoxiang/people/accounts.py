"""Accounts of staff: how one is opened, renewed and closed. Plain functions, called inside actions and on the console."""

import secrets
import time
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db.models import QuerySet

from xiaoxiang.door import clock
from xiaoxiang.people.models import Account, Person

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that looks like something else on paper."""
FIRST_PASSWORD_LASTS = timedelta(days=3)
TOTP_STEP = 30


def first_password() -> str:
    """A password said over a desk, used once: 16 letters in four groups, 79 bits (ASVS 6.4.1)."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(drawn[i : i + 4] for i in range(0, 16, 4))


def open_account(
    person: Person, username: str, password: str, totp_secret: str | None = None, *, is_first: bool = False
) -> Account:
    """An account for a person. `is_first`: the password was made by somebody else and must be changed at sign-in.

    Raises IntegrityError for a name already taken.
    """
    account = Account(
        county_id=person.county_id,
        person=person,
        username=username.lower(),
        first_password_until=clock.now() + FIRST_PASSWORD_LASTS if is_first else None,
    )
    account.set_password(password)
    account.save()
    if totp_secret:
        TOTP.activate(account, totp_secret)
    return account


def renew(account: Account, password: str) -> None:
    """Begin again: a first password, no second factor, every sign-in ended, the account open."""
    Authenticator.objects.filter(user=account).delete()
    account.set_password(password)
    account.first_password_until = clock.now() + FIRST_PASSWORD_LASTS
    account.is_active = True
    account.version += 1
    account.save()


def close(accounts: QuerySet[Account]) -> None:
    """From the next request on nobody comes in with them."""
    accounts.update(is_active=False)


def new_totp_secret() -> str:
    return str(generate_totp_secret())


def totp_code(secret: str, *, steps_on: int = 0, at_least: float = 2.0) -> str:
    """The six digits of the present step, or of a later one: for the demo's page of keys and for tests.

    By the machine's own clock, as the library compares them. Waits for the next step when less than `at_least`
    seconds are left of this one.
    """
    if (left := TOTP_STEP - time.time() % TOTP_STEP) < at_least:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_STEP + steps_on)))
