"""Asking people to a session: nobody must come (LB11, 25), and a no is as good an answer as a yes."""

from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.people.models import Person
from xiaoxiang.training import effects, queries
from xiaoxiang.training.actions.rights import asked_or_host, host_here
from xiaoxiang.training.actions.sessions import must_stand
from xiaoxiang.training.models import Invitation, Reply, Session

WHOM = Label(gettext_lazy("或者请一个人"), gettext_lazy("写姓名找"), widget="select")


class Group(Enum):
    """Whom to ask together."""

    NOBODY = ""
    WAITING = "waiting"
    STEWARDS = "stewards"
    LACKING = "lacking"

    @property
    def label(self) -> Any:
        return {
            "": gettext_lazy("不成批请"),
            "waiting": gettext_lazy("等着上岗、还没岗前培训的"),
            "stewards": gettext_lazy("这里所有在岗的管家"),
            "lacking": gettext_lazy("在岗、还没有这门技能的"),
        }[self.value]


@action("session.invite", who=host_here, says=gettext_lazy("{by}请人来“{thing}”"), verb=gettext_lazy("请人来"))
def invite(
    by: Actor,
    session: Session,
    *,
    group: Annotated[Group, Label(gettext_lazy("请谁"), widget="choice")] = Group.NOBODY,
    person: Annotated[Person | None, WHOM] = None,
) -> Session:
    """Ask a group or one person. Whoever was asked before is not asked again. Raises Refused('not_now')."""
    must_stand(session)
    if group is Group.NOBODY and person is None:
        raise Refused(
            "badly_filled", _("有几处要改一改，写好的都还在。"), fields={"group": _("选一批人，或者写一个人")}
        )
    wanted = set(queries.in_group(session, group.value))
    if person is not None:
        wanted.add(person.pk)
    new = ask(session, wanted)
    if new:
        later(effects.tell_invited, session_id=session.pk, what="asked")
    session.invited += len(new)
    session.version += 1
    session.save(update_fields=["invited", "version"])
    return session


def ask(session: Session, wanted: Iterable[UUID]) -> list[UUID]:
    """Write invitations for those who have none yet; gives back whom."""
    known = set(session.invitations.values_list("person_id", flat=True))
    new = sorted(set(wanted) - known)
    now = clock.now()
    Invitation.objects.bulk_create(
        Invitation(county_id=session.county_id, session=session, person_id=pk, at=now) for pk in new
    )
    return new


@action("invitation.accept", who=asked_or_host, says=gettext_lazy("{thing}说来参加培训"), verb=gettext_lazy("我来"))
def accept(by: Actor, invitation: Invitation) -> Invitation:
    """Say that one comes. Raises Refused('full') when the room is, 'not_now' when the session is over."""
    session = Session.objects.select_for_update(no_key=True).get(pk=invitation.session_id)
    must_stand(session)
    if session.places is not None and invitation.reply != Reply.YES:
        coming = session.invitations.filter(reply=Reply.YES).count()
        if coming >= session.places:
            raise Refused("full", _("坐满了。社区会再排一场。"))
    return _reply(invitation, Reply.YES)


@action("invitation.decline", who=asked_or_host, says=gettext_lazy("{thing}说这次不来"), verb=gettext_lazy("这次不来"))
def decline(by: Actor, invitation: Invitation) -> Invitation:
    """Say that one does not come; no reason is asked for. Raises Refused('not_now')."""
    must_stand(invitation.session)
    return _reply(invitation, Reply.NO)


def _reply(invitation: Invitation, reply: Reply) -> Invitation:
    invitation.reply = reply
    invitation.version += 1
    invitation.save(update_fields=["reply", "version"])
    return invitation
