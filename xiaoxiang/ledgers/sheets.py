"""Lists that residents' committees already have, and how each row of one becomes deeds at the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import Answer, perform
from xiaoxiang.door.refusal import Refused
from xiaoxiang.places.models import Place

LISTS = UUID("8d9b4a5e-5a61-4a53-9d2e-0a3f8c1f7c11")
"""Under this name the ids of rows are made: the same row of the same list is the same deed, however often it comes."""


@dataclass(frozen=True)
class Cell:
    """One column of a template."""

    name: str
    title: str | Promise
    is_needed: bool = False
    example: str = ""
    note: str | Promise = ""
    choices: Callable[[Place], list[str]] | None = None
    """What the drop-down offers."""
    width: int = 14


class Do(Protocol):
    """Does one deed of a row."""

    def __call__(self, action: Action[Any], thing: Any, **given: Any) -> Any: ...


@dataclass(frozen=True)
class Sheet:
    """One kind of list: its template, and what is done with a row. `take` raises Refused with the fields by cell name."""

    slug: str
    title: str | Promise
    about: str | Promise
    cells: tuple[Cell, ...]
    take: Callable[[Do, Place, Mapping[str, str]], None]

    def cell(self, name: str) -> Cell | None:
        return next((c for c in self.cells if c.name == name), None)


sheets: dict[str, Sheet] = {}


def offered(sheet: Sheet) -> Sheet:
    """Offer a kind of list. Raises ValueError for a second one of the same name."""
    if sheet.slug in sheets:
        raise ValueError(sheet.slug)
    sheets[sheet.slug] = sheet
    return sheet


class Doer:
    """Does the deeds of one row through the door; knows whether all of them had been done before."""

    def __init__(self, by: Actor, key: UUID) -> None:
        self.by = by
        self.key = key
        self.answers: list[Answer] = []

    def __call__(self, action: Action[Any], thing: Any, **given: Any) -> Any:
        step = len(self.answers)
        answer = perform(action, self.by, thing, action.read(given), op_id=uuid5(self.key, str(step)))
        self.answers.append(answer)
        return answer.result

    @property
    def is_repeat(self) -> bool:
        return bool(self.answers) and all(answer.is_repeat for answer in self.answers)


def take_row(sheet: Sheet, by: Actor, community: Place, row: Mapping[str, str]) -> bool:
    """Take one row in. True if it was taken before. Raises Refused."""
    wrong = {
        c.name: _("写上%(title)s") % {"title": c.title} for c in sheet.cells if c.is_needed and not row.get(c.name)
    }
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改。"), fields=wrong)
    said = "\x1f".join(f"{c.name}={row.get(c.name, '')}" for c in sheet.cells)
    doer = Doer(by, uuid5(LISTS, f"{community.pk}\x1f{sheet.slug}\x1f{said}"))
    sheet.take(doer, community, row)
    return doer.is_repeat
