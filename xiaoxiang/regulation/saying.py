"""The parameters in people's words, and what parts one version from another."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from xiaoxiang.regulation.parameters import LIMIT_TITLES, Limit, Limits, Parameters, Quota


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter as the page says it."""

    name: str
    title: str
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that is another one than in the version before."""

    title: str
    was: str
    becomes: str


def limits(parameters: Parameters) -> list[Line]:
    """How long each step may take, in the order of the steps."""
    return [
        Line(name, str(title), str(limit_named(parameters.limits, name)), source)
        for name, (title, source) in LIMIT_TITLES.items()
    ]


def limit_named(of: Limits, name: str) -> Limit:
    """A limit by its public name; `return` is a word of Python."""
    found: Limit = getattr(of, "return_" if name == "return" else name)
    return found


def others(parameters: Parameters) -> list[Line]:
    """Hours of the office, the silent hours, the patrol slots, the smallest total."""
    return [
        Line("hours", _("工作时间"), spans(parameters.hours), "LB13"),
        Line("quiet", _("夜里不打扰"), spans((parameters.quiet,)), "N9"),
        Line("slots", _("巡查时段"), slots(parameters), "seed 27"),
        Line("smallest_total", _("合计少于几件不外显"), _("%(n)s 件") % {"n": parameters.smallest_total}, "XP2"),
    ]


def quota(of: Quota) -> list[Line]:
    """How the number of stewards is shared out among the communities (seed 10)."""
    persons, shares = _("%(n)s 人"), _("%(n)s 份")
    return [
        Line("quota_method", _("怎么分"), str(of.method.label)),
        Line("quota_alley_weight", _("一条街巷算"), shares % {"n": of.alley_weight}),
        Line("quota_grid_weight", _("一个网格算"), shares % {"n": of.grid_weight}),
        Line("quota_floor_per_grid", _("一个网格至少"), persons % {"n": of.floor_per_grid}),
        Line("quota_cap_per_alley", _("一条街巷至多"), persons % {"n": of.cap_per_alley}),
    ]


def spans(of: tuple[tuple[time, time], ...]) -> str:
    return _("、").join(f"{clock(a)}-{clock(b)}" for a, b in of)


def slots(parameters: Parameters) -> str:
    return _("、").join(f"{slot.name} {clock(slot.begins)}-{clock(slot.ends)}" for slot in parameters.slots)


def clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def changes(before: Parameters, after: Parameters) -> list[Change]:
    """What a version changed, in the order of the page; empty when nothing."""
    pairs = zip(_all(before), _all(after), strict=True)
    return [Change(old.title, old.words, new.words) for old, new in pairs if old.words != new.words]


def _all(of: Parameters) -> list[Line]:
    return limits(of) + others(of) + quota(of.quota)
