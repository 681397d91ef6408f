"""Documents: the one way to make a PDF. A4, PDF/A, tagged, the Chinese font embedded.

A `Document` says what stands on the paper and nothing of how. `typst/` holds the two forms: `certificate`, which is
framed and handed over, and `paper`, which is filed. The same document drawn by `web/document.html` is the page to print
where no PDF can be made: no font of the machine has its characters.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import typst
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from xiaoxiang.door.refusal import Refused
from xiaoxiang.regulation.worktime import SHANGHAI

FORMS = Path(__file__).parent / "typst"
Form = Literal["certificate", "paper"]
SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun")
HEI = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")
"""The families that are looked for, the best first. `Noto Sans SC` comes with the package `justmytype-intl-cjk`."""


@dataclass(frozen=True)
class Document:
    """What stands on a paper. Words are words: nothing in them is markup."""

    title: str
    paragraphs: tuple[str, ...]
    office: str
    on: date
    form: Form = "paper"
    to: str = ""
    number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    """Heads of the columns of a table, and its rows."""
    rows: tuple[tuple[str, ...], ...] = ()
    offices: tuple[str, ...] = field(default=())
    """Who signs beside the office, each on a line of its own."""
    foot: str = ""

    @property
    def date(self) -> str:
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"

    def words(self) -> str:
        """Everything that will be set, for the question whether there are glyphs for it."""
        cells = [c for row in (self.head, *self.rows, *self.facts) for c in row]
        alone = (self.title, self.to, self.number, self.office, self.foot, self.date)
        return "".join((*alone, *self.paragraphs, *self.offices, *cells))


def as_pdf(document: Document) -> bytes:
    """The document as PDF/A-2a, some 20 to 150 ms. Raises Refused('no_font'), 'no_glyph' in words."""
    fonts, serif, sans = _fonts()
    if not (serif or sans):
        raise Refused("no_font", _("这台机器上没有中文字体，做不了 PDF。在这一页上打印，或者在浏览器里存成 PDF。"))
    if missing := missing_glyphs(document.words()):
        sentence = _("PDF 用的字体里没有“%(glyphs)s”。在这一页上打印，或者在浏览器里存成 PDF。")
        raise Refused("no_glyph", sentence % {"glyphs": "”“".join(missing)})
    given = {**_plain(document), "serif": [*serif, *sans], "sans": [*sans, *serif]}
    return typst.compile(
        FORMS / f"{document.form}.typ",
        root=FORMS,
        font_paths=fonts,
        sys_inputs={"document": json.dumps(given, ensure_ascii=False)},
        pdf_standards="a-2a",
        timestamp=int(datetime.combine(document.on, time(12), SHANGHAI).timestamp()),
    )


def _plain(document: Document) -> dict[str, Any]:
    names = ("title", "paragraphs", "office", "date", "to", "number", "facts", "head", "rows", "offices", "foot")
    return {name: getattr(document, name) for name in names}


def answer(request: HttpRequest, document: Document, *, name: str, print_url: str) -> HttpResponse:
    """The PDF to a browser under a name that people can find again; where there is none, the page to print, in words."""
    try:
        made = as_pdf(document)
    except Refused as refused:
        messages.info(request, str(refused.sentence))
        return HttpResponseRedirect(print_url)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    response["Cache-Control"] = "no-store"
    return response


def print_page(request: HttpRequest, document: Document, *, back_url: str, pdf_url: str) -> HttpResponse:
    """The same paper as a page, for any browser's printer."""
    context = {"document": document, "back_url": back_url, "pdf_url": pdf_url}
    response = render(request, "web/document.html", context)
    response["Cache-Control"] = "no-store"
    return response


def missing_glyphs(words: str) -> list[str]:
    """The characters that no font here can draw: rare ones of people's names above all. Never set as empty boxes."""
    covered = _covered()
    return sorted({c for c in words if ord(c) not in covered and not c.isspace()})


@lru_cache(1)
def _fonts() -> tuple[typst.Fonts, tuple[str, ...], tuple[str, ...]]:
    """The fonts of the machine and of the package, and which families of each kind are there. 0.2 s, once."""
    packaged = str(files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc")
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[packaged])
    there = set(fonts.families())
    return fonts, _first(SONG, there), _first(HEI, there)


def _first(wanted: Iterable[str], there: set[str]) -> tuple[str, ...]:
    return tuple(name for name in wanted if name in there)[:1]


@lru_cache(1)
def _covered() -> frozenset[int]:
    """The code points that the chosen families can draw together."""
    fonts, *chosen = _fonts()
    names = {name for family in chosen for name in family}
    found: dict[str, Any] = {}
    for font in fonts.fonts():
        if font.family in names and font.path:
            found.setdefault(font.family, font)
    return frozenset(code for font in found.values() for code in _codes(font.path, font.index))


def _codes(path: str, index: int) -> Mapping[int, str]:
    with TTFont(path, fontNumber=index, lazy=True) as opened:
        return dict(opened.getBestCmap() or {})
