"""The console opens the first account; there is no default one."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests.people import Cast
from xiaoxiang.door.models import Entry
from xiaoxiang.people import accounts
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Account

pytestmark = pytest.mark.django_db


def told(*words: str) -> dict[str, str]:
    out = StringIO()
    call_command("account", *words, stdout=out)
    lines = [line.split(": ", 1) for line in out.getvalue().splitlines() if ": " in line]
    return {key.split(" · ")[0]: value.strip() for key, value in lines}


def test_a_new_county_has_no_account(cast: Cast):
    assert not Account.objects.exists()


def test_the_first_official_signs_in_with_what_was_printed(cast: Cast, client: Client):
    shown = told("吴敏敏", "--role", "county_official")
    assert shown["登录名"] == "wuminmin"
    account = Account.objects.get()
    assert as_person(account.person_id).holds("county_official", cast.houjie)
    client.post("/staff/login/", {"login": "wuminmin", "password": shown["首次密码"]})
    answer = client.post("/staff/2fa/authenticate/", {"code": accounts.totp_code(shown["验证器密钥"])})
    assert answer.status_code == 302
    assert client.get("/desk/people/").url == "/staff/password/change/"


def test_what_the_console_did_stands_in_the_journal_without_the_keys(cast: Cast):
    shown = told("吴敏敏")
    assert {e.action for e in Entry.objects.all()} == {"person.register", "role.give", "account.open"}
    from xiaoxiang.door.models import Content

    bodies = "".join(Content.objects.values_list("body", flat=True)) + str(Authenticator.objects.get().data)
    assert shown["首次密码"] not in bodies
    assert shown["验证器密钥"] not in bodies


def test_a_role_is_opened_at_its_own_level(cast: Cast):
    with pytest.raises(CommandError, match="--place"):
        call_command("account", "某人", "--role", "community_worker")
    told("某人", "--role", "community_worker", "--place", cast.wenxing.code)
    assert as_person(Account.objects.get().person_id).holds("community_worker", cast.houjie)


def test_a_taken_name_is_refused_in_words(cast: Cast):
    told("吴敏敏")
    with pytest.raises(CommandError, match="换一个"):
        call_command("account", "另一人", "--username", "wuminmin")


def test_renewed_the_old_keys_open_nothing(cast: Cast, client: Client):
    old = told("吴敏敏")
    new = told("wuminmin", "--renew")
    assert not Authenticator.objects.exists()
    client.post("/staff/login/", {"login": "wuminmin", "password": old["首次密码"]})
    assert client.get("/desk/people/").url.startswith("/staff/login/")
    client.post("/staff/login/", {"login": "wuminmin", "password": new["首次密码"]})
    assert client.get("/desk/people/").url == "/staff/password/change/"
