"""Every number that a rule needs, with the product's proposals as defaults (facts, XP3). The county changes them."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xiaoxiang.regulation.worktime import Unit, WorkCalendar, due

SPOKEN = {
    Unit.working_hour: _("%(n)s 个工作小时"),
    Unit.working_day: _("%(n)s 个工作日"),
    Unit.calendar_day: _("%(n)s 天"),
    Unit.month: _("%(n)s 个月"),
}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(Strict):
    """A time limit: an amount of a unit (LB13)."""

    amount: Annotated[int, Field(ge=1, le=400)]
    unit: Unit

    def after(self, start: datetime, calendar: WorkCalendar) -> datetime:
        return due(start, self.amount, self.unit, calendar)

    def __str__(self) -> str:
        return str(SPOKEN[self.unit]) % {"n": self.amount}


def limit(amount: int, unit: str) -> Limit:
    return Limit(amount=amount, unit=Unit(unit))


class Limits(Strict):
    """How long each step of a matter may take. They lie on matters and bodies, never on a person (N9)."""

    accept: Limit = limit(4, "working_hour")
    return_: Limit = Field(default=limit(1, "working_day"), alias="return")
    ordinary: Limit = limit(1, "working_day")
    facility: Limit = limit(5, "working_day")
    danger: Limit = limit(4, "working_hour")
    consultation: Limit = limit(15, "working_day")
    verify: Limit = limit(1, "working_day")
    follow_up: Limit = limit(7, "calendar_day")
    climb: Limit = limit(1, "working_day")
    reopen: Limit = limit(30, "calendar_day")
    similar: Limit = limit(30, "calendar_day")
    pause: Limit = limit(30, "calendar_day")
    application: Limit = limit(10, "working_day")
    notice: Limit = limit(5, "working_day")
    objection: Limit = limit(5, "working_day")
    approval: Limit = limit(5, "working_day")
    term: Limit = limit(24, "month")
    statement: Limit = limit(3, "working_day")
    appeal: Limit = limit(5, "working_day")
    appeal_answer: Limit = limit(5, "working_day")
    suspension: Limit = limit(30, "calendar_day")
    retention: Limit = limit(30, "calendar_day")
    hand_over: Limit = limit(3, "working_day")
    re_recruitment: Limit = limit(1, "month")
    ask_again: Limit = limit(12, "month")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Slot(Strict):
    """One of the day's three patrol slots (seed 27): an agreed time of service, never a check-in point."""

    name: str
    begins: time
    ends: time


class Method(StrEnum):
    """How stewards are shared out among the communities."""

    SAINTE_LAGUE = "sainte_lague"
    HAMILTON = "hamilton"

    @property
    def label(self) -> str | Promise:
        return {
            "sainte_lague": _("圣拉格法：一个一个地分，每次给商数最大的"),
            "hamilton": _("最大余数法：先分整数，余下的给余数大的"),
        }[self.value]


class Quota(Strict):
    """How many stewards a community needs: by its alleys and its grids (seed 10)."""

    method: Method = Method.SAINTE_LAGUE
    alley_weight: Annotated[int, Field(ge=0, le=100)] = 1
    grid_weight: Annotated[int, Field(ge=0, le=100)] = 1
    floor_per_grid: Annotated[int, Field(ge=0, le=20)] = 1
    cap_per_alley: Annotated[int, Field(ge=1, le=20)] = 2

    @model_validator(mode="after")
    def something_weighs(self) -> "Quota":
        if not self.alley_weight + self.grid_weight:
            raise PydanticCustomError("own_weights", gettext_noop("街巷和网格至少有一样要算份数"))
        return self


class Parameters(Strict):
    """The parameters of one version."""

    limits: Limits = Limits()
    hours: tuple[tuple[time, time], ...] = ((time(8), time(12)), (time(14, 30), time(17, 30)))
    quiet: tuple[time, time] = (time(21, 30), time(7, 30))
    slots: tuple[Slot, ...] = (
        Slot(name="早上", begins=time(6), ends=time(11)),
        Slot(name="下午", begins=time(11), ends=time(17)),
        Slot(name="晚上", begins=time(17), ends=time(22)),
    )
    smallest_total: Annotated[int, Field(ge=1, le=50)] = 5
    """Totals of fewer are not shown above the community (XP2)."""
    quota: Quota = Quota()

    @field_validator("hours")
    @classmethod
    def hours_in_order(cls, hours: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
        """A calendar can be counted on them: spans in order that do not touch."""
        try:
            WorkCalendar(spans=hours)
        except ValueError:
            raise PydanticCustomError("own_hours", gettext_noop("工作时间按先后写，前后不要连着、不要重叠")) from None
        return hours

    @field_validator("slots")
    @classmethod
    def slots_in_order(cls, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        if not slots or any(slot.begins >= slot.ends for slot in slots):
            raise PydanticCustomError("own_slots", gettext_noop("每个时段的开始要早于结束"))
        return slots


LIMIT_TITLES: dict[str, tuple[str | Promise, str]] = {
    "accept": (_("受理"), "XP3"),
    "return": (_("退回"), "XP3"),
    "ordinary": (_("一般环境事项"), "XP3"),
    "facility": (_("设施事项"), "XP3"),
    "danger": (_("危险事项（先打电话）"), "XP3, MA12"),
    "consultation": (_("联合协商"), "XP3"),
    "verify": (_("核查"), ""),
    "follow_up": (_("办后回访"), "XP3"),
    "climb": (_("超期后再过多久报上一级"), "MA9"),
    "reopen": (_("结案后多久之内可以要求重办"), ""),
    "similar": (_("多久之内的同类事项算“我也遇到了”"), ""),
    "pause": (_("暂停最长"), ""),
    "application": (_("招募报名"), ""),
    "notice": (_("公示"), "ST6, XP3"),
    "objection": (_("答复异议"), "XP3"),
    "approval": (_("街道审批"), ""),
    "term": (_("管家一聘"), "ST4"),
    "statement": (_("辞退前听本人陈述，至少留出"), "ST10"),
    "appeal": (_("对辞退的申诉"), "ST10, AS10"),
    "appeal_answer": (_("街道答复申诉"), "XP3"),
    "suspension": (_("管家暂停履职最长"), ""),
    "retention": (_("聘期到期前多久定去留"), "81"),
    "hand_over": (_("管家离任后交接"), "CA7"),
    "re_recruitment": (_("辞退后重新招募"), "80, ST10"),
    "ask_again": (_("说了不愿意，过多久才再问"), "CO3 (22)"),
}
"""What each limit is called on the page, and where its default comes from."""


def defaults() -> dict[str, Any]:
    return Parameters().model_dump(mode="json", by_alias=True)
