"""Public holidays and make-up working days: the built-in table, and reading the next year's notice (LB14)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from chinese_calendar import constants
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_ROWS = 1000
LONGEST_RANGE = 20
LONGEST_NAME = 30
# The law gives 13 days since 2025 and gave 11 before (10 until 2007): fewer cannot be a whole year's notice.
DAYS_IN_A_NOTICE = 10
RESTS = {"休", "放假", "休息", "节假日", "假"}
WORKS = {"班", "上班", "补班", "调休上班", "工作日"}
WEEKDAYS = "一二三四五六日"
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
BETWEEN = re.compile(r"\s*(?:至|到|~|--)\s*")


@cache
def built_in() -> Mapping[date, bool]:
    """Days that differ from Monday-Friday or are holidays, {date: is_working}, for every year of `built_in_years`."""
    days = dict.fromkeys(constants.holidays, False)
    days.update(dict.fromkeys(constants.workdays, True))
    return MappingProxyType(dict(sorted(days.items())))


@cache
def built_in_years() -> frozenset[int]:
    """The years of the built-in table: 2004-2026 in chinesecalendar 1.11.0."""
    return frozenset(day.year for day in constants.holidays)


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row of an imported table, counted from 1 as a spreadsheet does."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """What an imported table says. Use `days` only when `errors` is empty."""

    days: dict[date, bool] = field(default_factory=dict)
    names: dict[date, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def years(self) -> frozenset[int]:
        """Years with enough holidays to be a whole notice; a stray day of the year before does not count."""
        holidays = Counter(day.year for day, works in self.days.items() if not works)
        return frozenset(year for year, number in holidays.items() if number >= DAYS_IN_A_NOTICE)


def parse_table(text: str) -> HolidayTable:
    """Read a table of date, kind (休 or 班) and name, copied from a State Council notice.

    Columns are separated by comma, tab or semicolon, full-width or not; a heading row and empty rows are skipped; a
    date is written 2027-01-01, 2027/1/1 or 2027年1月1日, two of them with 至 between are a range. Every error is found
    in one reading, each with its row.
    """
    table = HolidayTable()
    for row, cells in _rows(text):
        if row > MOST_ROWS:
            table.errors.append(RowError(row, _("最多 %(most)s 行，把多出来的行删掉") % {"most": MOST_ROWS}))
            break
        sentence = _take(table, cells)
        if sentence:
            table.errors.append(RowError(row, sentence))
    if not table.days and not table.errors:
        table.errors.append(RowError(1, _("表里没有日期。每行写：日期，休或班，节日名")))
    return table


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    plain = unicodedata.normalize("NFKC", text.removeprefix("\ufeff")).replace("\x00", "").replace("、", ",")
    for row, line in enumerate(plain.splitlines(), 1):
        separator = next((mark for mark in "\t,;" if mark in line), ",")
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        is_heading = row == 1 and bool(cells) and not any(letter.isdigit() for letter in cells[0])
        if any(cells) and not is_heading:
            yield row, cells


def _take(table: HolidayTable, cells: list[str]) -> str:
    """Add one row to the table, or say what is wrong with it."""
    days = _days(cells[0])
    if isinstance(days, str):
        return days
    kind = cells[1] if len(cells) > 1 else ""
    if kind not in RESTS | WORKS:
        return _("第二列写“休”或“班”，这里写的是“%(kind)s”") % {"kind": kind[:LONGEST_NAME]}
    works = kind in WORKS
    name = cells[2][:LONGEST_NAME] if len(cells) > 2 else ""
    for day in days:
        if works and day.weekday() < 5:
            words = _("%(day)s是周%(weekday)s，本来就上班，核对一下日期")
            return words % {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
        if table.days.get(day, works) != works:
            return _("%(day)s前面写了休又写了班，留下对的那一行") % {"day": day.isoformat()}
        table.days[day] = works
        table.names[day] = name
    return ""


def _days(cell: str) -> list[date] | str:
    """The day or the days of a range, or a sentence that says what to write."""
    ends = [_day(part) for part in BETWEEN.split(cell, maxsplit=1)]
    if None in ends:
        return _("日期看不懂：“%(cell)s”。写成 2027-01-01 这样") % {"cell": cell[:LONGEST_NAME]}
    first, last = [day for day in (ends[0], ends[-1]) if day]
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        return _("年份要在 %(first)s 到 %(last)s 之间，先后不要写反") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_RANGE:
        return _("从%(first)s到%(last)s不像一个假期，核对起止日期") % {"first": str(first), "last": str(last)}
    return [first + timedelta(days=step) for step in range(length)]


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
