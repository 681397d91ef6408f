"""Each side does only its own steps (seed 13): every deed refused to every wrong role, in one table."""

import pytest

from tests.examples import EXAMPLES
from tests.people import Cast
from xiaoxiang.door.action import registry
from xiaoxiang.door.refusal import Refused

pytestmark = pytest.mark.usefixtures("monday")

COMMUNITY, SUBDISTRICT, EITHER = frozenset({"chen", "lin"}), frozenset({"sun"}), frozenset({"chen", "lin", "sun"})
MAY = {
    "appointment.start": COMMUNITY,
    "appointment.write_down": EITHER,
    "appointment.change_alleys": COMMUNITY,
    "appointment.renew": SUBDISTRICT,
    "appointment.let_end": SUBDISTRICT,
    "appointment.part": COMMUNITY,
    "appointment.note_death": COMMUNITY,
    "appointment.reveal": COMMUNITY,
    "appointment.suspend": COMMUNITY,
    "leave.enter": COMMUNITY,
    "leave.end": COMMUNITY,
    "grade.enter": SUBDISTRICT,
    "dismissal.open": COMMUNITY,
    "dismissal.hear": EITHER,
    "dismissal.sign": EITHER,
    "dismissal.drop": EITHER,
    "dismissal.answer": SUBDISTRICT,
    "hand_over.give": COMMUNITY,
    "education.enter": SUBDISTRICT,
    "case.write": EITHER,
    "case.edit": EITHER,
    "case.publish": EITHER,
    "case.withdraw": EITHER,
}
ALL = ("wang", "li", "chen", "lin", "gao", "sun", "wu", "zhou")


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("who", ALL)
def test_only_the_side_whose_step_it_is_may_do_it(cast: Cast, name: str, who: str):
    example, action = EXAMPLES[name](cast), registry[name]
    if who in MAY[name]:
        return
    with pytest.raises(Refused) as refused:
        action(getattr(cast, who), example.thing, **example.given)
    assert refused.value.code in ("may_not", "not_found")


def test_nobody_acts_on_herself(cast: Cast):
    """Whoever is a steward and works at the community as well leaves her own matter to others."""
    from xiaoxiang.people.models import RoleHeld

    example = EXAMPLES["dismissal.open"](cast)
    RoleHeld.objects.create(
        county=cast.county,
        person=cast.people["wang"],
        role="community_worker",
        place=cast.wenxing,
        since=cast.people["wang"].roles_held.first().since,
    )
    with pytest.raises(Refused) as refused:
        registry["dismissal.open"](cast.wang, example.thing, **example.given)
    assert "自己的事" in str(refused.value.sentence)
