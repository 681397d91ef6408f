"""A plaque hangs for years: its code can be read aloud, its symbol scanned when dirty."""

import random
import re
from xml.etree import ElementTree

import pytest
import segno

from xiaoxiang.places.plaques import new_code, plaque_address, qr_svg, qr_terminal, read_code


def test_codes_have_six_characters_nobody_confuses_and_never_two_letters_together():
    rng = random.Random(14)
    codes = {new_code(rng) for _draw in range(2000)}
    assert len(codes) > 1990
    for code in codes:
        assert re.fullmatch(r"(?:\d[A-Z]){3}", code)
        assert not set(code) & set("0O1ILAEUBSZ")
        assert read_code(code) == code


@pytest.mark.parametrize("typed", ["7k3f8w", " 7K3 F8W ", "７Ｋ３Ｆ８Ｗ", "7k-3f-8w", "7K3FBW", "7k3f\u200b8w"])
def test_a_code_typed_from_the_metal_is_put_right(typed):
    assert read_code(typed) == "7K3F8W"


@pytest.mark.parametrize("typed", ["", "7K3F", "K7F3W8", "7K3F8W9", "../../x", "7K3F8O", "后街巷"])
def test_what_is_no_code_is_nothing(typed):
    assert read_code(typed) == ""


def test_an_address_on_a_short_host_has_at_most_25_characters():
    assert plaque_address("xx.gov.cn", "7K3F8W") == "https://xx.gov.cn/7K3F8W"
    assert len(plaque_address("gtx.gov.cn", "7K3F8W")) == 25
    assert plaque_address("127.0.0.1:8000", "7K3F8W", is_secure=False) == "http://127.0.0.1:8000/7K3F8W"


@pytest.mark.parametrize(("host", "code"), [("a b", "7K3F8W"), ("x.cn/", "7K3F8W"), ("", "7K3F8W"), ("x.cn", "12")])
def test_an_address_is_made_of_a_host_and_a_code_only(host, code):
    with pytest.raises(ValueError, match="no plaque address"):
        plaque_address(host, code)


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Column and row of every dark module, read from the drawn lines."""
    path = next(path for path in ElementTree.fromstring(svg).iter("path") if path.get("stroke"))
    found, x, y = set(), 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmh]*)", path.get("d")):
        values = [float(number) for number in numbers.split()] if step != "h" else [float(numbers)]
        if step == "h":
            found |= {(int(x) + module, int(y)) for module in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if step == "M" else (x + values[0], y + values[1])
    return found


def test_the_symbol_is_version_3_at_level_q_with_its_quiet_zone():
    address = "https://xx.gov.cn/7K3F8W"
    svg = qr_svg(address)
    assert 'viewBox="0 0 37 37"' in svg
    symbol = segno.make(address, error="q", version=3, micro=False, boost_error=False)
    expected = {(x, y) for y, row in enumerate(symbol.matrix_iter(border=4)) for x, module in enumerate(row) if module}
    assert dark_modules(svg) == expected
    assert symbol.designator == "3-Q"


def test_the_symbol_needs_no_inline_style_and_says_what_it_leads_to():
    svg = qr_svg("https://xx.gov.cn/7K3F8W")
    assert "style=" not in svg
    assert "<title>https://xx.gov.cn/7K3F8W</title>" in svg
    assert 'role="img"' in svg
    assert len(svg) < 2000


def test_a_long_address_takes_a_larger_symbol():
    assert 'viewBox="0 0 45 45"' in qr_svg("https://xiaoxiang.gutian.example.gov.cn/alleys/7K3F8W")


def test_the_symbol_can_be_scanned_from_a_terminal():
    drawn = qr_terminal("https://xx.gov.cn/7K3F8W")
    assert len(drawn.splitlines()) >= 19
