"""The demonstration county: built through the door, honest about what is invented, whole in every chain."""

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from tests.people import Cast
from xiaoxiang.demo import county, names
from xiaoxiang.demo.founding import FIRST_COMMUNITY
from xiaoxiang.demo.year import Hours, Year
from xiaoxiang.door import clock, verify
from xiaoxiang.door.models import Entry
from xiaoxiang.matters.models import Matter
from xiaoxiang.people import demo
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Account, Consent, Notice, Person, Role, RoleHeld, Suggestion
from xiaoxiang.places import queries
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.regulation import queries as regulation_queries
from xiaoxiang.regulation.worktime import SHANGHAI, WorkCalendar

TODAY = datetime(2026, 11, 25, 7, 20, tzinfo=UTC)
"""A Wednesday, 15:20 in Shanghai."""


@pytest.mark.slow
class Demonstration(TestCase):
    """A fifth of the year's matters of two of the ten communities."""

    @classmethod
    def setUpTestData(cls) -> None:
        queries.forget()
        regulation_queries.forget()
        everybody = county.found(TODAY)
        chosen = [place for place in everybody if place.code in (FIRST_COMMUNITY, "350922002001")]
        for _moment in county.live(chosen, TODAY, size=0.2):
            pass
        county.finish(TODAY)
        cls.first = Place.objects.get(code=FIRST_COMMUNITY)

    def test_every_chain_verifies_and_has_a_head_of_every_day(self) -> None:
        assert [report.wrong for report in verify.verify_all() if report.wrong] == []
        assert verify.Head.objects.filter(chain_id=self.first.pk).count() > 360

    def test_it_says_of_itself_that_it_is_a_demonstration(self) -> None:
        assert County.objects.get().is_demo
        assert set(Place.objects.alleys().values_list("is_invented", flat=True)) == {True}

    def test_every_row_came_through_the_door(self) -> None:
        noted = Entry.objects.filter(action="matter.note").values_list("thing_id", flat=True)
        assert set(noted) == set(Matter.objects.values_list("pk", flat=True))
        named = Entry.objects.filter(action="person.register").values_list("thing_id", flat=True)
        assert set(named) == set(Person.objects.values_list("pk", flat=True))

    def test_the_year_ends_now_and_nothing_lies_in_the_future(self) -> None:
        assert Entry.objects.filter(at__gt=TODAY).count() == 0
        assert Matter.objects.order_by("noted_at").first().noted_at < TODAY - timedelta(days=300)

    def test_the_worker_finds_no_flood_of_old_jobs(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            assert cursor.fetchone()[0] == 0
        assert Notice.objects.exists()
        assert not Notice.objects.filter(at__gt=TODAY).exists()

    def test_the_three_ways_stand_in_the_seeds_proportion(self) -> None:
        ways = [
            Matter.objects.filter(route=r, noted_at__lt=TODAY - timedelta(days=20)).count()
            for r in ("on_the_spot", "reported_to_community", "joint_consultation")
        ]
        assert ways[0] > ways[1] > ways[2] > 0

    def test_some_are_open_some_are_late_and_climbed(self) -> None:
        still = Matter.objects.is_open()
        assert {"dispatched", "reported", "noted", "paused", "in_consultation", "verified"} <= set(
            still.values_list("state", flat=True)
        )
        assert still.filter(climbed__gt=0, due_at__lt=TODAY).exists()
        assert still.filter(due_at__date=TODAY.date()).exists()

    def test_every_alley_has_a_steward_appointed_by_the_subdistrict(self) -> None:
        held = RoleHeld.objects.filter(role=Role.STEWARD, until=None, place__community=self.first)
        alleys = Place.objects.alleys().filter(community=self.first)
        assert {h.place_id for h in held} == {a.pk for a in alleys}
        assert Consent.objects.count() > len(held) / 2

    def test_each_role_has_a_login_and_the_well_known_steward_her_alley(self) -> None:
        roles = {role for account in Account.objects.all() for role in as_person(account.person_id).roles}
        assert roles == set(Role) - {Role.STEWARD}
        wang = Person.objects.get(name="王秀英")
        assert wang.roles_held.get().place.name == "后街巷"

    def test_the_page_of_keys_opens_each_role(self) -> None:
        ways_in = demo.keys(self.first.county_id)
        assert [bool(key.username and key.code) for key in ways_in].count(True) == 6
        assert {key.place for key in ways_in if key.username} >= {"文兴社区", "城东街道", "古田县"}
        assert Account.objects.get(username="chenxiaoyan").check_password(demo.PASSWORD)
        assert not Account.objects.exclude(first_password_until=None).exists()

    def test_telephones_are_nobodys(self) -> None:
        assert {p.phone.masked[:3] for p in Person.objects.exclude(phone=None)} == {"154"}
        assert set(County.objects.values_list("telephone", flat=True)) == {"05939000000"}

    def test_somebody_said_something_about_the_system(self) -> None:
        assert Suggestion.objects.exists()

    def test_the_doors_are_printed_with_a_code_to_scan(self) -> None:
        out = io.StringIO()
        with mock.patch.dict(os.environ, {"XIAOXIANG_ADDRESS": "http://192.168.1.5:8000"}):
            call_command("doors", stdout=out)
        plaque = Place.objects.alleys().get(name="后街巷").plaque
        assert f"http://192.168.1.5:8000/a/{plaque}/" in out.getvalue()
        assert "chenxiaoyan" in out.getvalue()
        assert "▄" in out.getvalue()

    def test_loaded_twice_it_stays_as_it_is(self) -> None:
        lines = Entry.objects.count()
        out = io.StringIO()
        call_command("demo", stdout=out)
        assert "已经在这里" in out.getvalue()
        assert Entry.objects.count() == lines


@pytest.mark.django_db
def test_it_is_never_poured_into_a_real_county(cast: Cast):
    with pytest.raises(CommandError, match="只装进空的数据库"):
        call_command("demo")


@pytest.mark.django_db
def test_before_there_is_a_county_the_doors_show_the_one_time_code(settings, tmp_path):
    settings.KEYS = tmp_path
    out = io.StringIO()
    call_command("doors", stdout=out)
    assert f"/found/?code={(tmp_path / 'first_run').read_text()}" in out.getvalue()


def test_all_alleys_and_residents_are_shared_out_without_rest():
    places = [Place(code=code, level=Level.COMMUNITY) for code in ("350922001001", FIRST_COMMUNITY, "350922002001")]
    shares = [county.share(places, p.code) for p in places]
    assert sum(len(alleys) for alleys, _residents in shares) == 192
    assert sum(sum(residents) for _alleys, residents in shares) == 74479
    assert shares[1][0][:2] == ["后街巷", "盐仓弄"]
    assert len({name for alleys, _residents in shares for name in alleys}) == 192


def test_names_are_the_same_for_the_same_dice():
    assert names.alleys(Random(1), 192) == names.alleys(Random(1), 192)


def test_lives_are_told_in_the_order_of_their_moments_and_stop_today():
    told: list[tuple[str, datetime]] = []

    def life(name: str, hours: float) -> Iterator[datetime]:
        while True:
            told.append((name, clock.now()))
            yield clock.now() + timedelta(hours=hours)

    year = Year(TODAY)
    year.begin(TODAY - timedelta(hours=5), life("slow", 2))
    year.begin(TODAY - timedelta(hours=4.5), life("fast", 1))
    assert list(year.run()) == sorted(moment for _name, moment in told)
    assert [name for name, _moment in told] == ["slow", "fast", "fast", "slow", "fast", "fast", "slow", "fast"]


@pytest.mark.parametrize(
    ("hour", "told"), [(3, "2026-11-24"), (12, "2026-11-25"), (23, "2026-11-25")], ids=["night", "noon", "late"]
)
def test_what_happened_hours_ago_happened_while_people_were_awake(hour: int, told: str):
    moment = TODAY.astimezone(SHANGHAI).replace(hour=hour)
    happened = Hours(Random(1), WorkCalendar()).awake_before(moment)
    assert str(happened.date()) == told
    assert 6 <= happened.hour <= 21
    assert happened <= moment
