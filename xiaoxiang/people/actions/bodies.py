"""Bodies that can be asked to act: entered with the telephone that reaches them, closed when they are no more (MA6)."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Phone
from xiaoxiang.people.models import Body, Role
from xiaoxiang.people.rights import is_console


def keeper_of_bodies(by: Actor, body: Body | None = None) -> Verdict:
    """The county keeps one list for everybody, and a subdistrict may add whom it works with."""
    keepers = {Role.COUNTY_OFFICIAL, Role.SUBDISTRICT_OFFICIAL}
    return is_console(by) or bool(keepers & by.roles) or gettext_noop("单位名册由县里和街道来记。")


@action(
    "body.enter",
    who=keeper_of_bodies,
    says=gettext_lazy("{by}把{result}记进单位名册"),
    verb=gettext_lazy("记下这个单位"),
)
def enter(
    by: Actor,
    *,
    name: Annotated[Line, Label(gettext_lazy("单位名称"), ask=gettext_lazy("写出单位名称"))],
    sort: Annotated[Body.Sort, Label(gettext_lazy("哪一类"))] = Body.Sort.DEPARTMENT,
    telephone: Annotated[Phone | None, Label(gettext_lazy("电话"), widget="phone")] = None,
    is_invented: bool = False,
) -> Body:
    """Enter a body that matters can be sent to; it needs no account (MA6). Raises Refused('already_known')."""
    if Body.objects.filter(county_id=by.county_id, name=name).exists():
        raise Refused("already_known", _("名册里已经有“%(name)s”。") % {"name": name})
    return Body.objects.create(
        county_id=by.county_id, name=name, sort=sort, telephone=telephone or "", is_invented=is_invented
    )


@action(
    "body.close",
    who=keeper_of_bodies,
    says=gettext_lazy("{by}把{thing}从单位名册撤下"),
    verb=gettext_lazy("撤下"),
)
def close(by: Actor, body: Body) -> Body:
    """Take a body off the list: nothing new is sent to it, what it did stays."""
    body.closed_at = clock.now()
    body.version += 1
    body.save(update_fields=["closed_at", "version"])
    return body
