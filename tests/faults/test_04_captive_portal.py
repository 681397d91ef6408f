"""Captive portal: somebody else answers. Nothing counts as sent, nothing is given away, and it recovers by itself.

A seed throws two of the kinds of answer; the browser believes to be online all the time.
"""

import json
from typing import Any

from tests.faults.proxy import PORTAL, Do, answer, garbage, refuse, rewrite
from tests.faults.stage import Stage, sync
from xiaoxiang.edges.sync.models import Item

QUICK = 4


def kinds(stage: Stage) -> dict[str, Do]:
    other = stage.proxy.other_url
    return {
        "page instead": answer(200, PORTAL, kind="text/html; charset=utf-8"),
        "page called json": answer(200, PORTAL),
        "sent elsewhere": answer(302, also={"location": f"{other}/login"}),
        "sent elsewhere, kept": answer(307, also={"location": f"{other}/login"}),
        "empty": answer(204),
        "made, says somebody": answer(201, b"created", kind="text/plain"),
        "json of somebody": answer(200, json.dumps({"receipts": [], "nonce": "x", "now": 1, "you": None}).encode()),
        "a list": answer(200, b"[]"),
        "nothing": answer(200, b"null"),
        "not http": garbage(),
        "no route": refuse(),
        "receipts taken out": rewrite(without_receipts),
        "another nonce": rewrite(lambda body: body.replace(b'"nonce"', b'"nonce_was"')),
        "html around": rewrite(lambda body: b"<script>ad()</script>" + body, kind="text/html"),
    }


def without_receipts(body: bytes) -> bytes:
    told = json.loads(body)
    return json.dumps(told | {"receipts": []} if "receipts" in told else told).encode()


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone()
    phone.open("/steward/outbox/")
    phone.ready()
    phone.sync()
    for name, do in stage.random.sample(sorted(kinds(stage).items()), 2):
        fault = stage.proxy.inject(name, do, times=10**6, on=sync)
        ops = [phone.save(stage.words()) for _n in range(stage.random.randint(1, 3))]
        for _try in range(3):
            phone.sync()
            phone.forward(31)
        assert phone.counts()["outbox"] == len(ops), name
        assert phone.run("() => navigator.onLine")
        if name not in ("no route", "not http"):
            phone.page.get_by_text("网络需要登录").first.wait_for()
        fault.times = 0
        recovers_in_a_minute(phone, name)
        assert {item.outcome for item in Item.objects.filter(pk__in=ops)} == {"accepted"}
    for exchange in stage.proxy.elsewhere:
        told = f"{exchange.path} {exchange.headers} {exchange.body!r}"
        assert phone.token not in told
        assert phone.session not in told
        assert not {"cookie", "x-csrftoken"} & set(exchange.headers), exchange.headers


def recovers_in_a_minute(phone: Any, name: str) -> None:
    """By its own timers, nobody touching the page."""
    for _half in range(2):
        phone.forward(30)
        if phone.becomes("async () => (await outbox.counts()).outbox === 0 && outbox.state().net === 'ok'", 3):
            return
    raise AssertionError(f"{phone.counts()['outbox']} still wait a minute after {name}: {phone.net()}")


def test_nothing_counts_as_sent(played: Any, seed: int) -> None:
    played(check, seed)
