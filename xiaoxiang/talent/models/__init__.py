"""The talent pool: who could serve, what each can do for others, who is asked, who stands ready (seed 17-22)."""

from xiaoxiang.talent.models.bookings import Booking, BookingStep, State
from xiaoxiang.talent.models.pool import Answer, Talent, TalentCategory, Time
from xiaoxiang.talent.models.reserve import Ranked, Ranking
from xiaoxiang.talent.models.resources import Period, ServiceResource
from xiaoxiang.talent.models.surveys import Asking, TalentSurvey

__all__ = [
    "Answer",
    "Asking",
    "Booking",
    "BookingStep",
    "Period",
    "Ranked",
    "Ranking",
    "ServiceResource",
    "State",
    "Talent",
    "TalentCategory",
    "TalentSurvey",
    "Time",
]
