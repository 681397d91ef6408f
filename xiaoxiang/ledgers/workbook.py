"""Ledgers and templates as workbooks that Excel, WPS and LibreOffice open (XlsxWriter). No cell is ever a formula."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from xiaoxiang.ledgers.book import Book, Column, Kind, Total, Value, lines
from xiaoxiang.pages.words import day
from xiaoxiang.regulation.worktime import SHANGHAI

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Rows are written to disk as they come; text stays text whatever it begins with (formula injection, hostile)."""
TOLD_EVERY = 500
LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: which ledger, of where, of when, its file number and how long it is kept."""

    title: str
    place: str
    span: str
    file_number: str
    kept: str
    printed_on: date

    @property
    def lines(self) -> list[str]:
        return [
            f"{self.place}　{self.span}",
            _("归档号 %(number)s　保管期限 %(kept)s　%(day)s 由系统生成")
            % {"number": self.file_number, "kept": self.kept, "day": day(self.printed_on)},
        ]


def write(
    path: Path, book: Book, rows: Iterable[Any], heading: Heading, told: Callable[[int], None] = lambda n: None
) -> Total:
    """Write a ledger to a file; `told` hears how many rows are written. Returns the totals that stand at its end."""
    total = Total(book)
    with xlsxwriter.Workbook(str(path), OPTIONS) as made:
        sheet = made.add_worksheet(heading.title[:31])
        styles = _styles(made)
        top = _head(sheet, book.whole, heading, styles)
        for line in lines(book, rows):
            total.add(line)
            sheet.write_number(top + total.rows, 0, total.rows, styles["number"])
            for at, (column, value) in enumerate(zip(book.whole, line, strict=True), 1):
                put(sheet, top + total.rows, at, value, styles[column.kind.value])
            if total.rows % TOLD_EVERY == 0:
                told(total.rows)
        _foot(sheet, book, total, top, styles)
        sheet.autofilter(top, 0, top + max(total.rows, 1), len(book.whole))
    told(total.rows)
    return total


def put(sheet: Any, row: int, column: int, value: Value, style: Any) -> None:
    """One cell, by the type of its value; text as text, without the control characters no workbook can hold."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(SHANGHAI).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, clean(str(value)), style)


def clean(text: str) -> str:
    """What a cell can hold: no control characters, at most 32,767 signs."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:LONGEST_CELL]


def _styles(made: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "top", "text_wrap": True}
    return {
        "title": made.add_format({"font_name": "黑体", "font_size": 16, "align": "center"}),
        "line": made.add_format({"font_name": "宋体", "font_size": 10}),
        "head": made.add_format({**plain, "bold": True, "align": "center", "bg_color": "#E7EEEE"}),
        Kind.TEXT.value: made.add_format({**plain, "num_format": "@"}),
        Kind.NUMBER.value: made.add_format({**plain, "num_format": "0.##"}),
        Kind.DAY.value: made.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
        Kind.MOMENT.value: made.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }


def _head(sheet: Any, columns: tuple[Column, ...], heading: Heading, styles: dict[str, Any]) -> int:
    """Title, lines and the head of the table, which repeats on every printed page. Returns the row of the head."""
    sheet.merge_range(0, 0, 0, len(columns), heading.title, styles["title"])
    for at, line in enumerate(heading.lines, 1):
        sheet.write_string(at, 0, line, styles["line"])
    top = len(heading.lines) + 1
    sheet.set_column(0, 0, 6)
    sheet.write_string(top, 0, _("序号"), styles["head"])
    for at, column in enumerate(columns, 1):
        sheet.set_column(at, at, column.width)
        sheet.write_string(top, at, str(column.title), styles["head"])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + heading.file_number + "&R&P / &N")
    return top


def _foot(sheet: Any, book: Book, total: Total, top: int, styles: dict[str, Any]) -> None:
    row = top + total.rows + 1
    if not total.rows:
        sheet.write_string(row, 0, str(book.empty), styles["line"])
        return
    if not total.sums:
        return
    sheet.write_string(row, 0, _("合计"), styles["head"])
    for at, added in total.sums.items():
        sheet.write_number(row, at + 1, float(added), styles["number"])
