"""What a ledger is: its columns declared once, read alike on the screen, on paper and in a workbook (LG1, N7)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.people.models import COMMUNITY, Role
from xiaoxiang.places.models import Place

Value = str | int | float | Decimal | date | datetime | None
Reader = Callable[[Any], Value]


class Kind(Enum):
    """How a value of a column is written and whether it can be added up."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


class Kept(Enum):
    """How long a community keeps it (LG3)."""

    FOR_EVER = "permanent"
    THIRTY = "30"
    TEN = "10"

    @property
    def label(self) -> str | Promise:
        return {"permanent": _("永久"), "30": _("30 年"), "10": _("10 年")}[self.value]


@dataclass(frozen=True)
class Column:
    """One column: what its head says and what it reads off a row."""

    title: str | Promise
    of: Reader
    kind: Kind = Kind.TEXT
    width: int = 12
    """In characters of a workbook."""
    adds: str = ""
    """The column of the table that is added up, for the totals of a page."""


@dataclass(frozen=True)
class Asked:
    """What of a ledger is wanted: of which communities, from when to when, with which words in it."""

    communities: tuple[UUID, ...] = ()
    """Empty: all that the reader reaches."""
    since: date | None = None
    until: date | None = None
    words: str = ""


Rows = Callable[[Actor, Asked], "models.QuerySet[Any]"]


@dataclass(frozen=True)
class Book:
    """One ledger. `rows` gives the rows as the reader may see them, oldest first, each with its place columns."""

    number: int
    slug: str
    title: str | Promise
    rows: Rows
    columns: tuple[Column, ...]
    kept: Kept
    empty: str | Promise
    """What stands there while there is no row: what fills it, and that nobody has to."""
    is_sensitive: bool = False
    roles: frozenset[str] = frozenset({*COMMUNITY, Role.SUBDISTRICT_OFFICIAL})
    """Who may open it; the rows are narrowed further by `rows` (LG5)."""
    on: Reader = lambda row: None
    """The date of registering."""
    by: Reader = lambda row: None
    """Who registered it; a proxy marked as such."""
    remark: Reader = lambda row: None
    sums: Callable[["models.QuerySet[Any]"], list[tuple[str | Promise, Value]]] | None = None
    """Totals that are no sums of a column, such as person-times and persons."""

    @property
    def whole(self) -> tuple[Column, ...]:
        """Its own columns between the common ones of every ledger; the running number is the writer's."""
        return (
            Column(_("社区"), lambda row: _name(row.community), width=14),
            Column(_("街巷"), lambda row: _name(row.alley), width=12),
            *self.columns,
            Column(_("登记日期"), self.on, Kind.DAY),
            Column(_("登记人"), self.by, width=14),
            Column(_("备注"), self.remark, width=20),
        )

    def __str__(self) -> str:
        return str(self.title)


def _name(place: Place | None) -> str:
    return place.short_name if place else ""


shelf: dict[str, Book] = {}


def shelved(book: Book) -> Book:
    """Put a ledger on the shelf. Raises ValueError for a second one of the same number or name: there is no 29th."""
    if book.slug in shelf or any(b.number == book.number for b in shelf.values()) or not 1 <= book.number <= 28:
        raise ValueError(f"ledger {book.number} {book.slug}")
    shelf[book.slug] = book
    return book


def on_shelf(by: Actor) -> list[Book]:
    """The ledgers this reader may open, in their order."""
    return [b for b in sorted(shelf.values(), key=lambda b: b.number) if by.roles & b.roles]


def lines(book: Book, rows: Iterable[Any]) -> Iterator[list[Value]]:
    """The values of each row, in the order of `whole`."""
    readers = [column.of for column in book.whole]
    for row in rows:
        yield [read(row) for read in readers]


@dataclass
class Total:
    """Sums kept while the rows go by, so that no ledger is read twice."""

    book: Book
    rows: int = 0
    sums: dict[int, Decimal] = field(default_factory=dict)

    def add(self, line: list[Value]) -> None:
        self.rows += 1
        for at, column in enumerate(self.book.whole):
            value = line[at]
            if column.adds and isinstance(value, int | float | Decimal):
                self.sums[at] = self.sums.get(at, Decimal(0)) + Decimal(str(value))


def totals(book: Book, rows: "models.QuerySet[Any]") -> list[tuple[str, Value]]:
    """What a page shows under its rows: the number of rows, the sums, the ledger's own totals."""
    shown: list[tuple[str, Value]] = [(gettext("共"), rows.count())]
    added = {column: models.Sum(column.adds) for column in book.whole if column.adds}
    if added:
        found = rows.order_by().aggregate(**{f"sum_{n}": wanted for n, wanted in enumerate(added.values())})
        shown += [(str(column.title), found[f"sum_{n}"] or 0) for n, column in enumerate(added)]
    return shown + [(str(title), value) for title, value in (book.sums(rows) if book.sums else [])]
