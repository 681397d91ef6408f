"""From a total to a table: what the communities bring, what cannot be, who gets how many and by which steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from xiaoxiang.door.refusal import Refused
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import tree
from xiaoxiang.quota.apportion import Claim, Impossible, Outcome, hamilton, sainte_lague
from xiaoxiang.quota.models import QuotaRow, QuotaStep
from xiaoxiang.regulation.parameters import Method, Quota

METHODS = {Method.SAINTE_LAGUE: sainte_lague, Method.HAMILTON: hamilton}


@dataclass(frozen=True, slots=True)
class Brought:
    """What one community brings: its open grids and alleys."""

    community: Place
    grids: int
    alleys: int

    @property
    def is_whole(self) -> bool:
        return self.grids > 0 and self.alleys > 0

    def claim(self, rule: Quota) -> Claim:
        return Claim(
            weight=self.alleys * rule.alley_weight + self.grids * rule.grid_weight,
            floor=self.grids * rule.floor_per_grid,
            cap=self.alleys * rule.cap_per_alley,
        )


def brought(county_id: int) -> list[Brought]:
    """Every community of the county in the order of its code, with its grids and alleys. One question."""
    open_ones = Place.objects.filter(county_id=county_id, closed_at=None, level__in=(Level.GRID, Level.ALLEY))
    grouped = open_ones.order_by().values_list("community_id", "level").annotate(n=Count("pk"))
    counted: dict[tuple[UUID | None, str], int] = {(community, level): n for community, level, n in grouped}
    communities = [p for p in tree(county_id).values() if p.level == Level.COMMUNITY and p.closed_at is None]
    return [
        Brought(p, counted.get((p.pk, Level.GRID), 0), counted.get((p.pk, Level.ALLEY), 0))
        for p in sorted(communities, key=lambda p: p.code)
    ]


def taking_part(all_of: Sequence[Brought], left_out: Iterable[UUID]) -> tuple[list[Brought], dict[str, str]]:
    """Who is shared among, and who is left out, names by id.

    Only a community without alleys or grids can be left out, and then expressly. Raises Refused('badly_filled').
    """
    wanted = set(left_out)
    missing = [b for b in all_of if not b.is_whole and b.community.pk not in wanted]
    if missing:
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"left_out": " ".join(map(_lacking, missing))}
        )
    whole = [b for b in all_of if b.is_whole]
    if wanted & {b.community.pk for b in whole} or wanted - {b.community.pk for b in all_of}:
        words = _("只有还没放进网格或街巷的社区才能不算")
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"left_out": words})
    return whole, {str(b.community.pk): b.community.short_name for b in all_of if not b.is_whole}


def _lacking(one: Brought) -> str:
    name = one.community.short_name
    if not one.grids and not one.alleys:
        return _("%(name)s还没有网格和街巷，先放进去，或者勾选不算。") % {"name": name}
    if not one.grids:
        return _("%(name)s还没有网格，先划网格，或者勾选不算。") % {"name": name}
    return _("%(name)s还没有街巷，先放进街巷，或者勾选不算。") % {"name": name}


def share_out(part: Sequence[Brought], rule: Quota, total: int) -> tuple[list[QuotaRow], list[QuotaStep]]:
    """The rows and steps of a table, not yet written. Raises Refused('badly_filled') with the sums in words."""
    claims = [b.claim(rule) for b in part]
    try:
        outcome = METHODS[rule.method](claims, total)
    except Impossible as impossible:
        sentence = _cannot(part, claims, impossible, total)
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"total": sentence}) from None
    rows = [_row(position, b, claims[position], outcome) for position, b in enumerate(part)]
    steps = [
        QuotaStep(
            number=step.number,
            row=rows[step.to],
            numerator=step.numerator,
            denominator=step.denominator,
            is_given=step.is_given,
            level_with=[part[other].community.short_name for other in step.level_with],
        )
        for step in outcome.steps
    ]
    return rows, steps


def _row(position: int, one: Brought, claim: Claim, outcome: Outcome) -> QuotaRow:
    return QuotaRow(
        county_id=one.community.county_id,
        community=one.community,
        position=position,
        grids=one.grids,
        alleys=one.alleys,
        weight=claim.weight,
        floor=claim.floor,
        cap=claim.cap,
        base=outcome.base[position],
        seats=outcome.seats[position],
    )


def _cannot(part: Sequence[Brought], claims: Sequence[Claim], impossible: Impossible, total: int) -> str:
    """Why it cannot be shared out so, with the numbers that say it."""
    crossed = [(b, c) for b, c in zip(part, claims, strict=True) if c.floor > c.cap]
    if crossed:
        one, claim = crossed[0]
        words = _("%(name)s按网格至少 %(floor)s 人，按街巷至多 %(cap)s 人，对不上。改管理办法里的下限或上限。")
        return words % {"name": one.community.short_name, "floor": claim.floor, "cap": claim.cap}
    if total < impossible.least:
        words = _("各社区下限加起来是 %(sum)s = %(least)s 人，总数不能比它少。")
        return words % {"sum": " + ".join(str(c.floor) for c in claims), "least": impossible.least}
    words = _("各社区上限加起来是 %(sum)s = %(most)s 人，总数不能比它多。")
    return words % {"sum": " + ".join(str(c.cap) for c in claims), "most": impossible.most}
