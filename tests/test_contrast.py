"""Every pair of text and ground in the style sheets can be read, by number, in both print sizes."""

import re
from pathlib import Path

import pytest

SHEETS = Path(__file__).parent.parent / "xiaoxiang" / "web" / "static" / "web"
NORMAL, ELDER, MARK = 4.5, 7.0, 3.0

TEXT = [
    ("--ink", "--paper"), ("--ink", "--card"), ("--ink", "--wash"), ("--ink", "--zhu-wash"), ("--ink", "--huang-wash"),
    ("--ink", "--lv-wash"), ("--soft", "--paper"), ("--soft", "--card"), ("--soft", "--wash"), ("--qing", "--paper"),
    ("--qing", "--card"), ("--qing", "--wash"), ("--deep", "--card"), ("--deep", "--paper"), ("--deep", "--wash"),
    ("--zhu", "--card"), ("--zhu", "--paper"), ("--zhu", "--zhu-wash"), ("--huang", "--huang-wash"),
    ("--lv", "--lv-wash"), ("--rest", "--rest-wash"), ("--card", "--qing"), ("--card", "--deep"), ("--card", "--ink"),
    ("--card", "--zhu"), ("--card", "--lv"), ("--mist", "--deep"), ("--mist", "--ink"), ("--card", "--deep-2"),
    ("--mist", "--deep-2"),
]  # fmt: skip
"""Text on its ground, as the sheets use them."""

MARKS = [("--edge", "--card"), ("--edge", "--paper"), ("--qing", "--card"), ("--zhu", "--card"), ("--lv", "--card")]
"""The edge of a field, a dot of the timeline: what must be seen, not read."""


def colours(selector: str) -> dict[str, str]:
    block = re.search(rf"^{re.escape(selector)} {{(.*?)^}}", (SHEETS / "paper.css").read_text(), re.M | re.S)
    assert block, f"paper.css has no block {selector}"
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6});", block[1]))


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


ROOT = colours(":root")
LARGE = {**ROOT, **colours("html.elder")}


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(ROOT[text], ROOT[ground]) >= NORMAL


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_more_in_large_print(text: str, ground: str) -> None:
    assert contrast(LARGE[text], LARGE[ground]) >= ELDER


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(ROOT[mark], ROOT[ground]) >= MARK


def test_every_colour_of_text_is_a_variable_that_is_checked_here() -> None:
    checked = {text for text, _ in TEXT} | {"#fff", "#000", "inherit", "transparent", "currentcolor"}
    for sheet in SHEETS.glob("*.css"):
        for colour in re.findall(r"[{; ]color: ([^;}]+)[;}]", sheet.read_text()):
            name = colour.strip().removeprefix("var(").removesuffix(")")
            assert name in checked, f"{sheet.name} writes text in {colour}, which no pair checks"


def test_the_arithmetic_agrees_with_the_known_pair() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#0d5a5e") == pytest.approx(7.95, abs=0.01)
