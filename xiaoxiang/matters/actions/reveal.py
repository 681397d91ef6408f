"""Looking at the name or number of whoever raised a matter: with a reason, and always in the read log (XP1)."""

from enum import Enum
from typing import Annotated

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.matters.actions.steps import handler_here
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.models import Reading
from xiaoxiang.people.reveal import look


class SealedOfMatter(Enum):
    """The sealed fields of a matter."""

    PHONE = "raiser_phone"
    NAME = "raiser_name"

    @property
    def label(self) -> str | Promise:
        return {"raiser_phone": gettext_lazy("电话"), "raiser_name": gettext_lazy("称呼")}[self.value]


@action(
    "matter.reveal",
    who=handler_here,
    says=gettext_lazy("{by}看了“{thing}”提出人的{field}，原因：{reason}"),
    verb=gettext_lazy("看一次"),
    changes=False,
)
def reveal(
    by: Actor,
    matter: Matter,
    *,
    reason: Annotated[
        Reason, Label(gettext_lazy("为什么要看"), gettext_lazy("看一次记一次，审计管理员查得到"), "textarea")
    ],
    field: Annotated[SealedOfMatter, Label(gettext_lazy("看什么"), widget="choice")] = SealedOfMatter.PHONE,
) -> Reading:
    """Show the number or name of whoever raised it, once, on the answering page. Whoever handles it may; the
    subdistrict sees the masked form, the county neither (XP1)."""
    return look(by, matter, field.value, reason)
