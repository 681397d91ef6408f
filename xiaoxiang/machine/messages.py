"""What pages say, in English: collecting the Chinese sentences, merging them into the catalogue, compiling it.

Chinese is the source language and stands in the code; the catalogue of English is
`xiaoxiang/web/locale/en/LC_MESSAGES/django.po`. Done with Babel and Django's own template reader, so that nobody needs
the system's gettext programs. The compiled .mo is not kept in the repository: it is made at start, when it is older.
"""

import ast
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from xiaoxiang.machine.terminal import say

ROOMS = Path(__file__).resolve().parents[1]
LOCALES = ROOMS / "web" / "locale"
ENGLISH = LOCALES / "en" / "LC_MESSAGES" / "django.po"
WIDTH = 110

# function -> how many of its arguments are the message, and whether a context comes first. As in Django's makemessages.
_ONE, _MANY, _CONTEXT, _CONTEXT_MANY = (1, False), (2, False), (1, True), (2, True)
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _CONTEXT_MANY),
}
# The same for Babel, which reads what templates become; (1, "c") marks a context.
IN_TEMPLATES = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# English for the sentences of 小巷管家. `bin/xiaoxiang messages` collects them; write the English here."
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%[sd]")


def main(arguments: list[str]) -> int:
    """`messages` collects, merges and lists what has no English yet; `messages compile` compiles."""
    if arguments[:1] == ["compile"]:
        compile_catalogues()
        return 0
    merge()
    compile_catalogues()
    missing, wrong = untranslated(), mismatched()
    for each in missing:
        sys.stdout.write(f"{'、'.join(each.where)}\n    {each.text}\n")
    for text in wrong:
        sys.stdout.write(f"占位符不一致 · placeholders differ: {text}\n")
    say(
        f"{len(missing)} 条还没有英文，{len(wrong)} 条占位符不一致", f"{len(missing)} lack English, {len(wrong)} differ"
    )
    return 1 if missing or wrong else 0


class Untranslated:
    """A sentence of ours that has no English yet, and the files it stands in."""

    def __init__(self, text: str, where: Iterable[str]) -> None:
        self.text = text
        self.where = sorted(set(where))

    def __repr__(self) -> str:
        return f"{self.text} ({', '.join(self.where)})"


def collect() -> Catalog:
    """Every message in the code and the templates, tests left out, with the files it stands in."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in sorted(_sources()):
        name = path.relative_to(ROOMS.parent).as_posix()
        for message, context in _said(path):
            found.add(message, locations=[(name, 0)], context=context)
    return found


def merge() -> None:
    """Bring the English catalogue up to date with the code; what is no longer said is dropped."""
    english = _english()
    english.update(collect(), no_fuzzy_matching=True)
    english.obsolete.clear()
    english.header_comment = HEADER
    told = io.BytesIO()
    write_po(told, english, width=WIDTH, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    # Dates and tool versions would change the file at every run without anything having changed.
    lines = [
        line
        for line in told.getvalue().decode().splitlines()
        if not re.match(
            r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid|Project-Id|Last-Tr|Language-Team)', line
        )
    ]
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text("\n".join(lines).strip() + "\n")


def untranslated() -> list[Untranslated]:
    """What the code says that the English catalogue does not."""
    english = _english()
    missing = []
    for message in collect():
        known = english.get(message.id, message.context)
        if message.id and (known is None or known.fuzzy or not _is_whole(known)):
            where = (place for place, _line in message.locations)
            missing.append(Untranslated(_first(message), where))
    return missing


def mismatched() -> list[str]:
    """Sentences whose English does not have the same placeholders: it would fail or leave something out."""
    return [
        _first(message)
        for message in _english()
        if message.id and _is_whole(message) and not _same_placeholders(message)
    ]


def compile_catalogues() -> None:
    """Compile every catalogue that is newer than its compiled form."""
    for source in LOCALES.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name, abort_invalid=True)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")  # two test runs may compile at once
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)


def _english() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def _sources() -> Iterator[Path]:
    for path in ROOMS.rglob("*"):
        is_template = "templates" in path.parts and path.suffix in (".html", ".txt", ".typ", ".svg")
        if (path.suffix == ".py" or is_template) and not {"tests", "migrations"} & set(path.parts):
            yield path


def _said(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The messages of one file, each with its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _said_in_code(text)
        return
    from django.utils.translation.template import templatize  # noqa: PLC0415  # starting the product needs no Django here

    code = io.BytesIO(templatize(text, origin=str(path)).encode())
    for _line, message, _comments, context in extract("python", code, IN_TEMPLATES, options={"encoding": "utf-8"}):
        yield message, context


def _said_in_code(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Calls with literal text; `_(variable)` translates what was collected where it is written."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        many, has_context = CALLS[name]
        given = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if len(given) >= many + has_context:
            context = given.pop(0) if has_context else None
            yield (given[0] if many == 1 else tuple(given[:many])), context


def _texts(value: str | Iterable[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _first(message: Message) -> str:
    return _texts(message.id)[0]


def _is_whole(message: Message) -> bool:
    return all(_texts(message.string)) and bool(message.string)


def _same_placeholders(message: Message) -> bool:
    wanted = {found.group() for text in _texts(message.id) for found in PLACEHOLDER.finditer(text)}
    given = {found.group() for text in _texts(message.string) for found in PLACEHOLDER.finditer(text)}
    return wanted == given
