"""Courses: what can be learnt here, and what completing it gives."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Words
from xiaoxiang.places.models import Level, Place
from xiaoxiang.training.actions.rights import host_here
from xiaoxiang.training.models import Course, Kind

Months = Annotated[int, Field(ge=1, le=240)]


@action(
    "course.open",
    who=host_here,
    locks=False,
    changes=False,
    says=gettext_lazy("{by}在{thing}开了课程“{result}”"),
    verb=gettext_lazy("开一门课"),
)
def open_course(
    by: Actor,
    place: Place,
    *,
    name: Annotated[Line, Label(gettext_lazy("课程名称"), gettext_lazy("例如：应急救护、电动车安全"))],
    kind: Annotated[Kind, Label(gettext_lazy("哪一类"), widget="choice", ask=gettext_lazy("选一类"))],
    about: Annotated[Words | None, Label(gettext_lazy("讲什么"), widget="textarea")] = None,
    materials: Annotated[
        Words | None, Label(gettext_lazy("材料"), gettext_lazy("有什么可看的、放在哪里"), "textarea")
    ] = None,
    skill: Annotated[Line | None, Label(gettext_lazy("学会了算什么技能"), gettext_lazy("没有就不写"))] = None,
    valid_months: Annotated[
        Months | None, Label(gettext_lazy("技能管多少个月"), gettext_lazy("不写就一直算数"))
    ] = None,
) -> Course:
    """Offer a course in a community or a whole subdistrict (seed 67). Raises Refused('already') for the same name."""
    if place.level not in (Level.COMMUNITY, Level.SUBDISTRICT):
        raise Refused("not_found", _("课程开在社区或街道。"))
    columns = Course.columns_of(place)
    if Course.objects.open().filter(**columns, name=name).exists():
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"name": _("这里已经有这门课，直接排时间就行")}
        )
    return Course.objects.create(
        **columns,
        name=name,
        kind=kind,
        about=about or "",
        materials=materials or "",
        skill=skill or (name if kind == Kind.SKILL else ""),
        valid_months=valid_months,
    )


@action("course.close", who=host_here, says=gettext_lazy("{by}停了课程“{thing}”"), verb=gettext_lazy("不再开这门课"))
def close_course(by: Actor, course: Course) -> Course:
    """Offer a course no longer; what was held and gained stays. Raises Refused('already')."""
    if course.closed_at:
        raise Refused("already", _("这门课已经停了。"))
    course.closed_at = clock.now()
    course.version += 1
    course.save(update_fields=["closed_at", "version"])
    return course
