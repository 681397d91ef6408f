"""The demonstration county: a year of Gutian lived in a minute, every deed through the door.

The first day is told here; the ten communities then live their year beside each other, each with its own dice, so that
the content is the same however many processes tell it. Effects (notices) are run at the end of each simulated day under
its clock: nothing is left for the worker but what lies in the future. What is invented is marked so.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app

from xiaoxiang.demo import names, standing, words
from xiaoxiang.demo.cast import Community
from xiaoxiang.demo.founding import FIRST_COMMUNITY, RESIDENTS, first_day
from xiaoxiang.demo.lives import Teller, consulted, reported, settled, settled_for_a_neighbour, suggested
from xiaoxiang.demo.settling import ENDED, Settling
from xiaoxiang.demo.year import Hours, Life, Year, dice
from xiaoxiang.door import clock, heads
from xiaoxiang.door.actor import the_clock
from xiaoxiang.matters import clockwork
from xiaoxiang.places.models import Place
from xiaoxiang.regulation.queries import rules
from xiaoxiang.regulation.worktime import SHANGHAI

YEAR = timedelta(days=365)
ALLEYS = 192
ON_THE_SPOT, REPORTED, CONSULTED = 836, 316, 152
"""Seed 23-25: 800+, 300+, 150+."""
SETTLED_IN = timedelta(days=4)
LEAVING = 9

SPOT_KINDS = {
    "clutter": 38,
    "parking": 26,
    "wires": 5,
    "garbage": 10,
    "ads": 8,
    "noise": 4,
    "charging": 3,
    "other": 4,
    "bin": 2,
}
NEIGHBOUR_KINDS = {k: n for k, n in SPOT_KINDS.items() if k not in ("wires", "charging")}
"""A danger that a neighbour reports goes past the steward to the community."""
REPORT_KINDS = {
    "lamp": 19, "road": 12, "drain": 15, "garbage": 8, "bin": 6, "fire_lane": 6, "charging": 6, "wires": 6, "manhole": 5,
    "pipe": 6, "falling": 3, "house": 1, "ads": 2, "noise": 3, "gas": 1, "clutter": 4, "other": 3,
}  # fmt: skip
CONSULT_KINDS = {"parking": 30, "clutter": 22, "quarrel": 16, "noise": 10, "drain": 8, "pipe": 6, "other": 4}


def beginning(end: datetime) -> datetime:
    """Half past eight in the morning, a year before."""
    return (end - YEAR).astimezone(SHANGHAI).replace(hour=8, minute=30, second=0, microsecond=0)


def share(communities: list[Place], code: str) -> tuple[list[str], list[int]]:
    """The alleys of a community and how many live in each: the same for whoever asks."""
    rng = dice("xiaoxiang alleys")
    named = names.alleys(rng, ALLEYS)
    counts = names.shares(rng, ALLEYS, len(communities), 0.8, 1.3)
    residents = names.shares(rng, RESIDENTS, ALLEYS, 0.4, 1.8)
    order = sorted(communities, key=lambda c: (c.code != FIRST_COMMUNITY, c.code))
    start = 0
    for community, count in zip(order, counts, strict=True):
        if community.code == code:
            return named[start : start + count], residents[start : start + count]
        start += count
    raise LookupError(code)


class Told:
    """One community's year, from its first grid to today, told within the year of its process."""

    def __init__(self, year: Year, community: Place, everybody: list[Place], size: float) -> None:
        self.here = Community.read(community)
        self.year = year
        self.size = size
        self.start = beginning(year.end)
        self.rng = dice(f"xiaoxiang {community.code}")
        self.calendar = rules(community.county_id, year.end).calendar
        self.hours = Hours(self.rng, self.calendar)
        plan, residents = share(everybody, community.code)
        self.share = len(plan) / ALLEYS
        self.number = everybody.index(community)
        self.settling = Settling(self.here, plan, residents, self.hours, self.number)

    def begin(self) -> None:
        is_first = self.here.place.code == FIRST_COMMUNITY
        self.year.begin(self.start + timedelta(hours=2 if is_first else 3), self.settling.steps())
        self.year.begin(self.start + SETTLED_IN, self._lives_begin())

    def _lives_begin(self) -> Life:
        """All matters of the year, put on their days once alleys and stewards are there."""
        for life, kinds, count in (
            (settled, SPOT_KINDS, ON_THE_SPOT * 0.78),
            (settled_for_a_neighbour, NEIGHBOUR_KINDS, ON_THE_SPOT * 0.22),
            (reported, REPORT_KINDS, REPORTED),
            (consulted, CONSULT_KINDS, CONSULTED),
        ):
            for _ in range(round(count * self.share * self.size)):
                t = self._teller(self.rng.choices(list(kinds), list(kinds.values()))[0])
                self.year.begin(self._some_time(), life(t))
        for number, reason in enumerate(ENDED[: 1 if self.number % 10 else 2] if self.number < LEAVING else ()):
            alley = self.here.alleys[-1 - number]
            at = self.hours.into_office(self.start + timedelta(days=self.rng.uniform(90, 330)))
            self.year.begin(at, self.settling.leaving(alley, reason))
        if self.number < len(words.SUGGESTIONS):
            self.year.begin(self._some_time(), suggested(self._teller("other"), *words.SUGGESTIONS[self.number]))
        self._open_today()
        return
        yield

    def _open_today(self) -> None:
        """What stands open now beside what the year itself left open: most in the first community."""
        is_first = self.here.place.code == FIRST_COMMUNITY
        of_others = [standing.OTHERS[self.number]]
        for life, days, kind in standing.FIRST if is_first else of_others:
            self.year.begin(self._working_days_ago(days), life(self._teller(kind)))

    def _teller(self, kind: str) -> Teller:
        return Teller(self.here, self.rng.choice(self.here.alleys), dice(str(self.rng.random())), self.hours, kind)

    def _some_time(self) -> datetime:
        """A waking hour of the year, more of them when stewards walk their rounds."""
        day = self.start + SETTLED_IN + timedelta(days=self.rng.uniform(0.1, (YEAR - SETTLED_IN).days - 0.4))
        hour = self.rng.choices((7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 20), (9, 12, 10, 8, 6, 7, 8, 10, 9, 7, 4))[0]
        return day.astimezone(SHANGHAI).replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60))

    def _working_days_ago(self, days: float) -> datetime:
        """A moment so many working days before now, in office hours or, within the last day, just hours ago."""
        if days < 1:
            return self.hours.awake_before(self.year.end - timedelta(hours=days * 24))
        day, left = self.year.end.astimezone(SHANGHAI).date(), int(days)
        while left:
            day -= timedelta(days=1)
            left -= self.calendar.is_working(day)
        return datetime.combine(day, self.calendar.spans[0][0], SHANGHAI) + timedelta(hours=8 * (days % 1))


class Evenings:
    """What the clock does by itself every evening: the day's effects, what is late, the head of the day."""

    def __init__(self, communities: list[Community]) -> None:
        self.communities = communities
        self.county_id = communities[0].place.county_id
        self.chains = [c.place.pk for c in communities]

    def days(self) -> Life:
        while True:
            self.once()
            heads.sign(clock.now().astimezone(SHANGHAI).date(), chains=self.chains)
            yield evening(clock.now() + timedelta(days=1))

    def effects(self) -> set[str]:
        mine = {matter for c in self.communities for matter in c.mine}
        run_effects(mine)
        return mine

    def once(self) -> None:
        mine = self.effects()
        for matter_id, version in clockwork.waiting(self.county_id, clock.now()):
            if str(matter_id) in mine:
                clockwork.climb(the_clock(self.county_id), matter_id, version)


def evening(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=18, minute=5, second=0, microsecond=0)


def run_effects(mine: set[str]) -> int:
    """Run the jobs that the deeds of these matters left behind, as the worker would have done by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id",
            [clock.now()],
        )
        rows = [(i, name, args if isinstance(args, dict) else json.loads(args)) for i, name, args in cursor.fetchall()]
    done = []
    for id_, name, args in rows:
        if args.get("matter_id") in mine:
            app.tasks[name].func(**args)
            done.append(id_)
    if done:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [done])
    return len(done)


def found(end: datetime) -> list[Place]:
    """The first day; gives back the communities."""
    with clock.at(beginning(end)):
        first_day()
    return communities()


def communities() -> list[Place]:
    return list(Place.objects.communities().select_related("subdistrict").order_by("position"))


def live(which: list[Place], end: datetime, size: float = 1) -> Iterator[datetime]:
    """Let communities live their year side by side; yields each moment reached."""
    everybody = communities()
    year = Year(end)
    told = [Told(year, place, everybody, size) for place in which]
    for one in told:
        one.begin()
    evenings = Evenings([one.here for one in told])
    year.begin(evening(beginning(end)), evenings.days())
    yield from year.run()
    with clock.at(end):
        evenings.effects()


def finish(end: datetime) -> None:
    """The last heads: where every chain stands now."""
    with clock.at(end):
        heads.sign(end.astimezone(SHANGHAI).date() - timedelta(days=1))
