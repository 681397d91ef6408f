"""What goes at once when a consent is taken back: what the pool tells, and what was promised on the strength of it."""

from django.utils.translation import gettext as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.people.hooks import when_consent_withdrawn
from xiaoxiang.people.models import Consent, Purpose
from xiaoxiang.talent.models import Asking, Booking, ServiceResource, State, Talent, TalentCategory
from xiaoxiang.talent.moving import move
from xiaoxiang.talent.steps import blind_of


@when_consent_withdrawn
def forget(by: Actor, consent: Consent) -> None:
    """Delete what the consent allowed to be kept (PIPL 15, 47). The askings stay, without words."""
    talent = Talent.objects.select_for_update(no_key=True).filter(person_id=consent.person_id).first()
    if talent is None:
        return
    if consent.purpose == Purpose.TALENT_POOL:
        _empty(by, talent)
    elif consent.purpose == Purpose.TALENT_CATEGORY and _is_political(talent):
        talent.category = talent.category_blind = None
    else:
        return
    talent.version += 1
    talent.save()


def _empty(by: Actor, talent: Talent) -> None:
    for booking in Booking.objects.is_open().filter(resource__talent=talent).select_related("resource__talent"):
        move(by, booking, State.CANCELLED, words=_("提供的人退出了人才库。"))
    ServiceResource.objects.filter(talent=talent, withdrawn_at=None).update(withdrawn_at=by.moment)
    Asking.objects.filter(person_id=talent.person_id).update(words="", answered_by="")
    talent.strengths, talent.times, talent.times_note = [], [], ""
    talent.answer, talent.answered_at = "", None
    talent.category = talent.category_blind = None
    talent.cleared_at = by.moment


def _is_political(talent: Talent) -> bool:
    """Whether the sealed category is one of those that need a consent of their own; told without opening it."""
    plain = TalentCategory.objects.filter(county_id=talent.county_id, is_political=False)
    sealed = talent.category_blind and bytes(talent.category_blind)
    return bool(sealed) and sealed not in [blind_of(category) for category in plain]
