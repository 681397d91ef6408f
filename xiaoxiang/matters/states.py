"""How a matter may go: every edge with its reason. The table is the documentation and the law of the room."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a matter stands."""

    NOTED = "noted", _("记下了")
    REPORTED = "reported", _("报到社区")
    ACCEPTED = "accepted", _("受理了")
    DISPATCHED = "dispatched", _("正在办")
    CONSULTING = "in_consultation", _("在协商")
    AGREED = "agreed", _("谈妥了")
    RETURNED = "returned", _("退回了")
    PAUSED = "paused", _("先停一停")
    SENT_UP = "sent_up", _("报到街道")
    DECLARED_DONE = "declared_done", _("说办好了")
    DONE_ON_SPOT = "done_on_spot", _("当场办好")
    VERIFIED = "verified", _("核查过了")
    REOPENED = "reopened", _("重新办")
    CLOSED = "closed", _("办结")
    DUPLICATE = "duplicate", _("并到另一件")
    OUT_OF_SCOPE = "out_of_scope", _("不归这里管")
    WITHDRAWN = "withdrawn", _("撤回了")


class Holder(models.TextChoices):
    """Whose turn it is."""

    STEWARD = "steward", _("管家")
    COMMUNITY = "community", _("社区")
    SUBDISTRICT = "subdistrict", _("街道")
    ASSIGNEE = "assignee", _("承办的")
    PARTIES = "parties", _("几方一起")
    RAISER = "raiser", _("提出的人")
    NOBODY = "nobody", _("没有了")


ENDED = frozenset({State.CLOSED, State.DUPLICATE, State.OUT_OF_SCOPE, State.WITHDRAWN})
DONE = frozenset({State.DONE_ON_SPOT, State.VERIFIED, State.CLOSED})
IN_HAND = frozenset({State.ACCEPTED, State.RETURNED, State.REOPENED, State.AGREED, State.REPORTED})

HOLDER = {
    State.NOTED: Holder.STEWARD,
    State.REPORTED: Holder.COMMUNITY,
    State.ACCEPTED: Holder.COMMUNITY,
    State.DISPATCHED: Holder.ASSIGNEE,
    State.CONSULTING: Holder.PARTIES,
    State.AGREED: Holder.PARTIES,
    State.RETURNED: Holder.COMMUNITY,
    State.PAUSED: Holder.COMMUNITY,
    State.SENT_UP: Holder.SUBDISTRICT,
    State.DECLARED_DONE: Holder.COMMUNITY,
    State.DONE_ON_SPOT: Holder.RAISER,
    State.VERIFIED: Holder.RAISER,
    State.REOPENED: Holder.COMMUNITY,
    State.CLOSED: Holder.NOBODY,
    State.DUPLICATE: Holder.NOBODY,
    State.OUT_OF_SCOPE: Holder.NOBODY,
    State.WITHDRAWN: Holder.NOBODY,
}


@dataclass(frozen=True)
class Edge:
    """From where to where a verb leads, and why that is so."""

    verb: str
    start: frozenset[State]
    end: State | None
    why: str | Promise
    held_by: frozenset[Holder] = frozenset(Holder)
    """Whose turn it must be. Most edges do not mind."""

    def leads_from(self, state: str, holder: str) -> bool:
        return state in self.start and holder in self.held_by


def edge(
    verb: str, start: set[State], end: State | None, why: str | Promise, held_by: frozenset[Holder] = frozenset(Holder)
) -> Edge:
    return Edge(verb, frozenset(start), end, why, held_by)


S = State
EDGES = {
    e.verb: e
    for e in (
        edge("settle", {S.NOTED, S.REOPENED}, S.DONE_ON_SPOT, _("管家是第一关口，能当场办的当场办（seed 26）")),
        edge("report", {S.NOTED}, S.REPORTED, _("管家办不了的交给社区（PL2）")),
        edge(
            "consult",
            {S.NOTED, S.REPORTED, S.ACCEPTED, S.RETURNED, S.REOPENED},
            S.CONSULTING,
            _("牵涉几家的，把人请到一起谈（seed 25）"),
        ),
        edge(
            "accept",
            {S.REPORTED, S.REOPENED, S.RETURNED, S.SENT_UP},
            S.ACCEPTED,
            _("首接负责：谁先接下谁牵头到底（MA8）"),
        ),
        edge(
            "dispatch",
            {S.REPORTED, S.ACCEPTED, S.RETURNED, S.REOPENED, S.SENT_UP, S.AGREED, S.DISPATCHED},
            S.DISPATCHED,
            _("派给办得了的人或单位，单位不必有账号（MA6）"),
        ),
        edge("send_back", {S.DISPATCHED}, S.RETURNED, _("不归其管的可以退，要写原因和该找谁（MA8）")),
        edge(
            "send_up",
            {S.REPORTED, S.ACCEPTED, S.RETURNED, S.REOPENED},
            S.SENT_UP,
            _("社区力量之外的请街道协调（MA10）"),
            frozenset(Holder) - {Holder.SUBDISTRICT},
        ),
        edge(
            "whistle",
            {S.SENT_UP, S.ACCEPTED, S.RETURNED},
            S.DISPATCHED,
            _("街道请部门到场，三种情形之一（MA10）"),
            frozenset({Holder.SUBDISTRICT}),
        ),
        edge("pause", {S.ACCEPTED, S.DISPATCHED, S.AGREED}, S.PAUSED, _("客观障碍要说明，并写下哪天再看（MA8）")),
        edge("resume", {S.PAUSED}, S.ACCEPTED, _("障碍过去，接着办")),
        edge(
            "extend",
            {S.ACCEPTED, S.DISPATCHED, S.CONSULTING, S.AGREED, S.SENT_UP},
            None,
            _("延期要写原因，提出的人看得到（MA8）"),
        ),
        edge("agree", {S.CONSULTING}, S.AGREED, _("谈妥的写明谁做什么、到哪天")),
        edge("part", {S.CONSULTING}, S.ACCEPTED, _("没谈成的回到社区，另想办法")),
        edge(
            "declare_done",
            {S.ACCEPTED, S.DISPATCHED, S.AGREED},
            S.DECLARED_DONE,
            _("承办的只能说办好了，算不算要核查（C3）"),
        ),
        edge("verify", {S.DECLARED_DONE}, S.VERIFIED, _("到现场看一眼再结（MA5）")),
        edge("not_yet", {S.DECLARED_DONE}, S.ACCEPTED, _("核查没过，接着办")),
        edge("close", {S.VERIFIED, S.DONE_ON_SPOT}, S.CLOSED, _("没有人可问，或问过了没有回话")),
        edge(
            "answer",
            {S.DONE_ON_SPOT, S.DECLARED_DONE, S.VERIFIED, S.CLOSED},
            None,
            _("解决没有，由提出的人说了算（MA8）"),
        ),
        edge(
            "reopen",
            {S.DONE_ON_SPOT, S.DECLARED_DONE, S.VERIFIED, S.CLOSED},
            S.REOPENED,
            _("提出的人说没解决，就不算解决"),
        ),
        edge(
            "merge",
            {S.NOTED, S.REPORTED, S.ACCEPTED, S.RETURNED, S.REOPENED},
            S.DUPLICATE,
            _("同一件事只办一次，原来的人都会知道结果"),
        ),
        edge(
            "decline",
            {S.NOTED, S.REPORTED, S.ACCEPTED, S.RETURNED, S.REOPENED, S.SENT_UP},
            S.OUT_OF_SCOPE,
            _("不归这里管的，说清楚该找谁（MA8）"),
        ),
        edge(
            "withdraw",
            {S.NOTED, S.REPORTED, S.CONSULTING, S.DONE_ON_SPOT, S.CLOSED},
            S.WITHDRAWN,
            _("刚记下、还没有人接手的，一分钟内记的人可以撤回（ux 12）"),
        ),
        edge("climb", set(State) - ENDED, None, _("超期一级一级往上报，夜里不扰人（MA9、N9）")),
    )
}
