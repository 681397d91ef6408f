"""Giving and ending roles: who may, of whom, where."""

from datetime import timedelta

import pytest

from tests.people import Cast, named
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import accounts, actions
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Account, Device, Person, Role, RoleHeld
from xiaoxiang.people.rights import LEVELS

pytestmark = pytest.mark.django_db

EVERYBODY = ("wang", "li", "chen", "lin", "gao", "sun", "wu", "zhou")
MAY_GIVE = {
    Role.STEWARD: {"sun"},
    Role.GRID_WORKER: {"sun", "wu"},
    Role.COMMUNITY_WORKER: {"wu"},
    Role.COMMUNITY_DIRECTOR: {"wu"},
    Role.SUBDISTRICT_OFFICIAL: {"wu"},
    Role.COUNTY_OFFICIAL: {"wu"},
    Role.AUDIT_ADMINISTRATOR: {"wu"},
}


def place_for(cast: Cast, role: Role):
    level = min(LEVELS[role])
    whole = cast.people["wu"].roles_held.get().place
    grid = cast.houjie.parent
    return {"alley": cast.houjie, "grid": grid, "community": cast.wenxing, "subdistrict": cast.east, "county": whole}[
        level
    ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_given_by_the_body_that_the_seed_names_and_by_nobody_else(cast: Cast, role: Role):
    place = place_for(cast, role)
    for who in EVERYBODY:
        newcomer = named("新来的", cast.wenxing)
        if who in MAY_GIVE[role]:
            held = actions.give_role(getattr(cast, who), newcomer, role=role, place=place)
            assert (
                as_person(newcomer.pk).holds(role, cast.houjie) or role == Role.COUNTY_OFFICIAL or held.place == place
            )
        else:
            with pytest.raises(Refused) as refused:
                actions.give_role(getattr(cast, who), newcomer, role=role, place=place)
            assert refused.value.status in (403, 404)
            assert not newcomer.roles_held.exists()


def test_nobody_gives_herself_a_role(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.give_role(
            cast.wu, cast.people["wu"], role=Role.AUDIT_ADMINISTRATOR, place=place_for(cast, Role.COUNTY_OFFICIAL)
        )
    assert "自己" in refused.value.sentence


def test_the_subdistrict_next_door_gives_nothing_here(cast: Cast):
    newcomer = named("新来的", cast.qingyun)
    with pytest.raises(Refused) as refused:
        actions.give_role(cast.sun, newcomer, role=Role.STEWARD, place=cast.shijie)
    assert refused.value.status == 404


def test_a_role_is_not_given_twice_nor_at_the_wrong_level(cast: Cast):
    with pytest.raises(Refused, match="already_held"):
        actions.give_role(cast.sun, cast.people["wang"], role=Role.STEWARD, place=cast.houjie)
    with pytest.raises(Refused, match="wrong_level"):
        actions.give_role(cast.sun, cast.people["wang"], role=Role.STEWARD, place=cast.wenxing)


def test_who_audits_does_nothing_else(cast: Cast):
    with pytest.raises(Refused, match="apart"):
        actions.give_role(cast.wu, cast.people["zhou"], role=Role.COMMUNITY_WORKER, place=cast.wenxing)
    with pytest.raises(Refused, match="apart"):
        actions.give_role(
            cast.wu, cast.people["chen"], role=Role.AUDIT_ADMINISTRATOR, place=place_for(cast, Role.AUDIT_ADMINISTRATOR)
        )


def test_a_grid_worker_reaches_every_alley_of_the_grid_and_no_other(cast: Cast):
    held = actions.give_role(
        cast.sun, named("网格员小何", cast.wenxing), role=Role.GRID_WORKER, place=cast.houjie.parent
    )
    worker = as_person(held.person_id)
    assert worker.holds(Role.GRID_WORKER, cast.houjie)
    assert worker.holds(Role.GRID_WORKER, cast.yancang)
    assert not worker.holds(Role.GRID_WORKER, cast.shijie)
    assert Person.objects.visible_to(worker).filter(pk=cast.people["wang"].pk).exists()


def test_ended_it_is_gone_now_and_still_answers_for_then(cast: Cast, monday):
    held = cast.people["wang"].roles_held.get()
    actions.end_role(cast.sun, held, reason="年满离任")
    wang = as_person(cast.people["wang"].pk)
    assert not wang.holds(Role.STEWARD, cast.houjie)
    assert wang.then(monday - timedelta(days=1)).holds(Role.STEWARD, cast.houjie)


def test_ending_the_last_role_closes_the_account_and_the_phones(cast: Cast, monday):
    accounts.open_account(cast.people["chen"], "chen", "榕树下喝茶三点半")
    actions.end_role(cast.wu, cast.people["chen"].roles_held.get(), reason="调走了")
    assert not Account.objects.get(username="chen").is_active
    Device.objects.create(county=cast.county, person=cast.people["wang"], token_digest=b"x", bound_at=monday)
    actions.end_role(cast.sun, cast.people["wang"].roles_held.get(), reason="搬走了")
    assert not Device.objects.alive().exists()


def test_a_steward_may_lay_the_role_down_herself_but_nobody_else_of_the_community_may_take_it(cast: Cast):
    held = cast.people["wang"].roles_held.get()
    with pytest.raises(Refused):
        actions.end_role(cast.lin, held, reason="不合适")
    actions.end_role(cast.wang, held, reason="身体不好")
    assert Entry.objects.get(action="role.end").thing_id == cast.people["wang"].pk


def test_sent_twice_a_role_is_given_once(cast: Cast):
    newcomer = named("新来的", cast.wenxing)
    op_id = newcomer.pk
    for _again in range(2):
        actions.give_role(cast.sun, newcomer, role=Role.STEWARD, place=cast.houjie, op_id=op_id)
    assert newcomer.roles_held.count() == 1


def test_who_serves_elsewhere_lays_that_down_first_and_then_belongs_here(cast: Cast):
    gao = cast.people["gao"]
    with pytest.raises(Refused, match="elsewhere"):
        actions.give_role(cast.wu, gao, role=Role.COMMUNITY_WORKER, place=cast.wenxing)
    actions.end_role(cast.wu, gao.roles_held.get(), reason="调到文兴")
    actions.give_role(cast.wu, gao, role=Role.COMMUNITY_WORKER, place=cast.wenxing)
    gao.refresh_from_db()
    assert (gao.community_id, gao.subdistrict_id) == (cast.wenxing.pk, cast.east.pk)


def test_the_console_gives_the_first_role_of_all(cast: Cast):
    RoleHeld.objects.all().delete()
    console = Actor(
        kind=ActorKind.IMPORTER, county_id=cast.county.pk, name="控制台", channel="console", moment=clock.now()
    )
    whole = place_for(cast, Role.COUNTY_OFFICIAL) if RoleHeld.objects.exists() else cast.wenxing.subdistrict.parent
    first = actions.register(console, whole, name="第一人")
    actions.give_role(console, first, role=Role.COUNTY_OFFICIAL, place=whole)
    assert as_person(first.pk).holds(Role.COUNTY_OFFICIAL, cast.houjie)


def test_an_importer_that_is_not_the_console_gives_nothing(cast: Cast):
    sheet = Actor(kind=ActorKind.IMPORTER, county_id=cast.county.pk, name="表格", channel="import")
    with pytest.raises(Refused):
        actions.give_role(sheet, cast.people["wang"], role=Role.STEWARD, place=cast.yancang)
