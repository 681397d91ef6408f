"""The passage through the door, where it is narrow: two at once, one inside another, halfway and back."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app

from tests import people
from tests.people import MONDAY_MORNING, Cast
from xiaoxiang.door import clock
from xiaoxiang.door.action import Action, action, registry
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.effects import task
from xiaoxiang.door.models import Claim, Content, Entry, Tip
from xiaoxiang.door.passage import later, perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter, Step
from xiaoxiang.places.models import Place


def anyone(by: Actor, place: Place) -> Verdict:
    return True


@task(name="door.tests.nothing")
def nothing(word: str) -> None:
    """An effect that does nothing."""


@pytest.fixture
def deed() -> Iterator[Callable[..., Action[Place]]]:
    """Declares an action for one test and takes it out of the registry again."""
    declared: list[str] = []

    def declare(do: Callable[..., Any], name: str = "test.do", **options: Any) -> Action[Place]:
        def done(by: Actor, place: Place, *, words: Annotated[str, Label("词")] = "") -> Place:
            """Do what the test says."""
            do(by, place, words)
            return place

        declared.append(name)
        return action(name, who=anyone, says="{by}试了{thing}", changes=False, **options)(done)

    yield declare
    for name in declared:
        registry.pop(name, None)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'door.tests.nothing'")
        return int(cursor.fetchone()[0])


# Two at once


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Cast]:
    """The cast in a database where transactions really end, and a Monday."""
    with clock.at(MONDAY_MORNING):
        yield people.cast()


class Running(threading.Thread):
    """A deed in a process of its own, as far as the database is concerned."""

    def __init__(self, do: Callable[[], Any]) -> None:
        super().__init__()
        self.do, self.result, self.wrong = do, None, None
        self.start()

    def run(self) -> None:
        try:
            with clock.at(MONDAY_MORNING):
                self.result = self.do()
        except Exception as wrong:
            self.wrong = wrong
        finally:
            connection.close()


def waiting_backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to that")


def test_a_second_copy_in_flight_waits_and_gets_the_first_answer(committed: Cast, deed):
    inside, go_on = threading.Event(), threading.Event()

    def slowly(by: Actor, place: Place, words: str) -> None:
        inside.set()
        assert go_on.wait(10)

    slow = deed(slowly)
    op_id, times = uuid4(), []

    def send() -> Any:
        answer = perform(slow, committed.wang, committed.houjie.pk, {"words": "同一件"}, op_id=op_id)
        times.append(answer.is_repeat)
        return answer.result.pk

    first = Running(send)
    assert inside.wait(10)
    second = Running(send)
    until(lambda: waiting_backends() == 1)
    go_on.set()
    first.join(10)
    second.join(10)
    assert (first.wrong, second.wrong) == (None, None)
    assert first.result == second.result
    assert times == [False, True]
    assert Entry.objects.filter(action="test.do").count() == 1


def test_when_the_first_copy_is_refused_the_waiting_one_does_it(committed: Cast, deed):
    inside, go_on, refuse = threading.Event(), threading.Event(), [True]

    def slowly(by: Actor, place: Place, words: str) -> None:
        inside.set()
        assert go_on.wait(10)
        if refuse.pop() if refuse else False:
            raise Refused("not_now", "这会儿不行。")

    slow = deed(slowly)
    op_id = uuid4()

    def send() -> Any:
        return perform(slow, committed.wang, committed.houjie.pk, {}, op_id=op_id).is_repeat

    first = Running(send)
    assert inside.wait(10)
    second = Running(send)
    until(lambda: waiting_backends() == 1)
    go_on.set()
    first.join(10)
    second.join(10)
    assert isinstance(first.wrong, Refused)
    assert second.result is False
    assert Claim.objects.filter(op_id=op_id).count() == 1


def test_two_workers_accept_the_same_matter_and_one_is_told_who_was_first(committed: Cast):
    matter = actions.note(committed.chen, committed.houjie, kind=committed.clutter)
    both = [Running(lambda by=by: actions.accept(by, matter.pk, seen=1)) for by in (committed.chen, committed.lin)]
    for one in both:
        one.join(10)
    wrong = [one.wrong for one in both if one.wrong]
    assert len(wrong) == 1
    assert wrong[0].code == "changed"
    assert "受理了" in str(wrong[0].sentence)
    assert Step.objects.filter(matter=matter, verb="accept").count() == 1


def test_a_deadlock_is_tried_again_and_both_deeds_are_done(committed: Cast, deed):
    meet = threading.Barrier(2, timeout=10)
    tries: dict[str, int] = {"a": 0, "b": 0}
    rows = {"a": (committed.wenxing.pk, committed.qingyun.pk), "b": (committed.qingyun.pk, committed.wenxing.pk)}

    def crosswise(by: Actor, place: Place, words: str) -> None:
        tries[words] += 1
        one, other = rows[words]
        list(Place.objects.select_for_update().filter(pk=one))
        if tries[words] == 1 and sum(tries.values()) <= 2:
            meet.wait()
        list(Place.objects.select_for_update().filter(pk=other))

    cross = deed(crosswise, locks=False)
    both = [
        Running(lambda w=w: perform(cross, committed.wang, committed.houjie.pk, {"words": w}, op_id=uuid4()))
        for w in ("a", "b")
    ]
    for one in both:
        one.join(20)
    assert [one.wrong for one in both] == [None, None]
    assert sorted(tries.values()) == [1, 2]
    assert Entry.objects.filter(action="test.do").count() == 2


# Halfway and back


@pytest.mark.django_db
def test_another_error_of_the_database_is_not_tried_again(cast: Cast, deed):
    tries = []

    def broken(by: Actor, place: Place, words: str) -> None:
        tries.append(1)
        raise OperationalError("gone") from psycopg.errors.AdminShutdown()

    with pytest.raises(OperationalError):
        deed(broken)(cast.wang, cast.houjie)
    assert len(tries) == 1


@pytest.mark.django_db
def test_a_deadlock_that_never_ends_is_reported_after_three_tries(cast: Cast, deed):
    tries = []

    def stuck(by: Actor, place: Place, words: str) -> None:
        tries.append(1)
        raise OperationalError("deadlock") from psycopg.errors.DeadlockDetected()

    with pytest.raises(OperationalError):
        deed(stuck)(cast.wang, cast.houjie)
    assert len(tries) == 3
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_there_is_no_door_inside_a_door(cast: Cast, monday, deed):
    def nested(by: Actor, place: Place, words: str) -> None:
        actions.note(by, place, kind=cast.clutter)

    with pytest.raises(RuntimeError, match="inside another action"):
        deed(nested)(cast.wang, cast.houjie)
    assert not Matter.objects.exists()
    assert actions.note(cast.wang, cast.houjie, kind=cast.clutter).pk


def test_an_action_is_never_done_inside_a_transaction_of_somebody_else(committed: Cast):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        actions.note(committed.wang, committed.houjie, kind=committed.clutter)
    assert not Matter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("how", [Refused("not_now", "这会儿不行。"), ValueError("our bug")])
def test_a_refusal_or_a_bug_leaves_nothing_behind_not_even_the_claim(cast: Cast, monday, deed, how: Exception):
    def halfway(by: Actor, place: Place, words: str) -> None:
        Place.objects.filter(pk=place.pk).update(name="改了一半")
        later(nothing, word="never")
        raise how

    halfway_done, op_id = deed(halfway), uuid4()
    with pytest.raises(type(how)):
        halfway_done(cast.wang, cast.houjie, op_id=op_id)
    assert Place.objects.get(pk=cast.houjie.pk).name == "后街巷"
    assert not any(model.objects.exists() for model in (Claim, Entry, Content, Tip))
    assert jobs() == 0


@pytest.mark.django_db
def test_after_a_refusal_the_same_request_id_may_come_again(cast: Cast, monday):
    op_id = uuid4()
    with pytest.raises(Refused):
        actions.note(cast.wang, cast.houjie, kind=cast.other, op_id=op_id)
    assert actions.note(cast.wang, cast.houjie, kind=cast.other, words="公告栏碎了", op_id=op_id).pk


def test_an_effect_is_seen_by_nobody_before_the_deed_is_done(committed: Cast, deed):
    seen: list[int] = []

    def asks(by: Actor, place: Place, words: str) -> None:
        later(nothing, word="later")
        onlooker = Running(jobs)
        onlooker.join(10)
        seen.append(onlooker.result)

    deed(asks)(committed.wang, committed.houjie)
    assert seen == [0]
    assert jobs() == 1
    assert app.tasks["door.tests.nothing"].func(word="later") is None


@pytest.mark.django_db
def test_an_effect_outside_an_action_is_our_bug(cast: Cast):
    with pytest.raises(RuntimeError, match="inside an action"):
        later(nothing, word="lost")


# What comes in


@pytest.mark.django_db
def test_the_columns_of_a_row_cannot_be_set_by_naming_them(cast: Cast, monday):
    for field in ("state", "is_withheld", "raised_by_id", "county_id", "version", "noted_at"):
        with pytest.raises(Refused) as refused:
            actions.note.read({"kind": str(cast.clutter.pk), field: "1"})
        assert list(refused.value.fields) == [field]


@pytest.mark.django_db
def test_a_thing_is_named_by_its_id_and_only_one_that_may_be_seen(cast: Cast, monday):
    given = actions.note.read({"kind": str(cast.clutter.pk)})
    assert perform(actions.note, cast.wang, cast.houjie.pk, given).result.kind == cast.clutter
    with pytest.raises(Refused) as refused:
        perform(actions.note, cast.wang, cast.houjie.pk, {"kind": uuid4()})
    assert list(refused.value.fields) == ["kind"]


@pytest.mark.django_db
@pytest.mark.parametrize("thing_id", ["", "x", None, "00000000-0000-0000-0000-000000000000", 7])
def test_a_thing_that_is_not_there_looks_like_one_that_may_not_be_seen(cast: Cast, monday, thing_id: Any):
    withheld = actions.note(cast.wang, cast.houjie, kind=cast.quarrel)
    sentences = set()
    for asked in (thing_id, withheld.pk):
        with pytest.raises(Refused) as refused:
            perform(actions.accept, cast.gao, asked, {})
        sentences.add((refused.value.status, str(refused.value.sentence)))
    assert len(sentences) == 1


@pytest.mark.django_db
def test_two_actions_of_one_name_do_not_start(deed):
    deed(lambda *_: None)
    with pytest.raises(ValueError, match="two actions"):
        deed(lambda *_: None)


@pytest.mark.django_db
def test_a_secret_of_an_action_is_in_no_line_and_no_content(cast: Cast, monday, deed):
    deed(lambda *_: None, secret=("words",))(cast.wang, cast.houjie, words="天知地知")
    kept = "".join(Content.objects.values_list("body", flat=True)) + "".join(
        Entry.objects.values_list("line", flat=True)
    )
    assert "天知地知" not in kept


@pytest.mark.django_db
def test_what_returns_no_thing_is_our_bug_and_is_not_committed(cast: Cast):
    def gives_nothing(by: Actor, place: Place) -> Place:
        """Give nothing back."""
        Place.objects.filter(pk=place.pk).update(name="没有回话")
        return None  # type: ignore[return-value]

    wrong = action("test.nothing", who=anyone, says="{by}", changes=False)(gives_nothing)
    try:
        with pytest.raises(TypeError):
            wrong(cast.wang, cast.houjie)
    finally:
        del registry["test.nothing"]
    assert Place.objects.get(pk=cast.houjie.pk).name == "后街巷"


def test_the_journal_writes_both_times_when_a_fact_comes_late(committed: Cast):
    then = committed.wang.then(clock.now() - timedelta(hours=5))
    matter = actions.note(then, committed.houjie, kind=committed.clutter)
    entry = Entry.objects.get(thing_id=matter.pk)
    assert '"happened_at":"2026-11-22T19:40:00+00:00"' in entry.line
    assert entry.at == clock.now()
