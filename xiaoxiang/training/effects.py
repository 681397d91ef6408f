"""What follows a session that is announced, moved or cancelled: those who were asked read a sentence about it."""

from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.effects import task
from xiaoxiang.pages import words
from xiaoxiang.people.models import Notice
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import next_morning
from xiaoxiang.training.models import Reply, Session


@task(name="training.tell_invited")
def tell_invited(session_id: str, what: str) -> None:
    """One sentence for each who was asked and has not said no. Written twice it is still there once."""
    session = Session.objects.select_related("course").get(pk=session_id)
    now = clock.now()
    with translation.override("zh-hans"):
        sentence = _sentence(session, what)
    show_at = next_morning(now, rules(session.county_id, now).parameters.quiet)
    asked = session.invitations.exclude(reply=Reply.NO)
    if what == "asked":
        asked = asked.filter(reply=Reply.ASKED)
    known = set(Notice.objects.filter(about=session.pk, sentence=sentence).values_list("person_id", flat=True))
    Notice.objects.bulk_create(
        Notice(
            county_id=session.county_id,
            person_id=person_id,
            sentence=sentence,
            address="/me/training/",
            about=session.pk,
            at=now,
            show_at=show_at,
        )
        for person_id in asked.values_list("person_id", flat=True)
        if person_id not in known
    )


def _sentence(session: Session, what: str) -> str:
    named = {
        "name": session.course.name,
        "when": words.moment(session.begins_at),
        "where": session.where,
        "why": session.reason,
    }
    sentence = {
        "asked": _("有一场培训：%(name)s，%(when)s，%(where)s。来不来都行，说一声。"),
        "moved": _("培训改了：%(name)s，现在是 %(when)s，%(where)s。"),
        "cancelled": _("培训取消：%(name)s。%(why)s"),
    }[what]
    return (sentence % named)[:300]
