"""Who hears of a booking: the provider when it is asked for or called off, who asked when it is answered. Never at night (N9)."""

from django.utils import translation
from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.effects import task
from xiaoxiang.matters.effects import when_awake
from xiaoxiang.pages.words import day
from xiaoxiang.people.models import Notice
from xiaoxiang.talent.models import BookingStep


@task(name="talent.tell_of_booking")
def tell_of_booking(step_id: str) -> None:
    """One sentence for the other side. Run twice it is still there once."""
    step = BookingStep.objects.select_related("booking__resource__talent").get(pk=step_id)
    booking = step.booking
    provider, asker = booking.resource.talent.person_id, booking.asked_by_id
    told = {p for p in (provider, asker) if p and p != step.by_id}
    address = {provider: f"/me/talent/bookings/{booking.pk}/", asker: f"/desk/talent/bookings/{booking.pk}/"}
    with translation.override("zh-hans"):
        words = _("“%(resource)s”（%(day)s）：%(state)s") % {
            "resource": booking.resource.name,
            "day": day(booking.on, clock.now()),
            "state": step.get_state_display(),
        }
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                county_id=booking.county_id,
                person_id=person,
                sentence=words[:300],
                address=address[person],
                about=booking.pk,
                at=now,
                show_at=when_awake(booking.county_id, now),
            )
            for person in told
        ],
        ignore_conflicts=True,
    )
