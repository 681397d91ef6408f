"""Phones that need help: what each still keeps, and what keeps it from coming.

About devices, never about diligence (N1): a phone that keeps nothing is listed nowhere, but for records that were lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xiaoxiang.door.actor import Actor
from xiaoxiang.edges.sync.models import Gap, Item, Store
from xiaoxiang.edges.sync.moments import DRIFT, MILLISECOND, milliseconds
from xiaoxiang.people.models import Person

SILENT_FOR = timedelta(days=3)
"""So long without a success, while something waits, is too long (offline.md 12)."""
LOST_FOR = timedelta(days=30)
"""So long a loss is told: by then it was written anew or is forgotten."""
NEARLY_FULL = 80
"""Per cent of what the browser lets it keep (offline.md 13)."""
AT_MOST = 200


class Sort(IntEnum):
    """What is wrong with a phone, the gravest first."""

    SILENT, LOST, FAILED, OLD, FULL, CLOCK = range(6)


HEADINGS: dict[Sort, str | Promise] = {
    Sort.SILENT: gettext_lazy("三天没有送上来"),
    Sort.LOST: gettext_lazy("有记录丢了"),
    Sort.FAILED: gettext_lazy("上次没有送成"),
    Sort.OLD: gettext_lazy("手机上的页面太旧"),
    Sort.FULL: gettext_lazy("快存满了"),
    Sort.CLOCK: gettext_lazy("手机时间不准"),
}
ADVICE: dict[Sort, str | Promise] = {
    Sort.SILENT: gettext_lazy("打电话请本人连上网，点“立即同步”；不会用就上门看看。"),
    Sort.LOST: gettext_lazy("请本人想想那几天记过什么，再记一次。"),
    Sort.FAILED: gettext_lazy("它自己会再送。过一天还在这里，就打个电话。"),
    Sort.OLD: gettext_lazy("请本人连上网刷新一次，没送出的都还在。"),
    Sort.FULL: gettext_lazy("请本人先连上网送完，再删掉手机里用不着的东西。"),
    Sort.CLOCK: gettext_lazy("请本人在手机设置里打开自动时间；送来的时间已经校正。"),
}
FAILURES: dict[str, str | Promise] = {
    "not_bound": gettext_lazy("手机没有绑定，带到社区再绑一次。"),
    "locked": gettext_lazy("手机锁着，等本人输入口令。"),
    "too_large": gettext_lazy("一次送得太多，会分成小的再送。"),
    "too_many": gettext_lazy("一次送得太多，会分成小的再送。"),
    "too_new": gettext_lazy("我们这边正在换版本，过一会儿自己会送。"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and what helps."""

    sort: Sort
    word: str
    """In the pill: how bad it is."""
    words: str

    @property
    def heading(self) -> str | Promise:
        return HEADINGS[self.sort]

    @property
    def advice(self) -> str | Promise:
        return ADVICE[self.sort]

    @property
    def tone(self) -> str:
        return "late" if self.sort in (Sort.SILENT, Sort.LOST) else "wait"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of the list, with all that is wrong with it."""

    person: Person
    is_ended: bool
    troubles: list[Trouble]

    @property
    def sort(self) -> Sort:
        return self.troubles[0].sort

    @property
    def next_url(self) -> str:
        """To the number, which is shown once and with a reason; to the person where none is known."""
        home = f"/desk/people/{self.person.pk}/"
        return f"{home}reveal/" if self.person.phone else home


def keeping(by: Actor) -> QuerySet[Any]:
    """The phones looked after, each with what it keeps: what it said, less what came since or was given up.

    A store that the same phone has replaced keeps nothing any more; what it took along is told as lost.
    """
    came = Item.objects.filter(county_id=OuterRef("county_id"), store_id=OuterRef("pk"), seq__lte=OuterRef("high"))
    gaps = Gap.objects.filter(store_id=OuterRef("pk"), seq__lte=OuterRef("high"))
    newer = Store.objects.filter(
        device=OuterRef("device"), person=OuterRef("person"), first_at__gt=OuterRef("first_at")
    )
    missing = Greatest(F("high") - number_of(came) - number_of(gaps), 0, output_field=BigIntegerField())
    stores = Store.objects.looked_after(by).filter(~Exists(newer))
    return stores.annotate(kept=Least(F("pending"), missing, output_field=BigIntegerField()))


def number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("county_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def silent(by: Actor, now: datetime) -> QuerySet[Any]:
    """Phones that keep something and had no success for too long."""
    long_ago = now - SILENT_FOR
    without = Q(succeeded_at__lt=long_ago) | Q(succeeded_at=None, first_at__lt=long_ago)
    return keeping(by).filter(without, pending__gt=0, kept__gt=0)


def in_trouble(by: Actor, now: datetime) -> list[Phone]:
    """The phones that need help, the gravest first: one question to the database."""
    keeps = Q(pending__gt=0, kept__gt=0)
    lost = Q(lost__gt=0, first_at__gt=now - LOST_FOR)
    stores = keeping(by).filter(keeps | lost).select_related("person", "device").order_by("succeeded_at", "pk")
    found = [
        Phone(store.person, store.device.ended_at is not None, list(troubles(store, now))) for store in stores[:AT_MOST]
    ]
    return sorted((phone for phone in found if phone.troubles), key=lambda phone: phone.sort)


def troubles(store: Any, now: datetime) -> Iterator[Trouble]:
    """What is wrong, the gravest first. Of a phone that keeps nothing only what it lost."""
    kept: int = store.kept
    last = store.succeeded_at or store.first_at
    if kept and now - last >= SILENT_FOR:
        days = (now - last).days
        word = ngettext("%(days)d 天没有送上来", "%(days)d 天没有送上来", days) % {"days": days}
        yield Trouble(Sort.SILENT, word, _left(kept))
    if store.lost and store.first_at > now - LOST_FOR:
        word = ngettext("至少 %(n)d 条没有送到", "至少 %(n)d 条没有送到", store.lost) % {"n": store.lost}
        yield Trouble(Sort.LOST, word, _("手机里原来存的找不到了。"))
    if kept:
        yield from _failure(store, kept)
        if (share := _share(store.mode)) >= NEARLY_FULL:
            yield Trouble(Sort.FULL, _("用了 %(share)d%%") % {"share": share}, _("手机能存的快满了。"))
        if abs(store.offset) * MILLISECOND > DRIFT:
            yield Trouble(Sort.CLOCK, drift(store.offset), _("手机上的时间不准。"))


def _left(kept: int) -> str:
    return ngettext("手机里还有 %(n)d 条", "手机里还有 %(n)d 条", kept) % {"n": kept}


def _failure(store: Store, kept: int) -> Iterator[Trouble]:
    """What the last answer said, unless something arrived after it."""
    status, code, at = (store.failed.get(name) for name in ("status", "code", "at"))
    succeeded = milliseconds(store.succeeded_at) if store.succeeded_at else 0
    if not status or (at or 0) < succeeded:
        return
    if code == "too_old":
        yield Trouble(Sort.OLD, _("页面太旧"), _left(kept))
        return
    why = FAILURES.get(str(code)) or (_("我们这边忙或者出了错。") if status >= 500 else _("没有收下。"))
    words = _("%(why)s%(left)s") % {"why": why, "left": _left(kept)}
    yield Trouble(Sort.FAILED, _("没有送成 %(status)d") % {"status": status}, words)


def _share(mode: dict[str, Any]) -> int:
    """Per cent of the room that is used; 0 where the browser does not say."""
    usage, quota = mode.get("usage"), mode.get("quota")
    return usage * 100 // quota if isinstance(usage, int) and isinstance(quota, int) and quota > 0 else 0


def drift(offset: int) -> str:
    """手机慢了 25 分钟: how far a phone's clock is off. `offset` is in milliseconds, positive where it is behind."""
    minutes = abs(offset) // 60_000
    hours, days = minutes // 60, minutes // 1440
    if days:
        amount = ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
    elif hours:
        amount = ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    else:
        amount = ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    return (_("手机慢了 %(amount)s") if offset > 0 else _("手机快了 %(amount)s")) % {"amount": amount}
