"""Looking at a sealed field: always with a reason, always in the read log, never many at once (security.md 5, 7)."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Person, Reading
from xiaoxiang.people.vault import open_sealed

MOST_AN_HOUR = 20


def look(by: Actor, thing: Any, field: str, reason: str, *, subject: Person | None = None) -> Reading:
    """The entry of the read log, carrying the value once as `clear`; neither row nor journal ever holds it.

    A step for actions: `person.reveal` here, and any room's own. Raises Refused('nothing_there'), 'too_many'.
    """
    sealed = getattr(thing, field)
    if sealed is None:
        raise Refused("nothing_there", _("这一项没有登记。"))
    reader = Person.objects.select_for_update(no_key=True).get(Q(pk=by.person_id))
    now = clock.now()
    lately = Reading.objects.filter(county_id=by.county_id, reader=reader, at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise Refused("too_many", _("一小时里最多看二十条，过一会儿再看。"))
    reading = Reading.objects.create(
        county_id=by.county_id,
        reader=reader,
        subject=subject,
        thing=type(thing).__name__.lower(),
        thing_id=thing.pk,
        field=field,
        reason=reason,
        at=now,
    )
    reading.clear = open_sealed(sealed, thing.bound_to(field))
    return reading
