"""How a released op is done: as the steward as of then and, where that may not be, as whoever let it through."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoxiang.door.action import Action, registry
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.effects import task
from xiaoxiang.door.refusal import Refused
from xiaoxiang.edges.sync.envelope import Op, read_line
from xiaoxiang.edges.sync.models import Item, Ruling
from xiaoxiang.people.actors import as_person

RELEASED = "released"
"""The code of an item that somebody let through, from then on."""
PASSED_ON = ("may_not", "not_found", "op_id_reused")
"""What the writer may not do, whoever released it does. The last: it was done, and a crash kept that from being told."""


def written(item: Item) -> Op | None:
    """The op as it came; None where the line cannot be read."""
    return read_line(bytes(item.line)).op


def deed_of(op: Op) -> Action[Any] | None:
    return registry.get(op.action)


def check(item: Item, corrected: Mapping[str, Any]) -> None:
    """Raises Refused: 'unreadable', 'no_such_action', 'badly_filled' with a sentence for each field."""
    from xiaoxiang.edges.sync import deeds  # noqa: PLC0415 - they know the releases

    op = written(item)
    if op is None:
        raise Refused("unreadable", _("这一条读不出来，放行不了。退回手机，请本人重写一条。"))
    deed = deed_of(op)
    if deed is None:
        raise Refused("no_such_action", _("现在没有这样一件事可办，放行不了。退回手机，说明改在哪里办。"))
    if unknown := corrected.keys() - deed.schema.model_fields.keys():
        fields = {f"given.{name}": _("没有“%(title)s”这一项") % {"title": name} for name in unknown}
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=fields)
    try:
        deeds.read(deed, item, op, deeds.Given(with_corrections(op.given, corrected)))
    except Refused as wrong:
        raise Refused(wrong.code, wrong.sentence, fields={f"given.{n}": s for n, s in wrong.fields.items()}) from None


def with_corrections(given: Mapping[str, Any], corrected: Mapping[str, Any]) -> dict[str, Any]:
    """What holds: the line's fields, those corrected in their place, and without those that were emptied."""
    return {name: value for name, value in {**given, **corrected}.items() if value not in ("", [])}


def ruling_of(item: Item) -> Ruling | None:
    """The release that an item goes by; None for one that nobody had to let through."""
    if item.code != RELEASED:
        return None
    return item.rulings.filter(what=Ruling.What.RELEASED).select_related("by").last()


def in_place_of(item: Item, ruling: Ruling, moment: datetime) -> Actor:
    """Whoever released it, for the steward: with the rights held at the release, as of when it happened.

    The name tells both, so that the journal does.
    """
    by = as_person(ruling.by_id, channel="sync").then(ruling.at)
    held = tuple(replace(holding, since=min(holding.since, moment), until=None) for holding in by.held)
    name = _("%(staff)s（代%(person)s）") % {"staff": by.name, "person": item.person.name}
    return replace(by, holdings=held, moment=moment, name=name)


@task(name="sync.release")
def work(item_id: str) -> None:
    """Work a released op through. Run twice it is done once: its op_id is claimed at the door."""
    from xiaoxiang.edges.sync import processing  # noqa: PLC0415 - it knows the releases

    processing.work_through([Item.objects.get(pk=UUID(item_id))])
