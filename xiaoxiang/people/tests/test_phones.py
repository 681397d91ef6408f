"""The life of a steward's phone: invited, bound, unlocked, lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.people import PIN, Cast, named
from xiaoxiang.door import clock
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions, devices
from xiaoxiang.people.actors import DEVICE_COOKIE
from xiaoxiang.people.models import Binding, Device

pytestmark = pytest.mark.django_db


def invited(cast: Cast) -> Binding:
    return actions.invite_device(cast.chen, cast.people["wang"])


def bound(cast: Cast) -> Client:
    client = Client()
    assert client.post(f"/bind/{invited(cast).token}/", {"pin": PIN}).url == "/steward/"
    return client


def locked(client: Client) -> Client:
    client.post("/pin/lock/")
    return client


def test_the_station_invites_and_the_phone_binds_with_a_code_of_its_own(cast: Cast):
    client = bound(cast)
    cookie = client.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(bytes.fromhex(cookie.value)) == 32
    device = Device.objects.get()
    assert (device.person_id, device.bound_by_id) == (cast.people["wang"].pk, cast.people["chen"].pk)
    assert client.get("/me/").status_code == 200


def test_neither_secret_nor_code_is_in_any_table(cast: Cast):
    binding = invited(cast)
    client = Client()
    client.post(f"/bind/{binding.token}/", {"pin": PIN})
    secret = client.cookies[DEVICE_COOKIE].value
    with connection.cursor() as cursor:
        for table in ("people_device", "people_binding", "door_entry", "door_content", "door_claim"):
            cursor.execute(f"SELECT coalesce(string_agg(row_to_json(t)::text, ''), '') FROM {table} t")
            rows = cursor.fetchone()[0]
            assert binding.token not in rows, table
            assert secret not in rows, table
            assert f'"{PIN}"' not in rows, table


def test_the_journal_names_who_invited_whom(cast: Cast):
    bound(cast)
    bodies = [Content.objects.get(pk=e.pk).body for e in Entry.objects.filter(action__startswith="device.")]
    assert any("陈晓燕" in b and "王秀英" in b for b in bodies)
    assert Entry.objects.get(action="device.bind").chain_id == cast.wenxing.pk


@pytest.mark.parametrize("name", ["wang", "li", "gao", "zhou", "stranger"])
def test_only_whoever_looks_after_her_invites(cast: Cast, name: str):
    with pytest.raises(Refused):
        actions.invite_device(getattr(cast, name), cast.people["wang"])


def test_only_stewards_have_phones(cast: Cast):
    with pytest.raises(Refused, match="not_steward"):
        actions.invite_device(cast.chen, named("李桂花", cast.wenxing))


def test_an_invitation_is_good_once_and_for_ten_minutes(cast: Cast, monday):
    token = invited(cast).token
    with clock.at(monday + timedelta(minutes=10)):
        assert Client().get(f"/bind/{token}/").status_code == 409
        assert Client().post(f"/bind/{token}/", {"pin": PIN}).status_code == 409
    with clock.at(monday + timedelta(minutes=9)):
        assert Client().get(f"/bind/{token}/").status_code == 200
        assert Client().post(f"/bind/{token}/", {"pin": PIN}).status_code == 302
        assert Client().post(f"/bind/{token}/", {"pin": PIN}).status_code == 409
    assert Device.objects.count() == 1


def test_a_newer_invitation_ends_the_older(cast: Cast):
    old = invited(cast).token
    invited(cast)
    assert Client().get(f"/bind/{old}/").status_code == 409


def test_an_invented_invitation_is_not_there(cast: Cast):
    assert Client().get(f"/bind/{devices.new_secret()}/").status_code == 404


def test_the_binding_page_shows_the_surname_alone(cast: Cast):
    page = Client().get(f"/bind/{invited(cast).token}/").content.decode()
    assert "王管家" in page
    assert "秀英" not in page


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "111111",
        "123456",
        "654321",
        "987654",
        "012345",
        "890123",
        "121212",
        "123123",
        "491001",
        "12345",
        "abcdef",
        "",
        "1234567",
    ],
)
def test_a_code_that_a_finder_would_try_is_refused_in_words(cast: Cast, pin: str):
    answer = Client().post(f"/bind/{invited(cast).token}/", {"pin": pin})
    assert answer.status_code == 422
    assert "六位数字" in answer.content.decode()
    assert not Device.objects.exists()


def test_full_width_digits_and_spaces_are_the_same_code(cast: Cast):
    assert Client().post(f"/bind/{invited(cast).token}/", {"pin": "７０５ １８３"}).status_code == 302
    assert devices.unlock(Device.objects.get(), PIN)[0] is devices.Unlock.OPEN


def test_two_phones_and_no_third(cast: Cast):
    bound(cast)
    bound(cast)
    with pytest.raises(Refused, match="two_phones"):
        invited(cast)


def test_sent_again_by_a_phone_that_missed_the_answer_it_gets_the_same_secret(cast: Cast):
    token, form = invited(cast).token, {"pin": PIN, "op_id": str(cast.people["wang"].pk)}
    first, second = Client(), Client()
    first.post(f"/bind/{token}/", form)
    second.post(f"/bind/{token}/", form)
    assert first.cookies[DEVICE_COOKIE].value == second.cookies[DEVICE_COOKIE].value
    assert Device.objects.count() == 1


def test_the_code_unlocks_for_half_a_day(cast: Cast, monday):
    client = locked(bound(cast))
    assert client.get("/steward/").url.startswith("/pin/")
    assert client.post("/pin/", {"code": PIN, "next": "/me/"}).url == "/me/"
    with clock.at(monday + timedelta(hours=11, minutes=59)):
        assert client.get("/me/").status_code == 200
    with clock.at(monday + timedelta(hours=12, minutes=1)):
        assert client.get("/me/").status_code == 404
        assert client.get("/steward/").url.startswith("/pin/")


def test_unlocking_gives_the_session_a_new_key(cast: Cast):
    client = locked(bound(cast))
    session = client.session
    session["something"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.post("/pin/", {"code": PIN})
    assert client.session.session_key != session.session_key


def test_five_wrong_codes_make_it_wait_even_for_the_right_one(cast: Cast, monday):
    client = locked(bound(cast))
    for left in (4, 3, 2, 1):
        assert f"还能试 {left} 次" in client.post("/pin/", {"code": "777123"}).content.decode()
    assert "15 分钟以后再试" in client.post("/pin/", {"code": "777123"}).content.decode()
    assert client.post("/pin/", {"code": PIN}).status_code == 422
    with clock.at(monday + timedelta(minutes=15)):
        assert client.post("/pin/", {"code": PIN}).status_code == 302
    assert Device.objects.get().wrong_pins == 0


def test_fifteen_wrong_codes_end_the_phone_for_good_with_a_line_in_the_journal(cast: Cast, monday):
    client = locked(bound(cast))
    for n in range(15):
        with clock.at(monday + timedelta(minutes=16 * (n // 5))):
            answer = client.post("/pin/", {"code": "777123"})
    assert answer.status_code == 403
    assert Device.objects.get().ended_at is not None
    assert Entry.objects.filter(action="device.end").count() == 1
    with clock.at(monday + timedelta(days=1)):
        assert client.post("/pin/", {"code": PIN}).status_code == 403


def test_a_right_code_on_an_unknown_phone_is_never_compared(cast: Cast, django_assert_num_queries):
    bound(cast)
    stranger = Client()
    assert stranger.post("/pin/", {"code": PIN}).status_code == 403
    stranger.cookies[DEVICE_COOKIE] = "f" * 64
    assert stranger.post("/pin/", {"code": PIN}).status_code == 403
    assert Device.objects.get().wrong_pins == 0


def test_an_unlocked_session_on_another_phone_opens_nothing(cast: Cast):
    client = bound(cast)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert thief.get("/me/").status_code == 404
    thief.cookies[DEVICE_COOKIE] = "f" * 64
    assert thief.get("/me/").status_code == 404


def test_a_lost_phone_is_ended_and_its_next_request_is_a_strangers(cast: Cast):
    client = bound(cast)
    actions.end_device(cast.chen, Device.objects.get())
    assert client.get("/me/").status_code == 404
    assert client.post("/pin/", {"code": PIN}).status_code == 403


@pytest.mark.parametrize("name", ["li", "gao", "zhou", "stranger"])
def test_nobody_else_ends_her_phone(cast: Cast, name: str):
    bound(cast)
    with pytest.raises(Refused):
        actions.end_device(getattr(cast, name), Device.objects.get())


def test_she_ends_it_herself_on_her_own_page(cast: Cast):
    client = bound(cast)
    assert client.post(f"/me/phones/{Device.objects.get().pk}/end/", {}).status_code == 302
    assert client.get("/me/").status_code == 404


def test_a_binding_is_renewed_after_a_year(cast: Cast, monday):
    client = bound(cast)
    with clock.at(monday + timedelta(days=366)):
        assert client.post("/pin/", {"code": PIN}).status_code == 403


def test_a_dismissed_steward_is_denied_at_the_next_request(cast: Cast):
    client = bound(cast)
    assert client.get("/me/").status_code == 200
    actions.end_role(cast.sun, cast.people["wang"].roles_held.get(), reason="搬走了")
    assert client.get("/me/").status_code == 404


def test_the_qr_stands_on_the_answer_once(cast: Cast):
    client, wang = cast.as_staff("chen"), cast.people["wang"]
    form = {"op_id": str(wang.pk)}
    first = client.post(f"/desk/people/{wang.pk}/bind/", form).content.decode()
    assert "data:image/svg+xml" in first
    assert "再开一张" in client.post(f"/desk/people/{wang.pk}/bind/", form).content.decode()


def test_large_print_follows_her_to_a_new_phone(cast: Cast):
    actions.prefer_elder(cast.wang, cast.people["wang"], is_elder=True)
    assert bound(cast).cookies["elder"].value == "1"
