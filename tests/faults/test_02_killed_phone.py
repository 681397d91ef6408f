"""Killed phone: SIGKILL to the whole browser at eight points, each in a browser of its own on disk.

One seed kills at two of the eight points, four seeds at all. What the screen called kept arrives once; of what was
being typed at most the last field is gone; nothing half blocks what comes after.
"""

import contextlib
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Error as BrowserError

from tests.faults.ground import wait_for
from tests.faults.phone import HERE, Phone
from tests.faults.proxy import Hold, cut_request
from tests.faults.stage import OPS, Stage
from xiaoxiang.edges.sync.models import Item

QUICK = 4
STOP = (HERE / "stop.js").read_text()


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone(profile=True, before=STOP)
    phone.open("/steward/note/")
    phone.ready()
    phone.sync()
    points = list(POINTS)
    for at in range(2):
        name = points[(2 * seed + at) % len(points)]
        before = {row["op_id"] for row in phone.rows("receipts")}
        words = stage.words()
        phone.open("/steward/note/")
        phone.ready()
        POINTS[name](stage, phone, words)
        phone.kill()
        stage.proxy.faults.clear()
        phone.revive()
        phone.unlock(phone.session)
        phone.open("/steward/note/")
        phone.ready()
        draft_is_back(phone, words, name)
        phone.drain()
        new = {row["op_id"] for row in phone.rows("receipts")} - before
        assert len(new) == (1 if name in KEPT else 0), f"{name}: {new}"
        assert Item.objects.filter(pk__in=new, outcome="accepted").count() == len(new), name


def typing(stage: Stage, phone: Phone, words: str) -> None:
    phone.fill(words)
    phone.forward(1)
    phone.until("async () => (await outbox.counts()).drafts === 1")
    phone.page.locator("[name=words]").press_sequentially("还没写完", delay=1)


def taking_photos(stage: Stage, phone: Phone, words: str) -> None:
    phone.fill(words)
    phone.forward(1)
    phone.until("async () => (await outbox.counts()).drafts === 1")
    stop_at(phone, "before put blobs")
    picture = BytesIO()
    Image.effect_noise((600, 400), 90).convert("RGB").save(picture, "JPEG")
    with contextlib.suppress(BrowserError):
        phone.page.locator("[name=photos]").set_input_files(
            [{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}], timeout=1500
        )
    stopped(phone)


def stopping(where: str) -> Any:
    """Stand still at a write while it is sent or kept."""

    def do(stage: Stage, phone: Phone, words: str) -> None:
        phone.fill(words)
        stop_at(phone, where)
        press(phone)
        stopped(phone)

    return do


def before_ack(stage: Stage, phone: Phone, words: str) -> None:
    """The receipt is here and about to be written."""
    phone.fill(words)
    phone.send()
    phone.ready()
    if phone.counts()["outbox"]:
        stop_at(phone, "before put receipts")
        phone.run("() => { outbox.sync('hand') }")
        stopped(phone, may_be_over=True)


def sending(do: Any) -> Any:
    """Kill while a request is on its way."""

    def point(stage: Stage, phone: Phone, words: str) -> None:
        fault = do()
        stage.proxy.inject("killed", fault, on=OPS)
        phone.fill(words)
        phone.send()
        phone.ready()
        if isinstance(fault, Hold):
            wait_for(lambda: phone.page.wait_for_timeout(10) or fault.reached.is_set(), 10)
        else:
            wait_for(lambda: phone.page.wait_for_timeout(10) or stage.asked("/sync/ops"), 10)

    return point


def stop_at(phone: Phone, where: str) -> None:
    phone.events = [event for event in phone.events if event[0] != "stopped"]
    phone.run("(where) => { globalThis.__stopAt = where }", where)


def press(phone: Phone) -> None:
    phone.run("() => { setTimeout(() => document.querySelector('form.form').requestSubmit(), 20) }")


def stopped(phone: Phone, *, may_be_over: bool = False) -> None:
    """Until the page stands still. `may_be_over`: it may have been quicker than us."""
    try:
        wait_for(
            lambda: phone.page.wait_for_timeout(10) or any(event[0] == "stopped" for event in phone.events),
            2 if may_be_over else 10,
        )
    except TimeoutError:
        if not may_be_over:
            raise


def draft_is_back(phone: Phone, words: str, name: str) -> None:
    """Everything but what was being typed a moment ago."""
    kind, said = phone.page.locator("[name=kind]").first, phone.page.locator("[name=words]")
    if name in KEPT:
        assert words not in said.input_value(), f"{name}: a draft of what was kept"
        return
    phone.until("() => document.querySelector('[name=kind]').checked")
    value = said.input_value()
    is_whole = value.startswith(words) or (name == "before the commit" and not value)
    assert kind.is_checked(), name
    assert is_whole, f"{name}: {value!r} is left of {words!r}"
    phone.forget_drafts()


POINTS = {
    "while typing": typing,
    "before the commit": stopping("before add outbox"),
    "after the commit": stopping("after add outbox"),
    "before sending": sending(Hold),
    "in the middle of the body": sending(lambda: cut_request(0.6)),
    "after the server's commit": sending(lambda: Hold(asked_first=True)),
    "before the receipt is written": before_ack,
    "while taking photos": taking_photos,
}
KEPT = {name for name in POINTS if name not in ("while typing", "while taking photos", "before the commit")}


def test_what_was_kept_arrives_once(played: Any, seed: int) -> None:
    played(check, seed)
