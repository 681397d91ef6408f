"""What the actions of this room share: one way to move a matter, to count it, and to say who may."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import add_up, insert, update
from xiaoxiang.matters import effects
from xiaoxiang.matters.models import Matter, Route, Step, Tally
from xiaoxiang.matters.states import EDGES, ENDED, HOLDER, Holder, State
from xiaoxiang.people.models import COMMUNITY, Role
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.queries import Rules, rules
from xiaoxiang.regulation.worktime import SHANGHAI

REMEMBERED = (
    "state", "holder", "route", "body_id", "assignee_id", "due_at", "promise", "promised_at", "climbed",
    "is_ended", "ended_at", "answer", "duplicate_of_id",
)  # fmt: skip
"""The columns that an act may change, kept with its step so that it can be undone."""

WORKERS = frozenset({*COMMUNITY, Role.GRID_WORKER})
HANDLERS = frozenset({*WORKERS, Role.STEWARD})
TOP = 3
"""As far as a late matter climbs: the community's director, the subdistrict, the county."""


def anyone(by: Actor, place: Any) -> Verdict:
    """Reporting is open to everybody (seed 66)."""
    return True


def handler_here(by: Actor, matter: Matter) -> Verdict:
    return by.holds_any(HANDLERS, matter) or gettext_noop("这条巷的管家、本社区的工作者可以办。")


def community_here(by: Actor, matter: Matter) -> Verdict:
    return by.holds_any(COMMUNITY, matter) or gettext_noop("只有本社区的工作者可以办。")


def community_or_subdistrict(by: Actor, matter: Matter) -> Verdict:
    if matter.holder == Holder.SUBDISTRICT or matter.state == State.SENT_UP:
        return subdistrict_here(by, matter)
    return community_here(by, matter)


def subdistrict_here(by: Actor, matter: Matter) -> Verdict:
    return by.holds(Role.SUBDISTRICT_OFFICIAL, matter) or gettext_noop("已经报到街道，由街道来办。")


def assignee_or_community(by: Actor, matter: Matter) -> Verdict:
    if by.person_id and by.person_id == matter.assignee_id:
        return True
    return by.holds_any(COMMUNITY | {Role.SUBDISTRICT_OFFICIAL}, matter) or gettext_noop("由承办的人或社区来说。")


def raiser(by: Actor, matter: Matter) -> Verdict:
    """Whoever raised it, met it too, or writes down what they said on the telephone."""
    if matter.pk in by.receipts or (by.person_id and by.person_id == matter.raised_by_id):
        return True
    return by.holds_any(COMMUNITY, matter) or gettext_noop("由提出的人来说，或者由社区代记。")


def only_the_clock(by: Actor, matter: Matter) -> Verdict:
    return by.kind == ActorKind.CLOCK or gettext_noop("到时间自己会办。")


def move(by: Actor, matter: Matter, verb: str, *, to: State | None = None, reason: str = "", **columns: Any) -> Step:
    """Take a matter along an edge: its columns, a dated step with its doer, the tallies, whoever must be told.

    `columns` are set beside the state. Raises Refused('not_now') where the table has no such edge.
    """
    edge = EDGES[verb]
    if not edge.leads_from(matter.state, matter.holder):
        raise Refused("not_now", _("这件事现在是“%(state)s”，这一步办不了。") % {"state": State(matter.state).label})
    before = remembered(matter)
    state = to or edge.end or State(matter.state)
    if state != matter.state:
        columns.setdefault("holder", HOLDER[state])
        columns.setdefault("climbed", 0)
    ended_at = (matter.ended_at or clock.now()) if state in ENDED else None
    columns |= {"state": state, "is_ended": state in ENDED, "ended_at": ended_at}
    if state in ENDED:
        columns["due_at"] = None
    return store(by, matter, verb, before, columns, reason=reason)


def store(
    by: Actor, matter: Matter, verb: str, before: dict[str, Any], columns: dict[str, Any], *, reason: str = ""
) -> Step:
    """Write the changed columns, the step and the tallies."""
    columns["version"] = matter.version + 1
    update(matter, columns)
    step = write_step(by, matter, verb, came_from=before["state"], reason=reason, before=before)
    count(matter, before)
    if matter.raised_by_id and matter.raised_by_id != by.person_id and verb in effects.TOLD:
        later(effects.tell_raiser, matter_id=matter.pk, step_id=step.pk)
    return step


def remembered(matter: Matter) -> dict[str, Any]:
    kept = {name: getattr(matter, name) for name in REMEMBERED}
    return {
        k: v.isoformat() if isinstance(v, datetime) else (str(v) if v is not None and k.endswith("_id") else v)
        for k, v in kept.items()
    }


def write_step(
    by: Actor, matter: Matter, verb: str, *, came_from: str = "", reason: str = "", before: dict[str, Any] | None = None
) -> Step:
    step = Step(
        county_id=matter.county_id,
        matter_id=matter.pk,
        verb=verb,
        at=clock.now(),
        happened_at=by.moment,
        by_id=by.person_id,
        by_name=as_whom(by, matter),
        came_from=came_from,
        came_to=matter.state,
        reason=reason,
        body_name=body_name(matter) if verb in ("dispatch", "whistle") else "",
        due_at=matter.due_at,
        rule_number=matter.rule_number,
        before=before,
    )
    insert(step)
    return step


def body_name(matter: Matter) -> str:
    if matter.body_id:
        return matter.body.name if matter.body else ""
    return matter.assignee.name if matter.assignee else ""


def as_whom(by: Actor, matter: Matter) -> str:
    """An office by the name on its door; a steward by the surname; a resident without a name (Q10, XP1).

    Whoever holds no office here is not told of as one: a steward from another alley by the surname, others as residents.
    """
    if by.kind in (ActorKind.RESIDENT, ActorKind.CLOCK):
        return by.name
    if by.holds(Role.STEWARD, matter):
        return f"管家{by.name[:1]}师傅"
    places = tree(matter.county_id)
    if by.holds_any(WORKERS, matter) and matter.community_id in places:
        return places[matter.community_id].short_name
    if by.holds(Role.SUBDISTRICT_OFFICIAL, matter) and matter.subdistrict_id in places:
        return places[matter.subdistrict_id].name
    if by.holds(Role.COUNTY_OFFICIAL, matter):
        return "县里"
    return f"管家{by.name[:1]}师傅" if Role.STEWARD in by.roles else "一位居民"


def dispatcher(matter: Matter) -> Holder:
    """Whose turn it is when what was dispatched comes back: whoever sent it out keeps it to the end (MA8)."""
    sent = matter.steps.filter(verb__in=("dispatch", "whistle")).order_by("-id").first()
    was = (sent.before or {}).get("holder") if sent else None
    return Holder.SUBDISTRICT if was == Holder.SUBDISTRICT else Holder.COMMUNITY


def somebody_to_ask(by: Actor, matter: Matter) -> bool:
    """Whether somebody other than the doer raised it and can say whether it is solved."""
    return bool(matter.receipt or (matter.raised_by_id and matter.raised_by_id != by.person_id))


def climbs_at(binding: Rules, due_at: datetime, climbed: int) -> datetime:
    """When a late matter climbs next: at its limit, then once every `climb` limit of the regulation (MA9)."""
    at = due_at
    for _level in range(climbed):
        at = binding.ends(binding.parameters.limits.climb, at)
    return at


def in_force(matter: Matter) -> Rules:
    """The rules that bind now; the matter records their number with the step."""
    found = rules(matter.county_id, clock.now())
    matter.rule_number = found.number
    return found


def promise_words(due: datetime) -> str:
    """The promise as it is given and kept: 应在 11 月 25 日 17:30 前办好."""
    local = due.astimezone(SHANGHAI)
    with translation.override("zh-hans"):
        return f"应在 {local.month} 月 {local.day} 日 {local:%H:%M} 前办好"


def first_promise(matter: Matter, due: datetime | None) -> dict[str, Any]:
    """What is promised first is kept word for word, whatever comes after (MA8)."""
    if matter.promise or due is None:
        return {}
    return {"promise": promise_words(due), "promised_at": due}


def first_route(matter: Matter, route: Route) -> dict[str, Any]:
    """The first route is fixed once (MA1)."""
    return {} if matter.route else {"route": route}


def measures(noted_at: datetime, columns: dict[str, Any]) -> set[tuple[date, str]]:
    """What a matter in this condition is counted as, and in which month.

    It follows from the row alone: noted and route in the month it was noted, the rest in the month it ended. So the
    tallies can be taken back exactly, and each is the number of the rows that its page lists.
    """
    noted, ended = first_of_month(noted_at), columns["ended_at"]
    last = first_of_month(datetime.fromisoformat(ended) if isinstance(ended, str) else ended) if ended else noted
    counted = {(noted, "noted")}
    if columns["route"]:
        counted.add((noted, f"route:{columns['route']}"))
    if columns["state"] == State.CLOSED:
        counted.add((last, "closed"))
        if columns["route"]:
            counted.add((last, f"closed:{columns['route']}"))
    if columns["answer"]:
        counted.add((last, f"said:{columns['answer']}"))
    return counted


def first_of_month(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date().replace(day=1)


def count(matter: Matter, before: dict[str, Any] | None) -> None:
    """Keep the tallies in step with the change; nothing is written where no count changes."""
    now = measures(matter.noted_at, {k: getattr(matter, k) for k in ("route", "state", "answer", "ended_at")})
    was = measures(matter.noted_at, before) if before else set()
    place = (matter.county_id, matter.community_id)
    add_up(Tally, {**{(*place, *what): 1 for what in now - was}, **{(*place, *what): -1 for what in was - now}})


UNDO_WITHIN = timedelta(seconds=60)
UNDOABLE = frozenset(
    {"settle", "report", "accept", "dispatch", "whistle", "send_back", "send_up", "pause", "resume", "extend",
     "declare_done", "verify", "not_yet", "close", "decline"}
)  # fmt: skip
