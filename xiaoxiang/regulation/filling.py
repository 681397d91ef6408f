"""The form of a new version: every parameter a field of its own, filled in with what holds now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from xiaoxiang.door.forms import Field
from xiaoxiang.regulation.parameters import LIMIT_TITLES, Method, Parameters, Quota
from xiaoxiang.regulation.saying import clock, limit_named, quota, spans
from xiaoxiang.regulation.worktime import Unit

SPAN = re.compile(r"(\d{1,2})[:：.](\d{2})\s*(?:-|–|—|~|到|至)\s*(\d{1,2})[:：.](\d{2})")
SLOT = re.compile(r"(\S+)\s+(\S+)")
QUOTA = tuple(Quota.model_fields)


@dataclass(frozen=True, slots=True)
class LimitField:
    """A limit asked as an amount and a unit."""

    name: str
    title: str
    amount: str
    unit: str
    error: str = ""

    @property
    def id(self) -> str:
        return f"f-{self.name}"


def as_form(parameters: Parameters) -> dict[str, str]:
    """What the form shows before anybody types."""
    shown: dict[str, str] = {}
    for name in LIMIT_TITLES:
        limit = limit_named(parameters.limits, name)
        shown |= {f"{name}_amount": str(limit.amount), f"{name}_unit": limit.unit.value}
    return shown | {
        "hours": spans(parameters.hours),
        "quiet": spans((parameters.quiet,)),
        "slots": "\n".join(f"{s.name} {clock(s.begins)}-{clock(s.ends)}" for s in parameters.slots),
        "smallest_total": str(parameters.smallest_total),
        **{f"quota_{name}": str(value) for name, value in parameters.quota.model_dump(mode="json").items()},
    }


def limit_fields(shown: Mapping[str, Any], wrong: Mapping[str, str]) -> list[LimitField]:
    return [
        LimitField(
            name,
            str(title),
            str(shown.get(f"{name}_amount", "")),
            str(shown.get(f"{name}_unit", "")),
            wrong.get(name, ""),
        )
        for name, (title, _source) in LIMIT_TITLES.items()
    ]


def quota_fields(shown: Mapping[str, Any], wrong: Mapping[str, str]) -> list[Field]:
    """The formula of the quota, a field each."""
    hints = {
        "quota_floor_per_grid": _("写 0 就是没有下限"),
        "quota_cap_per_alley": _("免得人都堆在一处"),
    }
    return [
        Field(
            name=line.name,
            label=line.title,
            hint=hints.get(line.name, ""),
            kind="choice" if line.name == "quota_method" else "number",
            choices=[(m.value, str(m.label)) for m in Method] if line.name == "quota_method" else [],
            value=shown.get(line.name, ""),
            error=wrong.get(line.name, ""),
        )
        for line in quota(Quota())
    ]


def units() -> list[tuple[str, str]]:
    return [
        (Unit.working_hour.value, _("个工作小时")),
        (Unit.working_day.value, _("个工作日")),
        (Unit.calendar_day.value, _("天")),
        (Unit.month.value, _("个月")),
    ]


def read(post: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed as raw parameters, and one sentence for each field that is badly filled in."""
    raw: dict[str, Any] = {
        "limits": {
            name: {"amount": str(post.get(f"{name}_amount", "")).strip(), "unit": str(post.get(f"{name}_unit", ""))}
            for name in LIMIT_TITLES
        },
        "hours": _spans(str(post.get("hours", ""))),
        "quiet": (_spans(str(post.get("quiet", ""))) or [[]])[0],
        "slots": [_slot(line) for line in str(post.get("slots", "")).splitlines() if line.strip()],
        "smallest_total": str(post.get("smallest_total", "")).strip(),
        "quota": {name: str(post.get(f"quota_{name}", "")).strip() for name in QUOTA},
    }
    try:
        Parameters.model_validate(raw)
    except ValidationError as refused:
        return raw, {_field(error["loc"]): _sentence(error) for error in refused.errors(include_url=False)}
    return raw, {}


def _spans(text: str) -> list[list[str]]:
    """8:00-12:00、14:30-17:30 as pairs; a text that holds anything else is none."""
    found = [[f"{int(a):02}:{b}", f"{int(c):02}:{d}"] for a, b, c, d in SPAN.findall(text)]
    rest = SPAN.sub("", text).strip("、，,；; \t\r\n")
    return [] if rest.strip("、，,；; \t\r\n") else found


def _slot(line: str) -> dict[str, str]:
    named = SLOT.fullmatch(line.strip())
    span = _spans(named[2]) if named else []
    return {"name": named[1], "begins": span[0][0], "ends": span[0][1]} if named and span else {"name": line.strip()}


def _field(loc: tuple[int | str, ...]) -> str:
    group, *name = map(str, loc)
    if group == "quota":
        return f"quota_{name[0] if name else 'alley_weight'}"
    return name[0] if group == "limits" and name else group


def _sentence(error: Any) -> str:
    field = _field(error["loc"])
    if error["type"].startswith("own_") and error["input"]:
        return _(error["msg"])
    if field in LIMIT_TITLES:
        return _("写 1 到 400 之间的整数，再选一个单位")
    return {
        "hours": _("写成 8:00-12:00、14:30-17:30 这样"),
        "quiet": _("写成 21:30-7:30 这样"),
        "slots": _("每行写名称和起止，例如：早上 6:00-11:00"),
        "smallest_total": _("写 1 到 50 之间的整数"),
        "quota_method": _("选一种分法"),
        "quota_alley_weight": _("写 0 到 100 之间的整数"),
        "quota_grid_weight": _("写 0 到 100 之间的整数"),
        "quota_floor_per_grid": _("写 0 到 20 之间的整数"),
        "quota_cap_per_alley": _("写 1 到 20 之间的整数"),
    }.get(field, _("看看每一项"))
