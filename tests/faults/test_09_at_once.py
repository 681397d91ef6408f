"""At once: two tabs and a double tap, sixteen senders of one op, two people who report one matter.

A seed plays all three; every second one has a browser without Web Locks.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.faults.proxy import Hold
from tests.faults.stage import OPS, Stage
from tests.people import appointed
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.people.models import Role

QUICK = 2
SENDERS = 16
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined})"


def check(stage: Stage, seed: int) -> None:
    two_tabs(stage, has_locks=seed % 2 == 0)
    sixteen_senders(stage)
    two_people(stage)


def two_tabs(stage: Stage, *, has_locks: bool) -> None:
    """Both want to send; one does. When it is killed the other goes on within 30 seconds."""
    phone = stage.phone(before="" if has_locks else NO_LOCKS)
    phone.open("/steward/note/")
    phone.ready()
    phone.sync()
    other = phone.context.new_page()
    other.goto("/steward/outbox/")
    hold = Hold()
    stage.proxy.inject("held", hold, on=OPS)
    phone.fill(stage.words())
    phone.page.locator("form.form .button").last.dblclick()
    phone.page.wait_for_url("**/steward/outbox/?saved=*")
    phone.ready()
    phone.sync(wait=False)
    other.evaluate("() => { outbox.sync('hand') }")
    assert hold.reached.wait(5)
    phone.save(stage.words())
    other.evaluate("() => { outbox.sync('hand') }")
    phone.page.wait_for_timeout(60)
    assert len(stage.asked("/sync/ops")) <= 2, "two tabs send at once"
    phone.page.close(run_before_unload=False)
    hold.release()
    phone.page = other
    phone.forward(31)
    phone.drain()
    items = Item.objects.filter(person=stage.town.wang, store_id=str(phone.run("() => outbox.meta('store')")[0]))
    assert {item.outcome for item in items} == {"accepted"}
    assert len(items) == 2, "a double tap is one deed"


def sixteen_senders(stage: Stage) -> None:
    wire = stage.wire()
    wire.ping()
    op = wire.note(stage.words())
    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(lambda _n: wire.send([op]), range(SENDERS)))
    assert {status for status, _told in answers} == {200}
    assert {r["first"] if r["outcome"] == "duplicate" else r["outcome"] for r in op.receipts} <= {
        "accepted",
        "received",
    }
    item = Item.objects.get(pk=op.op_id)
    assert item.outcome == "accepted"
    assert Entry.objects.filter(thing_id=item.result_id).count() == 1


def two_people(stage: Stage) -> None:
    """Both hand up the matter at the same moment: one did, the other reads why not."""
    appointed(stage.town.li, Role.STEWARD, stage.town.here)
    matter = stage.town.note(stage.town.wang, stage.town.here, stage.words())
    wires = [stage.wire(stage.town.wang), stage.wire(stage.town.li)]
    ops = [wire.save("matter.report", {}, thing=str(matter.pk), base={"version": 1, "after": None}) for wire in wires]
    for wire in wires:
        wire.ping()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda wire: wire.send(), wires))
    assert {status for status, _told in answers} == {200}
    outcomes = sorted(op.outcome for op in ops)
    assert outcomes == ["accepted", "refused"], [op.receipts for op in ops]
    loser = next(op for op in ops if op.outcome != "accepted").receipts[-1]
    assert loser["sentence"]
    assert matter.steps.filter(verb="report").count() == 1


def test_exactly_one_effect(played: Any, seed: int) -> None:
    played(check, seed)
