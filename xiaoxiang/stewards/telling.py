"""Telling a steward what was decided about her: one sentence, outside the silent hours (N9). The dead are told nothing."""

from uuid import UUID

from django.utils import translation

from xiaoxiang.door import clock
from xiaoxiang.door.effects import task
from xiaoxiang.door.passage import later
from xiaoxiang.matters.effects import when_awake
from xiaoxiang.people.models import Notice, Person
from xiaoxiang.stewards.models import Appointment, Ending

MINE = "/me/"


def tell(appointment: Appointment, sentence: str, *, about: UUID, address: str = MINE) -> None:
    """Ask, inside an action, that a steward be told."""
    if appointment.ending != Ending.DIED:
        tell_person(appointment.person_id, sentence, about=about, address=address)


def tell_person(person_id: UUID, sentence: str, *, about: UUID, address: str) -> None:
    later(put_notice, person_id=person_id, sentence=sentence[:300], about=about, address=address)


@task(name="stewards.put_notice")
def put_notice(person_id: str, sentence: str, about: str, address: str) -> None:
    """Write the notice. Run twice it is still there once."""
    person = Person.objects.get(pk=person_id)
    now = clock.now()
    with translation.override("zh-hans"):
        notice = Notice(
            county_id=person.county_id,
            person=person,
            sentence=sentence,
            address=address,
            about=UUID(about),
            at=now,
            show_at=when_awake(person.county_id, now),
        )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
