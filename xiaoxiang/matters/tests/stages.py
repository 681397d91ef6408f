"""How far a matter has come: one function for each state that a test begins from, and the questions every deed answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.handling import WhistleCase
from xiaoxiang.matters.models import Matter


def noted(cast: Cast, **more: Any) -> Matter:
    """By a resident in 后街巷, the steward's turn."""
    return actions.note(cast.stranger, cast.houjie, **{"kind": cast.clutter, **more})


def reported(cast: Cast, **more: Any) -> Matter:
    return actions.report(cast.wang, noted(cast, **more))


def accepted(cast: Cast, **more: Any) -> Matter:
    return actions.accept(cast.chen, reported(cast, **more))


def dispatched(cast: Cast, **more: Any) -> Matter:
    return actions.dispatch(cast.chen, accepted(cast, **more), body=cast.lamps)


def done(cast: Cast, **more: Any) -> Matter:
    return actions.declare_done(cast.chen, dispatched(cast, **more))


def verified(cast: Cast, **more: Any) -> Matter:
    return actions.verify(cast.chen, done(cast, **more))


def consulting(cast: Cast, **more: Any) -> Matter:
    return actions.consult(cast.wang, noted(cast, **more), parties="房主、邻居")


def sent_up(cast: Cast, **more: Any) -> Matter:
    return actions.send_up(cast.chen, accepted(cast, **more), reason="要几家一起办")


def whistled(cast: Cast, **more: Any) -> Matter:
    return actions.whistle(cast.sun, sent_up(cast, **more), body=cast.lamps, case=WhistleCase.STUCK)


def later(**of: float) -> Any:
    """A block of time after now."""
    return clock.at(clock.now() + timedelta(**of))


def refused(status: int, deed: Callable[..., Any], *args: Any, **given: Any) -> Refused:
    """The refusal of a deed, with this status and a sentence."""
    with pytest.raises(Refused) as refusal:
        deed(*args, **given)
    assert refusal.value.status == status, refusal.value.args
    assert str(refusal.value.sentence)
    return refusal.value


def happens_once(deed: Callable[..., Any], by: Any, matter: Matter, **given: Any) -> None:
    """Sent twice under one request id: one step, one line in the journal, the same answer."""
    op_id = uuid4()
    lines = Entry.objects.count()
    steps = matter.steps.count()
    first = deed(by, matter, op_id=op_id, **given)
    assert deed(by, matter, op_id=op_id, **given).pk == first.pk
    assert Entry.objects.count() == lines + 1
    assert matter.steps.count() == steps + 1


def verbs(matter: Matter) -> list[str]:
    return list(matter.steps.values_list("verb", flat=True))


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)
