"""The order in which the reserve is called up: decided by the community on a day, with its reason (seed 21, 22)."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.places.models import Place
from xiaoxiang.talent import queries
from xiaoxiang.talent.models import Ranked, Ranking
from xiaoxiang.talent.rights import community_here
from xiaoxiang.talent.steps import badly_filled, require_community

Order = Annotated[
    tuple[UUID, ...],
    Field(min_length=1, max_length=2000),
    Label(gettext_lazy("次序"), ask=gettext_lazy("至少排一位")),
]
After = Annotated[int, Field(ge=0), Label(gettext_lazy("在第几次决定之后"), "", "hidden")]


@action(
    "reserve.rank",
    who=community_here,
    says=gettext_lazy("{by}定了{thing}后备力量的次序：{reason}"),
    verb=gettext_lazy("定下次序"),
    changes=False,
)
def rank(
    by: Actor,
    community: Place,
    *,
    order: Order,
    reason: Annotated[
        Reason, Label(gettext_lazy("为什么这样排"), gettext_lazy("哪天谁一起商量的、看了什么"), "textarea")
    ],
    after: After = 0,
) -> Ranking:
    """Decide in which order the reserve is called up; those left out come after, in the order they came.

    `after` is the number of the decision the page showed. Raises Refused('changed') where another came in between,
    'badly_filled' for somebody who does not stand in the reserve, or twice.
    """
    require_community(community)
    before = queries.ranking(community)
    if (before.number if before else 0) != after:
        raise Refused("changed", _("次序刚刚有人改过。看看新的再定。"))
    standing = {one.talent.pk for one in queries.reserve(community)}
    if len(set(order)) != len(order) or not standing.issuperset(order):
        raise badly_filled(order=_("有人不在后备里了，或者排了两次。看看现在的名单"))
    now = clock.now()
    if before:
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    ranking = Ranking.objects.create(
        number=after + 1,
        reason=reason,
        decided_at=now,
        decided_by_id=by.person_id,
        **Ranking.columns_of(community),
    )
    Ranked.objects.bulk_create(
        Ranked(county_id=community.county_id, ranking=ranking, position=position, talent_id=talent_id)
        for position, talent_id in enumerate(order, 1)
    )
    return ranking
