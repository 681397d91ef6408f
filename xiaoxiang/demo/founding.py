"""The first day of the demonstration county: founded out of the code table, its staff named, its bodies entered."""

from datetime import timedelta

from xiaoxiang.demo import names
from xiaoxiang.demo.logins import LOGINS, Login, open_login
from xiaoxiang.demo.year import dice
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.people.actions import enter_body, give_role, register
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Body, Person, Role
from xiaoxiang.places import actions as place_actions
from xiaoxiang.places import divisions
from xiaoxiang.places.models import Level, Place

GUTIAN = 350922
RESIDENTS = 74479
"""Permanent residents of the urban area (seed 1)."""
FIRST_COMMUNITY = "350922001003"
"""文兴: where the demonstration logins work."""
WORKERS = 3


def console() -> Actor:
    return Actor(kind=ActorKind.IMPORTER, county_id=GUTIAN, name="安装的人", channel="console", moment=clock.now())


class FirstDay:
    """Does one thing after the other, two minutes apart."""

    def __init__(self) -> None:
        self.at = clock.now()
        self.rng = dice("xiaoxiang first day")
        self.names = names.Register(self.rng, {login.person for login in LOGINS})
        self.phones = iter(range(1, 2000))

    def tick(self) -> None:
        self.at += timedelta(seconds=self.rng.uniform(40, 160))

    def found(self) -> Place:
        table = divisions.as_lines(divisions.urban(str(GUTIAN)))
        with clock.at(self.at):
            return place_actions.found(
                console(), code=str(GUTIAN), name="古田县", table=table, residents=RESIDENTS, is_demo=True,
                telephone=names.landline("000"),
            )  # fmt: skip

    def appoint(self, role: Role, place: Place, login: Login | None = None) -> Person:
        """Somebody registered and given a role by the console or by the county's own official."""
        self.tick()
        with clock.at(self.at):
            name = login.person if login else self.names.person()
            by = console()
            person = register(by, place, name=name, phone=names.phone(next(self.phones)))
            give_role(by, person, role=role, place=place)
            if login:
                open_login(by, person, login)
        return person


def first_day() -> None:
    """Found the county and name everybody who works in an office. Raises Refused where a county is already."""
    day = FirstDay()
    root = day.found()
    by_role = {login.role: login for login in LOGINS}
    official = day.appoint(Role.COUNTY_OFFICIAL, root, by_role[Role.COUNTY_OFFICIAL])
    day.appoint(Role.COUNTY_OFFICIAL, root)
    day.appoint(Role.AUDIT_ADMINISTRATOR, root, by_role[Role.AUDIT_ADMINISTRATOR])
    _enter_bodies(day, official)
    below = Place.objects.within(root).order_by("position")
    for number, subdistrict in enumerate(below.filter(level=Level.SUBDISTRICT)):
        first = by_role[Role.SUBDISTRICT_OFFICIAL] if number == 0 else None
        day.appoint(Role.SUBDISTRICT_OFFICIAL, subdistrict, first)
        day.appoint(Role.SUBDISTRICT_OFFICIAL, subdistrict)
    for community in sorted(below.communities(), key=lambda c: c.code != FIRST_COMMUNITY):
        is_first = community.code == FIRST_COMMUNITY
        director, worker = Role.COMMUNITY_DIRECTOR, Role.COMMUNITY_WORKER
        day.appoint(director, community, by_role[director] if is_first else None)
        for number in range(WORKERS):
            day.appoint(worker, community, by_role[worker] if is_first and number == 0 else None)


def _enter_bodies(day: FirstDay, official: Person) -> None:
    for name, sort, number in names.BODIES:
        day.tick()
        with clock.at(day.at):
            enter_body(
                as_person(official.pk), name=name, sort=Body.Sort(sort), telephone=names.landline(f"1{number}"),
                is_invented=True,
            )  # fmt: skip
