"""Readings of matters that more than one page needs."""

from typing import Any

from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.matters.states import EDGES

VERBS: dict[str, Action[Any]] = {
    "accept": actions.accept,
    "dispatch": actions.dispatch,
    "settle": actions.settle,
    "report": actions.report,
    "consult": actions.consult,
    "agree": actions.agree,
    "part": actions.part,
    "declare_done": actions.declare_done,
    "verify": actions.verify,
    "not_yet": actions.not_yet,
    "answer": actions.answer,
    "close": actions.close,
    "send_back": actions.send_back,
    "send_up": actions.send_up,
    "whistle": actions.whistle,
    "pause": actions.pause,
    "resume": actions.resume,
    "extend": actions.extend,
    "merge": actions.merge,
    "decline": actions.decline,
}
"""The verbs of the transition table, most wanted first."""


def possible(by: Actor, matter: Matter) -> list[str]:
    """The verbs that this actor may do to this matter now: the buttons are drawn by the rule that opens the door."""
    return [
        verb
        for verb, action in VERBS.items()
        if matter.state in EDGES["dispatch" if verb == "whistle" else verb].start and action.who(by, matter) is True
    ]


def primary(by: Actor, matter: Matter) -> str:
    """The one next act of a row; empty when it is somebody else's turn."""
    return next(iter(possible(by, matter)), "")
