"""Grids and alleys: added, renamed, filled in and closed by those who keep the list."""

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.places import actions
from xiaoxiang.places.models import Place
from xiaoxiang.places.plaques import CODE
from xiaoxiang.places.plates import plate_pinyin

pytestmark = pytest.mark.django_db


def test_a_grid_continues_the_code_of_its_community(cast: Cast):
    grid = actions.add_grid(cast.chen, cast.wenxing, name="文兴第二网格")
    assert (grid.code, grid.community_id, grid.subdistrict_id) == ("350922001003002", cast.wenxing.pk, cast.east.pk)


def test_an_alley_gets_a_plaque_a_code_and_its_pinyin(cast: Cast):
    alley = actions.add_alley(cast.chen, cast.houjie.grid, name="油坊弄")
    assert CODE.fullmatch(alley.plaque)
    assert (alley.code, alley.pinyin, alley.position) == ("350922001003001003", "YOUFANG LONG", 1)
    assert alley.community_id == cast.wenxing.pk


def test_the_same_name_twice_in_one_community_is_refused_beside_the_field(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.add_alley(cast.chen, cast.houjie.grid, name="后街巷")
    assert refused.value.fields == {"name": "本社区已经有同名的巷"}


def test_the_worker_next_door_and_a_resident_may_not(cast: Cast):
    for by in (cast.gao, cast.wang, cast.stranger):
        with pytest.raises(Refused) as refused:
            actions.add_grid(by, cast.wenxing, name="外人画的网格")
        assert refused.value.status == 403


def test_an_alley_stands_in_a_grid_and_not_in_an_alley(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.add_alley(cast.chen, cast.houjie, name="巷中巷")
    assert refused.value.status == 409


def test_renamed_it_keeps_code_and_plaque(cast: Cast):
    before = cast.houjie.plaque
    renamed = actions.rename(cast.chen, cast.houjie, name="北后街")
    assert (renamed.name, renamed.pinyin, renamed.plaque) == ("北后街", "BEIHOU JIE", before)


def test_a_community_is_renamed_by_those_above_it(cast: Cast):
    with pytest.raises(Refused):
        actions.rename(cast.chen, cast.wenxing, name="文兴新社区")
    assert actions.rename(cast.sun, cast.wenxing, name="文兴新社区").name == "文兴新社区"


def test_how_many_live_there_is_entered_at_set_up(cast: Cast):
    filled = actions.fill_in(cast.chen, cast.wenxing, residents=7448)
    assert (filled.residents, filled.telephone) == (7448, "0593-3880003")


def test_a_closed_alley_leaves_the_list_and_a_grid_with_alleys_stays(cast: Cast):
    with pytest.raises(Refused):
        actions.close(cast.chen, cast.houjie.grid)
    assert actions.close(cast.chen, cast.houjie).closed_at
    with pytest.raises(Refused) as refused:
        actions.close(cast.chen, cast.houjie)
    assert refused.value.code == "already"
    assert Place.objects.filter(name="后街巷").exists()


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [("后街巷", "HOUJIE XIANG"), ("盐仓弄", "YANCANG LONG"), ("六一路", "LIUYI LU"), ("埕", "CHENG")],
)
def test_the_plate_says_the_name_in_capitals(name: str, pinyin: str):
    assert plate_pinyin(name) == pinyin
