"""Accounts of staff: opened for a person with a role, renewed when a factor is lost, closed; sign-ins ended."""

from typing import Annotated

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Reason, one_line
from xiaoxiang.people import accounts
from xiaoxiang.people.models import STAFF, Account, Person, Role, RoleHeld, SignIn
from xiaoxiang.people.rights import is_console, is_oneself

Username = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(min_length=2, max_length=40, pattern=r"^[\w.\-]+$", to_lower=True),
    Label(gettext_lazy("登录名"), gettext_lazy("拼音或工号，自己好记就行"), ask=gettext_lazy("写出登录名")),
]


def namer(by: Actor, person: Person) -> Verdict:
    """The county names staff, and their accounts; nobody keeps the account of herself."""
    if is_oneself(by, person):
        return gettext_noop("自己的账号由别的县里干部来管。")
    return is_console(by) or by.holds(Role.COUNTY_OFFICIAL, person) or gettext_noop("账号由县里来管。")


@action(
    "account.open",
    who=namer,
    says=gettext_lazy("{by}给{thing}开了账号"),
    verb=gettext_lazy("开账号"),
)
def open_account(by: Actor, person: Person, *, username: Username, has_factor: bool = False) -> Account:
    """Open an account with a first password, which the answer carries once as `first_password` and nothing keeps.

    `has_factor` (the console) also makes the second factor and carries its secret as `totp_secret`.
    Raises Refused('no_staff_role'), 'has_account', 'name_taken'.
    """
    if not RoleHeld.objects.on(by.moment).filter(person=person, role__in=STAFF).exists():
        raise Refused("no_staff_role", _("先定下工作岗位，再开账号。管家不用账号，用绑定的手机。"))
    if Account.objects.filter(person=person).exists():
        raise Refused("has_account", _("%(name)s已经有账号，忘了密码就重发一个。") % {"name": person.name})
    if Account.objects.filter(username=username).exists():
        raise Refused("name_taken", _("换一个登录名。"), fields={"username": _("这个登录名有人用了，换一个")})
    person.version += 1
    person.save(update_fields=["version"])
    password = accounts.first_password()
    secret = accounts.new_totp_secret() if has_factor else None
    account = accounts.open_account(person, username, password, secret, is_first=True)
    account.first_password, account.totp_secret = password, secret or ""
    return account


def keeper_of_account(by: Actor, account: Account) -> Verdict:
    return namer(by, account.person)


@action(
    "account.renew",
    who=keeper_of_account,
    says=gettext_lazy("{by}给{thing}重发了账号"),
    verb=gettext_lazy("重发密码"),
)
def renew_account(by: Actor, account: Account, *, reason: Reason) -> Account:
    """Begin an account again after the same look at the person as at the first time (ASVS 6.4.4).

    The old password and every second factor are gone; the answer carries the new `first_password` once.
    """
    password = accounts.first_password()
    accounts.renew(account, password)
    account.first_password = password
    return account


@action(
    "account.close",
    who=keeper_of_account,
    says=gettext_lazy("{by}关了{thing}的账号"),
    verb=gettext_lazy("关掉账号"),
)
def close_account(by: Actor, account: Account, *, reason: Reason) -> Account:
    """Close an account: the next request of its holder is a stranger's. Raises Refused('already_closed')."""
    if not account.is_active:
        raise Refused("already_closed", _("这个账号已经关了。"))
    account.is_active = False
    account.version += 1
    account.save(update_fields=["is_active", "version"])
    return account


def only_the_clock(by: Actor, account: Account) -> Verdict:
    return by.kind == ActorKind.CLOCK


@action(
    "account.alarm",
    who=only_the_clock,
    says=gettext_lazy("有人从{network}连续试错{thing}的密码，那边先停十五分钟"),
    changes=False,
)
def alarm(by: Actor, account: Account, *, network: Line) -> Account:
    """Note that somebody is guessing at an account (hostile 23)."""
    return account


def owner_or_keeper(by: Actor, sign_in: SignIn) -> Verdict:
    return is_oneself(by, sign_in.account.person) or keeper_of_account(by, sign_in.account)


@action(
    "sign_in.end",
    who=owner_or_keeper,
    says=gettext_lazy("{by}让{thing}的一处登录退出了"),
    verb=gettext_lazy("让它退出"),
    changes=False,
)
def end_sign_in(by: Actor, sign_in: SignIn) -> Account:
    """End one sign-in wherever it is: its next request is a stranger's (ASVS 7.5.2)."""
    SessionStore(sign_in.session_key).delete()
    sign_in.delete()
    return sign_in.account
