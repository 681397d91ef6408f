"""What the actions of this room share: one way to move a matter, to count it, and to say who may."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind, Verdict
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import effects
from xiaoxiang.matters.models import Matter, Route, Step
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
    if matter.state not in edge.start:
        raise Refused("not_now", _("这件事现在是“%(state)s”，这一步办不了。") % {"state": State(matter.state).label})
    before = remembered(matter)
    state = to or edge.end or State(matter.state)
    if state != matter.state:
        columns.setdefault("holder", HOLDER[state])
        columns.setdefault("climbed", 0)
    columns |= {"state": state, "is_ended": state in ENDED, "ended_at": clock.now() if state in ENDED else None}
    if state in ENDED:
        columns["due_at"] = None
    return store(by, matter, verb, before, columns, reason=reason)


def store(
    by: Actor, matter: Matter, verb: str, before: dict[str, Any], columns: dict[str, Any], *, reason: str = ""
) -> Step:
    """Write the changed columns, the step and the tallies."""
    columns["version"] = matter.version + 1
    for name, value in columns.items():
        setattr(matter, name, value)
    Matter.objects.filter(pk=matter.pk).update(**columns)
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
    step.save(force_insert=True)
    return step


def body_name(matter: Matter) -> str:
    if matter.body_id:
        return matter.body.name if matter.body else ""
    return matter.assignee.name if matter.assignee else ""


def as_whom(by: Actor, matter: Matter) -> str:
    """An office by the name on its door; a steward by the surname; a resident without a name (Q10, XP1)."""
    if by.kind == ActorKind.RESIDENT:
        return "一位居民"
    if by.kind == ActorKind.CLOCK:
        return "时钟"
    if by.holds(Role.STEWARD, matter):
        return f"管家{by.name[:1]}师傅"
    office = {Role.SUBDISTRICT_OFFICIAL: matter.subdistrict_id, Role.COUNTY_OFFICIAL: None}
    places = tree(matter.county_id)
    for role, place_id in office.items():
        if by.holds(role, matter):
            return places[place_id].name if place_id in places else "县里"
    return places[matter.community_id].short_name if matter.community_id in places else by.name


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


def first_route(matter: Matter, route: Route) -> dict[str, Any]:
    """The first route is fixed once (MA1)."""
    return {} if matter.route else {"route": route}


def measures(columns: dict[str, Any]) -> set[str]:
    """What a matter in this condition is counted as."""
    counted = {"noted"}
    if columns["route"]:
        counted.add(f"route:{columns['route']}")
        if columns["state"] == State.CLOSED:
            counted.add(f"closed:{columns['route']}")
    if columns["state"] == State.CLOSED:
        counted.add("closed")
    if columns["answer"]:
        counted.add(f"said:{columns['answer']}")
    return counted


def count(matter: Matter, before: dict[str, Any] | None) -> None:
    """Keep the tallies of the month in step with the change; nothing is written where no count changes."""
    now = measures({k: getattr(matter, k) for k in ("route", "state", "answer")})
    was = measures(before) if before else set()
    changes = [(what, 1) for what in sorted(now - was)] + [(what, -1) for what in sorted(was - now)]
    if not changes:
        return
    month = clock.now().astimezone(SHANGHAI).date().replace(day=1)
    rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(changes))
    values = [v for what, n in changes for v in (matter.county_id, matter.community_id, month, what, n)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO matters_tally (county_id, community_id, month, what, n) VALUES {rows}"  # noqa: S608
            " ON CONFLICT (county_id, community_id, month, what) DO UPDATE SET n = matters_tally.n + EXCLUDED.n",
            values,
        )


UNDO_WITHIN = timedelta(seconds=60)
UNDOABLE = frozenset(
    {"settle", "report", "accept", "dispatch", "whistle", "send_back", "send_up", "pause", "resume", "extend",
     "declare_done", "verify", "not_yet", "close", "decline"}
)  # fmt: skip
