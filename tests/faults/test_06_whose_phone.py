"""Expired sign-in, another person, a lost role, each with 20 records pending: they stay whose they are.

A seed plays one of the three; three seeds play all.
"""

import time
from typing import Any

from tests.faults.stage import Stage
from tests.faults.town import PIN
from xiaoxiang.edges.sync.models import Item
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.actions.roles import end as end_role
from xiaoxiang.people.models import RoleHeld

QUICK = 3
PENDING = 20


def check(stage: Stage, seed: int) -> None:
    phone = stage.phone()
    phone.open("/steward/outbox/")
    phone.ready()
    phone.sync()
    stage.proxy.cut_off()
    ops = [phone.save(stage.words(), given={"way": "on_the_spot"}) for _n in range(PENDING)]
    phone.sync()
    stage.proxy.restore()
    (expired, another, dismissed)[seed % 3](stage, phone, ops)


def expired(stage: Stage, phone: Any, ops: list[str]) -> None:
    """The PIN has to be typed again: nothing is sent, nothing is lost, and writing goes on."""
    phone.lock()
    tried = [row["tries"] for row in phone.rows()]
    for _try in range(3):
        phone.sync()
        phone.forward(31)
    assert phone.counts()["outbox"] == PENDING
    assert [row["tries"] for row in phone.rows()] == tried
    ops.append(phone.save(stage.words()))
    assert not Item.objects.filter(pk__in=ops).exists()
    phone.open("/steward/outbox/")
    if "/pin/" not in phone.page.url:  # the service worker opens it, and the page says what to do
        phone.ready()
        phone.sync()
        phone.page.locator("[data-part=pin]").click()
    phone.page.locator("[name=code]").fill(PIN)
    phone.page.get_by_role("button", name="进去").click()
    phone.page.wait_for_url("**/steward/outbox/**")
    phone.ready()
    phone.drain()
    everything_under(stage.town.wang, ops)


def another(stage: Stage, phone: Any, ops: list[str]) -> None:
    """李 signs in on 王's phone: sees and sends nothing of hers, and her records wait for her."""
    phone.bind(stage.town.li)
    before = len(stage.proxy.ledger)
    phone.open("/steward/outbox/")
    phone.ready()
    own = phone.save(stage.words(), thing=str(stage.town.beside.pk))
    phone.drain()
    told = phone.run("() => __dump()")
    shown = phone.page.inner_text("body")
    for word in stage.private[:PENDING]:
        assert word not in f"{told} {shown}", "another person reads what 王 wrote"
    posted = b"".join(each.body for each in stage.proxy.ledger[before:])
    assert not [op for op in ops if op.encode() in posted]
    assert not phone.page.locator("[data-op]").filter(has_text=ops[0]).count()
    everything_under(stage.town.li, [own])
    phone.bind(stage.town.wang)
    phone.open("/steward/outbox/")
    phone.ready()
    phone.drain()
    everything_under(stage.town.wang, ops)


def dismissed(stage: Stage, phone: Any, ops: list[str]) -> None:
    """What was captured before is accepted as 离任前采集, what came after goes to the community."""
    matter = stage.town.note(stage.town.li, stage.town.here, stage.words())
    time.sleep(0.05)
    held = RoleHeld.objects.get(person=stage.town.wang)
    end_role(stage.ground.cast.sun, held.pk, reason="任期到了")
    phone.forward(2)
    late = [phone.save(stage.words(), action="matter.settle", thing=str(matter.pk)) for _n in range(3)]
    for _round in range(6):
        phone.sync()
        phone.forward(31)
    items = {str(item.pk): (item.outcome, item.code) for item in Item.objects.filter(pk__in=[*ops, *late])}
    assert {items.get(op) for op in ops} == {("accepted", "before_leaving")}, (items, phone.net())
    assert {items[op][0] for op in late} == {"quarantined"}, items
    for item in Item.objects.filter(pk__in=late):
        assert item.community_id == stage.town.here.community_id


def everything_under(person: Any, ops: list[str]) -> None:
    items = Item.objects.filter(pk__in=ops)
    assert {(item.outcome, item.person_id) for item in items} == {("accepted", person.pk)}
    assert len(items) == len(ops)
    assert Matter.objects.filter(raised_by=person, pk__in=[item.result_id for item in items]).count() == len(ops)


def test_they_stay_whose_they_are(played: Any, seed: int) -> None:
    played(check, seed)
