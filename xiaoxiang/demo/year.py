"""A simulated stretch of time: lives told as they happen, each a generator that says when it goes on."""

import heapq
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from xiaoxiang.door import clock
from xiaoxiang.regulation.worktime import SHANGHAI, WorkCalendar

Life = Iterator[datetime]
MORNING, NIGHT = time(6, 40), time(21, 10)


def dice(seed: str) -> Random:
    """The same throws for the same seed: the demonstration is the same every time."""
    return Random(seed)  # noqa: S311 - nothing secret is drawn here


class Year:
    """Tells lives in the order of their moments, under the clock of each moment, until `end`."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.waiting: list[tuple[datetime, int, Life]] = []
        self.order = count()

    def begin(self, at: datetime, life: Life) -> None:
        heapq.heappush(self.waiting, (at, next(self.order), life))

    def run(self) -> Iterator[datetime]:
        """Tell everything; yields the moment reached, so that whoever runs it can say how far it is."""
        while self.waiting and self.waiting[0][0] <= self.end:
            moment, _order, life = heapq.heappop(self.waiting)
            with clock.at(moment):
                following = next(life, None)
            if following is not None:
                self.begin(max(following, moment), life)
            yield moment


class Hours:
    """When people do things: offices on working days, neighbours while they are awake."""

    def __init__(self, rng: Random, calendar: WorkCalendar) -> None:
        self.rng = rng
        self.calendar = calendar

    def office(self, least: float, most: float) -> datetime:
        """So many hours from now, moved into the next working hours."""
        return self.into_office(clock.now() + timedelta(hours=self.rng.uniform(least, most)))

    def days(self, least: float, most: float) -> datetime:
        """So many days from now, in working hours."""
        return self.office(least * 24, most * 24)

    def awake(self, least: float, most: float) -> datetime:
        """So many hours from now, not at night."""
        return self.into_day(clock.now() + timedelta(hours=self.rng.uniform(least, most)))

    def within(self, due: datetime | None, least: float, most: float) -> datetime:
        """After this share of what is left of a limit; one half: half of it has passed."""
        left = (due - clock.now()) if due else timedelta(hours=6)
        return self.into_day(clock.now() + max(left, timedelta(minutes=20)) * self.rng.uniform(least, most))

    def office_within(self, due: datetime | None, least: float, most: float) -> datetime:
        left = (due - clock.now()) if due else timedelta(hours=6)
        return self.into_office(clock.now() + max(left, timedelta(minutes=20)) * self.rng.uniform(least, most))

    def into_office(self, at: datetime) -> datetime:
        local = at.astimezone(SHANGHAI)
        day = local.date()
        for begins, ends in self.calendar.spans:
            if self.calendar.is_working(day) and local.time() < ends:
                start = datetime.combine(day, begins, SHANGHAI)
                return local if local >= start else start + self._minutes(70)
        begins = self.calendar.spans[0][0]
        return datetime.combine(self.calendar.next_working_day(day), begins, SHANGHAI) + self._minutes(150)

    def into_day(self, at: datetime) -> datetime:
        local = at.astimezone(SHANGHAI)
        if local.time() < MORNING:
            return datetime.combine(local.date(), MORNING, SHANGHAI) + self._minutes(120)
        if local.time() > NIGHT:
            return datetime.combine(local.date() + timedelta(days=1), MORNING, SHANGHAI) + self._minutes(120)
        return local

    def awake_before(self, at: datetime) -> datetime:
        """The moment itself, or the evening before it when it is night."""
        local = at.astimezone(SHANGHAI)
        if MORNING <= local.time() <= NIGHT:
            return local
        evening = local.date() - timedelta(days=1) if local.time() < MORNING else local.date()
        return datetime.combine(evening, NIGHT, SHANGHAI) - self._minutes(150)

    def _minutes(self, most: int) -> timedelta:
        return timedelta(seconds=self.rng.uniform(1, most * 60))
