"""What happens after something happened to a matter: those concerned are told, outside the silent hours (N9)."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.effects import task
from xiaoxiang.matters.models import Matter, Step
from xiaoxiang.people.models import Notice
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import next_morning

TOLD = frozenset(
    {"accept", "dispatch", "whistle", "pause", "extend", "agree", "verify", "close", "decline", "merge", "reopen"}
)
"""The steps that whoever raised a matter is told of."""


def when_awake(county_id: int, moment: datetime) -> datetime:
    return next_morning(moment, rules(county_id, moment).parameters.quiet)


def tell(person_id: UUID, matter: Matter, sentence: str) -> None:
    """One sentence for one person. Written twice it is still there once."""
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                county_id=matter.county_id,
                person_id=person_id,
                sentence=sentence,
                address=f"/matters/{matter.pk}/",
                about=matter.pk,
                at=now,
                show_at=when_awake(matter.county_id, now),
            )
        ],
        ignore_conflicts=True,
    )


@task(name="matters.tell_raiser")
def tell_raiser(matter_id: str, step_id: str) -> None:
    """Tell the steward or worker who noted a matter what became of it (DI7)."""
    matter = Matter.objects.get(pk=matter_id)
    step = Step.objects.get(pk=step_id)
    if matter.raised_by_id:
        with translation.override("zh-hans"):
            words = _("“%(matter)s”：%(step)s") % {"matter": matter.title, "step": told(step)}
        tell(matter.raised_by_id, matter, words[:300])


def stewards_of(matter: Matter) -> list[UUID]:
    """Who looks after its alley now, by itself or with the whole grid; nobody where it lies in no alley."""
    if not matter.alley:
        return []
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(STEWARDS, [matter.county_id, [matter.alley.pk, matter.alley.grid_id], now, now])
        return [row[0] for row in cursor.fetchall()]


STEWARDS = """
SELECT person_id FROM people_roleheld
WHERE county_id = %s AND place_id = ANY(%s) AND role = 'steward' AND since <= %s AND (until IS NULL OR until > %s)
"""


@task(name="matters.tell_stewards")
def tell_stewards(matter_id: str) -> None:
    """Tell the stewards of the alley that a neighbour wrote: the first gate (seed 26)."""
    matter = Matter.objects.select_related("alley").get(pk=matter_id)
    with translation.override("zh-hans"):
        words = _("有居民说：%(matter)s") % {"matter": matter.title}
    for person_id in stewards_of(matter):
        tell(person_id, matter, words[:300])


def told(step: Step) -> str:
    """A step in a few words."""
    words = {
        "accept": _("社区受理了"),
        "dispatch": _("派给 %(body)s 去办"),
        "whistle": _("街道请 %(body)s 到场"),
        "pause": _("先停一停：%(reason)s"),
        "extend": _("延期了：%(reason)s"),
        "agree": _("几方谈妥了"),
        "verify": _("核查过，办好了"),
        "close": _("办结了"),
        "decline": _("不归这里管：%(reason)s"),
        "merge": _("和另一件是同一件事，一起办"),
        "reopen": _("提出的人说没解决，重新办"),
    }
    return words[step.verb] % {"body": step.body_name, "reason": step.reason}
