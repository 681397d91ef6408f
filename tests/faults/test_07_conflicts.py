"""Conflicts: two phones change one matter without knowing of each other, and every value stays to be found.

One seed plays all 24 orders of two edits on each phone; 甲 changes the words twice, 乙 the words and the landmark. Then
one phone goes A→B→A, an edit meets a withdrawal, and an edit meets a transfer.
"""

import json
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from tests.faults.stage import Stage
from tests.faults.wire import Op, Wire
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.edges.sync import settling
from xiaoxiang.edges.sync.actions import Keep, settle_conflict
from xiaoxiang.edges.sync.models import Conflict, Item
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.actors import as_person

QUICK = 2
ORDERS = list(permutations(range(4)))


@dataclass
class Play:
    """One matter, four edits of it on two phones, and the order they arrive in."""

    order: tuple[int, ...]
    matter: Matter
    words: list[str]
    landmark: str
    ops: list[tuple[Wire, Op]]

    @property
    def told(self) -> str:
        return f"{self.order}: {[op.outcome for _wire, op in self.ops]}"


def check(stage: Stage, seed: int) -> None:
    one, other = stage.wire(), stage.wire()
    plays = [written(stage, one, other, order) for order in ORDERS]
    for turn in range(4):
        for wire in (one, other):
            wire.send([op for play in plays for at, op in [play.ops[play.order[turn]]] if at is wire])
    for wire in (one, other):
        wire.send([], asks=[op.op_id for op in wire.ops])
    for play in plays:
        same_field_both_kept(stage, play)
    there_and_back(stage, one)
    edit_meets_withdrawal(stage, one, other)
    edit_meets_transfer(stage, one)


def matter_of(stage: Stage, words: str) -> Matter:
    return stage.town.note(stage.town.wang, stage.town.here, words, landmark="门牌 1")


def edit(wire: Wire, matter: Matter, was: dict[str, str], after: Op | None = None, **given: str) -> Op:
    base = {"version": matter.version, "after": after.op_id if after else None, "was": was}
    return wire.save("matter.correct", given, thing=str(matter.pk), base=base)


def written(stage: Stage, one: Wire, other: Wire, order: tuple[int, ...]) -> Play:
    words, landmark = [stage.words() for _n in range(4)], stage.words()[:10]
    matter = matter_of(stage, words[0])
    first = edit(one, matter, {"words": words[0]}, words=words[1])
    second = edit(one, matter, {"words": words[1]}, first, words=words[2])
    third = edit(other, matter, {"words": words[0]}, words=words[3])
    fourth = edit(other, matter, {"landmark": "门牌 1"}, third, landmark=landmark)
    return Play(order, matter, words, landmark, [(one, first), (one, second), (other, third), (other, fourth)])


def same_field_both_kept(stage: Stage, play: Play) -> None:
    matter = play.matter
    clashes = list(Conflict.objects.filter(thing_id=matter.pk).order_by("at", "id"))
    assert {c.field for c in clashes} == {"words"}, play.told
    assert len({c.item.store_id for c in clashes}) == 1, f"{play.told}: a phone is in conflict with itself"
    matter.refresh_from_db()
    assert matter.landmark == play.landmark, play.told
    assert {op.outcome for _wire, op in play.ops} == {"accepted", "conflict"}, play.told
    found = history(matter, clashes)
    assert {*play.words, play.landmark} <= found, (play.told, set(play.words) - found)
    settled(stage, clashes, matter, play.order)


def history(matter: Matter, clashes: list[Conflict]) -> set[str]:
    """Every value that can still be read somewhere."""
    found = {matter.words, matter.landmark}
    for step in matter.steps.all():
        found |= set((step.before or {}).values())
    found |= {value for c in clashes for value in (c.was, c.here, c.wanted)}
    entries = Entry.objects.filter(thing_id=matter.pk).values_list("id", flat=True)
    for content in Content.objects.filter(id__in=list(entries)):
        found |= {v for v in json.loads(content.body)["given"].values() if isinstance(v, str)}
    return found


def settled(stage: Stage, clashes: list[Conflict], matter: Matter, order: tuple[int, ...]) -> None:
    """The community decides each, the journal says so, and nothing is left open."""
    chen = as_person(stage.town.chen.pk)
    wanted = matter.words
    for clash in clashes:
        keep = stage.random.choice([Keep.HERE, Keep.WANTED])
        settle_conflict(chen, clash.pk, keep=keep)
        if keep is Keep.WANTED:
            settling.work.func(conflict_id=str(clash.pk))
            settling.work.func(conflict_id=str(clash.pk))
            wanted = clash.wanted
    matter.refresh_from_db()
    assert matter.words == wanted, order
    assert not Conflict.objects.filter(thing_id=matter.pk, settled_at=None).exists(), order
    assert {c.item.outcome for c in Conflict.objects.filter(thing_id=matter.pk)} == {"accepted"}
    assert Entry.objects.filter(action="sync.settle_conflict", thing_id__in=[c.pk for c in clashes]).count() == len(
        clashes
    )


def there_and_back(stage: Stage, wire: Wire) -> None:
    """A→B→A on one phone, unsent: it ends as A, and nobody is asked."""
    first, second = stage.words(), stage.words()
    matter = matter_of(stage, first)
    one = edit(wire, matter, {"words": first}, words=second)
    two = edit(wire, matter, {"words": second}, one, words=first)
    ops = [one, two]
    if stage.random.random() < 0.5:
        wire.send(ops)
    else:
        for op in stage.random.sample(ops, 2):
            wire.send([op])
    wire.send([], asks=[op.op_id for op in ops])
    matter.refresh_from_db()
    assert [op.outcome for op in ops] == ["accepted", "accepted"]
    assert matter.words == first
    assert not Conflict.objects.filter(thing_id=matter.pk).exists()
    assert second in history(matter, [])


def edit_meets_withdrawal(stage: Stage, one: Wire, other: Wire) -> None:
    """Whichever comes first, both ops have a fate that is shown, and the edit's words are kept."""
    for is_first in (True, False):
        first, second = stage.words(), stage.words()
        matter = matter_of(stage, first)
        change = edit(one, matter, {"words": first}, words=second)
        away = other.save("matter.withdraw", {}, thing=str(matter.pk), base={"version": matter.version, "after": None})
        for wire, op in ((one, change), (other, away)) if is_first else ((other, away), (one, change)):
            wire.send([op])
        assert change.outcome in ("accepted", "quarantined"), change.receipts
        assert away.outcome == ("refused" if is_first else "accepted"), away.receipts
        assert second in (bytes(Item.objects.get(pk=change.op_id).line)).decode()


def edit_meets_transfer(stage: Stage, wire: Wire) -> None:
    """The matter went to the community meanwhile: the words are corrected, the way stays."""
    first, second = stage.words(), stage.words()
    matter = matter_of(stage, first)
    change = edit(wire, matter, {"words": first}, words=second)
    actions.report(as_person(stage.town.chen.pk), matter.pk, words="社区接着办")
    wire.send([change])
    matter.refresh_from_db()
    assert change.outcome == "accepted", change.receipts
    assert (matter.words, matter.state) == (second, "reported")


def test_no_value_is_lost(played: Any, seed: int) -> None:
    played(check, seed)
