"""Works ops through: each once, as its writer was then, and with words for whatever did not simply go through.

Everything here may be done twice and by two at once: the door knows an op by its id, an outcome that is final stays.
"""

import logging
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import InterfaceError, OperationalError

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.bulk import Op, perform_all
from xiaoxiang.door.passage import Answer
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync import attachments, deeds, merging, outcomes, releasing, waiting
from xiaoxiang.edges.sync.deeds import Deed
from xiaoxiang.edges.sync.envelope import read_line
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.edges.sync.saying import SECOND_LOOK, aside, settled

AT_ONCE = 100
"""Deeds that go to the door together."""
LASTING = ("", SECOND_LOOK, releasing.RELEASED)
"""Codes that an op keeps until it is done."""
AWAY = (OperationalError, InterfaceError)
"""The database is away: nothing more can be done now."""

logger = logging.getLogger(__name__)


def work_through(
    items: Sequence[Item], *, by: Actor | None = None, is_forced: bool = False, until: float = float("inf")
) -> None:
    """Do them in the order they were written, and those that waited for them; store what became of each.

    `by` is the writer where all have the same. `is_forced`: these wait no longer. What is not begun by `until`
    (monotonic seconds) stays `received` for the worker. Raises OperationalError where the database is away.
    """
    left, writers = list(items), deeds.Writers(by)
    while left:
        work = Work(left, writers, is_forced)
        work.do(until)
        worked = [item for item in left if item.outcome != Outcome.RECEIVED]
        outcomes.store(worked)
        for item in worked:
            if work.has_photos(item):
                attachments.add_whole(item, writers.of)
        done = [item for item in worked if item.outcome in waiting.DONE]
        left = waiting.freed(done, [item for item in worked if item.outcome == Outcome.HELD])
        is_forced = False


class Work:
    """One round: ops that may be done now, unless what they build on is not done."""

    def __init__(self, items: Sequence[Item], writers: deeds.Writers, is_forced: bool) -> None:
        self.items = sorted(items, key=lambda item: (item.received_at, item.seq or 0))
        self.ops = {item.pk: op for item in self.items if (op := read_line(bytes(item.line)).op)}
        self.earlier = waiting.Earlier([(item, self.ops[item.pk]) for item in self.items if item.pk in self.ops])
        self.writers = writers
        self.is_forced = is_forced
        self.ready: list[Deed] = []

    def has_photos(self, item: Item) -> bool:
        op = self.ops.get(item.pk)
        return bool(op and op.attachments)

    def do(self, until: float) -> None:
        """Set what became of each. An op that met a bug of ours stays `received` and stops no other."""
        for item in self.items:
            item.outcome, item.code = Outcome.RECEIVED, item.code if item.code in LASTING else ""
        for item in self.items:
            if time.monotonic() > until:
                break
            try:
                self.take(item)
            except AWAY:
                raise
            except Exception as wrong:
                report(item, wrong)
        self.flush()

    def take(self, item: Item) -> None:
        """Make one op ready for the door, or say why it does not get there."""
        op = self.ops.get(item.pk)
        if op is None:
            aside(item, "unreadable")
            return
        if not self.ready_ids.isdisjoint(op.comes_after):
            self.flush()
        first = self.earlier.missing(item, op)
        if first and not self.is_forced and item.code != releasing.RELEASED:
            settled(item, Outcome.HELD, item.code)
            item.waiting_for = first
            return
        action = deeds.action_of(op)
        if action is None:
            aside(item, "no_such_action")
            return
        try:
            deed = deeds.deed(item, op, action, self.writers, self.earlier)
        except Refused as refusal:
            outcomes.refuse(item, action, refusal)
            return
        if action.edits:
            self.flush()
        self.ready.append(deed)
        if action.edits or len(self.ready) == AT_ONCE:
            self.flush()

    @property
    def ready_ids(self) -> set[UUID]:
        return {deed.item.pk for deed in self.ready}

    def flush(self) -> None:
        """Do what is ready."""
        ready, self.ready = self.ready, []
        for deed, answer in zip(ready, done(ready), strict=True):
            self.settle(deed, vouched(deed, answer))

    def settle(self, deed: Deed, answer: Answer | merging.Merged | Exception) -> None:
        if isinstance(answer, merging.Merged):
            outcomes.merged(deed.item, deed.action, deed.by, answer, is_forced=self.is_forced)
        elif isinstance(answer, Answer):
            outcomes.accept(deed.item, deed.action, deed.by, answer.result, is_forced=self.is_forced)
        elif isinstance(answer, Refused):
            outcomes.refuse(deed.item, deed.action, answer)
        else:
            report(deed.item, answer)


def done(ready: Sequence[Deed]) -> list[Answer | merging.Merged | Exception]:
    """Do each once, in order; what came of each. Facts side by side share a transaction where they may."""
    if len(ready) == 1 and ready[0].action.edits:
        return [edited(ready[0])]
    return list(perform_all([Op(d.action, d.by, d.thing, d.given, d.item.pk, d.seen) for d in ready]))


def vouched(deed: Deed, answer: Answer | merging.Merged | Exception) -> Answer | merging.Merged | Exception:
    """Where the writer of a released op may not, whoever released it does it."""
    if deed.instead and isinstance(answer, Refused) and answer.code in releasing.PASSED_ON:
        return done([replace(deed, by=deed.instead())])[0]
    return answer


def edited(deed: Deed) -> merging.Merged | Exception:
    try:
        return merging.edit(deed.item, deed.action, deed.by, deed.thing, deed.given, deed.base)
    except AWAY:
        raise
    except Exception as wrong:
        return wrong


def report(item: Item, wrong: Exception) -> None:
    """Our bug: told with its place in the code, and without its words, which may quote what somebody wrote."""
    place = "".join(traceback.format_tb(wrong.__traceback__)[-4:])
    logger.error("op %s (%s) broke with %s\n%s", item.pk, item.action, type(wrong).__name__, place)
