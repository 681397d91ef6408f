"""The county's list of categories: open, added to, taken from; what was registered under one stays sealed (seed 19)."""

from typing import Annotated

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, one_line
from xiaoxiang.talent.models import TalentCategory
from xiaoxiang.talent.rights import county_official
from xiaoxiang.talent.steps import badly_filled

CategoryName = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(min_length=1, max_length=30),
    Label(gettext_lazy("类别"), gettext_lazy("例如：退役军人"), ask=gettext_lazy("写出类别")),
]


@action(
    "talent_category.add",
    who=county_official,
    says=gettext_lazy("{by}在人才类别里加了“{name}”"),
    verb=gettext_lazy("加一类"),
)
def add_category(
    by: Actor,
    *,
    name: CategoryName,
    is_political: Annotated[
        bool, Label(gettext_lazy("说出了政治面貌"), gettext_lazy("勾了以后，记这一类要本人单独同意"))
    ] = False,
) -> TalentCategory:
    """Add a category; it stands after those that are there. Raises Refused('badly_filled') for one that is there."""
    rows = TalentCategory.objects.filter(county_id=by.county_id)
    if rows.filter(name=name, withdrawn_at=None).exists():
        raise badly_filled(name=_("已经有这一类"))
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return TalentCategory.objects.create(
        county_id=by.county_id, name=name, is_political=is_political, position=last + 1
    )


@action(
    "talent_category.withdraw",
    who=county_official,
    says=gettext_lazy("{by}从人才类别里撤下“{thing}”"),
    verb=gettext_lazy("撤下"),
)
def withdraw_category(by: Actor, category: TalentCategory) -> TalentCategory:
    """Take a category off the list: nobody new is registered under it. Raises Refused('already')."""
    if category.withdrawn_at:
        raise Refused("already", _("已经撤下了。"))
    category.withdrawn_at = clock.now()
    category.version += 1
    category.save(update_fields=["withdrawn_at", "version"])
    return category
