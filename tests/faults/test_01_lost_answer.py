"""Lost answer: the server did it, and one to ten times nobody hears of it.

A seed throws how often the answer is dropped or cut short. 王 writes for 水井弄, where 李 must be told: once.
"""

import hashlib
from typing import Any

from tests.faults.proxy import cut_answer, drop_answer
from tests.faults.stage import OPS, Stage
from tests.faults.wire import Wire
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.matters import effects
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import Notice

QUICK = 3


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone()
    phone.open("/steward/note/")
    phone.ready()
    times = stage.random.randint(1, 10)
    lost = stage.random.choice([drop_answer(), cut_answer(stage.random.random())])
    fault = stage.proxy.inject("lost answer", lost, times=times, on=OPS)
    op_id = phone.save(stage.words(), thing=str(stage.town.beside.pk))
    for _try in range(times + 2):
        phone.sync()
        assert fault.times == 0 or phone.op(op_id)["box"] == "outbox"
        phone.forward(1900)
    assert fault.times == 0
    phone.drain()
    assert phone.op(op_id)["box"] == "receipts"
    one_effect(stage, op_id)
    same_answer_again(stage, phone, op_id)
    other_words_under_the_same_id(stage, phone, op_id)


def one_effect(stage: Stage, op_id: str) -> None:
    """One record, one line, one notice, also when the worker runs the job twice."""
    item = Item.objects.get(pk=op_id)
    assert Entry.objects.filter(thing_id=item.result_id).count() == 1
    assert Matter.objects.filter(alley=stage.town.beside, raised_by=stage.town.wang).count() == 1
    for _run in range(2):
        effects.tell_stewards.func(matter_id=str(item.result_id))
    assert Notice.objects.filter(person=stage.town.li, about=item.result_id).count() == 1


def same_answer_again(stage: Stage, phone: Any, op_id: str) -> None:
    """The very bytes again: 200 and the first answer."""
    sent = [each for each in stage.asked("/sync/ops") if op_id.encode() in each.body]
    first = phone.op(op_id)["receipt"]
    line = next(line for line in sent[0].body.splitlines() if f'"op_id":"{op_id}"'.encode() in line)
    assert hashlib.sha256(line).hexdigest() == first["sha256"]
    again = phone.run(AGAIN, line.decode())
    assert again["outcome"] == "duplicate", again
    assert again["first"] == "accepted"
    assert (again["thing"], again["sha256"]) == (first["thing"], first["sha256"])
    assert {each.status for each in sent} <= {200}


def other_words_under_the_same_id(stage: Stage, phone: Any, op_id: str) -> None:
    """Another body under the id: both digests are kept, it is quarantined, and nothing of the first is told."""
    thief = Wire(stage, stage.town.wang, phone.device, phone.token, phone.session)
    op = thief.note(stage.words(), op_id=op_id)
    status, told = thief.send()
    [receipt] = told["receipts"]
    assert status == 200
    assert (receipt["outcome"], receipt["code"], receipt["thing"]) == ("quarantined", "op_id_reused", None)
    kept = {bytes(item.sha256).hex(): item.outcome for item in Item.objects.filter(op_id=op_id)}
    assert kept.pop(op.sha256) == Outcome.QUARANTINED
    assert list(kept) == [phone.op(op_id)["receipt"]["sha256"]]


AGAIN = """async (line) => {
  const [store] = await outbox.meta("store");
  const head = {contract: 1, store, app: outbox.app, nonce: "again", sent_at: Date.now(), high: 1, pending: 0, asks: [], mode: {}};
  const said = await outbox.post("/sync/ops", JSON.stringify(head) + "\\n" + line + "\\n", "application/x-ndjson");
  return said.receipts[0];
}"""


def test_it_happens_once_and_is_said_once(played: Any, seed: int) -> None:
    played(check, seed)
