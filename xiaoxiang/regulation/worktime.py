"""Time limits: working hours, working days, calendar days and months in Asia/Shanghai (LB13-LB15)."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = ((time(8), time(12)), (time(14, 30), time(17, 30)))
SILENT_HOURS = (time(21, 30), time(7, 30))
END_OF_DAY = time(23, 59, 59)
SECOND = 1_000_000
MINUTE = 60 * SECOND


class Unit(StrEnum):
    """What a time limit is counted in (LB13)."""

    working_hour = "working_hour"
    working_day = "working_day"
    calendar_day = "calendar_day"
    month = "month"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When an office works: hours of a working day, and the days that differ from Monday-Friday.

    `spans` are the working hours of a day in order; `days` maps a date to True (works) or False (rests) and overrides
    Monday-Friday; `known_years` are the years whose State Council notice is contained in `days`. Building one sorts
    the exceptions once (well under a millisecond for twenty years), every question afterwards is a bisection.
    """

    spans: tuple[tuple[time, time], ...] = OFFICE_HOURS
    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    known_years: frozenset[int] = frozenset()
    # Days that really differ from Monday-Friday, as ordinals, and the sum of differences before each of them.
    _odd: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _shift: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _worked_before: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _hours: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    _day_length: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        hours = list(_hours_of(self.spans))
        odd = sorted((day.toordinal(), works) for day, works in self.days.items() if works != (day.weekday() < 5))
        shift = [0]
        for _ordinal, works in odd:
            shift.append(shift[-1] + (1 if works else -1))
        keep = object.__setattr__
        keep(self, "_odd", tuple(ordinal for ordinal, _works in odd))
        keep(self, "_shift", tuple(shift))
        keep(self, "_worked_before", tuple(_weekdays_before(o) + s for (o, _w), s in zip(odd, shift, strict=False)))
        keep(self, "_hours", tuple(hours))
        keep(self, "_day_length", sum(end - start for start, end, _before in hours))

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        return self.days.get(day, day.weekday() < 5)

    def is_known(self, day: date) -> bool:
        """Whether the holidays of that year are in the table; if not, the answer is a Monday-Friday guess."""
        return day.year in self.known_years

    def warnings(self, year: int) -> list[str]:
        """Sentences to show beside dates of a year whose holidays are not in the table yet; empty when they are."""
        if year in self.known_years:
            return []
        words = _("%(year)s年的放假安排还没有导入，工作日先按周一到周五算。国务院办公厅的通知出来后，由管理员导入。")
        return [words % {"year": year}]

    def working_days_between(self, after: date, until: date) -> int:
        """Number of working days later than `after`, up to and including `until`; negative when `until` is earlier."""
        return self._worked(until.toordinal() + 1) - self._worked(after.toordinal() + 1)

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from `a` to `b`; negative when `b` is earlier. Both must be aware."""
        return int((self._position(_local(b)) - self._position(_local(a))) / MINUTE)

    def next_working_day(self, day: date) -> date:
        """The first working day later than `day`."""
        return self._nth_working_day(self._worked(day.toordinal() + 1) + 1)

    def _worked(self, ordinal: int) -> int:
        """Number of working days before the day with this ordinal."""
        return _weekdays_before(ordinal) + self._shift[bisect_left(self._odd, ordinal)]

    def _nth_working_day(self, number: int) -> date:
        """The day by whose end `number` days have been worked: the inverse of `_worked`."""
        index = bisect_left(self._worked_before, number) - 1
        if index < 0:
            return date.fromordinal(_nth_weekday(number))
        here = self._odd[index]
        is_worked = self._shift[index + 1] > self._shift[index]
        missing = number - self._worked_before[index] - (1 if is_worked else 0)
        # Nothing between this exception and the next one differs from Monday-Friday.
        return date.fromordinal(_nth_weekday(_weekdays_before(here + 1) + missing) if missing else here)

    def _position(self, at: datetime) -> int:
        """Working microseconds from the beginning of the calendar to a local time."""
        passed = self._worked(at.toordinal()) * self._day_length
        if not self.is_working(at.date()):
            return passed
        now = _microseconds(at.time())
        for start, end, before in self._hours:
            if now < end:
                return passed + before + max(0, now - start)
        return passed + self._day_length

    def _at_position(self, position: int) -> datetime:
        """The earliest local time by which so many microseconds have been worked."""
        full_days, rest = divmod(position - 1, self._day_length)
        rest += 1
        for start, end, before in self._hours:
            if rest <= before + end - start:
                return _clock(self._nth_working_day(full_days + 1), start + rest - before)
        raise AssertionError("the rest of a division is smaller than a day")


def due(start: datetime, amount: int, unit: Unit, calendar: WorkCalendar) -> datetime:
    """The moment a time limit ends, in Asia/Shanghai.

    Working hours run on the clock of the office. For all others the day of `start` is not counted: working days end
    with the working hours of the last day, calendar days and months at the end of the last day (23:59:59). A month
    ends on the same day of the month or on the month's last day, and is not moved for holidays. Raises ValueError for
    a naive start or an amount below 1. LB14: five working days from 2026-09-29 end on 2026-10-12.
    """
    if amount < 1:
        raise ValueError("a time limit is at least 1")
    at = _local(start)
    if unit is Unit.working_hour:
        return calendar._at_position(calendar._position(at) + amount * 60 * MINUTE)
    if unit is Unit.working_day:
        last = calendar._nth_working_day(calendar._worked(at.toordinal() + 1) + amount)
        return datetime.combine(last, calendar.spans[-1][1], SHANGHAI)
    if unit is Unit.calendar_day:
        return datetime.combine(at.date() + timedelta(days=amount), END_OF_DAY, SHANGHAI)
    return datetime.combine(months_later(at.date(), amount), END_OF_DAY, SHANGHAI)


def months_later(day: date, amount: int) -> date:
    """The same day of a later month, or that month's last day: 31 January and one month is 28 February."""
    months = day.year * 12 + day.month - 1 + amount
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_morning(at: datetime, quiet: tuple[time, time] = SILENT_HOURS) -> datetime:
    """When a message that can wait may go out: now, or at the end of the silent hours it would fall into (N9)."""
    start, end = quiet
    now = _local(at)
    clock = now.time()
    if start <= end:
        return datetime.combine(now.date(), end, SHANGHAI) if start <= clock < end else now
    if clock >= start:
        return datetime.combine(now.date() + timedelta(days=1), end, SHANGHAI)
    return datetime.combine(now.date(), end, SHANGHAI) if clock < end else now


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time limit needs an aware datetime")
    return at.astimezone(SHANGHAI)


def _hours_of(spans: Iterable[tuple[time, time]]) -> Iterable[tuple[int, int, int]]:
    """Start, end and working time before the span, in microseconds. Raises ValueError for spans out of order."""
    spans = tuple(spans)
    if not spans:
        raise ValueError("a working day needs at least one span of hours")
    if any(start >= end for start, end in spans) or any(a[1] >= b[0] for a, b in pairwise(spans)):
        raise ValueError("working hours must be in order and must not touch")
    before = 0
    for start, end in spans:
        first, last = _microseconds(start), _microseconds(end)
        yield first, last, before
        before += last - first


def _microseconds(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond


def _clock(day: date, microseconds: int) -> datetime:
    minutes, rest = divmod(microseconds, MINUTE)
    return datetime(
        day.year, day.month, day.day, minutes // 60, minutes % 60, rest // SECOND, rest % SECOND, tzinfo=SHANGHAI
    )


def _weekdays_before(ordinal: int) -> int:
    """Monday-Fridays before an ordinal; ordinal 1 (0001-01-01) is a Monday."""
    weeks, days = divmod(ordinal - 1, 7)
    return weeks * 5 + min(days, 5)


def _nth_weekday(number: int) -> int:
    """Ordinal of the `number`-th Monday-Friday."""
    weeks, days = divmod(number - 1, 5)
    return weeks * 7 + days + 1
