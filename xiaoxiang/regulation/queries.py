"""Which version is in force, and when a limit ends under it."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from django.db import connection

from xiaoxiang.regulation import holidays
from xiaoxiang.regulation.models import Holiday, Regulation
from xiaoxiang.regulation.parameters import Limit, Parameters
from xiaoxiang.regulation.worktime import SHANGHAI, WorkCalendar

FRESH_FOR = 10
"""Seconds a process may hold the versions it read. A version is published a day before it binds, so none is missed."""


@dataclass(frozen=True)
class Rules:
    """The regulation as it binds on one day, with the calendar its limits are counted on."""

    number: int
    in_force_on: date
    parameters: Parameters
    calendar: WorkCalendar

    @property
    def called(self) -> str:
        return f"《管理办法》{self.in_force_on.year} 年第 {self.number} 版"

    def ends(self, limit: Limit, start: datetime) -> datetime:
        return limit.after(start, self.calendar)


def rules(county_id: int, moment: datetime) -> Rules:
    """The rules that bind at `moment`. Raises LookupError before the first version."""
    on = moment.astimezone(SHANGHAI).date()
    for version in _versions(connection.settings_dict["NAME"], county_id, int(time.monotonic() / FRESH_FOR)):
        if version.in_force_on <= on:
            return version
    raise LookupError(f"no regulation in force on {on}")


@lru_cache(64)
def _versions(database: str, county_id: int, era: int) -> tuple[Rules, ...]:
    """All versions, newest first. `era` makes the cache forget."""
    imported = dict(Holiday.objects.filter(county_id=county_id).values_list("day", "is_working"))
    days = {**holidays.built_in(), **imported}
    years = holidays.built_in_years() | holidays.HolidayTable(imported).years
    return tuple(
        Rules(row.number, row.in_force_on, parameters, _calendar(parameters, days, years))
        for row in Regulation.objects.filter(county_id=county_id).order_by("-in_force_on", "-number")
        for parameters in [Parameters.model_validate(row.parameters)]
    )


def _calendar(parameters: Parameters, days: dict[date, bool], years: frozenset[int]) -> WorkCalendar:
    return WorkCalendar(spans=parameters.hours, days=MappingProxyType(days), known_years=years)


def forget() -> None:
    """Read the versions anew: after a version or a holiday table was written by this process."""
    _versions.cache_clear()
