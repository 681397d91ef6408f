"""One way to move a booking: its state, a dated step with its doer, and whoever must be told."""

from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.talent import effects
from xiaoxiang.talent.models import Booking, BookingStep, State

EDGES = {
    State.ACCEPTED: {State.ASKED},
    State.DECLINED: {State.ASKED},
    State.DONE: {State.ACCEPTED},
    State.CANCELLED: {State.ASKED, State.ACCEPTED},
}
"""From where each state can be reached."""


def move(by: Actor, booking: Booking, to: State, *, words: str = "") -> BookingStep:
    """Take a booking a step further. Raises Refused('not_now') where there is no such step."""
    if booking.state not in EDGES[to]:
        raise Refused("not_now", _("这次预约现在是“%(state)s”，这一步办不了。") % {"state": State(booking.state).label})
    booking.state = to
    booking.version += 1
    booking.save(update_fields=["state", "version"])
    return write_step(by, booking, words=words)


def write_step(by: Actor, booking: Booking, *, words: str = "") -> BookingStep:
    provider = booking.resource.talent.person_id
    step = BookingStep.objects.create(
        county_id=booking.county_id,
        booking=booking,
        state=booking.state,
        at=by.moment,
        by_id=by.person_id,
        is_entered=booking.state in (State.ACCEPTED, State.DECLINED) and by.person_id != provider,
        words=words,
    )
    later(effects.tell_of_booking, step_id=step.pk)
    return step
