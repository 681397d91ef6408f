"""Pages of the quota: the table that everybody can redo by hand, and the county's desk where it is tried and set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.people.views.pages import actor, side, staff
from xiaoxiang.quota import actions, queries, sharing
from xiaoxiang.quota.models import QuotaRow, QuotaStep, QuotaTable
from xiaoxiang.quota.sharing import Brought
from xiaoxiang.regulation import saying
from xiaoxiang.regulation.parameters import Method, Quota
from xiaoxiang.regulation.queries import rules

HERE = "/desk/quota/"
SUMMED = ("grids", "alleys", "weight", "floor", "cap", "base")


@dataclass(frozen=True, slots=True)
class Line:
    """One community of a table, with the two numbers by which the sharing out is checked at a glance."""

    row: QuotaRow
    share: str
    """The fair share of Hamilton; empty where the community is held at its floor or cap."""
    won: str
    """The quotient of its last seat, "22 ÷ 3 = 7.3333"; empty where the floor gave it."""
    lost: str
    """The quotient of the seat it did not get; empty at the cap."""


def table(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The table in force, or one by its number, with its whole working: to be redone by hand, and printed."""
    tables = list(QuotaTable.objects.visible_to(actor(request)))
    found = next((t for t in tables if (t.superseded_at is None if number is None else t.number == number)), None)
    if found is None and number is not None:
        raise Http404
    context: dict[str, Any] = {
        "table": found,
        "tables": tables,
        "back_url": "/regulation/" if number is None else "/quota/",
    }
    if found:
        rows = list(found.rows.select_related("community"))
        context |= drawn(found.rule, found.total, rows, list(found.steps.all())) | paper(request, found)
        context["stale"] = queries.stale(found) if found.superseded_at is None else []
    return render(request, "quota/table.html", context)


def paper(request: HttpRequest, found: QuotaTable) -> dict[str, Any]:
    """What a print of the page carries in its foot."""
    address = request.build_absolute_uri(f"/quota/{found.number}/")
    qr = segno.make(address, error="m").svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)
    return {"print_url": address, "qr": mark_safe(qr), "printed_at": clock.now()}  # noqa: S308 - drawn by us  # nosec B308 B703


def drawn(rule: Quota, total: int, rows: Sequence[QuotaRow], steps: Sequence[QuotaStep]) -> dict[str, Any]:
    """What the templates need to tell a table, kept or tried."""
    is_hamilton = rule.method == Method.HAMILTON
    lines = [_hamilton_line(row, steps) if is_hamilton else _line(row) for row in rows]
    return {
        "lines": lines,
        "total": total,
        "sums": {name: sum(getattr(row, name) for row in rows) for name in SUMMED},
        "formula": saying.quota(rule),
        "rule": rule,
        "is_hamilton": is_hamilton,
        "working": queries.told(rule, rows, steps),
        "each": _each(rows, steps) if is_hamilton else "",
        "check": None if is_hamilton else _check(rows),
    }


def _line(row: QuotaRow) -> Line:
    won = _quotient(row, row.seats - 1) if row.seats > row.floor else ""
    return Line(row, "", won, _quotient(row, row.seats) if row.seats < row.cap else "")


def _quotient(row: QuotaRow, held: int) -> str:
    divisor = 2 * held + 1
    return f"{row.weight} ÷ {divisor} = {queries.places(Fraction(row.weight, divisor))}"


def _check(rows: Sequence[QuotaRow]) -> dict[str, Any] | None:
    """The smallest quotient that won and the largest that lost: the first is never the smaller one."""
    won = [(Fraction(r.weight, 2 * r.seats - 1), r, r.seats - 1) for r in rows if r.seats > r.floor]
    lost = [(Fraction(r.weight, 2 * r.seats + 1), r, r.seats) for r in rows if r.seats < r.cap]
    if not won or not lost:
        return None
    least, most = min(won, key=lambda w: w[0]), max(lost, key=lambda w: w[0])
    return {
        "won": _quotient(least[1], least[2]),
        "won_by": least[1].community.short_name,
        "lost": _quotient(most[1], most[2]),
        "lost_by": most[1].community.short_name,
    }


def _hamilton_line(row: QuotaRow, steps: Sequence[QuotaStep]) -> Line:
    step = next((s for s in steps if s.row_id == row.pk), None)
    return Line(row, queries.places(row.base + Fraction(step.numerator, step.denominator)) if step else "", "", "")


def _each(rows: Sequence[QuotaRow], steps: Sequence[QuotaStep]) -> str:
    """How one unit of weight was worth so much: "(200 − 14) ÷ 190 = 0.9789"."""
    free = {s.row_id for s in steps}
    total = sum(r.seats for r in rows)
    held = sum(r.seats for r in rows if r.pk not in free)
    weight = sum(r.weight for r in rows if r.pk in free)
    if not weight:
        return ""
    return f"({total} − {held}) ÷ {weight} = {queries.places(Fraction(total - held, weight))}"


def desk(request: HttpRequest) -> HttpResponse:
    """The county tries a total and sets it; everybody else at a desk reads what holds."""
    by = staff(request)
    if request.method != "POST":
        return desk_page(request, by)

    def retry(refused: Refused, given: Mapping[str, Any]) -> HttpResponse:
        return desk_page(request, by, refused)

    said = _("定下来了，公开页上谁都能照着重算。")
    return submit(request, actions.set_quota, done=HERE, retry=retry, said=said)


def desk_page(request: HttpRequest, by: Actor, refused: Refused | None = None) -> HttpResponse:
    found = queries.in_force(by.county_id)
    brought = sharing.brought(by.county_id)
    rows = {row.community_id: row for row in found.rows.all()} if found else {}
    context: dict[str, Any] = {
        **side(by, HERE),
        "table": found,
        "stale": queries.stale(found) if found else [],
        "lines": [(b, rows.get(b.community.pk)) for b in brought],
        "sums": {"grids": sum(b.grids for b in brought), "alleys": sum(b.alleys for b in brought)},
    }
    if actions.county_official(by) is True:
        context |= county_part(request, by, found, brought, refused)
    return render(request, "quota/desk.html", context)


def county_part(
    request: HttpRequest, by: Actor, found: QuotaTable | None, brought: list[Brought], refused: Refused | None
) -> dict[str, Any]:
    """The form of a new table, the trial of the total that was asked for, and the recomputation in one tap."""
    asked = request.POST if request.method == "POST" else request.GET
    lacking = [b for b in brought if not b.is_whole]
    raw = {"total": asked.get("total") or (found.total if found else ""), "left_out": asked.getlist("left_out")}
    trial: dict[str, Any] = {}
    if "total" in request.GET:
        trial, refused = tried(by, brought, {**raw, "left_out": [b.community.pk for b in lacking]})
    form = forms.draw(
        actions.set_quota,
        HERE,
        given={**raw, "reason": asked.get("reason", ""), "op_id": asked.get("op_id", "")},
        refused=refused,
        choices={"left_out": [(str(b.community.pk), b.community.short_name) for b in lacking]},
        only=["total", "left_out", "reason"] if lacking else ["total", "reason"],
    )
    return {"form": form, "trial": trial, "again": again(found, lacking) if found else None, **bounds(by, brought)}


def again(found: QuotaTable, lacking: list[Brought]) -> forms.Form:
    """The form of one button: the same total over what there is now."""
    reason = _("街巷、网格或算法有变，按原来的总数重算")
    hidden = {"total": found.total, "reason": reason}
    form = forms.draw(actions.set_quota, HERE, only=["total"], hidden=hidden, verb=_("按现在的重算"))
    form.id = "again"  # type: ignore[attr-defined]
    form.hidden += [("left_out", str(b.community.pk)) for b in lacking if str(b.community.pk) in found.left_out]
    return form


def bounds(by: Actor, brought: list[Brought]) -> dict[str, int]:
    """The fewest and the most stewards there can be in all."""
    rule = rules(by.county_id, clock.now()).parameters.quota
    claims = [b.claim(rule) for b in brought if b.is_whole]
    return {"least": sum(c.floor for c in claims), "most": sum(c.cap for c in claims)}


def tried(by: Actor, brought: list[Brought], raw: dict[str, Any]) -> tuple[dict[str, Any], Refused | None]:
    """The table as it would be, without a reason and without writing anything; or why it cannot be."""
    rule = rules(by.county_id, clock.now()).parameters.quota
    try:
        given = actions.set_quota.read({**raw, "reason": _("试算")})
        part, left_out = sharing.taking_part(brought, given["left_out"])
        rows, steps = sharing.share_out(part, rule, given["total"])
    except Refused as wrong:
        return {}, wrong
    return {**drawn(rule, given["total"], rows, steps), "left_out": left_out}, None
