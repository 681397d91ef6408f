"""The county sets the quota; the table is kept with its working, and the one before is superseded."""

from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Cast, grown
from xiaoxiang.door import clock
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.places import queries as places_queries
from xiaoxiang.places.models import Level, Place
from xiaoxiang.quota import actions, queries
from xiaoxiang.quota.models import QuotaTable
from xiaoxiang.regulation import queries as regulation_queries
from xiaoxiang.regulation.models import Regulation
from xiaoxiang.regulation.parameters import defaults

pytestmark = pytest.mark.django_db


def give(community: Place, *, grids: int = 0, alleys: int = 0) -> None:
    """More grids and alleys for a community that has one grid."""
    first = Place.objects.get(community_id=community.pk, level=Level.GRID, position=0)
    for n in range(grids):
        grown(community, Level.GRID, f"网格{n}", f"{community.code}9{n:02}", position=n + 2)
    for n in range(alleys):
        grown(first, Level.ALLEY, f"巷{n}", f"{first.code}9{n:02}")


def publish(cast: Cast, **formula: Any) -> None:
    """Another version of the regulation, in force since yesterday."""
    parameters = defaults()
    parameters["quota"] |= formula
    last = Regulation.objects.filter(county=cast.county).first()
    Regulation.objects.create(
        county=cast.county, number=last.number + 1, in_force_on="2026-11-22", parameters=parameters, reason="改了",
        published_at=clock.now(),
    )  # fmt: skip
    regulation_queries.forget()


def set_to(cast: Cast, total: int, **more: Any) -> QuotaTable:
    return actions.set_quota(cast.wu, total=total, reason="按去年的", **more)


def seats(table: QuotaTable) -> dict[str, int]:
    return {row.community.short_name: row.seats for row in table.rows.select_related("community")}


def refused(cast: Cast, field: str, total: int = 6, **more: Any) -> str:
    with pytest.raises(Refused) as wrong:
        set_to(cast, total, **more)
    assert wrong.value.status == 422
    return wrong.value.fields[field]


def test_the_county_sets_it_and_every_step_is_kept(cast: Cast, monday):
    give(cast.wenxing, alleys=3)
    table = set_to(cast, 5)
    assert seats(table) == {"文兴社区": 4, "青云社区": 1}
    wenxing, qingyun = table.rows.all()
    assert (wenxing.grids, wenxing.alleys, wenxing.weight, wenxing.floor, wenxing.cap) == (1, 5, 6, 1, 10)
    assert (qingyun.weight, qingyun.floor, qingyun.cap) == (2, 1, 2)
    assert [(r.sum, r.value, r.community) for r in queries.working_rows(table)] == [
        ("6 ÷ 3", "2.0000", "文兴社区"),
        ("6 ÷ 5", "1.2000", "文兴社区"),
        ("6 ÷ 7", "0.8571", "文兴社区"),
    ]
    assert (table.rule_number, table.reason, table.number) == (1, "按去年的", 1)


def test_the_journal_says_who_set_what_and_why(cast: Cast, monday):
    set_to(cast, 4)
    line = Entry.objects.get(action="quota.set")
    body = Content.objects.get(pk=line.pk).body
    assert line.person_id == cast.wu.person_id
    assert "2026 年第 1 张定额表" in body
    assert "按去年的" in body


def test_the_table_before_is_superseded_and_never_changed(cast: Cast, monday):
    first = set_to(cast, 3)
    kept = list(first.rows.values())
    second = set_to(cast, 4)
    first.refresh_from_db()
    assert (first.superseded_at, second.superseded_at) == (monday, None)
    assert list(first.rows.values()) == kept
    assert (second.number, queries.in_force(cast.county.pk)) == (2, second)


@pytest.mark.parametrize("by", ["chen", "lin", "sun", "wang", "zhou", "stranger"])
def test_nobody_but_the_county_sets_it(cast: Cast, monday, by: str):
    with pytest.raises(Refused, match="由县里来定") as wrong:
        actions.set_quota(getattr(cast, by), total=4, reason="我来定")
    assert wrong.value.status == 403
    assert not QuotaTable.objects.exists()


def test_a_total_below_the_floors_is_refused_with_the_sum(cast: Cast, monday):
    give(cast.wenxing, grids=2, alleys=4)
    assert "3 + 1 = 4" in refused(cast, "total", 3)


def test_a_total_above_the_caps_is_refused_with_the_sum(cast: Cast, monday):
    assert "4 + 2 = 6" in refused(cast, "total", 7)


def test_a_community_whose_floor_is_above_its_cap_is_named(cast: Cast, monday):
    give(cast.qingyun, grids=3)
    assert "青云社区按网格至少 4 人，按街巷至多 2 人" in refused(cast, "total")


def test_a_community_without_alleys_or_grids_is_named_until_it_is_left_out(cast: Cast, monday):
    jintai = grown(cast.west, Level.COMMUNITY, "金泰社区居委会", "350922002004")
    grown(jintai, Level.GRID, "金泰第一网格", "350922002004001")
    new = grown(cast.west, Level.COMMUNITY, "新秀社区居委会", "350922002003")
    places_queries.forget()
    said = refused(cast, "left_out")
    assert "新秀社区还没有网格和街巷" in said
    assert "金泰社区还没有街巷" in said
    table = set_to(cast, 4, left_out=(jintai.pk, new.pk))
    assert set(table.left_out.values()) == {"金泰社区", "新秀社区"}
    assert set(seats(table)) == {"文兴社区", "青云社区"}
    assert queries.posts(jintai) is None


def test_a_community_that_has_both_is_never_left_out(cast: Cast, monday):
    assert "才能不算" in refused(cast, "left_out", left_out=(cast.qingyun.pk,))
    assert "才能不算" in refused(cast, "left_out", left_out=(uuid4(),))


def test_a_county_without_any_alley_has_nothing_to_share_out(cast: Cast, monday):
    Place.objects.filter(level=Level.ALLEY).update(closed_at=monday)
    said = refused(cast, "left_out")
    assert "文兴社区还没有街巷" in said
    everybody = (cast.wenxing.pk, cast.qingyun.pk)
    assert "= 0 人" in refused(cast, "total", left_out=everybody)


def test_a_reason_that_everybody_will_read_names_no_telephone(cast: Cast, monday):
    with pytest.raises(Refused) as wrong:
        actions.set_quota(cast.wu, total=4, reason="问老吴 13800138000")
    assert "13800138000" in wrong.value.fields["reason"]


def test_the_same_again_changes_nothing(cast: Cast, monday):
    set_to(cast, 4)
    with pytest.raises(Refused, match="没有要重算的"):
        set_to(cast, 4)


def test_a_new_alley_and_a_new_rule_make_a_table_stale_until_it_is_set_again(cast: Cast, monday):
    table = set_to(cast, 4)
    assert queries.stale(table) == []
    give(cast.qingyun, alleys=1, grids=1)
    publish(cast, cap_per_alley=3)
    assert queries.stale(table) == [
        "管理办法里定额的算法改了。",
        "青云社区的街巷从 1 条变成 2 条。",
        "青云社区的网格从 1 个变成 2 个。",
    ]
    again = set_to(cast, 4)
    assert (queries.stale(again), again.rule_number) == ([], 2)


def test_what_was_left_out_and_what_is_gone_make_it_stale_too(cast: Cast, monday):
    jintai = grown(cast.west, Level.COMMUNITY, "金泰社区居委会", "350922002004")
    places_queries.forget()
    table = set_to(cast, 4, left_out=(jintai.pk,))
    grid = grown(jintai, Level.GRID, "金泰第一网格", "350922002004001")
    grown(grid, Level.ALLEY, "米仓弄", "350922002004001001")
    Place.objects.filter(pk=cast.shijie.pk).update(closed_at=monday)
    assert queries.stale(table) == ["金泰社区原来没有算在里面。", "青云社区现在没有网格或街巷了。"]


def test_by_hamilton_the_remainders_are_kept_in_their_order(cast: Cast, monday):
    publish(cast, method="hamilton", floor_per_grid=0, cap_per_alley=20)
    give(cast.wenxing, alleys=3)
    table = set_to(cast, 10)
    assert seats(table) == {"文兴社区": 8, "青云社区": 2}
    told = queries.working_rows(table)
    assert [(r.community, r.sum, r.is_given) for r in told] == [
        ("文兴社区", "6 份应得 7.5000 人", True),
        ("青云社区", "2 份应得 2.5000 人", False),
    ]
    assert told[0].note == "（和青云社区一样大）"
    step = table.steps.get(number=1)
    assert Fraction(step.numerator, step.denominator) == Fraction(1, 2)


def test_a_communitys_posts_come_with_their_basis_in_words(cast: Cast, monday):
    assert queries.posts(cast.wenxing) is None
    set_to(cast, 4)
    posts = queries.posts(cast.wenxing)
    assert (posts.seats, posts.grids, posts.alleys) == (2, 1, 2)
    assert posts.basis == (
        "文兴社区有网格 1 个、街巷 2 条，算 3 份；全县 4 人，按《管理办法》第 1 版分得 2 人（2026 年第 1 张定额表）。"
    )


def test_sent_twice_it_happens_once(cast: Cast, monday):
    op_id = uuid4()
    assert set_to(cast, 4, op_id=op_id).pk == set_to(cast, 4, op_id=op_id).pk
    assert QuotaTable.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "很多", "0", "-3", "20001", "1.5", "1e5"])
def test_a_total_that_is_no_number_is_refused_in_words(bad: str):
    with pytest.raises(Refused) as wrong:
        actions.set_quota.read({"total": bad, "reason": "按去年的"})
    assert wrong.value.fields["total"]
