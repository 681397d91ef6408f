"""A chart answers one question, says its numbers, and leads to its rows."""

import re
from xml.etree import ElementTree

import pytest

from xiaoxiang.pages.charts import bars, line, stack

WAYS = ["现场解决", "上报社区", "联合协商"]


def drawn(figure: str) -> ElementTree.Element:
    assert "style" not in figure
    return ElementTree.fromstring(figure)


def words(figure: str) -> list[str]:
    return [text.text for text in drawn(figure).iter("text")]


def widths(figure: str, kind: str) -> list[float]:
    return [float(rect.get("width").rstrip("%")) for rect in drawn(figure).iter("rect") if rect.get("class") == kind]


def test_bars_are_as_long_as_their_numbers_and_say_them():
    figure = bars([("后街巷", 12, "/a"), ("盐仓弄", 6, ""), ("桥头巷", 0, "")], "件", title="哪条巷最多")
    assert widths(figure, "chart-bar") == [100, 50, 0]
    assert words(figure) == ["后街巷", "12 件", "盐仓弄", "6 件", "桥头巷", "0 件"]
    links = [(link.get("href"), link.get("aria-label")) for link in drawn(figure).iter("a")]
    assert links == [("/a", "后街巷 12 件")]


def test_a_stack_shows_its_parts_its_sum_and_its_key():
    figure = stack([("文兴社区", (30, 15, 5), "/a"), ("胜利社区", (0, 0, 2), "")], WAYS, "件", title="三条路各走了多少")
    assert [widths(figure, f"chart-shade{shade}") for shade in range(3)] == [[60], [30], [10, 4]]
    assert [key.text for key in drawn(figure).iter("li")] == WAYS
    assert words(figure) == ["文兴社区", "50 件", "30", "15", "5", "胜利社区", "2 件"]


def test_a_line_begins_at_zero_and_names_its_peak_and_its_end():
    months = [(f"{month}月", value, "") for month, value in enumerate((4, 9, 40, 7, 7, 21), 1)]
    figure = line(months, "件", title="每月办好多少件")
    assert words(figure) == ["50 件", "2月", "40", "4月", "21", "6月"]
    heights = [float(dot.get("cy").removesuffix("em")) for dot in drawn(figure).iter("circle")]
    assert heights.index(min(heights)) == 2
    assert heights[3] == heights[4]


def test_the_chart_is_told_to_who_cannot_see_it():
    root = drawn(bars([("后街巷", 12, ""), ("盐仓弄", 30, "")], "件", title="哪条巷最多"))
    assert root.find("figcaption").text == root.find("svg/title").text == "哪条巷最多"
    assert root.find("svg/desc").text == "共 2 项，最多的是盐仓弄：30 件。数字见旁边的表。"


def test_hostile_28_labels_stay_labels():
    bad = "<script>alert(1)</script>"
    for figure in (
        bars([(bad, 1, '"><script>')], bad, title=bad),
        stack([(bad, [1], '"><script>')], [bad], bad, title=bad),
        line([(bad, 1, '"><script>')], bad, title=bad),
    ):
        assert "<script" not in figure
        drawn(figure)


def test_without_numbers_there_is_no_chart():
    assert (bars([], "件", title="x"), stack([], WAYS, "件", title="x"), line([], "件", title="x")) == ("", "", "")
    assert widths(bars([("后街巷", 0, "")], "件", title="x"), "chart-bar") == [0]


def test_numbers_that_cannot_be_drawn_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="from zero up"):
        bars([("后街巷", -1, "")], "件", title="x")
    with pytest.raises(ValueError, match="one value for each"):
        stack([("后街巷", (1, 2), "")], WAYS, "件", title="x")


@pytest.mark.parametrize(("value", "top"), [(1, "1"), (3, "5"), (11, "20"), (50, "50"), (51, "100"), (98.6, "100")])
def test_the_scale_of_a_line_ends_at_a_round_number(value, top):
    assert words(line([("1月", value, "")], "", title="x"))[0] == top


def test_a_year_of_points_stays_small():
    figure = line([(f"{month}月", month, f"/m/{month}") for month in range(1, 13)], "件", title="x")
    assert len(figure.encode()) < 4096
    assert len(re.findall("chart-month", figure)) == 1 + 4
