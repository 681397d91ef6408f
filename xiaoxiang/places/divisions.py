"""Division codes: the built-in code table, and reading one that somebody pasted (PL4)."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

TABLE = Path(__file__).parent / "data" / "divisions.csv"
MOST_ROWS = 2000
LINE = re.compile(r"(?P<code>\d{12})\s*[\s,;]\s*(?P<name>\S.*)")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Division:
    """One line of a code table. The code tells its level and what it belongs to."""

    code: str
    name: str

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def is_subdistrict(self) -> bool:
        """A subdistrict, town or township."""
        return self.code[6:9] != "000" and self.code[9:] == "000"

    @property
    def is_community(self) -> bool:
        return self.code[6:9] != "000" and self.code[9:] != "000"

    @property
    def parent(self) -> str:
        return self.code[:9] + "000"

    @property
    def is_urban_committee(self) -> bool:
        """A residents' committee under a subdistrict (numbers 001-099 and 001-199, PL4)."""
        return 1 <= int(self.code[6:9]) <= 99 and 1 <= int(self.code[9:]) <= 199


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pasted table says. Use `divisions` only when `errors` is empty."""

    divisions: list[Division] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@cache
def built_in() -> tuple[Division, ...]:
    """Every row of our own table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Division(row["code"], row["name"]) for row in csv.DictReader(file))


def counties() -> list[Division]:
    """The counties of our own table."""
    return [d for d in built_in() if not d.is_subdistrict and not d.is_community]


def urban(county: str) -> list[Division]:
    """The urban part of a county of our table: its subdistricts and their residents' committees."""
    communities = [d for d in built_in() if d.county == county and d.is_community and d.is_urban_committee]
    above = {d.parent for d in communities}
    return sorted([d for d in built_in() if d.code in above] + communities, key=lambda d: d.code)


def as_lines(divisions: list[Division]) -> str:
    """A table as somebody would paste it: code and name, one a line."""
    return "\n".join(f"{d.code} {d.name}" for d in divisions)


def parse(text: str, county: str) -> Reading:
    """Read lines of a 12-digit code and a name. Every error is found in one reading, each with its line, from 1."""
    reading = Reading()
    names: dict[str, str] = {}
    plain = unicodedata.normalize("NFKC", text).replace("、", " ")
    for row, line in enumerate(plain.splitlines(), 1):
        if not line.strip() or line.strip() == county + "000000":
            continue
        if row > MOST_ROWS:
            reading.errors.append(_("最多 %(most)s 行，把多出来的行删掉") % {"most": MOST_ROWS})
            break
        wrong = _take(line.strip(), county, names, reading.divisions)
        if wrong:
            reading.errors.append(_("第 %(row)s 行：%(wrong)s") % {"row": row, "wrong": wrong})
    reading.errors.extend(_orphans(reading.divisions))
    if not reading.errors and not any(d.is_community for d in reading.divisions):
        reading.errors.append(_("至少写一个街道和一个社区，每行是 12 位代码和名称"))
    return reading


def _take(line: str, county: str, names: dict[str, str], divisions: list[Division]) -> str:
    """Add one line to the reading, or say what is wrong with it."""
    found = LINE.fullmatch(line)
    if not found:
        return _("写成 12 位代码、空格、名称，例如 350922001003 文兴社区居委会")
    code, name = found["code"], found["name"].strip()
    if code[:6] != county:
        return _("代码 %(code)s 不是 %(county)s 的，核对前六位") % {"code": code, "county": county}
    if code in names:
        return _("代码 %(code)s 前面已经用在“%(name)s”上") % {"code": code, "name": names[code]}
    if len(name) > LONGEST_NAME:
        return _("名称最多 %(most)s 个字") % {"most": LONGEST_NAME}
    names[code] = name
    division = Division(code, name)
    if division.is_subdistrict or division.is_community:
        divisions.append(division)
    return ""


def _orphans(divisions: list[Division]) -> list[str]:
    known = {d.code for d in divisions if d.is_subdistrict}
    return [
        _("“%(name)s”的街道（%(code)s）没有写") % {"name": d.name, "code": d.parent}
        for d in divisions
        if d.is_community and d.parent not in known
    ]
