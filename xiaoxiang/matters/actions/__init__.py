"""Everything that can happen to a matter."""

from xiaoxiang.matters.actions.adding import add, correct, withdraw
from xiaoxiang.matters.actions.ending import answer, climb, close, decline, merge, not_yet, undo, verify
from xiaoxiang.matters.actions.handling import (
    accept,
    agree,
    consult,
    declare_done,
    dispatch,
    extend,
    part,
    pause,
    report,
    resume,
    send_back,
    send_up,
    settle,
    whistle,
)
from xiaoxiang.matters.actions.noting import attach, join, join_for, note
from xiaoxiang.matters.actions.reveal import reveal

__all__ = [
    "accept",
    "add",
    "agree",
    "answer",
    "attach",
    "climb",
    "close",
    "consult",
    "correct",
    "declare_done",
    "decline",
    "dispatch",
    "extend",
    "join",
    "join_for",
    "merge",
    "not_yet",
    "note",
    "part",
    "pause",
    "report",
    "resume",
    "reveal",
    "send_back",
    "send_up",
    "settle",
    "undo",
    "verify",
    "whistle",
    "withdraw",
]  # fmt: skip
