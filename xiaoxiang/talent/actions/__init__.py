"""Everything that can be done about the pool, its surveys, its resources and its reserve."""

from xiaoxiang.talent.actions.bookings import accept as accept_booking
from xiaoxiang.talent.actions.bookings import ask as ask_booking
from xiaoxiang.talent.actions.bookings import cancel as cancel_booking
from xiaoxiang.talent.actions.bookings import decline as decline_booking
from xiaoxiang.talent.actions.bookings import finish as finish_booking
from xiaoxiang.talent.actions.categories import add_category, withdraw_category
from xiaoxiang.talent.actions.pool import categorise, change, enter
from xiaoxiang.talent.actions.reserve import rank
from xiaoxiang.talent.actions.resources import change as change_resource
from xiaoxiang.talent.actions.resources import offer as offer_resource
from xiaoxiang.talent.actions.resources import withdraw as withdraw_resource
from xiaoxiang.talent.actions.reveal import reveal
from xiaoxiang.talent.actions.surveys import ask, close_survey, open_survey

__all__ = [
    "accept_booking",
    "add_category",
    "ask",
    "ask_booking",
    "cancel_booking",
    "categorise",
    "change",
    "change_resource",
    "close_survey",
    "decline_booking",
    "enter",
    "finish_booking",
    "offer_resource",
    "open_survey",
    "rank",
    "reveal",
    "withdraw_category",
    "withdraw_resource",
]
