"""Days in Shanghai, and the rules that bind today: what the steps of this room ask first."""

from datetime import date, datetime, time, timedelta

from xiaoxiang.door import clock
from xiaoxiang.regulation.queries import Rules, rules
from xiaoxiang.regulation.worktime import SHANGHAI


def today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


def binding(county_id: int) -> Rules:
    """The rules that bind now; whoever decides under them keeps their number."""
    return rules(county_id, clock.now())


def morning(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min, SHANGHAI)


def night(day: date) -> datetime:
    """The first moment after a day."""
    return morning(day + timedelta(days=1))
