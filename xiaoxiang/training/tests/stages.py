"""What the tests of training begin from."""

from datetime import timedelta
from typing import Any

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.training import actions
from xiaoxiang.training.models import Course, Kind, Session


def course(cast: Cast, **more: Any) -> Course:
    """First aid: a skill for two years."""
    given: dict[str, Any] = {"name": "应急救护", "kind": Kind.SKILL, "valid_months": 24, **more}
    return actions.open_course(cast.chen, cast.wenxing, **given)


def session(cast: Cast, **more: Any) -> Session:
    """Next Friday morning in the station."""
    begins = clock.now() + timedelta(days=4)
    given: dict[str, Any] = {
        "course": more.pop("course", None) or course(cast),
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "where": "文兴驿站",
        **more,
    }
    return actions.announce(cast.chen, cast.wenxing, **given)


def asked(cast: Cast, **more: Any) -> Any:
    """Wang is asked; the answer is the invitation."""
    made = actions.invite(cast.chen, session(cast, **more), person=cast.people["wang"])
    return made.invitations.get()


def begun(cast: Cast, **more: Any) -> Session:
    """A session that began an hour ago; Wang was asked."""
    with clock.at(clock.now() - timedelta(days=4, hours=1)):
        return asked(cast, **more).session


def held(cast: Cast, *names: str, **more: Any) -> Session:
    """A session at which these came."""
    made = begun(cast, **more)
    return actions.hold(cast.chen, made, present=[cast.people[name].pk for name in names or ("wang",)])
