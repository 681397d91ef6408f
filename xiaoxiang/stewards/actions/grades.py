"""The grade that a panel of people gave: entered with its papers, never computed, never ordered (Q1, Q2)."""

import re
from enum import Enum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Words
from xiaoxiang.stewards.days import binding, today
from xiaoxiang.stewards.models import Appointment, Grade, State
from xiaoxiang.stewards.rights import decides
from xiaoxiang.stewards.telling import tell

FEWEST = 2
"""Evaluators (ST10)."""


class Level(Enum):
    """The three grades (seed 78)."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    NOT_COMPETENT = "not_competent"

    @property
    def label(self) -> Any:
        return Grade.Level(self.value).label


@action(
    "grade.enter",
    who=decides,
    says=gettext_lazy("{by}记下{thing} {year} 年的考核等次"),
    verb=gettext_lazy("记下等次"),
)
def enter_grade(
    by: Actor,
    appointment: Appointment,
    *,
    year: Annotated[int, Field(ge=2000, le=2100), Label(gettext_lazy("哪一年"), ask=gettext_lazy("写出年份"))],
    level: Annotated[Level, Label(gettext_lazy("等次"), widget="choice", ask=gettext_lazy("选一个等次"))],
    panel_on: Annotated[Day, Label(gettext_lazy("评议小组哪天开的会"), ask=gettext_lazy("写出开会的日期"))],
    evaluators: Annotated[
        Words,
        Label(gettext_lazy("谁参加评议"), gettext_lazy("至少两人，用顿号隔开"), ask=gettext_lazy("写出参加评议的人")),
    ],
    opinion: Annotated[
        Words,
        Label(gettext_lazy("评议意见"), gettext_lazy("写事，不写分数和名次"), "textarea", gettext_lazy("写出评议意见")),
    ],
    papers: Annotated[
        Line, Label(gettext_lazy("材料放在哪"), gettext_lazy("会议记录或案卷编号"), ask=gettext_lazy("写出编号"))
    ],
) -> Grade:
    """Enter what the panel decided, with its papers: the panel's secretary sits at the subdistrict (seed 13, 78).

    Raises Refused('not_at_work'), 'already_graded', 'badly_filled'.
    """
    if appointment.state == State.WAITING or not appointment.is_living:
        raise Refused("not_at_work", _("%(name)s现在不在岗。") % {"name": appointment.called})
    names = [name for name in re.split(r"[、，,;；\s]+", evaluators) if name]
    wrong: dict[str, Any] = {}
    if len(set(names)) < FEWEST:
        wrong["evaluators"] = _("评议至少要两个人")
    if appointment.called in names:
        wrong["evaluators"] = _("本人不参加对自己的评议")
    if panel_on > today():
        wrong["panel_on"] = _("选今天或以前的一天")
    if re.search(r"\d+(\.\d+)?\s*分(?!钟)|第\s*[\d一二三四五六七八九十]+\s*名|排名|积分", opinion):
        wrong["opinion"] = _("意见里不写分数、积分和名次")
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)
    if Grade.objects.standing().filter(appointment=appointment, year=year).exists():
        raise Refused("already_graded", _("%(year)s 年的等次已经记过了。") % {"year": year})
    made = Grade.objects.create(
        county_id=appointment.county_id, subdistrict_id=appointment.subdistrict_id,
        community_id=appointment.community_id, appointment=appointment, year=year, level=level.value,
        panel_on=panel_on, evaluators=names, opinion=opinion, papers=papers, entered_at=clock.now(),
        entered_by_id=by.person_id, rule_number=binding(appointment.county_id).number,
    )  # fmt: skip
    appointment.version += 1
    appointment.save(update_fields=["version"])
    tell(appointment, _("%(year)s 年的考核等次出来了，可以到社区看。") % {"year": year}, about=made.pk)
    return made
