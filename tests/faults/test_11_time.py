"""Time: clocks that are days off, jump while a form is open, or stand in another zone; a scheduler that was down.

A seed throws the clock, plays a phone with it, and lets three days pass without a scheduler before two run at once.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.faults.stage import Stage
from xiaoxiang.door import clock
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.matters import actions, clockwork
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.actors import as_person

QUICK = 5
DAY = 86400
CLOCKS: dict[str, tuple[float, str]] = {
    "right": (0, "Asia/Shanghai"),
    "two days behind": (-2 * DAY, "Asia/Shanghai"),
    "a year ahead": (365 * DAY, "Asia/Shanghai"),
    "another zone": (0, "America/Los_Angeles"),
    "eleven minutes ahead": (660, "Pacific/Kiritimati"),
}
ODD = 600
"""Seconds of skew from which on a record is looked at a second time."""


def check(stage: Stage, seed: int) -> None:
    name = sorted(CLOCKS)[seed % len(CLOCKS)]
    skew, zone = CLOCKS[name]
    odd_clock(stage, skew, zone, name)
    jump_in_a_form(stage)
    no_scheduler(stage)


def odd_clock(stage: Stage, skew: float, zone: str, name: str) -> None:
    """Order is by sequence; what the phone said, the offset and our own time are all kept."""
    phone = stage.phone(skew=skew, zone=zone)
    phone.open("/steward/outbox/")
    phone.ready()
    is_measured = stage.random.random() < 0.5
    if is_measured:
        phone.sync()
    stage.proxy.cut_off()
    ops = [phone.save(stage.words()) for _n in range(3)]
    at = [row["at"] for row in phone.rows()]
    wrote = time.time()
    phone.sync()
    stage.proxy.restore()
    phone.forward(31)
    phone.drain()
    items = {str(item.pk): item for item in Item.objects.filter(pk__in=ops)}
    assert [items[op].seq for op in ops] == [1, 2, 3]
    for op, said in zip(ops, at, strict=True):
        item = items[op]
        assert item.device_at == datetime.fromtimestamp(said / 1000, UTC), name
        assert abs(item.offset / 1000 + skew) < 60, (name, item.offset)
        assert abs(item.happened_at.timestamp() - wrote) < 60, (name, item.happened_at)
        assert (item.code == "second_look") == (abs(skew) > ODD), (name, item.code)
        matter = Matter.objects.get(pk=item.result_id)
        assert abs((matter.happened_at - item.happened_at).total_seconds()) < 1
    store = Store.objects.get(pk=items[ops[0]].store_id)
    assert abs(store.offset / 1000 + skew) < 120


def jump_in_a_form(stage: Stage) -> None:
    """The clock goes back three hours while somebody writes: the order stays, the record is marked."""
    phone = stage.phone()
    phone.open("/steward/outbox/")
    phone.ready()
    phone.sync()
    first = phone.save(stage.words())
    phone.context.clock.set_system_time(time.time() - 3 * 3600)
    second = phone.save(stage.words())
    phone.drain()
    items = {str(item.pk): item for item in Item.objects.filter(pk__in=[first, second])}
    assert items[first].seq < items[second].seq
    assert items[second].code == "second_look"
    assert items[second].device_at < items[first].device_at


def no_scheduler(stage: Stage) -> None:
    """Down for three days, then two at once and each twice: one escalation, and what is due later is left alone."""
    wang = as_person(stage.town.wang.pk)
    with clock.at(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)):
        late = [stage.town.note(stage.town.wang, stage.town.here, stage.words()) for _n in range(2)]
        for matter in late:
            actions.report(wang, matter.pk)
    with clock.at(datetime(2026, 11, 26, 1, 0, tzinfo=UTC)):
        future = stage.town.note(stage.town.wang, stage.town.here, stage.words())
        mine = {matter.pk for matter in late}
        twice_at_once(stage)
        clockwork.sweep(stage.ground.cast.county.pk)
    for matter in Matter.objects.filter(pk__in=mine):
        assert matter.climbed == 1, matter.climbed
        assert matter.steps.filter(verb="climb").count() == 1
    future.refresh_from_db()
    assert (future.climbed, future.is_ended) == (0, False)
    Matter.objects.filter(pk__in=[*mine, future.pk]).update(is_ended=False, due_at=clock.now() + timedelta(days=400))


def twice_at_once(stage: Stage) -> None:
    moment = clock.now()

    def sweep(_n: int) -> None:
        with clock.at(moment):
            clockwork.sweep(stage.ground.cast.county.pk)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweep, range(2)))


def test_order_is_by_sequence_and_each_climbs_once(played: Any, seed: int) -> None:
    played(check, seed)
