"""Sessions: announced with time and room, moved, cancelled with a reason. Those who were asked are told."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, Line, Moment, Reason
from xiaoxiang.people.models import Body
from xiaoxiang.places.models import Level, Place
from xiaoxiang.training import effects
from xiaoxiang.training.actions.rights import host_here
from xiaoxiang.training.models import Course, Session, Stage

LONGEST = timedelta(hours=12)
WHICH_COURSE = Label(gettext_lazy("哪门课"), widget="select", ask=gettext_lazy("选一门课"))
Begins = Annotated[Moment, Label(gettext_lazy("什么时候开始"), ask=gettext_lazy("写上哪天几点"))]
Ends = Annotated[Moment, Label(gettext_lazy("什么时候结束"), ask=gettext_lazy("写上几点结束"))]
Where = Annotated[Line, Label(gettext_lazy("在哪里"), ask=gettext_lazy("写上在哪里"))]


@action("session.announce", who=host_here, locks=False, changes=False,
        says=gettext_lazy("{by}在{thing}排了一场“{result}”"), verb=gettext_lazy("排一场"))  # fmt: skip
def announce(
    by: Actor,
    place: Place,
    *,
    course: Annotated[Course, WHICH_COURSE],  # type: ignore[valid-type]
    begins_at: Begins,
    ends_at: Ends,
    where: Where,
    places: Annotated[
        Annotated[int, Field(ge=1, le=2000)] | None, Label(gettext_lazy("坐得下几个人"), gettext_lazy("不写就不限"))
    ] = None,
    trainer: Annotated[Line | None, Label(gettext_lazy("谁来讲"))] = None,
    body: Annotated[Body | None, Label(gettext_lazy("哪个单位"), gettext_lazy("例如：红十字会，不用有账号"))] = None,
) -> Session:
    """Announce a session, also one that has been held already and is written down from paper (N8).

    Raises Refused('not_found') for a course of another place, 'badly_filled' for times that cannot be.
    """
    if place.level not in (Level.COMMUNITY, Level.SUBDISTRICT):
        raise Refused("not_found", _("培训办在社区或街道。"))
    if course.closed_at or not {course.community_id, course.subdistrict_id} & {place.pk, place.subdistrict_id}:
        raise Refused("not_found", _("这里没有这门课。"))
    _check(begins_at, ends_at)
    return Session.objects.create(
        **Session.columns_of(place),
        course=course,
        begins_at=begins_at,
        ends_at=ends_at,
        where=where,
        places=places,
        trainer=trainer or "",
        body=body,
        host_id=by.person_id,
    )


def _check(begins_at: datetime, ends_at: datetime) -> None:
    wrong: dict[str, Any] = {}
    if ends_at <= begins_at:
        wrong["ends_at"] = _("结束要晚于开始")
    elif ends_at - begins_at > LONGEST:
        wrong["ends_at"] = _("一场最长 12 小时，分成几场排")
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)


def must_stand(session: Session) -> None:
    if session.stage != Stage.ANNOUNCED:
        raise Refused("not_now", _("这一场已经是“%(stage)s”。") % {"stage": Stage(session.stage).label})


@action(
    "session.move", who=host_here, says=gettext_lazy("{by}改了“{thing}”的时间地点"), verb=gettext_lazy("改时间地点")
)
def move(by: Actor, session: Session, *, begins_at: Begins, ends_at: Ends, where: Where) -> Session:
    """Move a session to another time or room; those who were asked are told. Raises Refused('not_now')."""
    must_stand(session)
    _check(begins_at, ends_at)
    session.begins_at, session.ends_at, session.where = begins_at, ends_at, where
    session.version += 1
    session.save(update_fields=["begins_at", "ends_at", "where", "version"])
    later(effects.tell_invited, session_id=session.pk, what="moved")
    return session


@action("session.cancel", who=host_here, says=gettext_lazy("{by}取消了“{thing}”"), verb=gettext_lazy("取消这一场"))
def cancel(by: Actor, session: Session, *, reason: Reason) -> Session:
    """Cancel a session with a reason; those who were asked are told. Raises Refused('not_now')."""
    must_stand(session)
    session.stage, session.reason = Stage.CANCELLED, reason[:200]
    session.version += 1
    session.save(update_fields=["stage", "reason", "version"])
    later(effects.tell_invited, session_id=session.pk, what="cancelled")
    return session


def is_over(session: Session) -> bool:
    return session.begins_at <= clock.now()
