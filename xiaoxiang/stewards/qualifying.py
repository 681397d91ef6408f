"""Qualifications: written by trainings, asked before the work begins. Plain steps."""

from datetime import date
from uuid import UUID

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.people.models import Person
from xiaoxiang.stewards.models import Qualification


def qualify(
    by: Actor,
    person: Person,
    *,
    kind: Qualification.Kind,
    name: str,
    since: date,
    until: date | None = None,
    evidence: str = "",
) -> Qualification:
    """Write down that somebody completed a training (TR3). The same one written twice stays one."""
    made, _is_new = Qualification.objects.get_or_create(
        county_id=person.county_id,
        person=person,
        kind=kind,
        name=name,
        since=since,
        defaults={
            "subdistrict_id": person.subdistrict_id,
            "community_id": person.community_id,
            "until": until,
            "evidence": evidence,
            "entered_at": clock.now(),
            "entered_by_id": by.person_id,
        },
    )
    return made


def has_pre_post(person_id: UUID, day: date) -> bool:
    """Whether the pre-post training is done and still holds on a day."""
    return Qualification.objects.on(day).filter(person_id=person_id, kind=Qualification.Kind.PRE_POST).exists()
