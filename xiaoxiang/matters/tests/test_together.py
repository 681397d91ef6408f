"""Two people change one matter at one moment: one wins, the other is told what changed. Never an error, never both."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from tests.people import Cast
from tests.people import cast as set_stage
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions, clockwork
from xiaoxiang.matters.tests.stages import accepted, fresh, noted, reported, verbs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(transactional_db) -> Cast:
    return set_stage()


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or how it was refused; all begin at one moment, each on a connection of its own."""
    ready = threading.Barrier(len(deeds))
    outcomes: list[Any] = [None] * len(deeds)

    def run(index: int, deed: Callable[[], Any]) -> None:
        ready.wait()
        try:
            outcomes[index] = deed()
        except Refused as refused:
            outcomes[index] = refused
        except Exception as broken:
            outcomes[index] = broken
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, deed)) for i, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def one_of(outcomes: list[Any]) -> Refused:
    """The refusal of the one that lost; every other came through."""
    lost = [o for o in outcomes if isinstance(o, Exception)]
    assert len(lost) == 1, outcomes
    assert isinstance(lost[0], Refused), lost[0]
    return lost[0]


def test_two_dispatch_what_both_saw_and_the_second_is_told_of_the_first(stage: Cast):
    matter = accepted(stage)
    chen, lin, seen = stage.chen, stage.lin, matter.version
    lost = one_of(
        together(
            lambda: actions.dispatch(chen, matter.pk, body=stage.lamps, seen=seen),
            lambda: actions.dispatch(lin, matter.pk, body=stage.lamps, seen=seen),
        )
    )
    assert (lost.code, lost.status) == ("changed", 409)
    assert "派给县市政所路灯班" in str(lost.sentence)
    assert verbs(matter).count("dispatch") == 1


def test_one_accepts_while_another_declines(stage: Cast):
    matter = reported(stage)
    chen, lin, seen = stage.chen, stage.lin, matter.version
    lost = one_of(
        together(
            lambda: actions.accept(chen, matter.pk, seen=seen),
            lambda: actions.decline(lin, matter.pk, reason="不归社区", where="12345", seen=seen),
        )
    )
    assert lost.status == 409
    assert fresh(matter).version == matter.version + 1


def test_one_request_ten_times_at_once_happens_once(stage: Cast):
    matter, op_id, chen = reported(stage), uuid4(), stage.chen
    lines = Entry.objects.count()
    answers = together(*[lambda: actions.accept(chen, matter.pk, op_id=op_id)] * 10)
    assert {a.pk for a in answers} == {matter.pk}
    assert verbs(matter).count("accept") == 1
    assert Entry.objects.count() == lines + 1


def test_two_are_merged_into_each_other_and_one_of_them_stays_open(stage: Cast):
    one, other = reported(stage), reported(stage)
    chen, lin = stage.chen, stage.lin
    lost = one_of(
        together(
            lambda: actions.merge(chen, one.pk, into=other.pk),
            lambda: actions.merge(lin, other.pk, into=one.pk),
        )
    )
    assert lost.status in (409, 422)
    assert [fresh(one).is_ended, fresh(other).is_ended].count(False) == 1


def test_two_sweeps_at_once_climb_once(stage: Cast):
    matters = [accepted(stage) for _ in range(3)]
    after = max(m.due_at for m in matters).replace(hour=17, minute=45)

    def sweep() -> int:
        with clock.at(after):
            return clockwork.sweep(stage.county.pk)

    assert together(sweep, sweep) == [3, 3]
    assert {fresh(m).climbed for m in matters} == {1}
    assert [verbs(m).count("climb") for m in matters] == [1, 1, 1]


def test_neighbours_who_note_at_once_all_get_through(stage: Cast):
    stranger, houjie, clutter = stage.stranger, stage.houjie, stage.clutter
    outcomes = together(*[lambda: actions.note(stranger, houjie, kind=clutter)] * 8)
    assert len({m.pk for m in outcomes}) == 8
    heights = list(Entry.objects.filter(chain_id=stage.wenxing.pk).values_list("height", flat=True).order_by("height"))
    assert heights == list(range(1, 9))


def test_joining_while_it_is_merged_loses_nobody(stage: Cast):
    kept, same = accepted(stage), noted(stage)
    stranger, chen = stage.stranger, stage.chen
    together(
        lambda: actions.join(stranger, kept.pk),
        lambda: actions.merge(chen, same.pk, into=kept.pk),
    )
    assert fresh(kept).me_too == 2
