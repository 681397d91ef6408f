"""The same cast in every test: Wang, Li, Chen, Sun, Zhao and a stranger, on two alleys of 文兴 and one of 青云."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.test import Client

from xiaoxiang.door import at_hand, clock
from xiaoxiang.door.actor import Actor, a_resident, the_clock
from xiaoxiang.matters import queries as matters_queries
from xiaoxiang.matters.models import MatterKind
from xiaoxiang.people import devices, sessions
from xiaoxiang.people.accounts import open_account
from xiaoxiang.people.actors import DEVICE_COOKIE, SECOND_FACTOR, UNLOCKED, as_person
from xiaoxiang.people.models import Account, Body, Person, Role, RoleHeld
from xiaoxiang.places import queries as places_queries
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.regulation import parameters
from xiaoxiang.regulation import queries as regulation_queries
from xiaoxiang.regulation.models import Regulation

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 0, 40, tzinfo=UTC)
"""8:40 in Shanghai on an ordinary working day."""
GUTIAN = 350922
PASSWORD = "榕树下 喝茶 三点半"
PIN = "705183"


@dataclass
class Cast:
    """Everybody and everywhere a test needs."""

    county: County
    east: Place
    west: Place
    wenxing: Place
    qingyun: Place
    houjie: Place
    yancang: Place
    shijie: Place
    clutter: MatterKind
    parking: MatterKind
    wires: MatterKind
    lamp: MatterKind
    other: MatterKind
    quarrel: MatterKind
    lamps: Body
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Any:
        people = self.__dict__.get("people", {})
        if name in people:
            return as_person(people[name].pk)
        raise AttributeError(name)

    @property
    def stranger(self) -> Actor:
        return a_resident(self.county.pk)

    @property
    def clock(self) -> Actor:
        return the_clock(self.county.pk)

    def as_staff(self, name: str, client: Client | None = None) -> Client:
        """A browser in which somebody of the staff is signed in with both factors."""
        client, person = client or Client(), self.people[name]
        account = Account.objects.filter(person=person).first() or open_account(person, name, PASSWORD)
        client.force_login(account)
        now = clock.now().timestamp()
        session = client.session
        session.update({SECOND_FACTOR: str(account.pk), sessions.BEGAN: now, sessions.MOVED: now})
        session.save()
        return client

    def as_steward(self, name: str) -> Client:
        """The bound and unlocked phone of a steward."""
        client = Client()
        binding, token = devices.new_binding(self.people[name])
        device = devices.bind(binding, token, PIN)
        client.cookies[DEVICE_COOKIE] = devices.device_secret(token)
        session = client.session
        session[UNLOCKED] = [str(device.pk), (clock.now() + devices.UNLOCKED_FOR).timestamp()]
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client

    def with_receipt(self, matter: Any) -> Actor:
        return a_resident(self.county.pk, receipts=frozenset({matter.pk}))


def found_county() -> tuple[County, Place]:
    county = County.objects.create(
        id=GUTIAN, name="古田县", residents=74479, telephone="0593-3882345", founded_at=LONG_AGO
    )
    whole = Place.objects.create(county=county, level=Level.COUNTY, name="古田县", code="350922000000")
    Regulation.objects.create(
        county=county,
        number=1,
        in_force_on=LONG_AGO.date(),
        parameters=parameters.defaults(),
        reason="初版",
        published_at=LONG_AGO,
    )
    return county, whole


def grown(parent: Place, level: Level, name: str, code: str, **more: Any) -> Place:
    place = parent.below(level, name=name, code=code, **more)
    place.save()
    return place


def kind(county: County, code: str, name: str, **more: Any) -> MatterKind:
    return MatterKind.objects.create(county=county, code=code, name=name, english=code, group="环境", **more)


def appointed(person: Person, role: Role, place: Place) -> Person:
    RoleHeld.objects.create(county_id=place.county_id, person=person, role=role, place=place, since=LONG_AGO)
    return person


def named(name: str, place: Place) -> Person:
    return Person.objects.create(name=name, sort_key=name, **Person.columns_of(place))


def cast() -> Cast:
    """Set the stage in the present database."""
    places_queries.forget()
    regulation_queries.forget()
    matters_queries.forget()
    at_hand.forget()
    county, whole = found_county()
    east = grown(whole, Level.SUBDISTRICT, "城东街道", "350922001000")
    west = grown(whole, Level.SUBDISTRICT, "城西街道", "350922002000")
    wenxing = grown(east, Level.COMMUNITY, "文兴社区居委会", "350922001003", telephone="0593-3880003")
    qingyun = grown(west, Level.COMMUNITY, "青云社区居委会", "350922002001")
    grid = grown(wenxing, Level.GRID, "文兴第一网格", "350922001003001")
    far_grid = grown(qingyun, Level.GRID, "青云第一网格", "350922002001001")
    houjie = grown(grid, Level.ALLEY, "后街巷", "350922001003001001", pinyin="HOUJIE XIANG")
    yancang = grown(grid, Level.ALLEY, "盐仓弄", "350922001003001002", pinyin="YANCANG LONG")
    shijie = grown(far_grid, Level.ALLEY, "石阶巷", "350922002001001001", pinyin="SHIJIE XIANG")
    people = {
        "wang": appointed(named("王秀英", houjie), Role.STEWARD, houjie),
        "li": appointed(named("李建国", yancang), Role.STEWARD, yancang),
        "chen": appointed(named("陈晓燕", wenxing), Role.COMMUNITY_WORKER, wenxing),
        "lin": appointed(named("林立平", wenxing), Role.COMMUNITY_DIRECTOR, wenxing),
        "gao": appointed(named("高志远", qingyun), Role.COMMUNITY_WORKER, qingyun),
        "sun": appointed(named("孙国强", east), Role.SUBDISTRICT_OFFICIAL, east),
        "wu": appointed(named("吴敏", whole), Role.COUNTY_OFFICIAL, whole),
        "zhou": appointed(named("周审", whole), Role.AUDIT_ADMINISTRATOR, whole),
    }
    return Cast(
        county=county, east=east, west=west, wenxing=wenxing, qingyun=qingyun, houjie=houjie, yancang=yancang, shijie=shijie,
        clutter=kind(county, "clutter", "杂物乱堆", position=1),
        parking=kind(county, "parking", "车辆乱停", position=2),
        wires=kind(county, "wires", "私拉电线", position=3, is_danger=True, limit="danger", telephone="119"),
        lamp=kind(county, "lamp", "路灯不亮", limit="facility", position=4),
        other=kind(county, "other", "其他", position=99),
        quarrel=kind(county, "quarrel", "邻里矛盾", position=98, is_private=True),
        lamps=Body.objects.create(county=county, name="县市政所路灯班", telephone="0593-3881111"),
        people=people,
    )  # fmt: skip
