"""The sketch map is a drawing anybody can read: names never collide, links work, nothing of it is a position."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoxiang.places.sketch import WIDTH, DrawnAlley, DrawnGrid, DrawnLandmark, sketch_svg

NAMES = "后街巷 盐仓弄 桥头巷 西丰里3弄 解放路北一巷 六一四路 新华巷 文昌弄 井头里 衙后街 胜利街东三巷 罗厝弄".split()  # noqa: SIM905 - a list of names reads better as a line


def community(alleys: int, here: int = 3) -> list[DrawnGrid]:
    """Grids of ten alleys and a landmark each, with matters of every kind."""
    drawn = [
        DrawnAlley(
            NAMES[number % len(NAMES)],
            f"/alleys/{number + 100}/",
            waiting=number % 5 if number % 3 == 0 else 0,
            overdue=12 if number % 7 == 6 else 0,
            is_here=number == here,
        )
        for number in range(alleys)
    ]
    return [
        DrawnGrid(
            f"第{first // 10 + 1}网格", drawn[first : first + 10], [DrawnLandmark("文兴驿站", "/stations/1/", True)]
        )
        for first in range(0, alleys, 10)
    ]


def names_and_signs(svg: str, text: int, small: int) -> list[tuple[str, float, float, float, float]]:
    """The box of every name, sign and note: words, left, top, right, bottom."""
    found = []
    root = ElementTree.fromstring(svg)
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter("text"):
        kinds = element.get("class", "")
        is_sign = parents[element].get("class", "") in {"sketch-late", "sketch-open"}
        is_small = is_sign or "sketch-grid" in kinds or "sketch-foot" in kinds
        size = 19 if "sketch-board" in kinds else small if is_small else text
        width = float(element.get("textLength") or sum(0.58 if ord(c) < 0x2E80 else 1 for c in element.text) * size)
        x, y = float(element.get("x")), float(element.get("y"))
        is_middle = is_sign or "sketch-board" in kinds or "sketch-foot" in kinds
        left = x - width / 2 if is_middle else x - width if "sketch-e" in kinds else x
        found.append((element.text, left, y - size * 0.8, left + width, y + size * 0.1))
    return found


@pytest.mark.parametrize("large", [False, True])
@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(st.text("后街巷盐仓弄3a·", min_size=1, max_size=12), min_size=5, max_size=30),
    matters=st.lists(st.integers(0, 120), min_size=30, max_size=30),
)
def test_names_never_collide_and_never_leave_the_sheet(large, names, matters):
    alleys = [
        DrawnAlley(name, "/a", *((number, 0) if number % 3 else (0, number)), number == matters[0])
        for name, number in zip(names, matters, strict=False)
    ]
    grids = [DrawnGrid("第一网格", alleys[:9], [DrawnLandmark("古田一中")]), DrawnGrid("第二网格", alleys[9:])]
    boxes = names_and_signs(sketch_svg("文兴社区", grids, large=large), *((23, 18) if large else (17, 13)))
    for words, left, _top, right, _bottom in boxes:
        assert left >= 0, words
        assert right <= WIDTH, words
    signs = {words for words, *_box in boxes if re.fullmatch(r"!?\d+", words)}
    for one, other in combinations(boxes, 2):
        if one[0] not in signs and other[0] not in signs:  # a sign sits on the corner of its own lane
            assert one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2], (one, other)


def test_the_same_alleys_give_the_same_drawing():
    assert sketch_svg("文兴社区", community(20)) == sketch_svg("文兴社区", community(20))


def test_every_alley_is_a_link_in_walking_order_and_says_what_waits_there():
    root = ElementTree.fromstring(sketch_svg("文兴社区", community(20)))
    links = [link.get("href") for link in root.iter("a")]
    assert [href for href in links if "alleys" in href] == [f"/alleys/{number}/" for number in range(100, 120)]
    late = next(link for link in root.iter("a") if link.get("href") == "/alleys/106/")
    assert late.get("aria-label") == "新华巷，12 件超期，1 件正在办"
    assert "!12" in [text.text for text in late.iter("text")]


def test_the_drawing_is_told_in_words():
    root = ElementTree.fromstring(sketch_svg("文兴社区", community(20)))
    assert root.find("title").text == "文兴社区街巷示意图"
    assert root.find("desc").text == "共 20 条街巷，不按比例。其中 2 条有超期的事。您在西丰里3弄。"
    assert "您在这里" in [text.text for text in root.iter("text")]


def test_it_needs_no_inline_style_and_stays_small():
    svg = sketch_svg("文兴社区", community(20))
    assert "style" not in svg
    assert len(svg.encode()) <= 6 * 1024
    assert not re.search(r"\d{2,3}\.\d{3,}", svg)  # nothing that could be a coordinate on the earth


def test_hostile_28_a_name_stays_a_name():
    grid = DrawnGrid("<b>", [DrawnAlley('<script>"x"</script>', '/a"onclick="x')], [DrawnLandmark("<img src=x>", "/b")])
    svg = sketch_svg("</title><script>", [grid])
    assert "<script" not in svg
    assert "<img" not in svg
    assert [link.get("href") for link in ElementTree.fromstring(svg).iter("a")] == ['/a"onclick="x', "/b"]


@pytest.mark.parametrize("grids", [[], [DrawnGrid("第一网格")], [DrawnGrid("", [DrawnAlley("巷")])]])
def test_a_community_with_little_in_it_is_drawn_too(grids):
    assert ElementTree.fromstring(sketch_svg("文兴社区", grids)).get("viewBox")


def test_what_has_no_page_is_drawn_without_a_link():
    root = ElementTree.fromstring(sketch_svg("文兴社区", [DrawnGrid("第一网格", [DrawnAlley("后街巷")])]))
    assert root.find(".//a") is None
    assert "后街巷" in [text.text for text in root.iter("text")]
