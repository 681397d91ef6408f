"""Every step of a steward's life, refused to every wrong role (seed 13): who may, and that nobody else may."""

from collections.abc import Callable

import pytest

from tests.examples import EXAMPLES
from tests.people import Cast
from xiaoxiang.door.action import registry
from xiaoxiang.door.refusal import Refused

pytestmark = pytest.mark.django_db
PEOPLE = ("stranger", "wang", "li", "chen", "lin", "gao", "sun", "wu", "zhou")
COMMUNITY, SUBDISTRICT = {"chen", "lin"}, {"sun"}
MAY: dict[str, set[str]] = {
    "appointment.change_alleys": COMMUNITY,
    "appointment.let_end": SUBDISTRICT,
    "appointment.note_death": COMMUNITY,
    "appointment.part": COMMUNITY,
    "appointment.renew": SUBDISTRICT,
    "appointment.resign": COMMUNITY | {"wang"},
    "appointment.reveal": COMMUNITY,
    "appointment.start": COMMUNITY,
    "appointment.suspend": COMMUNITY,
    "appointment.write_down": COMMUNITY | SUBDISTRICT,
    "case.edit": COMMUNITY | SUBDISTRICT,
    "case.publish": COMMUNITY | SUBDISTRICT,
    "case.withdraw": COMMUNITY | SUBDISTRICT,
    "case.write": COMMUNITY | SUBDISTRICT,
    "commendation.give": COMMUNITY | SUBDISTRICT | {"wu"},
    "dismissal.answer": SUBDISTRICT,
    "dismissal.appeal": COMMUNITY | SUBDISTRICT | {"wang"},
    "dismissal.drop": COMMUNITY | SUBDISTRICT,
    "dismissal.hear": COMMUNITY | SUBDISTRICT,
    "dismissal.open": COMMUNITY,
    "dismissal.put_statement": COMMUNITY | SUBDISTRICT | {"wang"},
    "education.enter": SUBDISTRICT,
    "grade.enter": SUBDISTRICT,
    "hand_over.climb": set(),
    "hand_over.give": COMMUNITY,
    "leave.end": COMMUNITY,
    "leave.enter": COMMUNITY,
    "proof.issue": COMMUNITY,
    "qualification.enter": COMMUNITY,
    "service.enter": COMMUNITY,
    "service.strike": COMMUNITY,
}


@pytest.mark.parametrize("name", MAY)
def test_a_step_is_refused_to_every_wrong_role(name: str, cast: Cast, monday):
    example: Callable = EXAMPLES[name]
    told, action = example(cast), registry[name]
    for who in PEOPLE:
        by = getattr(cast, who)
        try:
            is_seen = action.thing._default_manager.visible_to(by).filter(pk=told.thing.pk).exists()
            verdict = action.who(by, told.thing) is True
        except Refused:
            is_seen = verdict = False
        assert (is_seen and verdict) == (who in MAY[name]), who
