"""How matters live: each life a generator that does one deed through the door and says when it goes on.

The deeds are those of the product; nothing here writes a row. What a person says comes from `words`, when they act from
`Hours`; a life that has not ended when the year does is a matter still open today.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from xiaoxiang.demo import words
from xiaoxiang.demo.cast import Community
from xiaoxiang.demo.names import BODY_FOR
from xiaoxiang.demo.year import Hours, Life
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.ending import Content, Solved
from xiaoxiang.matters.actions.handling import WhistleCase
from xiaoxiang.matters.actions.noting import Way
from xiaoxiang.matters.models import Channel, Matter
from xiaoxiang.matters.states import State
from xiaoxiang.people import suggestions
from xiaoxiang.people.models import Body
from xiaoxiang.places.models import Place
from xiaoxiang.regulation.worktime import SHANGHAI


@dataclass
class Teller:
    """What a life needs to be told: the community, an alley of it, its own dice and hours."""

    here: Community
    alley: Place
    rng: Random
    hours: Hours
    kind: str
    last: Matter = field(default_factory=Matter)
    """The matter noted last, as it stands since the last deed."""

    def says(self, lines: tuple[str, ...]) -> str | None:
        return self.rng.choice(lines) or None

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    @property
    def worker(self) -> Actor:
        return self.here.worker(self.rng)

    @property
    def body(self) -> Body:
        return self.here.body_for(self.here.kinds[self.kind], BODY_FOR)

    def note(self, by: Actor, **more: Any) -> Matter:
        matter = actions.note(
            by,
            self.alley,
            kind=self.here.kinds[self.kind],
            words=self.rng.choice(words.SEEN[self.kind]),
            landmark=self.rng.choice(words.LANDMARKS) or None,
            **more,
        )
        self.here.mine.add(str(matter.pk))
        self.last = matter
        return matter

    def noted_by_steward(self, way: Way) -> Matter:
        steward = self.here.steward(self.alley, self.rng)
        return self.note(steward or self.worker, way=way)

    def noted_by_resident(self) -> Matter:
        """By the plaque mostly; some leave a number to be called back."""
        more = {"raiser_phone": f"1540001{self.rng.randrange(10_000):04}"} if self.chance(0.35) else {}
        return self.note(self.here.resident(), channel=Channel.PLAQUE, **more)

    def noted_at_the_desk(self) -> Matter:
        """On the telephone, at the desk or on a slip of paper, written down by a worker."""
        channel = self.rng.choice((Channel.PHONE, Channel.PHONE, Channel.DESK, Channel.PAPER))
        more = {"raiser_phone": f"1540002{self.rng.randrange(10_000):04}"} if channel == Channel.PHONE else {}
        return self.note(self.worker, channel=channel, **more)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("kind").get(pk=matter.pk)


def today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


# The seed's first way: on the spot


def settled(t: Teller) -> Life:
    """Seen and settled by the steward in one deed."""
    t.note(t.here.steward(t.alley, t.rng) or t.worker, way=Way.SETTLED)
    return
    yield


def settled_for_a_neighbour(t: Teller) -> Life:
    """A resident wrote; the steward went and settled it; the resident may say how it was."""
    steward = t.here.steward(t.alley, t.rng)
    matter = t.noted_by_resident()
    yield t.hours.within(matter.due_at, 0.05, 0.7)
    if fresh(matter).state != State.NOTED:
        yield from taken_up(t, matter)
        return
    matter = actions.settle(steward or t.worker, matter, words=t.says(words.SETTLED))
    yield from asked(t, matter)


# The second: reported to the community


def reported(t: Teller) -> Life:
    """By a steward, a resident or at the desk; accepted, handled, looked at."""
    if t.chance(0.45):
        matter = t.noted_by_steward(Way.REPORT)
    elif t.chance(0.7):
        matter = t.noted_by_resident()
        if matter.state == State.NOTED:
            yield t.hours.within(matter.due_at, 0.05, 0.7)
            if fresh(matter).state == State.NOTED:
                matter = actions.report(t.here.steward(t.alley, t.rng) or t.worker, matter)
    else:
        matter = t.noted_at_the_desk()
    if t.chance(0.12):
        yield t.hours.awake(0.5, 20)
        actions.join(t.here.resident(), matter)
    yield from taken_up(t, matter)


def taken_up(t: Teller, matter: Matter) -> Life:
    """Accepted by the community, one in twenty too late, and handled in one of the ways there are."""
    yield t.hours.office_within(matter.due_at, 0.05, 0.8 if t.chance(0.95) else 1.3)
    matter = actions.accept(t.worker, matter, words=t.says(words.ACCEPTED))
    yield from t.rng.choices(WAYS, SHARES)[0](t, matter)


def plainly(t: Teller, matter: Matter) -> Life:
    """Sent to whoever can do it; done; looked at; asked."""
    yield t.hours.office(0.2, 3)
    matter = actions.dispatch(t.worker, matter, body=t.body, words=t.says(words.DISPATCHED))
    yield from done_and_verified(t, matter)


def by_ourselves(t: Teller, matter: Matter) -> Life:
    """The community does it itself."""
    yield t.hours.office_within(matter.due_at, 0.2, 0.9)
    doer = t.worker
    matter = actions.declare_done(doer, matter, words=t.says(words.DONE))
    yield t.hours.office(0.5, 6)
    matter = actions.verify(t.worker, matter, words=t.says(words.LOOKED))
    yield from asked(t, matter)


def returned_first(t: Teller, matter: Matter) -> Life:
    """Sent to the wrong body, returned with where it belongs, sent to the right one (MA8)."""
    yield t.hours.office(0.2, 3)
    wrong = t.here.bodies[(t.here.bodies.index(t.body) + 1) % len(t.here.bodies)]
    matter = actions.dispatch(t.worker, matter, body=wrong)
    yield t.hours.office(2, 7)
    reason, suggestion = t.rng.choice(words.RETURNED)
    matter = actions.send_back(t.worker, matter, reason=reason, suggestion=suggestion)
    yield t.hours.office(0.3, 5)
    matter = actions.dispatch(t.worker, matter, body=t.body)
    yield from done_and_verified(t, matter)


def paused_once(t: Teller, matter: Matter) -> Life:
    """Stopped by an obstacle, with the day of the next look."""
    yield t.hours.office(1, 4)
    matter = actions.dispatch(t.worker, matter, body=t.body)
    yield t.hours.office(2, 20)
    until = today() + timedelta(days=t.rng.randint(3, 12))
    matter = actions.pause(t.worker, matter, reason=t.rng.choice(words.PAUSED), until=until)
    yield t.hours.into_office(clock.now() + (until - today()) * 1.0 - timedelta(hours=3))
    matter = actions.resume(t.worker, matter)
    yield t.hours.office(0.2, 2)
    matter = actions.dispatch(t.worker, matter, body=t.body)
    yield from done_and_verified(t, matter)


def extended(t: Teller, matter: Matter) -> Life:
    """Takes longer, with a reason that whoever raised it reads."""
    yield t.hours.office(0.2, 3)
    matter = actions.dispatch(t.worker, matter, body=t.body)
    due = matter.due_at
    yield t.hours.office_within(due, 0.4, 0.8)
    later = (due or clock.now()).astimezone(SHANGHAI).date() + timedelta(days=t.rng.randint(4, 10))
    matter = actions.extend(t.worker, matter, reason=t.rng.choice(words.EXTENDED), until=later)
    yield from done_and_verified(t, matter)


def not_yet(t: Teller, matter: Matter) -> Life:
    """Said to be done, looked at, not done; done the second time."""
    yield t.hours.office(0.2, 3)
    matter = actions.dispatch(t.worker, matter, body=t.body)
    yield t.hours.office_within(matter.due_at, 0.2, 0.7)
    matter = actions.declare_done(t.worker, matter, words=t.says(words.DONE))
    yield t.hours.office(1, 7)
    matter = actions.not_yet(t.worker, matter, reason=t.rng.choice(words.NOT_YET))
    yield from plainly(t, matter)


def sent_up(t: Teller, matter: Matter) -> Life:
    """Beyond the community: the subdistrict takes it and whistles a department to the place (MA10)."""
    yield t.hours.office(2, 20)
    matter = actions.send_up(t.worker, matter, reason=t.rng.choice(words.SENT_UP))
    yield t.hours.office(0.5, 4)
    if t.chance(0.5):
        matter = actions.accept(t.here.official(t.rng), matter)
        yield t.hours.office(0.3, 3)
    case = t.rng.choice(list(WhistleCase))
    matter = actions.whistle(t.here.official(t.rng), matter, body=t.body, case=case)
    yield t.hours.office_within(matter.due_at, 0.3, 0.9)
    matter = actions.declare_done(t.here.official(t.rng), matter, words=t.says(words.DONE))
    yield t.hours.office(1, 7)
    matter = actions.verify(t.worker, matter, words=t.says(words.LOOKED))
    yield from asked(t, matter)


def out_of_scope(t: Teller, matter: Matter) -> Life:
    """Not ours: said why, and whom to turn to."""
    yield t.hours.office(0.2, 4)
    reason, where = t.rng.choice(words.DECLINED)
    actions.decline(t.worker, matter, reason=reason, where=where)


def merged(t: Teller, matter: Matter) -> Life:
    """Another neighbour wrote of the same thing: made one with the first, which goes on."""
    again = t.note(t.here.resident(), channel=Channel.PLAQUE)
    yield t.hours.office(0.2, 2)
    actions.merge(t.worker, again, into=matter)
    yield from plainly(t, matter)


def undone(t: Teller, matter: Matter) -> Life:
    """Sent to the wrong body by a slip of the finger, taken back at once."""
    worker = t.here.workers[0]
    yield t.hours.office(0.3, 2)
    matter = actions.dispatch(t.here.as_actor(worker), matter, body=t.here.bodies[-1])
    yield clock.now() + timedelta(seconds=t.rng.randint(8, 40))
    matter = actions.undo(t.here.as_actor(worker), matter)
    yield clock.now() + timedelta(seconds=t.rng.randint(20, 90))
    matter = actions.dispatch(t.here.as_actor(worker), matter, body=t.body)
    yield from done_and_verified(t, matter)


WAYS = (plainly, by_ourselves, returned_first, paused_once, extended, not_yet, sent_up, out_of_scope, merged, undone)
SHARES = (52, 12, 6, 4, 5, 4, 5, 4, 5, 2)


def done_and_verified(t: Teller, matter: Matter) -> Life:
    """The body says it is done, somebody looks, whoever raised it is asked. One in ten is late."""
    late = t.chance(0.1)
    yield t.hours.office_within(matter.due_at, 1.05 if late else 0.25, 1.9 if late else 0.92)
    matter = actions.declare_done(t.worker, matter, words=t.says(words.DONE))
    yield t.hours.office(0.7, 9)
    matter = actions.verify(t.worker, matter, words=t.says(words.LOOKED))
    yield from asked(t, matter)


# The third: joint consultation


def consulted(t: Teller) -> Life:
    """The parties come together; mostly they agree who does what by when (seed 25)."""
    if t.chance(0.55):
        matter = t.noted_by_resident()
        if matter.state == State.NOTED:
            yield t.hours.within(matter.due_at, 0.05, 0.7)
        matter = actions.consult(
            t.here.steward(t.alley, t.rng) or t.worker, matter, parties=t.rng.choice(words.PARTIES)
        )
    else:
        matter = t.noted_by_steward(Way.CONSULT)
    yield t.hours.days(1, 9)
    if t.chance(0.08):
        matter = actions.part(t.worker, matter, reason=t.rng.choice(words.PARTED))
        yield from plainly(t, matter)
        return
    until = today() + timedelta(days=t.rng.randint(3, 14))
    by = t.here.steward(t.alley, t.rng) or t.worker
    parties = t.rng.choice(words.PARTIES)
    matter = actions.agree(by, matter, words=t.rng.choice(words.AGREED), parties=parties, due_on=until)
    yield t.hours.office_within(matter.due_at, 0.4, 0.97)
    matter = actions.declare_done(t.worker, matter, words=t.says(words.DONE))
    yield t.hours.office(1, 9)
    matter = actions.verify(t.worker, matter, words=t.says(words.LOOKED))
    yield from asked(t, matter)


# What whoever raised it says


def asked(t: Teller, matter: Matter) -> Life:
    """Solved, not solved or not yet clear, by the receipt or on the telephone; or nothing, and the clock closes it."""
    if matter.is_ended or not (matter.receipt or matter.raised_by_id):
        return
    drawn = t.rng.random()
    if drawn > 0.68:
        return
    yield t.hours.awake(3, 70)
    by, channel = _who_says(t, matter)
    if drawn < 0.045:
        actions.answer(
            by, matter, solved=Solved.NOT_SOLVED, content=Content.NOT, words=t.says(words.SAID_NO), channel=channel
        )
        yield t.hours.office(0.5, 3.5)
        matter = actions.accept(t.worker, matter)
        yield from plainly(t, matter)
    elif drawn < 0.08:
        actions.answer(by, matter, solved=Solved.NOT_CLEAR, words=t.says(words.STILL), channel=channel)
        yield t.hours.awake(48, 96)
        actions.answer(by.then(clock.now()), matter, solved=Solved.SOLVED, content=Content.SO_SO, channel=channel)
    else:
        content = t.rng.choices(
            (None, Content.VERY, Content.CONTENT, Content.SO_SO, Content.NOT_CLEAR), (30, 25, 35, 8, 2)
        )
        actions.answer(
            by, matter, solved=Solved.SOLVED, content=content[0], words=t.says(words.SAID_YES), channel=channel
        )


def _who_says(t: Teller, matter: Matter) -> tuple[Actor, Channel]:
    if matter.raised_by_id and matter.raised_by:
        return t.here.as_actor(matter.raised_by), Channel.WEB
    if matter.channel == Channel.PHONE or t.chance(0.2):
        return t.worker, Channel.PHONE
    return t.here.resident(matter), Channel.WEB


# What they say about this system itself


def suggested(t: Teller, said: str, answered: str) -> Life:
    """Somebody says on an alley's page what is hard to use; the community answers in public, mostly (LB3)."""
    suggestion = suggestions.make(t.here.resident(), words=said, page=f"/a/{t.alley.plaque}/")
    if answered:
        yield t.hours.days(1, 6)
        suggestions.answer(t.worker, suggestion, answer=answered)
