"""Reading a list that somebody filled in: opened in a process of its own, its columns found by what their heads say."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.ledgers.sheets import Sheet

OPENING = Path(__file__).with_name("opening.py")
SECONDS = 60
HEAD_WITHIN = 10
"""The head of the table stands in one of the first rows: above it a title and a line may stand."""
SENTENCES = {
    "not_a_workbook": gettext_lazy("这个文件打不开。用 Excel 或 WPS 另存为 .xlsx 再交。"),
    "old_format": gettext_lazy("这是老格式的 .xls。用 Excel 或 WPS 另存为 .xlsx 再交。"),
    "too_big": gettext_lazy("这个文件展开以后太大。只留下要交的那张表，另存一份再交。"),
    "too_many_rows": gettext_lazy("一次最多 10,000 行。分成几份交。"),
    "unreadable": gettext_lazy("这个文件读不出来。新开一个文件，把内容粘过去再交。"),
    "no_head": gettext_lazy("没找到表头。用这里的模板，表头别改。"),
    "empty": gettext_lazy("表里一行也没有。"),
}


class UnreadableError(Exception):
    """A file that is no list: the code of a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.sentence = str(SENTENCES.get(code, SENTENCES["unreadable"]))


@dataclass(frozen=True)
class Line:
    """One filled row: where it stands in the file and what its cells say, by the names of the sheet."""

    number: int
    cells: Mapping[str, str]


def opened(raw: bytes) -> list[list[str]]:
    """The cells of the first sheet, all as text. Raises UnreadableError."""
    command = [sys.executable, "-I", str(OPENING)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise UnreadableError("too_big") from None
    if done.returncode != 0:
        raise UnreadableError("unreadable")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if rows and isinstance(rows[0], dict):
        raise UnreadableError(rows[0]["refused"])
    return rows


def lines_of(sheet: Sheet, raw: bytes) -> list[Line]:
    """The filled rows below the head. The example row and empty rows are left out. Raises UnreadableError."""
    rows = opened(raw)
    head = next((n for n, row in enumerate(rows[:HEAD_WITHIN]) if _is_head(sheet, row)), None)
    if head is None:
        raise UnreadableError("no_head" if any(any(row) for row in rows) else "empty")
    found = list(_filled(sheet, rows, head))
    if not found:
        raise UnreadableError("empty")
    return found


def _filled(sheet: Sheet, rows: list[list[str]], head: int) -> Iterator[Line]:
    at = {_plain(title): place for place, title in enumerate(rows[head])}
    columns = {cell.name: at.get(_plain(str(cell.title))) for cell in sheet.cells}
    example = [cell.example for cell in sheet.cells]
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {n: row[c] if c is not None and c < len(row) else "" for n, c in columns.items()}
        if any(cells.values()) and list(cells.values()) != example:
            yield Line(number, cells)


def _is_head(sheet: Sheet, row: list[str]) -> bool:
    titles = {_plain(cell) for cell in row}
    return all(_plain(str(cell.title)) in titles for cell in sheet.cells if cell.is_needed)


def _plain(title: str) -> str:
    """A head without blanks, stars and marks: 姓 名＊ is 姓名."""
    kept = unicodedata.normalize("NFKC", title)
    return "".join(sign for sign in kept if not sign.isspace() and sign not in "*()（）必填")


def column_title(sheet: Sheet, name: str) -> str:
    cell = sheet.cell(name)
    return str(cell.title) if cell else _("这一行")
