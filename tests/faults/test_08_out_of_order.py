"""Out of order: a matter and three changes of it arrive in every order, and with each of them missing.

One seed plays all 24 orders; which op is missing, if any, is thrown for each. The four ops stand on one another, so the
end must be as if they had come in order, and what waits for a missing one is visible and frees itself.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from typing import Any

from tests.faults.stage import Stage, sweep_inbox
from tests.faults.wire import Op, Wire
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.matters.models import Matter

QUICK = 2
ORDERS = list(permutations(range(4)))
LATER = timedelta(days=5, hours=1)


@dataclass
class Play:
    """One matter with its four ops, the order they arrive in, and the one that is missing at first."""

    order: tuple[int, ...]
    missing: int | None
    ops: list[Op]
    wanted: tuple[str, str]

    @property
    def told(self) -> str:
        return f"{self.order} without {self.missing}: {[op.outcome for op in self.ops]}"


def check(stage: Stage, seed: int) -> None:
    wire = stage.wire()
    plays = [Play(order, stage.random.choice([None, 0, 1, 2, 3]), *written(stage, wire)) for order in ORDERS]
    for turn in range(4):
        due = [play.ops[play.order[turn]] for play in plays if play.order[turn] != play.missing]
        for batch in parts(due, stage.random.choice([8, 24])):
            wire.send(batch)
    ask(wire, plays)
    for play in plays:
        gap = 4 if play.missing is None else play.missing
        waiting = {play.ops[at].outcome for at in range(gap + 1, 4)}
        assert waiting <= {"held"}, play.told
        assert {play.ops[at].outcome for at in range(gap)} <= {"accepted"}, play.told
        if waiting:
            assert play.ops[gap + 1].receipts[-1]["waiting_for"] == play.ops[gap].op_id, play.told
    wire.send([play.ops[play.missing] for play in plays if play.missing is not None])
    ask(wire, plays)
    for play in plays:
        assert {op.outcome for op in play.ops} == {"accepted"}, play.told
        assert state_of(play.ops[0]) == play.wanted, play.told
    forced(stage, wire)


def parts(ops: list[Op], size: int) -> list[list[Op]]:
    return [ops[at : at + size] for at in range(0, len(ops), size)]


def ask(wire: Wire, plays: list[Play]) -> None:
    for batch in parts([op for play in plays for op in play.ops if op.receipts], 100):
        wire.send([], asks=[op.op_id for op in batch])


def written(stage: Stage, wire: Wire) -> tuple[list[Op], tuple[str, str]]:
    """A note and three corrections on the phone, and what must come of them."""
    words = [stage.words() for _n in range(4)]
    first = wire.note(words[0], landmark="门牌 1")
    thing = f"op:{first.op_id}"

    def edit(after: Op, was: dict[str, str], **given: str) -> Op:
        return wire.save("matter.correct", given, thing=thing, base={"version": 1, "after": after.op_id, "was": was})

    second = edit(first, {"words": words[0]}, words=words[1])
    third = edit(second, {"landmark": "门牌 1"}, landmark=words[2][:10])
    fourth = edit(third, {"words": words[1]}, words=words[3])
    return [first, second, third, fourth], (words[3], words[2][:10])


def state_of(first: Op) -> tuple[str, str]:
    matter = Matter.objects.get(pk=Item.objects.get(pk=first.op_id).result_id)
    return matter.words, matter.landmark


def forced(stage: Stage, wire: Wire) -> None:
    """What waits for something that never comes goes on after five days, marked and in the journal; what comes later
    still fits, and an edit of a matter that was never noted goes to the community."""
    ops, _wanted = written(stage, wire)
    gap = stage.random.choice([0, 1, 2])
    wire.send([ops[at] for at in range(4) if at != gap])
    with clock.at(clock.now() + LATER):
        sweep_inbox()
    wire.send([], asks=[op.op_id for op in ops if op.receipts])
    after = [ops[at] for at in range(gap + 1, 4)]
    assert Entry.objects.filter(action="sync.force", thing_id=after[0].op_id).count() == 1
    fate = ("quarantined",) if gap == 0 else ("accepted", "conflict")
    assert {op.outcome for op in after} <= {*fate}, (gap, [op.receipts[-1] for op in ops if op.receipts])
    first = Item.objects.get(pk=after[0].op_id)
    assert first.outcome != Outcome.ACCEPTED or first.code == "second_look", first.code
    wire.send([ops[gap]])
    wire.send([], asks=[op.op_id for op in ops])
    assert ops[gap].outcome in ("accepted", "conflict"), ops[gap].receipts[-1]
    assert Matter.objects.filter(pk=Item.objects.get(pk=ops[0].op_id).result_id).count() == 1


def test_the_end_is_as_if_in_order(played: Any, seed: int) -> None:
    played(check, seed)
