"""Matters that are still open today, told up to where they stand: late ones, due ones, ones that wait for somebody."""

from collections.abc import Callable
from datetime import timedelta

from xiaoxiang.demo import words
from xiaoxiang.demo.lives import Teller, today
from xiaoxiang.demo.year import Life
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Content, Solved
from xiaoxiang.matters.actions.handling import WhistleCase
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.models import Channel

Standing = Callable[[Teller], Life]


def untouched(t: Teller) -> Life:
    """A neighbour wrote a moment ago."""
    t.note(t.here.resident(), channel=Channel.PLAQUE)
    return
    yield


def waiting_for_acceptance(t: Teller) -> Life:
    t.noted_by_steward(Way.REPORT)
    return
    yield


def by_telephone(t: Teller) -> Life:
    t.noted_at_the_desk()
    return
    yield


def sent_out(t: Teller) -> Life:
    """With a body, and nothing heard since: in time at first, late as days go by."""
    matter = t.noted_by_steward(Way.REPORT) if t.chance(0.5) else t.noted_at_the_desk()
    yield t.hours.office_within(matter.due_at, 0.1, 0.6)
    t.last = actions.accept(t.worker, matter)
    yield t.hours.office(0.1, 1)
    t.last = actions.dispatch(t.worker, t.last, body=t.body, words=t.says(words.DISPATCHED))


def sent_back(t: Teller) -> Life:
    yield from sent_out(t)
    yield t.hours.office(1, 3)
    reason, suggestion = t.rng.choice(words.RETURNED)
    t.last = actions.send_back(t.worker, t.last, reason=reason, suggestion=suggestion)


def said_done(t: Teller) -> Life:
    """The body says it is done; nobody has looked yet."""
    yield from sent_out(t)
    yield t.hours.office(1, 4)
    t.last = actions.declare_done(t.worker, t.last, words=t.says(words.DONE))


def looked_at(t: Teller) -> Life:
    """Done and looked at; whoever raised it has not said anything yet."""
    yield from said_done(t)
    yield t.hours.office(0.2, 1)
    t.last = actions.verify(t.worker, t.last, words=t.says(words.LOOKED))


def resting(t: Teller) -> Life:
    """Paused until a day to come."""
    yield from sent_out(t)
    yield t.hours.office(1, 5)
    until = today() + timedelta(days=t.rng.randint(12, 20))
    t.last = actions.pause(t.worker, t.last, reason=t.rng.choice(words.PAUSED), until=until)


def with_the_subdistrict(t: Teller) -> Life:
    matter = t.noted_at_the_desk()
    yield t.hours.office(0.2, 2)
    t.last = actions.accept(t.worker, matter)
    yield t.hours.office(1, 4)
    t.last = actions.send_up(t.worker, t.last, reason=t.rng.choice(words.SENT_UP))


def whistled(t: Teller) -> Life:
    yield from with_the_subdistrict(t)
    yield t.hours.office(0.5, 2)
    t.last = actions.whistle(t.here.official(t.rng), t.last, body=t.body, case=WhistleCase.JOINT)


def talking(t: Teller) -> Life:
    """The parties are together; no agreement yet."""
    t.noted_by_steward(Way.CONSULT)
    return
    yield


def agreed(t: Teller) -> Life:
    yield from talking(t)
    yield t.hours.days(0.8, 2)
    until = today() + timedelta(days=t.rng.randint(9, 14))
    by = t.here.steward(t.alley, t.rng) or t.worker
    t.last = actions.agree(
        by, t.last, words=t.rng.choice(words.AGREED), parties=t.rng.choice(words.PARTIES), due_on=until
    )


def not_solved(t: Teller) -> Life:
    """Whoever raised it says it came back."""
    yield from looked_at(t)
    yield t.hours.awake(1, 4)
    by = t.worker if t.last.raised_by_id else t.here.resident(t.last)
    t.last = actions.answer(by, t.last, solved=Solved.NOT_SOLVED, content=Content.NOT, words=t.says(words.SAID_NO))


# What stands open, from how many working days ago, of what kind. The first community has more to show than the others.
FIRST: tuple[tuple[Standing, float, str], ...] = (
    (sent_out, 9.2, "lamp"), (sent_out, 7.3, "drain"), (sent_out, 5.3, "road"), (sent_out, 5.2, "lamp"), (sent_out, 1.3, "garbage"),
    (sent_out, 2.1, "bin"), (sent_back, 1.6, "lamp"), (said_done, 1.1, "drain"), (looked_at, 2.2, "road"),
    (waiting_for_acceptance, 0.3, "fire_lane"), (waiting_for_acceptance, 0.2, "lamp"), (by_telephone, 0.1, "garbage"),
    (untouched, 0.15, "clutter"), (untouched, 0.05, "lamp"), (talking, 3.3, "parking"), (agreed, 4.2, "noise"),
    (resting, 4.4, "pipe"), (with_the_subdistrict, 1.5, "house"), (not_solved, 2.6, "garbage"),
)  # fmt: skip
OTHERS: tuple[tuple[Standing, float, str], ...] = (
    (sent_out, 8.4, "road"), (sent_out, 5.3, "drain"), (sent_out, 2.3, "lamp"), (waiting_for_acceptance, 0.2, "charging"),
    (untouched, 0.1, "parking"), (whistled, 2.4, "manhole"), (talking, 2.2, "quarrel"), (said_done, 0.9, "lamp"),
    (looked_at, 1.7, "garbage"), (agreed, 3.1, "clutter"), (by_telephone, 0.25, "drain"), (sent_out, 6.9, "pipe"),
    (resting, 3.5, "road"), (sent_back, 1.4, "bin"),
)  # fmt: skip
