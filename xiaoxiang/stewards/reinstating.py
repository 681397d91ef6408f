"""Coming back after an appeal was upheld: the appointment, the alleys, the phone. A plain step."""

from django.utils.translation import gettext as _

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import devices
from xiaoxiang.stewards import hooks
from xiaoxiang.stewards.charges import take_charge
from xiaoxiang.stewards.days import today
from xiaoxiang.stewards.ending import keep_after_all
from xiaoxiang.stewards.models import Appointment, Dismissal, Grade, State
from xiaoxiang.stewards.telling import tell


def reinstate(dismissal: Dismissal) -> None:
    """She is a steward again from now on, with every alley she had and the phones that ended with it.

    Whoever took one of the alleys over keeps it too, until the community divides them anew. The grade on which the
    dismissal stood is set aside. Raises Refused('appointed_anew').
    """
    appointment = Appointment.objects.select_for_update(no_key=True).get(pk=dismissal.appointment_id)
    if Appointment.objects.living().filter(person_id=appointment.person_id).exists():
        raise Refused("appointed_anew", _("%(name)s已经另外聘任了，不用恢复。") % {"name": appointment.called})
    had = appointment.alleys()
    if dismissal.dismissed_at is not None:
        devices.revive(appointment.person_id, dismissal.dismissed_at)
    appointment.state, appointment.ending, appointment.ended_at = State.ACTIVE, "", None
    appointment.version += 1
    appointment.save(update_fields=["state", "ending", "ended_at", "version"])
    for place in had:
        take_charge(appointment, place, today())
    keep_after_all(appointment)
    if dismissal.grade is not None:
        Grade.objects.filter(pk=dismissal.grade.pk).update(set_aside_at=clock.now())
    dismissal.appointment = appointment
    tell(appointment, _("您的申诉成立，聘任恢复了。"), about=dismissal.pk)
    for follow in hooks.reinstated:
        follow(dismissal)
