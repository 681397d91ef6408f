"""The doors of the demonstration county: one person for each role, with a password and a second factor that are known.

They open only a county that is marked as a demonstration; the page and the terminal say so.
"""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP

from xiaoxiang.door.actor import Actor
from xiaoxiang.people import actions
from xiaoxiang.people.demo import PASSWORD
from xiaoxiang.people.models import Account, Person, Role

TOTP_SECRET = "XIAOXIANGGUANJIA"  # noqa: S105 - meant to be known


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demonstration who can sign in."""

    role: Role
    username: str
    person: str


LOGINS = (
    Login(Role.COMMUNITY_WORKER, "chenxiaoyan", "陈晓燕"),
    Login(Role.COMMUNITY_DIRECTOR, "linliping", "林立平"),
    Login(Role.GRID_WORKER, "huangzhiming", "黄志明"),
    Login(Role.SUBDISTRICT_OFFICIAL, "sunguoqiang", "孙国强"),
    Login(Role.COUNTY_OFFICIAL, "wumin", "吴敏"),
    Login(Role.AUDIT_ADMINISTRATOR, "zhouzheng", "周正"),
)
STEWARD = "王秀英"
"""The steward of 后街巷, whose phone is bound by a link."""


def open_login(by: Actor, person: Person, login: Login) -> Account:
    """An account opened through the door; only its password and second factor are then set to the known ones."""
    account: Account = actions.open_account(by, person, username=login.username)
    account.set_password(PASSWORD)
    account.first_password_until = None
    account.save()
    TOTP.activate(account, TOTP_SECRET)
    return account
