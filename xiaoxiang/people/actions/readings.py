"""Looking at what is sealed, and erasing what the law says must go."""

from enum import Enum
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.models import Content
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Reason
from xiaoxiang.people.models import Line, Person, Reading, Role
from xiaoxiang.people.reveal import look
from xiaoxiang.people.rights import keeper_or_oneself


class SealedOfPerson(Enum):
    """The sealed fields of a person."""

    PHONE = "phone"

    @property
    def label(self) -> str:
        return str(_("电话"))


@action(
    "person.reveal",
    who=keeper_or_oneself,
    says=gettext_lazy("{by}看了{thing}的{field}，原因：{reason}"),
    verb=gettext_lazy("看完整号码"),
    changes=False,
)
def reveal(
    by: Actor,
    person: Person,
    *,
    reason: Annotated[
        Reason, Label(gettext_lazy("为什么要看"), gettext_lazy("本人查得到谁看过、为什么看"), "textarea")
    ],
    field: SealedOfPerson = SealedOfPerson.PHONE,
) -> Reading:
    """Show one sealed field in the clear, once, on the answering page; the line stands in the read log's own chain."""
    return look(by, person, field.value, reason, subject=person)


def audits(by: Actor, line: Line) -> Verdict:
    return Role.AUDIT_ADMINISTRATOR in by.roles or gettext_noop("由审计管理员依法删除。")


@action(
    "content.erase",
    who=audits,
    says=gettext_lazy("{by}依法删除了第 {thing} 条记录的内容：{ground}"),
    verb=gettext_lazy("删除内容"),
    locks=False,
    changes=False,
)
def erase_content(
    by: Actor,
    line: Line,
    *,
    ground: Annotated[
        Reason, Label(gettext_lazy("依据"), gettext_lazy("哪条法、谁提出的，不写被删的内容"), "textarea")
    ],
) -> Line:
    """Erase what a line of the journal says on a lawful demand (PIPL 47); the chain over it still verifies.

    Raises Refused('already_erased').
    """
    erased, _rows = Content.objects.filter(pk=line.pk, county_id=line.county_id).delete()
    if not erased:
        raise Refused("already_erased", _("这一条的内容已经删除了。"))
    return line
