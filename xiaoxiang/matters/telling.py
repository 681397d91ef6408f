"""How a matter is told to people: what it is called in public, its pill, its timeline in plain sentences.

The public hears what was done, by which office and when; never words, names or reasons (XP1 ◐).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.matters.models import FollowUp, Matter, Step
from xiaoxiang.matters.states import Holder, State
from xiaoxiang.people.models import Body
from xiaoxiang.places.queries import tree

POINTS_AT_SOMEBODY = re.compile(r"\d{4,}|[家户室]|单元|号楼|电话|手机|身份证|先生|女士|师傅|阿[姨婆公伯叔]")
"""What in a landmark may lead to a person: a number of four digits or more, somebody's home, somebody's name (DI4)."""

PILLS = {
    State.NOTED: ("wait", gettext_lazy("记下了")),
    State.REPORTED: ("wait", gettext_lazy("等受理")),
    State.ACCEPTED: ("go", gettext_lazy("受理了")),
    State.DISPATCHED: ("go", gettext_lazy("正在办")),
    State.CONSULTING: ("go", gettext_lazy("在协商")),
    State.AGREED: ("go", gettext_lazy("谈妥了")),
    State.RETURNED: ("wait", gettext_lazy("等另派")),
    State.PAUSED: ("rest", gettext_lazy("先停一停")),
    State.SENT_UP: ("go", gettext_lazy("报到街道")),
    State.DECLARED_DONE: ("go", gettext_lazy("等核查")),
    State.DONE_ON_SPOT: ("ok", gettext_lazy("当场办好")),
    State.VERIFIED: ("ok", gettext_lazy("办好")),
    State.REOPENED: ("wait", gettext_lazy("重新办")),
    State.CLOSED: ("ok", gettext_lazy("办好")),
    State.DUPLICATE: ("rest", gettext_lazy("并到另一件")),
    State.OUT_OF_SCOPE: ("rest", gettext_lazy("不归这里管")),
    State.WITHDRAWN: ("rest", gettext_lazy("撤回了")),
}

SAID = {
    "settle": (gettext_lazy("{by}当场办好"), "ok"),
    "report": (gettext_lazy("{by}交给社区"), ""),
    "consult": (gettext_lazy("{by}请几方一起谈"), ""),
    "accept": (gettext_lazy("{by}受理"), ""),
    "dispatch": (gettext_lazy("{by}派给{body}"), ""),
    "whistle": (gettext_lazy("{by}吹哨，请{body}到场"), ""),
    "send_back": (gettext_lazy("{by}退回，要另派"), "back-again"),
    "send_up": (gettext_lazy("{by}报到街道"), ""),
    "pause": (gettext_lazy("{by}说明要先停一停"), ""),
    "resume": (gettext_lazy("{by}接着办"), ""),
    "extend": (gettext_lazy("{by}说明要多些时间"), ""),
    "agree": (gettext_lazy("几方谈妥了"), ""),
    "part": (gettext_lazy("没有谈成，回到社区"), "back-again"),
    "declare_done": (gettext_lazy("{by}说办好了"), ""),
    "verify": (gettext_lazy("{by}到现场看过，办好了"), "ok"),
    "not_yet": (gettext_lazy("{by}到现场看过，还没办好"), "back-again"),
    "reopen": (gettext_lazy("提出的人说没解决，重新办"), "back-again"),
    "close": (gettext_lazy("{by}办结"), "ok"),
    "decline": (gettext_lazy("{by}说明不归这里管"), ""),
    "merge": (gettext_lazy("和另一件是同一件事，一起办"), ""),
    "climb": (gettext_lazy("过了时限，报上一级"), "late"),
    "add": (gettext_lazy("提出的人补充了一句"), ""),
    "correct": (gettext_lazy("{by}改了说明"), ""),
    "withdraw": (gettext_lazy("{by}撤回了"), "back-again"),
    "undo": (gettext_lazy("{by}撤销了上一步"), "back-again"),
}
BY_THE_CLOCK = {
    "report": (gettext_lazy("过了时限没有人接，自动交给社区"), "late"),
    "close": (gettext_lazy("办好后没有人说不行，到期办结"), "ok"),
}
NOTED_BY = {
    "plaque": gettext_lazy("{by}扫巷口牌反映"),
    "web": gettext_lazy("{by}在网页上反映"),
    "phone": gettext_lazy("有人打电话反映，{by}代记"),
    "desk": gettext_lazy("有人当面反映，{by}代记"),
    "paper": gettext_lazy("有人写纸条反映，{by}代记"),
    "street": gettext_lazy("{by}看到，记下"),
}
ANSWERED = {
    "solved": (gettext_lazy("提出的人说解决了"), "ok"),
    "not_clear": (gettext_lazy("提出的人说还说不清"), ""),
}
WAITING = {
    State.NOTED: gettext_lazy("等{steward}去看"),
    State.REPORTED: gettext_lazy("等{office}受理"),
    State.ACCEPTED: gettext_lazy("等{office}安排人去办"),
    State.DISPATCHED: gettext_lazy("等{body}办理"),
    State.CONSULTING: gettext_lazy("等几方谈出结果"),
    State.AGREED: gettext_lazy("等几方照谈妥的办"),
    State.RETURNED: gettext_lazy("等{office}另派"),
    State.PAUSED: gettext_lazy("先停着，到日子再看"),
    State.SENT_UP: gettext_lazy("等{office}安排"),
    State.DECLARED_DONE: gettext_lazy("等{office}到现场看"),
    State.DONE_ON_SPOT: gettext_lazy("等提出的人说一声：解决了没有"),
    State.VERIFIED: gettext_lazy("等提出的人说一声：解决了没有"),
    State.REOPENED: gettext_lazy("等{office}重新办"),
}
RULED = frozenset({"accept", "dispatch", "whistle", "extend", "climb", "pause"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a timeline."""

    sentence: str | SafeString
    at: datetime | None = None
    under: str = ""
    words: str = ""
    tone: str = ""


def public_title(matter: Matter) -> str:
    """What anybody may read of the title: the kind, and the landmark unless it may lead to a person."""
    landmark = unicodedata.normalize("NFKC", matter.landmark)
    if not POINTS_AT_SOMEBODY.search(landmark):
        return matter.title
    return matter.title.removesuffix(f"（{matter.landmark}）").split("（")[0]


def pill(matter: Matter) -> tuple[str, str]:
    """Tone and word of a matter's state; late beats everything else."""
    if not matter.is_ended and matter.due_at is not None and matter.due_at < clock.now():
        return "late", _("超期")
    tone, word = PILLS[State(matter.state)]
    return tone, str(word)


def timeline(matter: Matter, *, is_public: bool) -> list[Told]:
    """The steps in sentences, and whose turn it is. Two questions at most: the steps, the bodies they name."""
    steps = list(matter.steps.order_by("id"))
    known = _bodies(matter, [s.body_name for s in steps]) if is_public else frozenset(s.body_name for s in steps)
    answers = _answers(matter, steps)
    lines = [_told(matter, step, known, answers.get(step.pk, ""), is_public=is_public) for step in steps]
    return [*lines, turn(matter, known)] if not matter.is_ended else lines


def turn(matter: Matter, bodies: Iterable[str] = ()) -> Told:
    """Whose turn it is now."""
    names = office_names(matter)
    names["body"] = matter.body.name if matter.body_id and matter.body else _("承办的人")
    template = WAITING[State(matter.state)]
    return Told(_sentence(template, names), tone="turn")


def office_names(matter: Matter) -> dict[str, str]:
    """The offices of a matter by the names on their doors."""
    places = tree(matter.county_id)
    community = places.get(matter.community_id) if matter.community_id else None
    subdistrict = places.get(matter.subdistrict_id) if matter.subdistrict_id else None
    of_community = community.short_name if community else _("社区")
    of_subdistrict = subdistrict.name if subdistrict else _("街道")
    return {
        "steward": _("本巷管家"),
        "community": of_community,
        "subdistrict": of_subdistrict,
        "office": of_subdistrict if matter.holder == Holder.SUBDISTRICT else of_community,
    }


def _bodies(matter: Matter, named: list[str]) -> frozenset[str]:
    """Of the names, those of bodies: a person who was sent is not named in public."""
    names = [name for name in named if name]
    if not names:
        return frozenset()
    rows = Body.objects.filter(county_id=matter.county_id, name__in=names)
    return frozenset(rows.values_list("name", flat=True))


def _answers(matter: Matter, steps: list[Step]) -> dict[Any, str]:
    """What was said at each step of the verb answer: the step itself holds only where it led."""
    return {s.pk: "solved" if s.came_to == State.CLOSED else "not_clear" for s in steps if s.verb == "answer"}


def _told(matter: Matter, step: Step, bodies: Iterable[str], said: str, *, is_public: bool) -> Told:
    template, tone = _template(matter, step, said)
    names = {"by": step.by_name, "body": step.body_name if step.body_name in bodies else _("承办的人")}
    under = _("依《管理办法》第 %(n)s 版") % {"n": step.rule_number} if step.verb in RULED else ""
    return Told(_sentence(template, names), step.at, under, "" if is_public else step.reason, tone)


def _template(matter: Matter, step: Step, said: str) -> tuple[Any, str]:
    if step.verb == "note":
        is_done = step.came_to in (State.DONE_ON_SPOT, State.CLOSED)
        return (gettext_lazy("{by}看到，当场办好"), "ok") if is_done else (NOTED_BY[matter.channel], "")
    if step.verb == "answer":
        return ANSWERED[said]
    if step.by_id is None and step.verb in BY_THE_CLOCK and step.by_name == "时钟":
        return BY_THE_CLOCK[step.verb]
    return SAID.get(step.verb, (gettext_lazy("{by}接着办"), ""))


def _sentence(template: Any, names: dict[str, str]) -> SafeString:
    return format_html(str(template), **{k: format_html("<b>{}</b>", v) for k, v in names.items()})


def last_answer(matter: Matter) -> FollowUp | None:
    return matter.follow_ups.order_by("-id").first()
