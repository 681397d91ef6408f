"""How a matter ends, and how it begins again: closed is not solved until whoever raised it says so."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Reason, Words
from xiaoxiang.matters.actions.handling import Note, handling_due
from xiaoxiang.matters.actions.steps import (
    TOP,
    UNDO_WITHIN,
    UNDOABLE,
    climbs_at,
    community_here,
    community_or_subdistrict,
    dispatcher,
    first_route,
    handler_here,
    in_force,
    move,
    only_the_clock,
    raiser,
    remembered,
    somebody_to_ask,
    store,
)
from xiaoxiang.matters.models import Channel, FollowUp, Matter, Route
from xiaoxiang.matters.states import DONE, State

WHICH_OTHER = Label(gettext_lazy("并到哪一件"), ask=gettext_lazy("选另一件"))


@action(
    "matter.verify",
    who=handler_here,
    says=gettext_lazy("{by}到现场看过，“{thing}”办好了"),
    verb=gettext_lazy("看过，办好了"),
)
def verify(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Look at the place and find it done (MA5); then whoever raised it is asked."""
    if by.person_id and by.person_id == matter.assignee_id:
        raise Refused("own_work", _("自己办的，请另一个人去看。"))
    rules = in_force(matter)
    due = rules.ends(rules.parameters.limits.follow_up, clock.now())
    to = State.VERIFIED if somebody_to_ask(by, matter) else State.CLOSED
    move(by, matter, "verify", to=to, reason=words or "", due_at=due)
    return matter


@action(
    "matter.not_yet",
    who=handler_here,
    says=gettext_lazy("{by}到现场看过，“{thing}”还没办好：{reason}"),
    verb=gettext_lazy("看过，还没好"),
)
def not_yet(by: Actor, matter: Matter, *, reason: Reason) -> Matter:
    """Look at the place and find it not done."""
    rules = in_force(matter)
    holder = dispatcher(matter)
    due = handling_due(rules, matter)
    move(by, matter, "not_yet", reason=reason, due_at=due, holder=holder, body_id=None, assignee_id=None)
    return matter


def community_or_clock(by: Actor, matter: Matter) -> Verdict:
    return only_the_clock(by, matter) is True or community_here(by, matter)


@action("matter.close", who=community_or_clock, says=gettext_lazy("{by}办结“{thing}”"), verb=gettext_lazy("办结"))
def close(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Close what was found done, when nobody can be asked or nobody answered in time (XP3)."""
    in_force(matter)
    move(by, matter, "close", reason=words or "")
    return matter


class Solved(Enum):
    """Symmetric answers, "not yet clear" among them (AS8)."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    NOT_CLEAR = "not_clear"

    @property
    def label(self) -> Any:
        return FollowUp.Solved(self.value).label


class Content(Enum):
    """How content somebody is; "cannot say" is no bad mark (AS8)."""

    VERY = "very"
    CONTENT = "content"
    SO_SO = "so_so"
    NOT = "not"
    NOT_AT_ALL = "not_at_all"
    NOT_CLEAR = "not_clear"

    @property
    def label(self) -> Any:
        return FollowUp.Content(self.value).label


@action(
    "matter.answer",
    who=raiser,
    kind=FACT,
    says=gettext_lazy("提出的人说“{thing}”：{solved}"),
    verb=gettext_lazy("就这样说"),
    changes=False,
)
def answer(
    by: Actor,
    matter: Matter,
    *,
    solved: Annotated[Solved, Label(gettext_lazy("解决了吗"), ask=gettext_lazy("选一样；拿不准选“还说不清”"))],
    content: Annotated[Content | None, Label(gettext_lazy("满意吗"))] = None,
    words: Annotated[Words | None, Label(gettext_lazy("说两句"), widget="textarea")] = None,
    channel: Annotated[Channel, Label(gettext_lazy("怎么问到的"))] = Channel.WEB,
) -> Matter:
    """Say whether it is solved. Not solved reopens it; solved closes it; not yet clear leaves it (MA8, AS8)."""
    binding = in_force(matter)
    if (
        matter.state == State.CLOSED
        and matter.ended_at
        and clock.now() > binding.ends(binding.parameters.limits.reopen, matter.ended_at)
    ):
        raise Refused("too_late", _("办结太久了。要是又有了，新记一件，会当成新的来办。"))
    said_by_raiser = matter.pk in by.receipts or by.person_id == matter.raised_by_id
    FollowUp.objects.create(
        county_id=matter.county_id, matter=matter, solved=solved.value, content=content.value if content else "",
        words=words or "", channel=channel, asked_by_id=None if said_by_raiser else by.person_id, at=clock.now(),
    )  # fmt: skip
    if solved is Solved.NOT_SOLVED:
        due = binding.ends(binding.parameters.limits.accept, clock.now())
        move(by, matter, "reopen", reason=words or "", due_at=due, answer=solved.value, body_id=None, assignee_id=None)
    elif solved is Solved.SOLVED:
        move(by, matter, "answer", to=State.CLOSED, reason=words or "", answer=solved.value)
    else:
        move(by, matter, "answer", reason=words or "", answer=solved.value, due_at=matter.due_at)
    return matter


@action(
    "matter.merge",
    who=community_here,
    says=gettext_lazy("{by}把“{thing}”并到“{into}”"),
    verb=gettext_lazy("并到另一件"),
)
def merge(
    by: Actor,
    matter: Matter,
    *,
    into: Annotated[Matter, WHICH_OTHER],  # type: ignore[valid-type]
) -> Matter:
    """Make it one with another of the same community: everybody who raised either learns the result."""
    in_force(matter)
    into = Matter.objects.select_for_update(no_key=True).get(pk=into.pk)  # it may be ending at this moment
    if into.pk == matter.pk or into.community_id != matter.community_id or into.is_ended:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"into": _("选本社区另一件还在办的")})
    move(by, matter, "merge", reason=into.title, duplicate_of_id=into.pk)
    Matter.objects.filter(pk=into.pk).update(me_too=models.F("me_too") + 1 + matter.me_too)
    return matter


@action(
    "matter.decline",
    who=community_or_subdistrict,
    says=gettext_lazy("{by}说明“{thing}”不归这里管，该找{where}"),
    verb=gettext_lazy("不归这里管"),
)
def decline(
    by: Actor,
    matter: Matter,
    *,
    reason: Reason,
    where: Annotated[
        Line,
        Label(gettext_lazy("该找谁"), gettext_lazy("单位和电话，例如：12345 热线"), ask=gettext_lazy("写出该找谁")),
    ],
) -> Matter:
    """Say that it is out of scope and name the right channel (MA8)."""
    in_force(matter)
    said = _("%(reason)s 该找：%(who)s") % {"reason": reason, "who": where}
    move(by, matter, "decline", reason=said[:500], **first_route(matter, Route.REPORTED))
    return matter


def whoever_did_it(by: Actor, matter: Matter) -> Verdict:
    last = matter.steps.order_by("-id").first()
    return (last is not None and last.by_id == by.person_id and by.is_person) or gettext_noop("自己刚办的才能撤销。")


@action(
    "matter.undo", who=whoever_did_it, says=gettext_lazy("{by}撤销了刚才对“{thing}”的一步"), verb=gettext_lazy("撤销")
)
def undo(by: Actor, matter: Matter) -> Matter:
    """Take back one's own last step within a minute, while nobody has built on it. The journal holds both."""
    last = matter.steps.order_by("-id").first()
    if last is None or last.verb not in UNDOABLE or not last.before or clock.now() - last.at > UNDO_WITHIN:
        raise Refused("not_now", _("过了一分钟，或者已经有人接着办了，撤不回来。可以照现在的情况再办一步。"))
    in_force(matter)
    columns = {k: _restored(k, v) for k, v in last.before.items()}
    store(by, matter, "undo", remembered(matter), columns)
    return matter


def _restored(name: str, value: Any) -> Any:
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    return UUID(value) if isinstance(value, str) and name.endswith("_id") else value


@action(
    "matter.climb", who=only_the_clock, says=gettext_lazy("“{thing}”过了时限，报上一级"), verb=gettext_lazy("报上一级")
)
def climb(by: Actor, matter: Matter) -> Matter:
    """Let a late matter climb one level: director, subdistrict, county (MA9). What nobody took goes to the community;
    what was done and not answered in time is closed. Done twice at one moment it climbs once."""
    binding = in_force(matter)
    now = clock.now()
    if matter.is_ended or matter.due_at is None or climbs_at(binding, matter.due_at, matter.climbed) > now:
        raise Refused("not_now", _("还没到时限。"))
    if matter.state in DONE:
        move(by, matter, "close")
    elif matter.state == State.NOTED:
        due = binding.ends(binding.parameters.limits.accept, now)
        move(by, matter, "report", due_at=due, **first_route(matter, Route.REPORTED))
    elif matter.climbed >= TOP:
        raise Refused("not_now", _("已经报到县里了。"))
    else:
        move(by, matter, "climb", due_at=matter.due_at, climbed=matter.climbed + 1)
    return matter
