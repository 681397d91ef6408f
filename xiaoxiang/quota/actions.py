"""Setting the quota: by the county, for every community at once."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.pages.publish_check import refuse_unfit
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import County
from xiaoxiang.quota import queries, sharing
from xiaoxiang.quota.models import QuotaRow, QuotaStep, QuotaTable
from xiaoxiang.regulation.queries import rules

Total = Annotated[
    int,
    Field(ge=1, le=20_000),
    Label(gettext_lazy("全县一共几位管家"), gettext_lazy("按办法里的份数分到各社区"), ask=gettext_lazy("写出总数")),
]
LeftOut = Annotated[
    tuple[UUID, ...],
    Field(max_length=1000),
    Label(gettext_lazy("这次不算的社区"), gettext_lazy("还没放进网格或街巷的，勾了才不算"), "checkboxes"),
]


def county_official(by: Actor) -> Verdict:
    """The quota is the county's (seed 10)."""
    return Role.COUNTY_OFFICIAL in by.roles or gettext_noop("管家定额由县里来定。")


@action(
    "quota.set",
    who=county_official,
    says=gettext_lazy("{by}定了{result}，全县 {total} 人：{reason}"),
    verb=gettext_lazy("定下来"),
)
def set_quota(by: Actor, *, total: Total, reason: Reason, left_out: LeftOut = ()) -> QuotaTable:
    """Share out the county's stewards among its communities by the rules in force; the table before is superseded.

    Raises Refused('badly_filled') for a community without grids or alleys, a total below the floors or above the caps,
    a reason that may not be public, and 'no_change' for a table that says what the one in force says.
    """
    refuse_unfit({"reason": reason})
    County.objects.select_for_update(no_key=True).get(pk=by.county_id)
    binding = rules(by.county_id, by.moment)
    rule = binding.parameters.quota
    part, without = sharing.taking_part(sharing.brought(by.county_id), left_out)
    rows, steps = sharing.share_out(part, rule, total)
    before = queries.in_force(by.county_id)
    if before and before.total == total and not queries.what_changed(before, part, rule):
        raise Refused("no_change", _("和%(table)s一样，没有要重算的。") % {"table": before.title})
    now = clock.now()
    QuotaTable.objects.in_force().filter(county_id=by.county_id).update(superseded_at=now)
    table = QuotaTable.objects.create(
        county_id=by.county_id,
        number=before.number + 1 if before else 1,
        total=total,
        formula=rule.model_dump(mode="json"),
        rule_number=binding.number,
        reason=reason,
        left_out=without,
        set_at=now,
        set_by_id=by.person_id,
    )
    _keep(table, rows, steps)
    return table


def _keep(table: QuotaTable, rows: list[QuotaRow], steps: list[QuotaStep]) -> None:
    for row in rows:
        row.table = table
    for step in steps:
        step.table, step.county_id = table, table.county_id
    QuotaRow.objects.bulk_create(rows)
    QuotaStep.objects.bulk_create(steps)
