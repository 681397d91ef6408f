"""What time does by itself about ops: it lets go on what waited too long, and waits no more for what will not come."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import update
from xiaoxiang.door.words import Label
from xiaoxiang.edges.sync.models import Item, Outcome
from xiaoxiang.matters.actions.noting import AT_MOST_PICTURES
from xiaoxiang.matters.actions.steps import only_the_clock
from xiaoxiang.matters.models import Matter


@action(
    "sync.force",
    who=only_the_clock,
    says=gettext_lazy("{by}让一条等了五天的手机记录不再等前一条"),
)
def force(by: Actor, item: Item) -> Item:
    """Let an op go on without the one before it, which has not come in five days (offline.md 5)."""
    if item.outcome != Outcome.HELD:
        raise Refused("not_now", _("这一条已经不在等了。"))
    update(item, {"version": item.version + 1})
    return item


@action(
    "sync.expect",
    who=only_the_clock,
    changes=False,
    says=gettext_lazy("{by}记下“{thing}”有照片做不成，不再等"),
)
def expect(
    by: Actor,
    matter: Matter,
    *,
    photos: Annotated[int, Field(ge=0, le=AT_MOST_PICTURES), Label(gettext_lazy("还要来几张照片"))],
) -> Matter:
    """Wait for so many photos only: the others cannot be photos. Never for fewer than are there."""
    if photos < matter.promised_pictures:
        update(matter, {"promised_pictures": max(photos, matter.pictures)})
    return matter
