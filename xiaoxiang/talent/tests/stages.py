"""The pool at every point of its life, as short calls."""

from datetime import date
from typing import Any

from tests.people import Cast
from xiaoxiang.people.actions import register
from xiaoxiang.people.models import Person
from xiaoxiang.talent import actions, founding
from xiaoxiang.talent.models import (
    Answer,
    Asking,
    Booking,
    Ranking,
    ServiceResource,
    Talent,
    TalentCategory,
    TalentSurvey,
)

SATURDAY = date(2026, 11, 28)


def category(cast: Cast, name: str = "离退休党员") -> TalentCategory:
    if not TalentCategory.objects.exists():
        founding.list_categories(cast.county)
    return TalentCategory.objects.get(name=name)


def neighbour(cast: Cast, name: str = "李桂花", phone: str | None = None) -> Person:
    return register(cast.chen, cast.wenxing, name=name, phone=phone)


def entered(cast: Cast, name: str = "李桂花", **more: Any) -> Talent:
    """Somebody in the pool of 文兴, with her consent on paper."""
    given = {"name": name, "strengths": ["理发", "调解"], "is_on_paper": True}
    return actions.enter(cast.chen, cast.wenxing, **{**given, **more})


def herself(cast: Cast, **more: Any) -> Talent:
    """Li, who has a phone, in the pool."""
    return entered(cast, name=None, person=cast.people["li"], **more)


def categorised(cast: Cast, **more: Any) -> Talent:
    return entered(cast, category=category(cast), is_category_on_paper=True, **more)


def opened(cast: Cast, **more: Any) -> TalentSurvey:
    return actions.open_survey(cast.chen, cast.wenxing, **more)


def asked(cast: Cast, survey: TalentSurvey | None = None, answer: Answer = Answer.WILLING, **more: Any) -> Asking:
    if "person" not in more:
        more = {"name": "李桂花", **more}
    return actions.ask(cast.chen, survey or opened(cast), answer=answer, **more)


def offered(cast: Cast, talent: Talent | None = None, **more: Any) -> ServiceResource:
    given = {
        "strength": "理发",
        "name": "上门理发",
        "content": "给走不动的老人上门剪头发",
        "when": "周六上午",
        "limit": 2,
        "for_whom": "本社区 80 岁以上的老人",
    }
    return actions.offer_resource(cast.chen, talent or entered(cast), **{**given, **more})


def booked(cast: Cast, resource: ServiceResource | None = None, on: date = SATURDAY, **more: Any) -> Booking:
    return actions.ask_booking(cast.chen, resource or offered(cast), on=on, for_whom="北门的陈奶奶", **more)


def accepted(cast: Cast, **more: Any) -> Booking:
    return actions.accept_booking(cast.chen, booked(cast, **more))


def ranked(cast: Cast, *talents: Talent, **more: Any) -> Ranking:
    given = {"order": tuple(t.pk for t in talents), "reason": "11月20日两委商量，先请有空的"}
    return actions.rank(cast.chen, cast.wenxing, **{**given, **more})
