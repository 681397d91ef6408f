"""Handling a matter: from the steward's first act to whoever declares it done."""

import re
from datetime import datetime, time
from enum import Enum
from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason, Words
from xiaoxiang.matters.actions.steps import (
    HANDLERS,
    assignee_or_community,
    community_here,
    community_or_subdistrict,
    dispatcher,
    first_promise,
    first_route,
    handler_here,
    in_force,
    move,
    somebody_to_ask,
    subdistrict_here,
)
from xiaoxiang.matters.models import Agreement, Matter, Route
from xiaoxiang.matters.states import HOLDER, Holder, State
from xiaoxiang.people.models import Body, Person, RoleHeld
from xiaoxiang.regulation.queries import Rules
from xiaoxiang.regulation.worktime import SHANGHAI

WHICH_DEPARTMENT = Label(gettext_lazy("请哪个部门到场"), ask=gettext_lazy("选一个部门"))
Note = Annotated[Words | None, Label(gettext_lazy("补一句"), widget="textarea")]


@action(
    "matter.settle",
    who=handler_here,
    kind=FACT,
    says=gettext_lazy("{by}当场办好了“{thing}”"),
    verb=gettext_lazy("当场办好了"),
)
def settle(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Solve it on the spot: the steward is the first gate (seed 23, 26)."""
    rules = in_force(matter)
    to = State.DONE_ON_SPOT if somebody_to_ask(by, matter) else State.CLOSED
    due = rules.ends(rules.parameters.limits.follow_up, clock.now())
    move(by, matter, "settle", to=to, reason=words or "", due_at=due, **first_route(matter, Route.ON_THE_SPOT))
    return matter


@action("matter.report", who=handler_here, says=gettext_lazy("{by}将“{thing}”上报社区"), verb=gettext_lazy("报给社区"))
def report(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Hand it up to the community (seed 24)."""
    rules = in_force(matter)
    due = rules.ends(rules.parameters.limits.accept, clock.now())
    move(by, matter, "report", reason=words or "", due_at=due, **first_route(matter, Route.REPORTED))
    return matter


@action(
    "matter.consult",
    who=handler_here,
    says=gettext_lazy("{by}请{parties}一起来谈“{thing}”"),
    verb=gettext_lazy("请几方来谈"),
)
def consult(
    by: Actor,
    matter: Matter,
    *,
    parties: Annotated[Words, Label(gettext_lazy("请谁来谈"), gettext_lazy("写称呼或单位，例如：房主、邻居、住建所"))],
    meet_on: Annotated[Day | None, Label(gettext_lazy("哪天谈"))] = None,
) -> Matter:
    """Bring the parties together (seed 25)."""
    rules = in_force(matter)
    due = rules.ends(rules.parameters.limits.consultation, clock.now())
    when = f"（{meet_on.month} 月 {meet_on.day} 日）" if meet_on else ""
    move(by, matter, "consult", reason=f"{parties}{when}"[:500], due_at=due, **first_route(matter, Route.CONSULTATION))
    return matter


@action(
    "matter.accept", who=community_or_subdistrict, says=gettext_lazy("{by}受理了“{thing}”"), verb=gettext_lazy("受理")
)
def accept(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Take it on and promise by when: the first receiver owns it (MA8)."""
    rules = in_force(matter)
    due = handling_due(rules, matter)
    holder = Holder.SUBDISTRICT if matter.holder == Holder.SUBDISTRICT else HOLDER[State.ACCEPTED]
    move(
        by,
        matter,
        "accept",
        reason=words or "",
        due_at=due,
        holder=holder,
        **first_promise(matter, due),
        **first_route(matter, Route.REPORTED),
    )
    return matter


def handling_due(rules: Rules, matter: Matter) -> datetime:
    limits = rules.parameters.limits
    return rules.ends(getattr(limits, matter.kind.limit), clock.now())


@action(
    "matter.dispatch",
    who=community_or_subdistrict,
    says=gettext_lazy("{by}把“{thing}”派给{body}{person}"),
    verb=gettext_lazy("派单"),
)
def dispatch(
    by: Actor,
    matter: Matter,
    *,
    body: Annotated[Body | None, Label(gettext_lazy("派给哪个单位"))] = None,
    person: Annotated[Person | None, Label(gettext_lazy("或者派给谁"))] = None,
    words: Note = None,
) -> Matter:
    """Hand it to whoever can do it: a body without account, or a person (MA6)."""
    if bool(body) == bool(person):
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"body": _("选一个单位，或者选一个人")}
        )
    if person and not works_here(person, matter):
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"person": _("选本社区的管家或工作者")}
        )
    rules = in_force(matter)
    due = (
        matter.due_at
        if matter.state in (State.ACCEPTED, State.DISPATCHED, State.AGREED)
        else handling_due(rules, matter)
    )
    move(
        by,
        matter,
        "dispatch",
        reason=words or "",
        due_at=due,
        body=body,
        assignee=person,
        **first_promise(matter, due),
        **first_route(matter, Route.REPORTED),
    )
    return matter


def works_here(person: Person, matter: Matter) -> bool:
    """Whether somebody is a steward or worker of the matter's community now."""
    held = RoleHeld.objects.on(clock.now()).filter(county_id=matter.county_id, person_id=person.pk, role__in=HANDLERS)
    here = Q(place_id=matter.community_id) | Q(place__community_id=matter.community_id)
    return held.filter(here).exists()


@action(
    "matter.return",
    who=assignee_or_community,
    says=gettext_lazy("{by}退回“{thing}”：{reason}"),
    verb=gettext_lazy("退回"),
)
def send_back(
    by: Actor,
    matter: Matter,
    *,
    reason: Reason,
    suggestion: Annotated[Line, Label(gettext_lazy("该找谁"), ask=gettext_lazy("写出该找谁，好接着办"))],
) -> Matter:
    """Return what is not one's own, with a reason and where it belongs (MA8, XP3)."""
    rules = in_force(matter)
    due = rules.ends(rules.parameters.limits.return_, clock.now())
    said = _("%(reason)s 该找：%(who)s") % {"reason": reason, "who": suggestion}
    move(by, matter, "send_back", reason=said[:500], due_at=due, holder=dispatcher(matter))
    return matter


@action(
    "matter.send_up",
    who=community_here,
    says=gettext_lazy("{by}把“{thing}”报到街道：{reason}"),
    verb=gettext_lazy("报到街道"),
)
def send_up(by: Actor, matter: Matter, *, reason: Reason) -> Matter:
    """Hand up to the subdistrict what the community cannot do; the community is not made the main body (MA8, MA10)."""
    rules = in_force(matter)
    due = rules.ends(rules.parameters.limits.accept, clock.now())
    move(by, matter, "send_up", reason=reason, due_at=due, **first_route(matter, Route.REPORTED))
    return matter


class WhistleCase(Enum):
    """The three cases of a whistle (MA10)."""

    STUCK = "stuck"
    JOINT = "joint"
    EMERGENCY = "emergency"

    @property
    def label(self) -> Any:
        return {
            "stuck": gettext_lazy("街道协调不下来"),
            "joint": gettext_lazy("要几个部门一起执法"),
            "emergency": gettext_lazy("应急"),
        }[self.value]


@action(
    "matter.whistle",
    who=subdistrict_here,
    says=gettext_lazy("{by}吹哨，请{body}到场办“{thing}”"),
    verb=gettext_lazy("吹哨"),
)
def whistle(
    by: Actor,
    matter: Matter,
    *,
    body: Annotated[Body, WHICH_DEPARTMENT],  # type: ignore[valid-type]  # as above in noting
    case: Annotated[WhistleCase, Label(gettext_lazy("哪种情形"), ask=gettext_lazy("选一种情形"))],
    words: Note = None,
) -> Matter:
    """Call a department to the place (MA10): a record, never a figure of assessment."""
    if matter.holder != Holder.SUBDISTRICT:
        raise Refused("not_now", _("先由社区报到街道，街道才吹哨。"))
    rules = in_force(matter)
    due = handling_due(rules, matter)
    reason = "。".join(x for x in (str(case.label), words) if x)
    move(by, matter, "whistle", reason=reason[:500], due_at=due, body=body, assignee=None)
    return matter


@action(
    "matter.pause",
    who=community_or_subdistrict,
    says=gettext_lazy("{by}让“{thing}”先停一停，{until}再看：{reason}"),
    verb=gettext_lazy("先停一停"),
)
def pause(
    by: Actor,
    matter: Matter,
    *,
    reason: Reason,
    until: Annotated[Day, Label(gettext_lazy("哪天再看"), ask=gettext_lazy("写出哪天再看"))],
) -> Matter:
    """Stop for an obstacle that is nobody's fault, with the day of the next look (MA8)."""
    rules = in_force(matter)
    latest = rules.ends(rules.parameters.limits.pause, clock.now()).astimezone(SHANGHAI).date()
    today = clock.now().astimezone(SHANGHAI).date()
    if not today < until <= latest:
        raise Refused(
            "badly_filled",
            _("有几处要改一改，写好的都还在。"),
            fields={
                "until": _("选明天到 %(month)s 月 %(day)s 日之间的一天") % {"month": latest.month, "day": latest.day}
            },
        )
    due = datetime.combine(until, time(17, 30), SHANGHAI)
    move(by, matter, "pause", reason=reason, due_at=due, holder=in_whose_hands(matter))
    return matter


@action(
    "matter.resume", who=community_or_subdistrict, says=gettext_lazy("{by}接着办“{thing}”"), verb=gettext_lazy("接着办")
)
def resume(by: Actor, matter: Matter) -> Matter:
    """Go on after a pause."""
    rules = in_force(matter)
    move(by, matter, "resume", due_at=handling_due(rules, matter), holder=in_whose_hands(matter))
    return matter


def in_whose_hands(matter: Matter) -> Holder:
    """A pause changes nobody's duty: what the subdistrict has in hand it keeps."""
    if matter.state == State.DISPATCHED:
        return dispatcher(matter)
    return Holder.SUBDISTRICT if matter.holder == Holder.SUBDISTRICT else Holder.COMMUNITY


@action(
    "matter.extend",
    who=community_or_subdistrict,
    says=gettext_lazy("{by}把“{thing}”延到{until}：{reason}"),
    verb=gettext_lazy("延期"),
)
def extend(
    by: Actor,
    matter: Matter,
    *,
    reason: Reason,
    until: Annotated[Day, Label(gettext_lazy("延到哪天"), ask=gettext_lazy("写出延到哪天"))],
) -> Matter:
    """Take longer, with a reason that whoever raised it can read (MA8). The first promise stays as it was given."""
    in_force(matter)
    due = datetime.combine(until, time(17, 30), SHANGHAI)
    if matter.due_at is not None and due <= matter.due_at:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"until": _("要晚于现在的时限")})
    move(by, matter, "extend", reason=reason, due_at=due, climbed=0)
    return matter


@action("matter.agree", who=handler_here, says=gettext_lazy("{by}记下“{thing}”谈妥的事"), verb=gettext_lazy("谈妥了"))
def agree(
    by: Actor,
    matter: Matter,
    *,
    words: Annotated[
        Words, Label(gettext_lazy("谈妥了什么"), gettext_lazy("谁做什么"), "textarea", gettext_lazy("写出谁做什么"))
    ],
    parties: Annotated[Words, Label(gettext_lazy("哪几方"), gettext_lazy("用顿号隔开"))],
    due_on: Annotated[Day, Label(gettext_lazy("到哪天做完"), ask=gettext_lazy("写出到哪天做完"))],
) -> Matter:
    """Write down what the parties agreed: who does what by when."""
    in_force(matter)
    due = datetime.combine(due_on, time(17, 30), SHANGHAI)
    if due <= clock.now():
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"due_on": _("选今天以后的一天")})
    Agreement.objects.create(
        county_id=matter.county_id,
        matter=matter,
        parties=[p.strip() for p in re.split("[、，,;；\n]", parties) if p.strip()],
        words=words,
        due_on=due_on,
        at=clock.now(),
    )
    move(by, matter, "agree", reason=f"{parties}：{words}"[:500], due_at=due, **first_promise(matter, due))
    return matter


@action(
    "matter.part",
    who=handler_here,
    says=gettext_lazy("“{thing}”没有谈成，回到社区：{reason}"),
    verb=gettext_lazy("没谈成"),
)
def part(by: Actor, matter: Matter, *, reason: Reason) -> Matter:
    """Go apart without an agreement; the community finds another way."""
    rules = in_force(matter)
    move(by, matter, "part", reason=reason, due_at=handling_due(rules, matter))
    return matter


def doing_it(by: Actor, matter: Matter) -> Verdict:
    """Whoever has it in hand: a steward too, where a consultation was agreed."""
    if matter.state == State.AGREED:
        return handler_here(by, matter)
    return assignee_or_community(by, matter)


@action(
    "matter.declare_done",
    who=doing_it,
    kind=FACT,
    says=gettext_lazy("{by}说“{thing}”办好了"),
    verb=gettext_lazy("办好了"),
)
def declare_done(by: Actor, matter: Matter, *, words: Note = None) -> Matter:
    """Say that it is done: a claim, until somebody has looked (C3)."""
    rules = in_force(matter)
    move(by, matter, "declare_done", reason=words or "", due_at=rules.ends(rules.parameters.limits.verify, clock.now()))
    return matter
