"""Founding a county out of the code table."""

import pytest

from tests.people import GUTIAN, Cast
from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters.models import MatterKind
from xiaoxiang.places import actions, divisions
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.regulation.queries import rules

pytestmark = pytest.mark.django_db
TABLE = divisions.as_lines(divisions.urban("350922"))


def console(county_id: int = GUTIAN) -> Actor:
    return Actor(kind=ActorKind.IMPORTER, county_id=county_id, name="安装的人", channel="console")


def found(by: Actor | None = None, **given) -> Place:
    return actions.found(by or console(), **{"code": "350922", "name": "古田县", "table": TABLE, **given})


def test_the_console_founds_gutian_with_two_subdistricts_and_the_seeds_ten_communities():
    root = found(residents=74479)
    assert (root.level, root.name, County.objects.get().residents) == ("county", "古田县", 74479)
    below = Place.objects.within(root)
    assert [p.name for p in below.filter(level=Level.SUBDISTRICT).order_by("position")] == ["城东街道", "城西街道"]
    communities = below.communities().order_by("code")
    assert communities.count() == 10
    assert [p.short_name for p in communities.filter(subdistrict__name="城西街道")] == [
        "青云社区",
        "文河社区",
        "新秀社区",
        "金泰社区",
    ]


def test_every_code_stays_text_of_twelve_digits():
    found()
    assert {len(code) for code in Place.objects.values_list("code", flat=True)} == {12}


def test_it_begins_with_the_first_regulation_and_the_seeds_three_kinds():
    found()
    assert rules(GUTIAN, clock.now()).number == 1
    kinds = list(MatterKind.objects.filter(county_id=GUTIAN))
    assert [k.name for k in kinds[:3]] == ["杂物乱堆", "车辆乱停", "私拉电线"]
    assert [k.code for k in kinds if k.is_private] == ["quarrel"]
    assert kinds[-1].code == "other"
    assert all(k.telephone in ("110", "119", "120", "12345") for k in kinds if k.is_danger)


def test_it_is_one_line_in_the_countys_own_chain():
    root = found()
    assert Entry.objects.get().chain_id.int == GUTIAN
    assert Entry.objects.get().thing_id == root.pk


def test_there_is_never_a_second_county():
    found()
    with pytest.raises(Refused) as refused:
        found()
    assert refused.value.status == 403
    assert County.objects.count() == 1


def test_nobody_founds_a_county_from_a_web_page(cast: Cast):
    with pytest.raises(Refused) as refused:
        found(cast.wu)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("35092200100 胜利社区", "第 2 行：写成 12 位代码、空格、名称，例如 350922001003 文兴社区居委会"),
        ("350981001001 福安的社区", "第 2 行：代码 350981001001 不是 350922 的，核对前六位"),
        ("350922001000 又一个城东", "第 2 行：代码 350922001000 前面已经用在“城东街道”上"),
        ("350922009001 没有街道的社区", "“没有街道的社区”的街道（350922009000）没有写"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(line: str, sentence: str):
    with pytest.raises(Refused) as refused:
        found(table=f"350922001000 城东街道\n{line}\n350922001001 胜利社区居委会")
    assert sentence in refused.value.fields["table"]
    assert not County.objects.exists()


def test_a_table_copied_from_a_spreadsheet_is_read_as_it_comes():
    found(table="３５０９２２００１０００\t城东街道\r\n\r\n350922001001，胜利社区居委会\n")
    assert [p.name for p in Place.objects.communities()] == ["胜利社区居委会"]
