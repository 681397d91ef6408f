"""After a session: who came, ticked by the host or read off a signed paper; what it gave; how it went on."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Words
from xiaoxiang.people.models import Person
from xiaoxiang.regulation.worktime import SHANGHAI, months_later
from xiaoxiang.stewards.models import Qualification
from xiaoxiang.stewards.qualifying import qualify
from xiaoxiang.training.actions.inviting import ask
from xiaoxiang.training.actions.rights import host_here
from xiaoxiang.training.models import FollowUp, Kind, Session, Stage

MOST = 500
GIVES = {Kind.PRE_POST: Qualification.Kind.PRE_POST, Kind.SKILL: Qualification.Kind.SKILL}
"""The kinds of course that leave a qualification; team building and follow-up leave none (TR3)."""


@action("session.hold", who=host_here, kind=FACT, says=gettext_lazy("{by}记下“{thing}”开过了"),
        verb=gettext_lazy("记下谁来了"))  # fmt: skip
def hold(
    by: Actor,
    session: Session,
    *,
    present: Annotated[list[UUID], Field(max_length=MOST), Label(gettext_lazy("谁来了"), widget="checkboxes")],
    effect: Annotated[
        Words | None, Label(gettext_lazy("效果怎么样"), gettext_lazy("写一两句，不写也行"), "textarea")
    ] = None,
    is_from_paper: Annotated[
        bool, Label(gettext_lazy("照纸上的签名记的"), gettext_lazy("会场里签的那张纸留在社区"))
    ] = False,
) -> Session:
    """Write down who came; whoever was not asked before may have come as well. Ticked anew, the last word holds.

    No arrival time is kept (TR2). Whoever completed a pre-post or skills course has its qualification from that day
    on (seed 67). Raises Refused('not_now') before it begins and for a cancelled one.
    """
    if session.stage == Stage.CANCELLED or session.begins_at > clock.now():
        raise Refused("not_now", _("还没开，或者取消了。开过以后再记谁来了。"))
    came = set(Person.objects.filter(pk__in=present, county_id=by.county_id).values_list("pk", flat=True))
    if came != set(present):
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"present": _("从名单里选")})
    session.invited += len(ask(session, came))
    before = set(session.invitations.filter(has_come=True).values_list("person_id", flat=True))
    session.invitations.filter(person_id__in=came).update(has_come=True)
    session.invitations.exclude(person_id__in=came).update(has_come=False)
    session.stage, session.came, session.is_from_paper = Stage.HELD, len(came), is_from_paper
    session.effect = effect if effect is not None else session.effect
    session.version += 1
    session.save(update_fields=["stage", "came", "is_from_paper", "effect", "invited", "version"])
    _give(by, session, came - before)
    _take_back(session, before - came)
    return session


def _give(by: Actor, session: Session, people: set[UUID]) -> None:
    """Write the qualification of the course for each."""
    kind = GIVES.get(Kind(session.course.kind))
    if kind is None:
        return
    months = session.course.valid_months
    until = months_later(session.on, months) if months else None
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        qualify(by, person, kind=kind, name=session.course.skill or session.course.name, since=session.on, until=until)


def _take_back(session: Session, people: set[UUID]) -> None:
    """Whoever was ticked by mistake has nothing of it; the journal holds both."""
    kind = GIVES.get(Kind(session.course.kind))
    if kind is not None:
        name = session.course.skill or session.course.name
        Qualification.objects.filter(person_id__in=people, kind=kind, name=name, since=session.on).delete()


@action("session.follow_up", who=host_here, changes=False, says=gettext_lazy("{by}记下“{thing}”的跟踪服务"),
        verb=gettext_lazy("记一次跟踪"))  # fmt: skip
def follow_up(
    by: Actor,
    session: Session,
    *,
    words: Annotated[Words, Label(gettext_lazy("看了什么、帮了什么"), widget="textarea", ask=gettext_lazy("写一两句"))],
    on: Annotated[Day | None, Label(gettext_lazy("哪天"), gettext_lazy("不写就是今天"))] = None,
) -> FollowUp:
    """Write down what followed a session (seed 69). Raises Refused('not_now') before it was held."""
    if session.stage != Stage.HELD:
        raise Refused("not_now", _("开过以后才有跟踪。"))
    today = clock.now().astimezone(SHANGHAI).date()
    if on and (on > today or on < session.on):
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"on": _("写开课以后、今天以前的日子")}
        )
    return FollowUp.objects.create(
        county_id=session.county_id, session=session, on=on or today, words=words, by_name=by.name, at=clock.now()
    )
