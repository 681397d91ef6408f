"""Everything that can happen to a steward: appointed, kept, thanked, let go."""

from xiaoxiang.stewards.actions.dismissing import answer, appeal, drop, hear, open_dismissal, put_statement, sign
from xiaoxiang.stewards.actions.grades import enter_grade
from xiaoxiang.stewards.actions.handing import climb, give
from xiaoxiang.stewards.actions.keeping import end_leave, enter_leave, renew, suspend
from xiaoxiang.stewards.actions.parting import let_end, note_death, part, resign, reveal_family
from xiaoxiang.stewards.actions.records import (
    enter_education,
    enter_qualification,
    enter_service,
    issue_proof,
    strike_service,
)
from xiaoxiang.stewards.actions.thanks import commend, edit_case, publish_case, withdraw_case, write_case
from xiaoxiang.stewards.actions.work import change_alleys, start, write_down

__all__ = [
    "answer",
    "appeal",
    "change_alleys",
    "climb",
    "commend",
    "drop",
    "edit_case",
    "end_leave",
    "enter_education",
    "enter_grade",
    "enter_leave",
    "enter_qualification",
    "enter_service",
    "give",
    "hear",
    "issue_proof",
    "let_end",
    "note_death",
    "open_dismissal",
    "part",
    "publish_case",
    "put_statement",
    "renew",
    "resign",
    "reveal_family",
    "sign",
    "start",
    "strike_service",
    "suspend",
    "withdraw_case",
    "write_case",
    "write_down",
]
