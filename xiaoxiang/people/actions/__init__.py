"""Everything that can be done about persons, their roles, consents, accounts and phones."""

from xiaoxiang.people.actions.bodies import close as close_body
from xiaoxiang.people.actions.bodies import enter as enter_body
from xiaoxiang.people.actions.consents import give as give_consent
from xiaoxiang.people.actions.consents import withdraw as withdraw_consent
from xiaoxiang.people.actions.keys import alarm, close_account, end_sign_in, open_account, renew_account
from xiaoxiang.people.actions.persons import change_phone, prefer_elder, register
from xiaoxiang.people.actions.phones import bind_device, end_device, invite_device
from xiaoxiang.people.actions.readings import erase_content, reveal
from xiaoxiang.people.actions.roles import end as end_role
from xiaoxiang.people.actions.roles import give as give_role

__all__ = [
    "alarm",
    "bind_device",
    "change_phone",
    "close_account",
    "close_body",
    "end_device",
    "end_role",
    "end_sign_in",
    "enter_body",
    "erase_content",
    "give_consent",
    "give_role",
    "invite_device",
    "open_account",
    "prefer_elder",
    "register",
    "renew_account",
    "reveal",
    "withdraw_consent",
]
