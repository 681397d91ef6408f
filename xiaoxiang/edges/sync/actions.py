"""What people do about ops that did not simply arrive: release, return, say which of two values holds, give one up."""

from datetime import timedelta
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, Field, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import insert, update
from xiaoxiang.door.words import Label, clean
from xiaoxiang.edges.sync import releasing, settling
from xiaoxiang.edges.sync.models import Conflict, Gap, Item, Outcome, Ruling, Store
from xiaoxiang.people.models import COMMUNITY, Person, Role

FORCED_AFTER = timedelta(days=5)
"""How long an op waits for the one before it until it goes on without (offline.md 5)."""

Typed = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=10_000)]
Corrected = Annotated[
    dict[Annotated[str, StringConstraints(max_length=60)], Typed | Annotated[list[Typed], Field(max_length=100)]],
    Field(max_length=100),
    Label(gettext_lazy("改成这样")),
]
"""Fields as a form holds them; an empty one is left out."""


Why = Annotated[str, BeforeValidator(clean), StringConstraints(min_length=2, max_length=300)]
WHY_RELEASED = Label(
    gettext_lazy("为什么放行"), gettext_lazy("和这次放行一起记下"), "textarea", gettext_lazy("写一写为什么放行")
)
WHY_RETURNED = Label(
    gettext_lazy("为什么退回、要怎么改"),
    gettext_lazy("本人在手机上会看到这句话"),
    "textarea",
    gettext_lazy("写一写为什么退回、要怎么改"),
)


def keeper(by: Actor, thing: Any) -> Verdict:
    """The community's own people; the county's for whoever belongs to no community."""
    roles = COMMUNITY if thing.community_id else frozenset({Role.COUNTY_OFFICIAL})
    return by.holds_any(roles, thing) or gettext_noop("由本社区的工作人员来看。")


@action(
    "sync.release",
    who=keeper,
    says=gettext_lazy("{by}放行了{result}，原因：{reason}"),
    verb=gettext_lazy("放行"),
    secret=("given",),
)
def release(by: Actor, item: Item, *, given: Corrected | None = None, reason: Annotated[Why, WHY_RELEASED]) -> Ruling:
    """Let an op through after all, as it came or with corrected fields; the line that came is never changed.

    The worker does it: as the steward as of then, and where that may not be, as whoever released it. Raises
    Refused('not_now') when somebody decided already, 'unreadable', 'no_such_action', 'badly_filled'.
    """
    _waits(item)
    releasing.check(item, given or {})
    ruling = _ruled(by, item, Ruling.What.RELEASED, reason, given or {})
    _set(item, outcome=Outcome.RECEIVED, code=releasing.RELEASED, tries=0)
    later(releasing.work, item_id=item.pk)
    return ruling


@action(
    "sync.return",
    who=keeper,
    says=gettext_lazy("{by}退回了{result}，原因：{reason}"),
    verb=gettext_lazy("退回手机"),
)
def send_back(by: Actor, item: Item, *, reason: Annotated[Why, WHY_RETURNED]) -> Ruling:
    """Give an op back to whoever wrote it, with a reason that the phone shows. Raises Refused('not_now')."""
    _waits(item)
    ruling = _ruled(by, item, Ruling.What.RETURNED, reason, {})
    _set(item, outcome=Outcome.REFUSED, code="returned", sentence=reason, settled_at=clock.now())
    return ruling


def _waits(item: Item) -> None:
    """Raises Refused where nobody has to decide, or nobody has to any more."""
    is_stuck = item.outcome == Outcome.HELD and item.received_at < clock.now() - FORCED_AFTER
    if item.outcome != Outcome.QUARANTINED and not is_stuck:
        raise Refused("not_now", _("这一条刚才已经有人定了，不用再定。"))


def _ruled(by: Actor, item: Item, what: Ruling.What, reason: str, corrected: dict[str, Any]) -> Ruling:
    ruling = Ruling(
        county_id=item.county_id,
        item=item,
        what=what,
        by=Person.objects.get(Q(pk=by.person_id)),
        at=clock.now(),
        corrected=corrected,
        reason=reason,
    )
    insert(ruling)
    return ruling


def _set(item: Item, **columns: Any) -> None:
    """Move an item on, leaving nothing of what it waited for."""
    fresh: dict[str, Any] = {"sentence": "", "fields": {}, "waiting_for": None, "settled_at": None}
    update(item, {**fresh, **columns, "version": item.version + 1})


class Keep(Enum):
    """Which of two values holds."""

    HERE = "here"
    WANTED = "wanted"

    @property
    def label(self) -> Any:
        return {"here": gettext_lazy("现在的"), "wanted": gettext_lazy("手机上的")}[self.value]


@action(
    "sync.settle_conflict",
    who=keeper,
    says=gettext_lazy("{by}看过“{thing}”的两种写法，留了{keep}"),
    verb=gettext_lazy("就留这一个"),
)
def settle_conflict(
    by: Actor, conflict: Conflict, *, keep: Annotated[Keep, Label(gettext_lazy("留哪一个"), widget="choice")]
) -> Conflict:
    """Say which of two values holds; the phone's is written through the door, in the name of whoever says so.

    Raises Refused('not_now') when somebody said so already, 'gone' when there is no thing to write it to.
    """
    if conflict.kept:
        raise Refused("not_now", _("这一处刚才已经有人定了，不用再定。"))
    chosen = {"kept": keep.value, "by_id": by.person_id, "version": conflict.version + 1}
    if keep is Keep.HERE:
        update(conflict, {**chosen, "settled_at": clock.now()})
        settling.close(conflict.item_id)
        return conflict
    settling.check(by, conflict)
    update(conflict, chosen)
    later(settling.work, conflict_id=conflict.pk)
    return conflict


def owner(by: Actor, store: Store) -> Verdict:
    is_own = by.person_id is not None and by.person_id == store.person_id
    return is_own or gettext_noop("自己手机上的记录，由本人来定。")


@action(
    "sync.discard",
    who=owner,
    kind=FACT,
    changes=False,
    says=gettext_lazy("{by}不要手机上的第 {result} 条记录了"),
    verb=gettext_lazy("不要这一条"),
)
def discard(
    by: Actor,
    store: Store,
    *,
    seq: Annotated[int, Field(ge=1, le=2**53 - 1), Label(gettext_lazy("第几条"))],
    op: Annotated[UUID, Label(gettext_lazy("编号"))],
) -> Gap:
    """Give up a record of one's own phone: the gap it leaves is named, and nobody has to look at it any more."""
    gap, _is_new = Gap.objects.get_or_create(
        store=store, seq=seq, defaults={"county_id": store.county_id, "op_id": op, "at": clock.now()}
    )
    undecided = (Outcome.QUARANTINED, Outcome.HELD)
    own = Item.objects.filter(pk=op, county_id=store.county_id, store_id=store.pk, person_id=store.person_id, seq=seq)
    for item in own.filter(outcome__in=undecided).select_for_update(no_key=True):
        _set(item, outcome=Outcome.REFUSED, code="discarded", sentence=_("本人不要这一条了。"), settled_at=clock.now())
    return gap
