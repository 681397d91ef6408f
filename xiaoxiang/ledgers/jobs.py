"""What is done with workbooks beside the request: building an export, trying a list and taking it in."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.effects import periodic, task
from xiaoxiang.door.passage import rehearsal
from xiaoxiang.door.refusal import Refused
from xiaoxiang.ledgers import workbook
from xiaoxiang.ledgers.book import Asked, Book, shelf
from xiaoxiang.ledgers.models import Export, Import, Stage
from xiaoxiang.ledgers.reading import Line, UnreadableError, column_title, lines_of
from xiaoxiang.ledgers.sheets import Sheet, sheets, take_row
from xiaoxiang.people.actors import as_person
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import county, tree
from xiaoxiang.regulation.worktime import SHANGHAI

FOLDER = Path(settings.DATA) / "workbooks"
LIE_FOR = timedelta(days=7)
"""A finished file lies ready for a week; the ledger itself is never stored, only drawn again."""
SHOWN_WRONG = 50


def path_of(made: Export | Import, what: str = "") -> Path:
    """Where the file of a job lies; `what` is `result` for the row-by-row answer to a list."""
    return FOLDER / f"{made.pk}{'.' + what if what else ''}.xlsx"


def keep(made: Import, content: bytes) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    path_of(made).write_bytes(content)


def communities_below(place: Place) -> tuple[UUID, ...]:
    """The communities of a place: itself, those of a subdistrict, or none named for the whole county."""
    if place.level == Level.COMMUNITY:
        return (place.pk,)
    if place.level == Level.SUBDISTRICT:
        below = tree(place.county_id).values()
        return tuple(p.pk for p in below if p.level == Level.COMMUNITY and p.subdistrict_id == place.pk)
    return ()


def as_json(asked: Asked) -> dict[str, Any]:
    return {
        "communities": [str(pk) for pk in asked.communities],
        "since": asked.since.isoformat() if asked.since else None,
        "until": asked.until.isoformat() if asked.until else None,
        "words": asked.words,
    }


def from_json(kept: dict[str, Any]) -> Asked:
    return Asked(
        communities=tuple(UUID(pk) for pk in kept["communities"]),
        since=date.fromisoformat(kept["since"]) if kept["since"] else None,
        until=date.fromisoformat(kept["until"]) if kept["until"] else None,
        words=kept["words"],
    )


def heading_of(book: Book, place: Place, asked: Asked) -> dict[str, str]:
    """What stands above the rows, and the file number: place code, ledger, year (LG3)."""
    today = clock.now().astimezone(SHANGHAI).date()
    since, until = asked.since, asked.until or today
    here = county()
    span = _("%(since)s 至 %(until)s") % {"since": since or _("开始"), "until": until}
    return {
        "title": str(book.title),
        "place": place.short_name if place.level != Level.COUNTY else (here.name if here else ""),
        "span": span,
        "file_number": f"{place.code}-L{book.number:02}-{until.year}",
        "kept": str(book.kept.label),
    }


@task(name="ledgers.build_export")
def build_export(export_id: str) -> None:
    """Write a ledger to its file. Safe to run twice: the file is put in its place whole."""
    made = Export.objects.get(pk=export_id)
    if made.is_over:
        return
    with translation.override("zh-hans"):
        build(made)


def build(made: Export) -> None:
    """Write the rows as its reader may see them now, and say how far it is while it goes on."""
    book, asked = shelf[made.slug], from_json(made.asked)
    by = as_person(made.person_id)
    heading = workbook.Heading(**made.heading, printed_on=clock.now().astimezone(SHANGHAI).date())
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path_of(made).with_suffix(f".{os.getpid()}.half")
    _stands(made, stage=Stage.RUNNING)
    rows = book.rows(by, asked).iterator(chunk_size=1000)
    try:
        workbook.write(half, book, rows, heading, lambda done: _stands(made, done=done))
        half.replace(path_of(made))
    finally:
        half.unlink(missing_ok=True)
    _stands(made, stage=Stage.READY, ready_at=clock.now())


def _stands(made: Export | Import, **columns: Any) -> None:
    """How far a job is; no deed, so nothing of it is in the journal."""
    type(made).objects.filter(pk=made.pk).update(**columns)
    for name, value in columns.items():
        setattr(made, name, value)


@task(name="ledgers.take_in")
def take_in(import_id: str) -> None:
    """Try every row of a list, or take it in. Safe to run twice: a row taken before is recognised and skipped."""
    made = Import.objects.select_related("community").get(pk=import_id)
    if made.is_over:
        return
    with translation.override("zh-hans"):
        try:
            lines = lines_of(sheets[made.slug], path_of(made).read_bytes())
        except UnreadableError as wrong:
            _stands(made, stage=Stage.FAILED, sentence=wrong.sentence, ready_at=clock.now())
            return
        _stands(made, stage=Stage.RUNNING, total=len(lines))
        _go_through(made, lines)


def _go_through(made: Import, lines: list[Line]) -> None:
    sheet = sheets[made.slug]
    by = as_person(made.person_id, channel="import")
    told: list[tuple[Line, str, str]] = []
    counts = {"taken": 0, "skipped": 0, "wrong": 0}
    for n, line in enumerate(lines, 1):
        outcome, sentence = _one(made, sheet, by, line)
        counts[outcome] += 1
        told.append((line, outcome, sentence))
        if n % 100 == 0:
            _stands(made, done=n)
    _result(made, sheet, told)
    wrong = [[line.number, sentence] for line, outcome, sentence in told if outcome == "wrong"]
    _stands(made, done=len(lines), stage=Stage.READY, ready_at=clock.now(), first_wrong=wrong[:SHOWN_WRONG], **counts)


def _one(made: Import, sheet: Sheet, by: Actor, line: Line) -> tuple[str, str]:
    """What became of a row, and a sentence for a wrong one: which column, and what to write there."""
    assert made.community is not None  # noqa: S101 - lists belong to a community  # nosec B101
    try:
        if made.is_rehearsal:
            with rehearsal():
                is_repeat = take_row(sheet, by, made.community, line.cells)
        else:
            is_repeat = take_row(sheet, by, made.community, line.cells)
    except Refused as refused:
        named = [f"{column_title(sheet, name)}：{said}" for name, said in refused.fields.items()]
        return "wrong", "；".join(named) or str(refused.sentence)
    return ("skipped" if is_repeat else "taken"), ""


def _result(made: Import, sheet: Sheet, told: list[tuple[Line, str, str]]) -> None:
    """The list again with what became of each row: to be mended and handed in once more."""
    words = {
        "taken": _("可以收") if made.is_rehearsal else _("收了"),
        "skipped": _("以前收过，跳过"),
        "wrong": _("要改"),
    }
    half = path_of(made, "result").with_suffix(f".{os.getpid()}.half")
    with xlsxwriter.Workbook(str(half), workbook.OPTIONS) as book:
        page = book.add_worksheet(_("结果"))
        head = book.add_format({"bold": True, "bg_color": "#E7EEEE", "border": 1})
        plain = book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"})
        for at, title in enumerate([*(str(c.title) for c in sheet.cells), _("原来第几行"), _("怎么样"), _("要改什么")]):
            page.write_string(0, at, title, head)
            page.set_column(at, at, 16)
        for row, (line, outcome, sentence) in enumerate(told, 1):
            cells = [*(line.cells[c.name] for c in sheet.cells), str(line.number), words[outcome], sentence]
            for at, cell in enumerate(cells):
                workbook.put(page, row, at, cell, plain)
        page.freeze_panes(1, 0)
    half.replace(path_of(made, "result"))


@periodic("40 19 * * *", name="ledgers.clear", queueing_lock="ledgers.clear")
def clear(timestamp: int) -> None:
    """Remove files that lay ready for a week, and whatever a killed worker left half written."""
    old = clock.now() - LIE_FOR
    for model in (Export, Import):
        for made in model.objects.filter(Q(ready_at__lt=old) | Q(ready_at=None, at__lt=old)):
            for path in (path_of(made), path_of(made, "result")):
                path.unlink(missing_ok=True)
    for half in FOLDER.glob("*.half"):
        if half.stat().st_mtime < old.timestamp():
            half.unlink(missing_ok=True)
