"""Looking at a sealed category: with a reason, always in the read log (PE7, security 5)."""

from typing import Annotated

from django.utils.translation import gettext_lazy

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.people.models import Reading
from xiaoxiang.people.reveal import look
from xiaoxiang.talent.models import Talent
from xiaoxiang.talent.rights import community_or_herself


@action(
    "talent.reveal",
    who=community_or_herself,
    says=gettext_lazy("{by}看了{thing}的人才类别，原因：{reason}"),
    verb=gettext_lazy("看一次"),
    changes=False,
)
def reveal(
    by: Actor,
    talent: Talent,
    *,
    reason: Annotated[
        Reason, Label(gettext_lazy("为什么要看"), gettext_lazy("本人查得到谁看过、为什么看"), "textarea")
    ],
) -> Reading:
    """Show somebody's category once, on the answering page; the line stands in the read log's own chain."""
    return look(by, talent, "category", reason, subject=talent.person)
