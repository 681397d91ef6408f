"""bin/xiaoxiang account NAME --role ROLE: the first account of a county, or a new one for whoever lost the last key."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

import segno
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions
from xiaoxiang.people.models import STAFF, Account, Role
from xiaoxiang.people.rights import LEVELS
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import county


class Command(BaseCommand):
    """Through the door like every deed, by the operator at the machine. Keys are printed once and kept nowhere."""

    help = "给一个人开账号：account 姓名 --role county_official · open an account, print its keys once"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="姓名 · the person's name; with --renew the login name")
        parser.add_argument("--role", choices=sorted(STAFF), default=Role.COUNTY_OFFICIAL.value, help="岗位 · the role")
        parser.add_argument(
            "--place", default="", help="地方的区划代码，不写就是全县 · a place's code, else the county"
        )
        parser.add_argument("--username", default="", help="登录名，不写就用拼音 · the login name, else pinyin")
        parser.add_argument("--renew", action="store_true", help="重发一个已有的账号 · renew an account")

    def handle(self, *_args: Any, name: str, renew: bool, **options: Any) -> None:
        here = county()
        if here is None:
            raise CommandError("先建县，再开账号。 · found the county first")
        by = Actor(kind=ActorKind.IMPORTER, county_id=here.pk, name="控制台", channel="console", moment=clock.now())
        try:
            account = self.renewed(by, name) if renew else self.opened(by, name, **options)
        except Refused as refused:
            raise CommandError(" ".join([str(refused.sentence), *map(str, refused.fields.values())])) from None
        self.show(account)

    def opened(self, by: Actor, name: str, *, role: str, place: str, username: str, **_more: Any) -> Account:
        where = self.place(by, role, place)
        given = actions.register.read({"name": name})
        person = actions.register(by, where, **given)
        actions.give_role(by, person, role=Role(role), place=where)
        login = actions.open_account.read({"username": username or person.sort_key.split(" ")[0]})
        return actions.open_account(by, person, has_factor=True, **login)

    def place(self, by: Actor, role: str, code: str) -> Place:
        places = Place.objects.visible_to(by)
        found = places.filter(code=code) if code else places.filter(level=Level.COUNTY)
        place = found.first()
        if place is None:
            raise CommandError(f"没有代码是 {code} 的地方。 · no such place")
        if place.level not in LEVELS[role]:
            raise CommandError("这个岗位不设在这里，用 --place 写明代码。 · the role is not held there: give --place")
        return place

    def renewed(self, by: Actor, username: str) -> Account:
        account = Account.objects.filter(county_id=by.county_id, username=username.lower()).first()
        if account is None:
            raise CommandError(f"没有登录名是 {username} 的账号。 · no such account")
        return actions.renew_account(by, account, reason="在主机上重发")

    def show(self, account: Account) -> None:
        self.stdout.write(f"登录名 · login name:      {account.username}")
        self.stdout.write(f"首次密码 · first password: {account.first_password}")
        if account.totp_secret:
            self.stdout.write(f"验证器密钥 · authenticator: {account.totp_secret}")
            url = f"otpauth://totp/{account.username}?secret={account.totp_secret}&issuer={settings.MFA_TOTP_ISSUER}"
            drawn = StringIO()
            segno.make(url, error="l").terminal(drawn, compact=True)
            self.stdout.write(drawn.getvalue())
        self.stdout.write("只显示这一次。三天内登录，换成自己的密码。 · shown once; sign in within three days")
