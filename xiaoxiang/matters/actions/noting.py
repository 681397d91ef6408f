"""Noting a matter: whoever saw it, by whatever channel, for oneself or for a neighbour."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.ids import new_id
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import insert
from xiaoxiang.door.together import once
from xiaoxiang.door.words import Label, Line, Moment, Name, Phone, Words
from xiaoxiang.matters import effects
from xiaoxiang.matters.actions.steps import WORKERS, anyone, count, handler_here, in_force, raiser, write_step
from xiaoxiang.matters.models import Channel, Matter, MatterKind, MeToo, Picture
from xiaoxiang.matters.states import ENDED, HOLDER, State
from xiaoxiang.people.models import Role
from xiaoxiang.people.vault import mask_name, mask_phone, seal
from xiaoxiang.places.models import Level, Place
from xiaoxiang.regulation.queries import rules

AT_MOST_PICTURES = 3
WHAT_KIND = Label(gettext_lazy("什么事"), widget="tiles", ask=gettext_lazy("选一样，拿不准就选“其他”"))


class Way(Enum):
    """What the steward does with it at once."""

    SETTLED = "on_the_spot"
    REPORT = "reported_to_community"
    CONSULT = "joint_consultation"
    LATER = ""

    @property
    def label(self) -> Any:
        return {
            "on_the_spot": gettext_lazy("当场办好了"),
            "reported_to_community": gettext_lazy("报给社区"),
            "joint_consultation": gettext_lazy("要几方一起谈"),
            "": gettext_lazy("我先去看看"),
        }[self.value]


STATE_BY_WAY = {
    Way.SETTLED: State.DONE_ON_SPOT,
    Way.REPORT: State.REPORTED,
    Way.CONSULT: State.CONSULTING,
    Way.LATER: State.NOTED,
}


@action("matter.note", who=anyone, kind=FACT, locks=False, changes=False, in_bulk=True,
        says=gettext_lazy("{by}在{thing}记下“{result}”"), verb=gettext_lazy("送出"),
        secret=("raiser_name", "raiser_phone"))  # fmt: skip
def note(
    by: Actor,
    alley: Place,
    *,
    kind: Annotated[MatterKind, WHAT_KIND],  # type: ignore[valid-type]  # the plugin reads Annotated[Model] as its own
    words: Annotated[
        Words | None, Label(gettext_lazy("说两句"), gettext_lazy("什么样、有多久了、碍着谁了"), "textarea")
    ] = None,
    landmark: Annotated[
        Line | None, Label(gettext_lazy("在哪一段"), gettext_lazy("例如：门牌 12 附近、巷口榕树下"))
    ] = None,
    way: Annotated[Way, Label(gettext_lazy("怎么办"))] = Way.LATER,
    raiser_name: Annotated[Name | None, Label(gettext_lazy("怎么称呼"), gettext_lazy("只给经办的人看"))] = None,
    raiser_phone: Annotated[
        Phone | None, Label(gettext_lazy("电话"), gettext_lazy("办好了好告诉您；只给经办的人看"), "phone")
    ] = None,
    channel: Annotated[Channel, Label(gettext_lazy("怎么说来的"))] = Channel.WEB,
    happened_at: Annotated[Moment | None, Label(gettext_lazy("什么时候的事"))] = None,
    promised_pictures: Annotated[int, Field(ge=0, le=AT_MOST_PICTURES), Label(gettext_lazy("还要来几张照片"))] = 0,
) -> Matter:
    """Note what was seen in an alley. Nothing but the kind must be filled in; no photo is ever expected (N3)."""
    _check(by, alley, kind, words, way)
    matter = Matter(
        **Matter.columns_of(alley),
        number=drawn_number(),
        kind=kind,
        title=title_of(kind, words, landmark),
        words=words or "",
        landmark=landmark or "",
        channel=channel_of(by, alley, channel),
        happened_at=min(happened_at or by.moment, clock.now()),
        noted_at=clock.now(),
        state=STATE_BY_WAY[way],
        route=way.value,
        rule_number=0,
        is_withheld=kind.is_private,
        promised_pictures=promised_pictures,
    )
    matter.alley = alley
    _whose(by, matter, raiser_name, raiser_phone)
    _first_holder(by, matter, way)
    insert(matter)
    write_step(by, matter, "note")
    count(matter, None)
    if matter.state == State.NOTED and not by.holds(Role.STEWARD, matter):
        later(effects.tell_stewards, matter_id=matter.pk)
    return matter


def _check(by: Actor, alley: Place, kind: MatterKind, words: str | None, way: Way) -> None:
    wrong: dict[str, Any] = {}
    if alley.level not in (Level.ALLEY, Level.COMMUNITY):
        raise Refused("not_found", _("找不到这条巷。"))
    if kind.code == "other" and not words:
        wrong["words"] = _("写两句是什么事")
    if way is not Way.LATER and not by.holds_any(frozenset({Role.STEWARD, *WORKERS}), alley):
        wrong["way"] = _("怎么办由本巷管家来定")
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)


def _whose(by: Actor, matter: Matter, name: str | None, phone: str | None) -> None:
    """Who raised it and who wrote it down: for oneself, or on behalf of somebody (PE6)."""
    if name:
        matter.raiser_name = seal(name, mask_name(name), matter.bound_to("raiser_name"))
    if phone:
        matter.raiser_phone = seal(phone, mask_phone(phone), matter.bound_to("raiser_phone"))
    on_behalf = bool(name or phone) or matter.channel in (Channel.PHONE, Channel.DESK, Channel.PAPER)
    if by.person_id:
        matter.entered_by_id = by.person_id
        matter.raised_by_id = None if on_behalf else by.person_id
    if not by.person_id or on_behalf:
        matter.receipt = hashlib.sha256(receipt_of(matter.pk).encode()).digest()


def _first_holder(by: Actor, matter: Matter, way: Way) -> None:
    """Where it stands first, whose turn it is and until when."""
    binding = in_force(matter)
    limits = binding.parameters.limits
    start = clock.now()
    if matter.state == State.NOTED and (
        matter.kind.is_danger
        or by.holds_any(WORKERS, matter)
        or not once((effects.stewards_of, matter.alley_id), lambda: effects.stewards_of(matter))
    ):
        matter.state = State.REPORTED
    if matter.state == State.DONE_ON_SPOT and not matter.receipt:
        matter.state, matter.is_ended, matter.ended_at = State.CLOSED, True, start
    limit = {
        State.DONE_ON_SPOT: limits.follow_up,
        State.CONSULTING: limits.consultation,
    }.get(State(matter.state), limits.danger if matter.kind.is_danger else limits.accept)
    matter.holder = HOLDER[State(matter.state)]
    matter.due_at = None if matter.state in ENDED else binding.ends(limit, start)


def drawn_number() -> str:
    """26-0417-3082: the year and eight drawn digits, sayable over the telephone."""
    drawn = f"{secrets.randbelow(10**8):08}"
    return f"{clock.now():%y}-{drawn[:4]}-{drawn[4:]}"


def title_of(kind: MatterKind, words: str | None, landmark: str | None) -> str:
    """What the matter is called in lists and in public: never a name, never the resident's own words where kinds do."""
    said = kind.name if kind.code != "other" else _("一件要看看的事")
    return f"{said}（{landmark}）" if landmark else said


def channel_of(by: Actor, alley: Place, channel: Channel) -> Channel:
    """What an actor may say of how it came: somebody at a desk any channel, others their own."""
    if by.holds_any(WORKERS, alley):
        return channel
    if by.holds(Role.STEWARD, alley):
        return channel if channel in (Channel.PHONE, Channel.DESK, Channel.PAPER) else Channel.STREET
    return channel if channel in (Channel.PLAQUE, Channel.WEB) else Channel.WEB


def receipt_of(thing_id: UUID) -> str:
    """The secret of a receipt link: 128 bits, made from the id and the county's key, so that a repeat gives the same."""
    digest = hmac.new(settings.VAULT_KEY, b"receipt" + thing_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def open_and_alike(by: Actor, alley: Place, kind: MatterKind) -> "models.QuerySet[Matter]":
    """Open matters of the same kind in the same alley: offered before a new one is sent."""
    now = clock.now()
    binding = rules(alley.county_id, now)
    since = now - (binding.ends(binding.parameters.limits.similar, now) - now)
    rows = Matter.objects.public(alley.county_id).is_open().filter(alley_id=alley.pk, kind_id=kind.pk)
    return rows.filter(noted_at__gte=since).order_by("-id")[:3]


@action(
    "matter.join",
    who=anyone,
    says=gettext_lazy("{by}也遇到了“{thing}”"),
    verb=gettext_lazy("我也遇到了"),
    changes=False,
)
def join(by: Actor, matter: Matter) -> MeToo:
    """Say that one met the same: counted once, and told the result."""
    if matter.is_ended:
        raise Refused("not_now", _("这件事已经办结。要是又有了，新记一件。"))
    if by.person_id and (by.person_id == matter.raised_by_id or matter.joined.filter(person_id=by.person_id).exists()):
        raise Refused("already", _("这件事您已经提过，会告诉您结果。"))
    me = MeToo(id=new_id(), county_id=matter.county_id, matter=matter, at=clock.now(), person_id=by.person_id)
    if not by.person_id:
        me.receipt = hashlib.sha256(receipt_of(me.pk).encode()).digest()
    insert(me)
    Matter.objects.filter(pk=matter.pk).update(me_too=models.F("me_too") + 1)
    return me


@action(
    "matter.join_for",
    who=handler_here,
    says=gettext_lazy("{by}记下又有居民遇到“{thing}”"),
    verb=gettext_lazy("就是这件，多记一位"),
    changes=False,
)
def join_for(by: Actor, matter: Matter) -> MeToo:
    """Write down that somebody called, came or wrote about the same (PE6): counted like any other."""
    if matter.is_ended:
        raise Refused("not_now", _("这件事已经办结。要是又有了，新记一件。"))
    me = MeToo(id=new_id(), county_id=matter.county_id, matter=matter, at=clock.now())
    me.receipt = hashlib.sha256(receipt_of(me.pk).encode()).digest()
    insert(me)
    Matter.objects.filter(pk=matter.pk).update(me_too=models.F("me_too") + 1)
    return me


@action("matter.attach", who=raiser, kind=FACT, changes=False,
        says=gettext_lazy("{by}给“{thing}”加了一张照片"), verb=gettext_lazy("加照片"))  # fmt: skip
def attach(
    by: Actor,
    matter: Matter,
    *,
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), Label(gettext_lazy("照片"))],
    width: Annotated[int, Field(ge=1, le=1600)],
    height: Annotated[int, Field(ge=1, le=1600)],
) -> Picture:
    """Add a photo that was re-encoded and stored already; it is named by its digest."""
    if matter.pictures >= AT_MOST_PICTURES:
        raise Refused("enough", _("最多 %(n)s 张照片。") % {"n": AT_MOST_PICTURES})
    picture = Picture(
        county_id=matter.county_id, matter=matter, sha256=sha256, width=width, height=height, at=clock.now()
    )
    insert(picture)
    Matter.objects.filter(pk=matter.pk).update(pictures=models.F("pictures") + 1)
    return picture
