"""The first weeks of one community: its grids, alleys, grid workers and stewards, all entered by those who may."""

from collections.abc import Iterator
from datetime import timedelta

from xiaoxiang.demo import names
from xiaoxiang.demo.cast import Community
from xiaoxiang.demo.logins import LOGINS, STEWARD, open_login
from xiaoxiang.demo.year import Hours, Life, dice
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.people.actions import end_role, give_consent, give_role, register
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Person, Purpose, Role, RoleHeld
from xiaoxiang.places import actions as place_actions
from xiaoxiang.places.models import Place

CONSENTS = ((Purpose.ALLEY_BOARD, 0.86), (Purpose.ALLEY_PHONE, 0.55), (Purpose.PHOTO, 0.12), (Purpose.CASE, 0.2))
"""What stewards agree to, each asked apart, and how many of them do."""
SECOND_STEWARD = 0.12
ENDED = ("搬到外地去了。", "身体原因，自己提出不再担任。", "年度考核不称职。")


class Settling:
    """Lays out one community; `steps` is a life, so that it happens in its own time."""

    def __init__(self, here: Community, plan: list[str], residents: list[int], hours: Hours, number: int) -> None:
        self.here = here
        self.plan = plan
        self.residents = residents
        self.hours = hours
        self.rng = dice(f"xiaoxiang {here.place.code} people")
        self.names = names.Register(self.rng, {STEWARD, *(login.person for login in LOGINS)})
        self.phones = iter(range(2000 + number * 700, 2700 + number * 700))
        self.is_first = names.FIRST_ALLEYS[0] in plan

    def steps(self) -> Life:
        for step in self._deeds():
            del step
            yield clock.now() + timedelta(seconds=self.rng.uniform(50, 150))

    def _deeds(self) -> Iterator[object]:
        place = self.here.place
        yield place_actions.fill_in(
            self._worker(),
            place,
            residents=sum(self.residents),
            telephone=names.landline(f"2{place.code[-4:-3]}{place.code[-1]}"),
        )
        grids = max(2, round(len(self.plan) / 6.5))
        per_grid = -(-len(self.plan) // grids)
        named = list(zip(self.plan, self.residents, strict=True))
        for number in range(grids):
            title = f"{place.short_name.removesuffix('社区')}第{names.GRID_NUMBERS[number]}网格"
            grid = place_actions.add_grid(self._worker(), place, name=title, is_invented=True)
            yield from self._grid_worker(grid, is_first=self.is_first and number == 0)
            for name, residents in named[number * per_grid : (number + 1) * per_grid]:
                yield from self._alley(grid, name, residents)

    def _grid_worker(self, grid: Place, *, is_first: bool) -> Iterator[object]:
        login = next((x for x in LOGINS if x.role == Role.GRID_WORKER), None) if is_first else None
        yield (person := self._registered(grid, login.person if login else self.names.person()))
        yield give_role(self.here.official(self.rng), person, role=Role.GRID_WORKER, place=grid)
        if login:
            county = RoleHeld.objects.filter(county_id=grid.county_id, role=Role.COUNTY_OFFICIAL).order_by("id")[0]
            open_login(as_person(county.person_id), person, login)

    def _alley(self, grid: Place, name: str, residents: int) -> Iterator[object]:
        alley = place_actions.add_alley(self._worker(), grid, name=name, residents=residents, is_invented=True)
        self.here.alleys.append(alley)
        yield alley
        yield from self.steward(alley, STEWARD if name == names.FIRST_ALLEYS[0] else None)
        if self.rng.random() < SECOND_STEWARD:
            yield from self.steward(alley, None)

    def steward(self, alley: Place, name: str | None) -> Iterator[object]:
        """Registered by the community, appointed by the subdistrict (seed 13), asked for each consent apart."""
        yield (person := self._registered(alley, name or self.names.person()))
        yield give_role(self.here.official(self.rng), person, role=Role.STEWARD, place=alley)
        self.here.stewards.setdefault(alley.pk, []).append(person)
        for purpose, share in CONSENTS:
            if self.rng.random() < share or (name and purpose in (Purpose.ALLEY_BOARD, Purpose.ALLEY_PHONE)):
                yield give_consent(self._worker(), person, purpose=purpose, is_on_paper=True)

    def leaving(self, alley: Place, reason: str) -> Life:
        """A steward lays the role down; within a month there is another (seed 79, 80)."""
        person = self.here.stewards[alley.pk].pop()
        held = RoleHeld.objects.get(person=person, role=Role.STEWARD, until=None)
        end_role(self.here.official(self.rng), held, reason=reason)
        yield self.hours.days(6, 28)
        for step in self.steward(alley, None):
            del step
            yield clock.now() + timedelta(minutes=self.rng.uniform(2, 9))

    def _worker(self) -> Actor:
        return self.here.worker(self.rng)

    def _registered(self, place: Place, name: str) -> Person:
        person: Person = register(self._worker(), place, name=name, phone=names.phone(next(self.phones)))
        return person
