"""Alleys in somebody's charge, and the role behind each. Plain steps."""

from datetime import date

from xiaoxiang.door import clock
from xiaoxiang.people.models import Role, RoleHeld
from xiaoxiang.places.models import Place
from xiaoxiang.stewards.models import Appointment, Charge, State


def take_charge(appointment: Appointment, place: Place, since: date) -> Charge:
    """Put an alley into somebody's charge; while she works, the role goes with it at once."""
    charge = Charge.objects.create(county_id=appointment.county_id, appointment=appointment, place=place, since=since)
    if appointment.state == State.ACTIVE:
        give_role(appointment, charge)
    return charge


def give_role(appointment: Appointment, charge: Charge) -> None:
    """Open the role behind a charge, or find the one given by hand before."""
    columns = {"person_id": appointment.person_id, "role": Role.STEWARD, "place_id": charge.place_id, "until": None}
    held = RoleHeld.objects.filter(county_id=charge.county_id, **columns).first()
    charge.role = held or RoleHeld.objects.create(county_id=charge.county_id, since=clock.now(), **columns)
    charge.save(update_fields=["role"])


def leave_alley(charge: Charge) -> None:
    """Take one alley out of somebody's charge now, and the role behind it."""
    charge.left_at = clock.now()
    charge.save(update_fields=["left_at"])
    if charge.role is not None and charge.role.until is None:
        charge.role.until = charge.left_at
        charge.role.version += 1
        charge.role.save(update_fields=["until", "version"])


def is_kept_by_others(appointment: Appointment, place: Place) -> bool:
    """Whether another steward looks after the alley now, by itself or with its grid."""
    places = [pk for pk in (place.pk, place.grid_id) if pk]
    held = RoleHeld.objects.on(clock.now()).filter(role=Role.STEWARD, place_id__in=places)
    return held.exclude(person_id=appointment.person_id).exists()
