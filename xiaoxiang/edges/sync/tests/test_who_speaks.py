"""Whose phone it is, whether it is unlocked, and what one that was ended may still do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.people import MONDAY_MORNING, Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters.models import Matter
from xiaoxiang.people import actions as people
from xiaoxiang.people.models import Device, RoleHeld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def lose(phone: Phone) -> None:
    people.end_device(phone.cast.chen, phone.device)


def dismiss(phone: Phone) -> None:
    held = RoleHeld.objects.get(person=phone.person)
    people.end_role(phone.cast.sun, held, reason="搬走了")


def said(answer: Any) -> tuple[int, str]:
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"code", "sentence"}
    assert body["sentence"]
    return answer.status_code, body["code"]


def test_ping_tells_time_and_token_to_anybody(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    answer = client.get("/sync/ping", {"nonce": "a" * 64})
    body = answer.json()
    assert body["nonce"] == "a" * 64
    assert body["you"] is None
    assert body["now"] == MONDAY_MORNING.timestamp() * 1000
    assert client.cookies["csrf"].value
    assert len(body["csrf"]) == 64
    assert answer["Cache-Control"] == "no-store"


def test_ping_stays_below_300_bytes(cast: Cast):
    phone = Phone(cast)
    assert len(phone.client.get("/sync/ping", {"nonce": "x" * 64}).content) < 300


@pytest.mark.parametrize("nonce", ["", "x" * 65, "a b", "a\nb", "深", "\0", None])
def test_a_nonce_is_short_and_plain(cast: Cast, nonce: str | None):
    answer = Client().get("/sync/ping", {} if nonce is None else {"nonce": nonce})
    assert said(answer) == (400, "bad_nonce")


def test_ping_knows_the_unlocked_phone(cast: Cast):
    phone = Phone(cast)
    assert phone.ping()["you"] == str(phone.person.pk)
    phone.client.cookies.pop("session")
    assert phone.ping()["you"] is None


def test_without_a_form_token_the_answer_is_json(cast: Cast):
    phone = Phone(cast)
    for address in ("ops", "changes", "key", "nothing-here"):
        assert said_csrf(phone.client.post(f"/sync/{address}", b"{}", content_type="application/json"))


def said_csrf(answer: Any) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "no_token"


def test_a_phone_that_was_never_bound(cast: Cast):
    phone = Phone(cast)
    phone.client.cookies.pop("device")
    assert said(phone.send(phone.note())) == (401, "not_bound")
    phone.client.cookies["device"] = "made up \x01 é"
    assert said(phone.send(phone.note())) == (401, "not_bound")
    assert not Item.objects.exists()


def test_a_locked_phone_keeps_what_it_has(cast: Cast):
    phone = Phone(cast)
    phone.sent()
    phone.client.cookies.pop("session")
    assert said(phone.send(phone.note())) == (401, "locked")
    assert not Item.objects.exists()
    assert Store.objects.get().failed["code"] == "locked"


def test_the_session_of_another_phone_unlocks_nothing(cast: Cast):
    wang, li = Phone(cast), Phone(cast, "li")
    wang.client.cookies["session"] = li.client.cookies["session"].value
    assert said(wang.send(wang.note())) == (401, "locked")


def test_a_binding_holds_for_a_year(cast: Cast):
    phone = Phone(cast)
    Device.objects.update(bound_at=MONDAY_MORNING - timedelta(days=365))
    assert said(phone.send(phone.note())) == (401, "not_bound")


def test_whoever_left_still_delivers_what_was_written_before(cast: Cast):
    phone = Phone(cast)
    before = phone.note()
    with clock.at(MONDAY_MORNING + timedelta(hours=1)):
        dismiss(phone)
        after = phone.note("离任以后")
    with clock.at(MONDAY_MORNING + timedelta(hours=2)):
        phone.client.cookies.pop("session")
        assert phone.ping()["you"] == str(phone.person.pk)
        receipts = phone.sent(before, after)
    assert [(r["outcome"], r["code"]) for r in receipts] == [("accepted", "before_leaving"), ("accepted", "")]
    assert receipts[0]["sentence"] == "离任前采集，已经收下。"
    first = Matter.objects.order_by("id")[0]
    assert (first.raised_by_id, first.channel) == (phone.person.pk, "street")
    assert Matter.objects.order_by("id")[1].channel == "web"


def test_a_request_is_judged_by_what_one_is_now(cast: Cast):
    phone = Phone(cast)
    noted = phone.one(phone.note())["thing"]
    report = phone.op("matter.report", noted["id"], base={"version": 1, "after": None, "was": {}})
    with clock.at(MONDAY_MORNING + timedelta(hours=1)):
        dismiss(phone)
        receipt = phone.one(report)
    assert (receipt["outcome"], receipt["code"]) == ("refused", "may_not")


def test_whoever_left_reads_nothing(cast: Cast):
    phone = Phone(cast)
    phone.ping()
    with clock.at(MONDAY_MORNING + timedelta(hours=1)):
        dismiss(phone)
        assert said(changes(phone)) == (403, "left")


def changes(phone: Phone) -> Any:
    body = {"contract": 1, "store": phone.store, "have": {}, "hash": "0" * 64}
    return phone.client.post(
        "/sync/changes", body, content_type="application/json", headers={"X-CSRFToken": phone.token}
    )


def test_all_from_a_lost_phone_is_set_aside_and_the_phone_is_told_to_wipe(cast: Cast):
    phone = Phone(cast)
    kept = phone.note()
    phone.ping()
    lose(phone)
    answer = phone.send(kept).json()
    assert answer["wipe"] is True
    assert [(r["outcome"], r["code"]) for r in answer["receipts"]] == [("quarantined", "device_lost")]
    assert not Matter.objects.exists()
    again = phone.one(kept)
    assert (again["outcome"], again["first"]) == ("duplicate", "quarantined")


def test_a_lost_phone_reads_nothing(cast: Cast):
    phone = Phone(cast)
    phone.ping()
    lose(phone)
    assert said(changes(phone)) == (403, "lost")


def test_a_living_phone_is_not_told_to_wipe(cast: Cast):
    assert Phone(cast).send().json()["wipe"] is False


def test_a_sign_in_at_the_desk_neither_helps_nor_hinders(cast: Cast):
    phone = Phone(cast)
    desk = desk_of(cast.people["chen"])
    desk.cookies["device"] = phone.client.cookies["device"].value
    answer = desk.post("/sync/ops", b"", content_type="application/x-ndjson")
    assert said(answer) == (401, "locked")
    with clock.at(MONDAY_MORNING + timedelta(hours=3)):
        assert desk.get("/sync/ping", {"nonce": "n"}).json()["nonce"] == "n"


def test_methods_and_addresses_that_are_not_there(cast: Cast):
    phone = Phone(cast)
    assert said(phone.client.get("/sync/ops")) == (405, "no_such_method")
    assert said(phone.client.get("/sync/")) == (404, "not_found")
    assert said(phone.client.get("/sync/bytes/x/y")) == (404, "not_found")
