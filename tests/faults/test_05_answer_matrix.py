"""Answer matrix: whatever status comes for item 3 of 10, no item is deleted, and the other nine arrive.

A seed plays two answers of the matrix, nine seeds play all; each in our own shape or as a stranger would say it.
"""

import json
from typing import Any

from tests.faults.proxy import answer, rewrite
from tests.faults.stage import OPS, Stage
from xiaoxiang.edges.sync.models import Item

QUICK = 4
TRANSIENT = (408, 423, 425, 429, 500, 502, 503, 504)
STOPS = (401, 403)
BODY = (400, 404, 409, 410, 413, 415, 422)
TRUNCATED = 0
MATRIX = (*TRANSIENT, *STOPS, *BODY, 426, TRUNCATED)
SENTENCE = "这一条送不上去，先放在这里。"


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone()
    phone.open("/steward/outbox/")
    phone.ready()
    phone.sync()
    for status in (MATRIX[(2 * seed + at) % len(MATRIX)] for at in range(2)):
        ops = written(stage, phone)
        third = ops[2]
        is_ours = stage.random.random() < 0.7
        wait = stage.random.choice([0, 0, 7, 90])
        fault = stage.proxy.inject(str(status), told(status, is_ours, wait), times=10**6, on=holds(third))
        phone.sync()
        assert everything(phone) >= set(ops), f"{status} deleted something"
        if is_ours and status in (*STOPS, 426):
            assert phone.counts()["outbox"] == 10, f"{status} did not stop the rest"
            fault.times = 0
            assert not any(row["tries"] for row in phone.rows()), f"{status} cost a try"
            if status == 426:
                phone.look()
                phone.page.locator("[data-outbox-export]").first.wait_for()
                phone.ready()
            phone.drain()
            continue
        rounds = 0
        while phone.counts()["outbox"] > 2 and rounds < 12:
            phone.forward(max(31, wait + 10))
            phone.sync()
            rounds += 1
        delivered(phone, ops, status)
        alone(phone, third, status, is_ours, wait)
        fault.times = 0
        ended(stage, phone, ops, status)


def written(stage: Stage, phone: Any) -> list[str]:
    """Ten notes; the last of them is a word more about the third."""
    ops = [phone.save(stage.words()) for _n in range(9)]
    return [*ops, phone.save(stage.words(), action="matter.add", thing=f"op:{ops[2]}")]


def holds(op_id: str) -> Any:
    """The batches that deliver this op; not those that only name it."""
    mark = f'"op_id":"{op_id}"'.encode()
    return lambda exchange: OPS(exchange) and mark in exchange.body


def told(status: int, is_ours: bool, wait: int) -> Any:
    if status == TRUNCATED:
        return rewrite(lambda body: body[: len(body) // 2])
    body = json.dumps({"code": "planted", "sentence": SENTENCE}) if is_ours else "<h1>no</h1>"
    also = {"retry-after": str(wait)} if wait and status in (429, 503) else {}
    return answer(status, body.encode(), kind="application/json" if is_ours else "text/html", also=also)


def everything(phone: Any) -> set[str]:
    return {row["op_id"] for box in ("outbox", "attention", "receipts") for row in phone.rows(box)}


def delivered(phone: Any, ops: list[str], status: int) -> None:
    """The other eight are there; the one that stands on the third waits and says so."""
    others = {op: phone.op(op) for op in (*ops[:2], *ops[3:9])}
    assert all(row["box"] == "receipts" for row in others.values()), (status, phone.net(), phone.counts())
    last = phone.op(ops[9])
    assert last["box"] in ("outbox", "attention"), (status, last)


def alone(phone: Any, third: str, status: int, is_ours: bool, wait: int) -> None:
    """What is for good goes under 需处理 with its sentence; what passes by rests and is tried again."""
    row = phone.op(third)
    if status in BODY and is_ours:
        rounds = 0
        while phone.op(third)["box"] == "outbox" and rounds < 8:
            phone.forward(61)
            phone.sync()
            rounds += 1
        row = phone.op(third)
        assert (row["box"], row["receipt"]["sentence"]) == ("attention", SENTENCE), row
        phone.look()
        shown = phone.page.locator(f'[data-op="{third}"]')
        assert SENTENCE in shown.inner_text()
        for act in ("改了再送", "导出", "不送了"):
            assert shown.get_by_role("button", name=act).count(), f"{act} is not offered"
        phone.ready()
    else:
        assert row["box"] == "outbox", (status, row)
        assert "rests" in row or phone.net() in ("wait", "portal"), row


def ended(stage: Stage, phone: Any, ops: list[str], status: int) -> None:
    """The fault is over: everything arrives, what was set aside after 再送."""
    if phone.op(ops[2])["box"] == "attention":
        again(stage, phone, ops)
    for _round in range(12):
        phone.forward(2000)
        phone.sync()
        if phone.counts()["outbox"] == 0:
            break
    outcomes = {str(item.pk): item.outcome for item in Item.objects.filter(pk__in=ops)}
    assert set(outcomes.values()) <= {"accepted"}, (status, outcomes)
    assert len(outcomes) == 10, (status, outcomes)


def again(stage: Stage, phone: Any, ops: list[str]) -> None:
    """改了再送: the form opens with what was written, and what is sent takes the place of the one set aside."""
    phone.look()
    phone.page.locator(f'[data-op="{ops[2]}"]').get_by_role("button", name="改了再送").click()
    phone.page.wait_for_url("**/steward/note/")
    phone.ready()
    phone.until("() => document.querySelector('[name=words]').value !== ''")
    ops[2] = phone.send()
    phone.ready()


def test_no_answer_deletes_an_item(played: Any, seed: int) -> None:
    played(check, seed)
