"""Totals that may be shown: above the community none so small that it points at somebody (XP2, DI8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: shown, or said to be small."""

    n: int
    smallest: int = 0
    is_hidden: bool = False
    url: str = ""
    is_late: bool = False

    def __str__(self) -> str:
        return _("不到 %(n)s") % {"n": self.smallest} if self.is_hidden else str(self.n)


def cell(n: int, smallest: int, url: str = "", *, is_late: bool = False) -> Cell:
    """A number that stands alone, with the way to its rows where it is shown."""
    is_hidden = 0 < n < smallest
    return Cell(n, smallest, is_hidden, url if n and not is_hidden else "", is_late and n > 0)


def column(numbers: Sequence[int], smallest: int) -> list[Cell]:
    """A column of numbers under a total that is shown as well.

    Numbers below `smallest` are hidden, nought is not. Where one alone is hidden it could be told from the total, so the
    next smallest is hidden with it.
    """
    hidden = {i for i, n in enumerate(numbers) if 0 < n < smallest}
    if len(hidden) == 1:
        rest = [i for i, n in enumerate(numbers) if n and i not in hidden]
        hidden |= set(sorted(rest, key=lambda i: numbers[i])[:1])
    return [Cell(n, max(smallest, n + 1) if i in hidden else 0, i in hidden) for i, n in enumerate(numbers)]
