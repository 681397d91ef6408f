"""The service-resource list: offered out of a strength, changed, withdrawn (seed 20)."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, Field, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, clean, one_line
from xiaoxiang.talent.actions.pool import require_listed
from xiaoxiang.talent.models import Period, ServiceResource, Talent
from xiaoxiang.talent.rights import community_or_herself, community_or_provider
from xiaoxiang.talent.steps import badly_filled
from xiaoxiang.talent.words import ResourceName

Content = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=1, max_length=200),
    Label(gettext_lazy("做什么"), gettext_lazy("例如：给走不动的老人上门剪头发"), ask=gettext_lazy("写出做什么")),
]
When = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(min_length=1, max_length=100),
    Label(gettext_lazy("什么时候"), gettext_lazy("例如：周六上午"), ask=gettext_lazy("写出什么时候")),
]
AtMost = Annotated[int, Field(ge=1, le=100), Label(gettext_lazy("最多几次"), "", ask=gettext_lazy("写出最多几次"))]
Per = Annotated[Period, Label(gettext_lazy("按什么算"), "", "choice")]
ForWhom = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(min_length=1, max_length=100),
    Label(gettext_lazy("给谁"), gettext_lazy("例如：本社区 80 岁以上的老人"), ask=gettext_lazy("写出给谁")),
]


@action(
    "service_resource.offer",
    who=community_or_herself,
    says=gettext_lazy("{by}把“{name}”列进了服务资源清单"),
    verb=gettext_lazy("列进清单"),
    changes=False,
)
def offer(
    by: Actor,
    talent: Talent,
    *,
    strength: Annotated[
        str,
        BeforeValidator(one_line),
        StringConstraints(min_length=1, max_length=20),
        Label(gettext_lazy("凭哪样特长"), "", "select", gettext_lazy("选一样特长")),
    ],
    name: ResourceName,
    content: Content,
    when: When,
    limit: AtMost,
    per: Per = Period.MONTH,
    for_whom: ForWhom,
) -> ServiceResource:
    """Put what somebody can do on the list (seed 20). Raises Refused('left'), 'badly_filled' for no strength of hers."""
    require_listed(talent)
    if strength not in talent.strengths:
        raise badly_filled(strength=_("从记下的特长里选；没有的先加上"))
    return ServiceResource.objects.create(
        talent=talent,
        strength=strength,
        name=name,
        content=content,
        when=when,
        limit=limit,
        per=per,
        for_whom=for_whom,
        offered_at=by.moment,
        county_id=talent.county_id,
        subdistrict_id=talent.subdistrict_id,
        community_id=talent.community_id,
    )


@action(
    "service_resource.change",
    who=community_or_provider,
    says=gettext_lazy("{by}改了服务资源“{thing}”"),
    verb=gettext_lazy("改好了"),
)
def change(
    by: Actor,
    resource: ServiceResource,
    *,
    name: ResourceName,
    content: Content,
    when: When,
    limit: AtMost,
    per: Per = Period.MONTH,
    for_whom: ForWhom,
) -> ServiceResource:
    """Change what is offered; what was booked before stays as it was. Raises Refused('withdrawn')."""
    require_offered(resource)
    resource.name, resource.content, resource.when = name, content, when
    resource.limit, resource.per, resource.for_whom = limit, per, for_whom
    resource.version += 1
    resource.save(update_fields=["name", "content", "when", "limit", "per", "for_whom", "version"])
    return resource


@action(
    "service_resource.withdraw",
    who=community_or_provider,
    says=gettext_lazy("{by}从服务资源清单撤下“{thing}”"),
    verb=gettext_lazy("撤下"),
)
def withdraw(by: Actor, resource: ServiceResource) -> ServiceResource:
    """Take a resource off the list; nothing new is booked, what was accepted stays. Raises Refused('withdrawn')."""
    require_offered(resource)
    resource.withdrawn_at = clock.now()
    resource.version += 1
    resource.save(update_fields=["withdrawn_at", "version"])
    return resource


def require_offered(resource: ServiceResource) -> None:
    if resource.withdrawn_at:
        raise Refused("withdrawn", _("这一项已经撤下了。"))
