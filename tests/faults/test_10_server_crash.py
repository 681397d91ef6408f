"""Server crash: power cuts of web and database in the middle of submissions, failing handlers, a full disk.

The ground is a database that really writes to disk. One seed is fifty submissions by four phones with one power cut at
a random moment (web or database; twenty seeds are the thousand), then one trouble of the database during an op.
"""

import signal
import threading
import time
from datetime import timedelta
from typing import Any

from django.db import connection

from tests.faults.stage import Stage, sweep_inbox
from tests.faults.wire import Wire
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.machine import processes

QUICK = 2
IS_DURABLE = True
PHONES, SUBMISSIONS = 4, 48
STATES = {"handler fails": "23514", "disk full": "53100", "broken off": "57014", "out of memory": "53200"}
"""What the database says when an op is worked through, by its SQLSTATE."""


def check(stage: Stage, seed: int) -> None:
    stage.pardoned |= {500, 502, 503, 504}
    power_cut(stage, is_database=seed % 2 == 1)
    name = sorted(STATES)[seed % len(STATES)]
    trouble_while_working(stage, STATES[name], name)


def power_cut(stage: Stage, *, is_database: bool) -> None:
    """Acknowledged is present; not acknowledged is absent or the same when it is sent again."""
    wires = [stage.wire() for _n in range(PHONES)]
    for wire in wires:
        wire.ping()
        for _n in range(SUBMISSIONS // PHONES):
            wire.note(stage.words())
    threads = [threading.Thread(target=deliver, args=(wire, 1)) for wire in wires]
    for thread in threads:
        thread.start()
    time.sleep(stage.random.random() * 0.6)
    if is_database:
        cut_database(stage)
    else:
        stage.ground.web.kill()
    for thread in threads:
        thread.join()
    if is_database:
        connection.close()
        connection.close_pool()
    else:
        stage.ground.web.start()
    acked = {op.op_id for wire in wires for op in wire.ops if op.outcome == "accepted"}
    assert acked <= {str(pk) for pk in Item.objects.filter(outcome="accepted").values_list("pk", flat=True)}
    with clock.at(clock.now() + timedelta(minutes=5)):
        sweep_inbox()
    for wire in wires:
        for _try in range(10):
            deliver(wire, 5)
            wire.send([], asks=[op.op_id for op in wire.ops if op.outcome == "received"])
        assert {op.outcome for op in wire.ops} == {"accepted"}


def deliver(wire: Wire, at_once: int) -> None:
    """Send what waits, a few at a time, until something breaks."""
    try:
        while ops := wire.pending[:at_once]:
            status, _told = wire.send(ops)
            if status != 200:
                return
    except OSError:
        return


def cut_database(stage: Stage) -> None:
    """SIGKILL to all of PostgreSQL, then up again, as bin/run does."""
    server: Any = stage.ground.database
    for pid in processes.working_in(server.cluster):
        processes.tell(pid, signal.SIGKILL)
    server.child.wait()
    server.start()


def trouble_while_working(stage: Stage, state: str, name: str) -> None:
    """The raw bytes are safe before anything is done with them; the worker does it when the trouble is over."""
    wire = stage.wire()
    words = [stage.words() for _n in range(3)]
    ops = [wire.note(each) for each in words]
    wire.ping()
    with planted(state, words[1]):
        for _try in range(2):
            wire.send(ops)
        kept = {str(item.pk): item for item in Item.objects.filter(pk__in=[op.op_id for op in ops])}
        assert set(kept) == {op.op_id for op in ops}, f"{name}: the raw bytes are not all there"
        assert kept[ops[1].op_id].outcome == Outcome.RECEIVED, (name, kept[ops[1].op_id].outcome)
        assert ops[1].outcome in ("received", "retry"), (name, ops[1].receipts)
        assert [ops[at].outcome for at in (0, 2)] == ["accepted"] * 2, (name, [op.outcome for op in ops])
    with clock.at(clock.now() + timedelta(minutes=5)):
        sweep_inbox()
    wire.send([], asks=[op.op_id for op in ops])
    assert [op.outcome for op in ops] == ["accepted"] * 3, (name, [op.receipts for op in ops])


class planted:  # noqa: N801 - read as a sentence: with planted(...)
    """A trigger that lets the database fail on the matter with these words."""

    def __init__(self, state: str, words: str) -> None:
        self.state, self.words = state, words

    def __enter__(self) -> None:
        body = f"IF NEW.words = '{self.words}' THEN RAISE EXCEPTION 'planted' USING ERRCODE = '{self.state}'; END IF;"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {body} RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER planted BEFORE INSERT ON matters_matter FOR EACH ROW EXECUTE FUNCTION planted()"
            )

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER planted ON matters_matter")


def test_what_was_acknowledged_is_there(played: Any, seed: int) -> None:
    played(check, seed)
