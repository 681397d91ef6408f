"""Ops that need a person, as they come to be: set aside, held too long, in conflict."""

import json
from datetime import timedelta
from typing import Any

from django.db import connection

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.edges.sync import releasing, settling
from xiaoxiang.edges.sync.models import Conflict, Item, Store
from xiaoxiang.edges.sync.tests.phone import Phone
from xiaoxiang.matters import actions as matters
from xiaoxiang.matters.models import Matter


def of(op: dict[str, Any]) -> Item:
    return Item.objects.get(pk=op["op_id"])


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def set_aside(cast: Cast, op: dict[str, Any], phone: Phone) -> Item:
    receipt = phone.one(op)
    assert receipt["outcome"] == "quarantined", receipt
    return of(op)


def badly_filled(cast: Cast, **given: Any) -> Item:
    """其他 without a word of what it is."""
    phone = Phone(cast)
    return set_aside(cast, phone.note("", given={"kind": str(cast.other.pk), **given}), phone)


def not_hers(cast: Cast) -> Item:
    """Of Li, next door, who sees the lamp of 后街巷 and did not report it."""
    phone = Phone(cast, "li")
    op = phone.op("matter.add", matters.note(cast.stranger, cast.houjie, kind=cast.lamp), {"words": "还是不亮"})
    return set_aside(cast, op, phone)


def unreadable(cast: Cast, line: str = "{") -> Item:
    receipt = Phone(cast).one(line)
    assert receipt["outcome"] == "quarantined"
    return Item.objects.get(op_id=None)


def held(cast: Cast, days: int = 6) -> Item:
    """It builds on an op that never came."""
    phone = Phone(cast)
    first = phone.note()
    with clock.at(clock.now() - timedelta(days=days)):
        second = phone.op("matter.add", f"op:{first['op_id']}", {"words": "又多了一堆"})
        assert phone.one(second)["outcome"] == "held"
    return of(second)


def conflicting(cast: Cast, wanted: str = "晚上看不见", here: str = "灯不亮") -> Conflict:
    """Wang saw 旧的话, offline; meanwhile Chen wrote another."""
    matter = matters.note(cast.wang, cast.houjie, kind=cast.lamp, words="旧的话")
    phone = Phone(cast)
    op = phone.op("matter.correct", matter, {"words": wanted}, base=base(matter, words="旧的话"))
    matters.correct(cast.chen, matter, words=here)
    assert phone.one(op)["outcome"] == "conflict"
    return Conflict.objects.get(item_id=op["op_id"])


def store(cast: Cast, name: str = "wang") -> Store:
    """The local database of a phone that was here."""
    phone = Phone(cast, name)
    phone.sent()
    return Store.objects.get(pk=phone.store)


def base(matter: Matter, **was: str) -> dict[str, Any]:
    return {"version": matter.version, "after": None, "was": was}


def jobs(task: str) -> list[dict[str, Any]]:
    """What the worker was asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def work() -> None:
    """Do what the worker was asked for, as often as it was asked."""
    for job in jobs("sync.release"):
        releasing.work(**job)
    for job in jobs("sync.settle"):
        settling.work(**job)


def matter_of(item: Item) -> Matter:
    return Matter.objects.get(pk=fresh(item).result_id)
