"""Readings of the quota: the table in force, what has changed since, a community's posts, the working row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.places.models import Place
from xiaoxiang.quota import sharing
from xiaoxiang.quota.models import QuotaRow, QuotaStep, QuotaTable
from xiaoxiang.quota.sharing import Brought
from xiaoxiang.regulation.parameters import Method, Quota
from xiaoxiang.regulation.queries import rules


@dataclass(frozen=True, slots=True)
class Posts:
    """How many stewards a community may have, and why so many."""

    seats: int
    grids: int
    alleys: int
    basis: str
    """In words, with the numbers, the rules and the table it comes from."""
    table: QuotaTable


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """One line of the working, as a resident redoes it by hand and a ledger prints it."""

    number: int
    community: str
    sum: str
    """22 ÷ 3 (Sainte-Laguë); 22 份应得 19.6226 人 (Hamilton)."""
    value: str
    """The quotient or the remainder, to four places."""
    is_given: bool
    note: str
    """Why it went here where another was level."""


def in_force(county_id: int) -> QuotaTable | None:
    """The table that holds now; None before the first."""
    return QuotaTable.objects.in_force().filter(county_id=county_id).first()


def posts(community: Place) -> Posts | None:
    """A community's posts under the table in force; None where there is no table or it was left out of it."""
    row = (
        QuotaRow.objects.filter(county_id=community.county_id, community=community, table__superseded_at=None)
        .select_related("table")
        .first()
    )
    if row is None:
        return None
    words = _(
        "%(place)s有网格 %(grids)s 个、街巷 %(alleys)s 条，算 %(weight)s 份；全县 %(total)s 人，"
        "按《管理办法》第 %(rule)s 版分得 %(seats)s 人（%(table)s）。"
    )
    basis = words % {
        "place": community.short_name,
        "grids": row.grids,
        "alleys": row.alleys,
        "weight": row.weight,
        "total": row.table.total,
        "rule": row.table.rule_number,
        "seats": row.seats,
        "table": row.table.title,
    }
    return Posts(row.seats, row.grids, row.alleys, basis, row.table)


def stale(table: QuotaTable) -> list[str]:
    """What has changed since the table was set, a sentence each; empty while it still says what is."""
    whole = [b for b in sharing.brought(table.county_id) if b.is_whole]
    return what_changed(table, whole, rules(table.county_id, clock.now()).parameters.quota)


def what_changed(table: QuotaTable, part: Sequence[Brought], rule: Quota) -> list[str]:
    """The differences between a table and what the communities bring now under a rule."""
    said = [] if table.rule == rule else [_("管理办法里定额的算法改了。")]
    rows = {row.community_id: row for row in table.rows.select_related("community")}
    for one in part:
        row = rows.pop(one.community.pk, None)
        said += _differs(row, one) if row else [_("%(name)s原来没有算在里面。") % {"name": one.community.short_name}]
    said += [_("%(name)s现在没有网格或街巷了。") % {"name": row.community.short_name} for row in rows.values()]
    return said


def _differs(row: QuotaRow, one: Brought) -> list[str]:
    named = {"name": one.community.short_name, "alleys": one.alleys, "grids": one.grids}
    said = []
    if row.alleys != one.alleys:
        said.append(_("%(name)s的街巷从 %(was)s 条变成 %(alleys)s 条。") % {**named, "was": row.alleys})
    if row.grids != one.grids:
        said.append(_("%(name)s的网格从 %(was)s 个变成 %(grids)s 个。") % {**named, "was": row.grids})
    return said


def working_rows(table: QuotaTable) -> list[WorkingRow]:
    """The whole working of a kept table in its order: every seat, or every remainder. Two questions."""
    rows = list(table.rows.select_related("community"))
    return told(table.rule, rows, list(table.steps.all()))


def told(rule: Quota, rows: Sequence[QuotaRow], steps: Sequence[QuotaStep]) -> list[WorkingRow]:
    """Steps in words; of a table that is kept or only tried."""
    named = {row.pk: row for row in rows}
    return [_told(rule.method, named[step.row_id], step) for step in steps]


def _told(method: Method, row: QuotaRow, step: QuotaStep) -> WorkingRow:
    value = Fraction(step.numerator, step.denominator)
    if method == Method.HAMILTON:
        share = places(row.base + value)
        said = _("%(weight)s 份应得 %(share)s 人") % {"weight": row.weight, "share": share}
    else:
        said = f"{step.numerator} ÷ {step.denominator}"
    note = _("（和%(others)s一样大）") % {"others": "、".join(step.level_with)}
    return WorkingRow(
        number=step.number,
        community=row.community.short_name,
        sum=said,
        value=places(value),
        is_given=step.is_given,
        note=note if step.level_with else "",
    )


def places(value: Fraction) -> str:
    """To four places, as on a calculator."""
    return f"{float(value):.4f}"
