"""The sketch map of a community's alleys: a drawing without coordinates, tiles or scale (PL7).

A main street runs down the sheet from the community's gate, lanes leave it left and right, stations and landmarks stand
on it. Nothing is measured and nothing is random: the same alleys give the same drawing, to the byte. It is one inline
SVG whose links work without script; colours come from `places/sketch.css`, because the pages forbid inline styles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH = 340
MIDDLE = WIDTH / 2
EDGE = 10
GATE = 96
STREET_TOP = 70
# Two gables stand at every point of one invisible line, which is the shortest way to say so.
HOUSES = (
    '<marker id="sketch-h" markerUnits="userSpaceOnUse" markerWidth="36" markerHeight="16" refX="16" refY="6">'
    '<path class="sketch-house" d="M0 14v-8l8-6 8 6v8zM20 14v-6l6-5 6 5v6z"/></marker>'
)
HOUSE_AT_EACH_POINT = 'fill="none" ' + " ".join(f'marker-{at}="url(#sketch-h)"' for at in ("start", "mid", "end"))
SQUEEZED = 0.82  # so far the letters of a name may be moved together before it is shortened


@dataclass(frozen=True, slots=True)
class DrawnAlley:
    """An alley as the sketch needs it: `waiting` matters are open and in time, `overdue` ones are late."""

    name: str
    url: str = ""
    waiting: int = 0
    overdue: int = 0
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLandmark:
    """Something on the street that people know: a service station, or any other landmark."""

    name: str
    url: str = ""
    is_station: bool = False


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """A grid with what lies in it, in the order it is met coming from the gate."""

    name: str
    alleys: Sequence[DrawnAlley] = ()
    landmarks: Sequence[DrawnLandmark] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes in drawing units, 340 of which are the width of a phone; `places/sketch.css` repeats them."""

    text: int
    small: int
    row: int
    road: int
    street: int
    here: int


NORMAL = Size(text=17, small=13, row=54, road=30, street=36, here=52)
LARGE = Size(text=23, small=18, row=74, road=40, street=44, here=70)


@dataclass(slots=True)
class Drawing:
    """Layers from the ground up: all roads lie under all names, so that crossings flow together."""

    size: Size
    ground: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    trees: list[str] = field(default_factory=list)
    roads: list[str] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    landmarks: list[str] = field(default_factory=list)


def sketch_svg(community: str, grids: Sequence[DrawnGrid], *, large: bool = False) -> SafeString:
    """The sketch as inline SVG; `large` is the layout of elder mode, with larger text and taller rows.

    Names may have any length (shortened on the drawing, whole in the label of the link); a thing without url is drawn
    without a link. Under 6 KB for twenty alleys.
    """
    drawing = Drawing(LARGE if large else NORMAL)
    bottom = float(GATE)
    for number, grid in enumerate(grids):
        bottom = _draw_grid(drawing, grid, number, bottom)
    height = round(bottom) + 3 * drawing.size.small + 10
    title = _("%(community)s街巷示意图") % {"community": community}
    parts = (
        f'<svg class="sketch{" sketch-large" if large else ""}" viewBox="0 0 {WIDTH} {height}" role="group">',
        f"<title>{escape(title)}</title><desc>{escape(_told(grids))}</desc>",
        f'<defs>{HOUSES}<path id="sketch-m" d="{_street(bottom - 12)}"/>',
        f'<path id="sketch-r" d="{"".join(drawing.roads)}"/></defs>',
        *drawing.ground,
        f'<path class="sketch-tree" d="{"".join(drawing.trees)}"/>',
        f'<polyline points="{" ".join(drawing.houses)}" {HOUSE_AT_EACH_POINT}/>',
        '<g class="sketch-kerb"><use href="#sketch-r"/><use href="#sketch-m"/></g>',
        '<g class="sketch-road"><use href="#sketch-r"/><use href="#sketch-m"/></g>',
        f'<g class="sketch-lanes">{"".join(drawing.lanes)}</g>',
        *drawing.landmarks,
        _gate(community),
        _foot(grids, height, drawing.size),
        "</svg>",
    )
    return mark_safe("".join(parts))  # noqa: S308 - every name and address in it went through escape  # nosec B308 B703


def _told(grids: Sequence[DrawnGrid]) -> str:
    """The drawing in words: how many alleys, how many with late matters, and where the reader is."""
    alleys = [alley for grid in grids for alley in grid.alleys]
    number = len(alleys)
    words = ngettext("共 %(number)d 条街巷，不按比例。", "共 %(number)d 条街巷，不按比例。", number) % {
        "number": number
    }
    if late := sum(alley.overdue > 0 for alley in alleys):
        more = ngettext("其中 %(number)d 条有超期的事。", "其中 %(number)d 条有超期的事。", late)
        words += more % {"number": late}
    return words + "".join(_("您在%(alley)s。") % {"alley": alley.name} for alley in alleys if alley.is_here)


def _draw_grid(drawing: Drawing, grid: DrawnGrid, number: int, top: float) -> float:
    """Draw one grid from `top` down; returns where the next one begins."""
    size = drawing.size
    first = top + size.small + 12
    sides = [first, first + size.row / 2 - 6]
    for alley in grid.alleys:
        side = 0 if sides[0] <= sides[1] else 1
        tall = size.row + size.here - size.road if alley.is_here else size.row
        _draw_alley(drawing, alley, side, sides[side] + tall / 2)
        if sides[side] > first + size.row / 2:
            _draw_houses(drawing, alley, side, sides[side])
        sides[side] += tall
    bottom = max(sides) + 6 if grid.alleys else first
    for landmark in grid.landmarks:
        _draw_landmark(drawing, landmark, bottom + size.row / 2 - 4)
        bottom += size.row
    drawing.ground.append(
        f'<rect class="sketch-ground{number % 2}" x="4" y="{top + 4:.0f}" width="332" height="{bottom - top:.0f}" rx="16"/>'
        + _text(20, top + size.small + 10, escape(grid.name), "sketch-grid")
    )
    return bottom + 10


def _draw_alley(drawing: Drawing, alley: DrawnAlley, side: int, y: float) -> None:
    """A lane leaving the street at height `y`: road, name beside the street, and at its end what waits there."""
    size = drawing.size
    out = 1 if side else -1
    start = _street_x(y)
    near = start + out * (size.street / 2 + 4)
    room = abs((WIDTH - EDGE if side else EDGE) - near)
    taken = 34 if alley.is_here else size.road / 2 if alley.overdue or alley.waiting else size.road / 3
    name, needed = _fitted(alley.name, size.text, room - taken)
    length = min(needed + 16 + abs(_wobble(alley.name, 26)), room - size.road / 2)
    end = near + out * (30 if alley.is_here else length)
    bend = 0 if alley.is_here else _wobble(alley.name[::-1], 4)
    road = f"M{start:.0f} {y:.0f}q{(end - start) / 2:.0f} {bend} {end - start:.0f} 0".replace(" -", "-")
    drawing.roads.append(road)
    inside = f'<path d="{road}"/>'
    if alley.is_here:
        plaque, end = _plaque(near + out * 5, out, needed, y, size)
        inside += plaque + _text(near + out * 18, y - 1, name, "sketch-name", is_left=not side)
        y -= (size.here - size.road) / 2
    else:
        inside += _text(near, y + size.text * 0.36 + bend / 3, name, "", is_left=not side)
    inside += _sign(alley, end + out * 3, y - size.road / 2 + 1, size)
    drawing.lanes.append(
        _link(alley.url, _label(alley, is_cut="…" in name), inside, "sketch-here" if alley.is_here else "")
    )


def _plaque(near: float, out: int, needed: float, y: float, size: Size) -> tuple[str, float]:
    """The reader's own alley wears the street-name plaque, with 您在这里 below the name; and where it ends."""
    here = _("您在这里")
    width = max(needed, _width(here, size.small)) + 26
    left, top = near if out > 0 else near - width, y - size.here / 2
    plate = f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{size.here}" rx="8"/>'
    line = (
        f'<rect class="sketch-line" x="{left + 3:.0f}" y="{top + 3:.0f}" width="{width - 6:.0f}" '
        f'height="{size.here - 6}" rx="6"/>'
    )
    words = _text(near + out * 13, y + size.small + 4, escape(here), "", is_left=out < 0)
    return plate + line + words, near + out * (width - 8)


def _sign(alley: DrawnAlley, x: float, y: float, size: Size) -> str:
    """A round sign with the number of late matters, with a ! before it, or of open ones."""
    number = alley.overdue or alley.waiting
    if not number:
        return ""
    words = f"!{number}" if alley.overdue else str(number)
    stretch = max(0.0, _width(words, size.small) - size.small * 0.7)
    x = min(max(x, EDGE + stretch / 2 + 4), WIDTH - EDGE - stretch / 2 - 4)
    return (
        f'<g class="sketch-{"late" if alley.overdue else "open"}"><path d="M{x - stretch / 2:.0f} {y:.0f}h{stretch:.0f}"/>'
        f'<text x="{x:.0f}" y="{y + size.small * 0.36:.0f}">{words}</text></g>'
    )


def _label(alley: DrawnAlley, *, is_cut: bool) -> str:
    """What is read aloud for an alley; empty when the name on the drawing says it all."""
    words = []
    if alley.overdue:
        words.append(ngettext("%(number)d 件超期", "%(number)d 件超期", alley.overdue) % {"number": alley.overdue})
    if alley.waiting:
        words.append(ngettext("%(number)d 件正在办", "%(number)d 件正在办", alley.waiting) % {"number": alley.waiting})
    return "，".join([alley.name, *words]) if words or is_cut else ""


def _draw_landmark(drawing: Drawing, landmark: DrawnLandmark, y: float) -> None:
    """A station or landmark stands on the street itself, like a square the street widens to."""
    size = drawing.size
    name, needed = _fitted(landmark.name, size.text, WIDTH - 120)
    x, width = _street_x(y), needed + size.road + 18
    left = x - width / 2
    kind = "sketch-station" if landmark.is_station else "sketch-mark"
    icon_x, icon_y, step = left + size.road / 2 + 3, y, size.road / 4
    icon = (
        f"M{icon_x - step:.0f} {icon_y + step:.0f}v{-step:.0f}l{step:.0f} {-step:.0f} {step:.0f} {step:.0f}v{step:.0f}z"
        if landmark.is_station
        else f"M{icon_x:.0f} {icon_y - step:.0f}l{step:.0f} {step:.0f} {-step:.0f} {step:.0f} {-step:.0f} {-step:.0f}z"
    )
    inside = (
        f'<rect x="{left:.0f}" y="{y - size.road / 2 - 3:.0f}" width="{width:.0f}" height="{size.road + 6}" rx="10"/>'
        f'<path class="sketch-icon" d="{icon}"/>'
    )
    inside += _text(left + size.road + 4, y + size.text * 0.36, name, "")
    drawing.landmarks.append(_link(landmark.url, "", inside, kind))


def _draw_houses(drawing: Drawing, alley: DrawnAlley, side: int, y: float) -> None:
    """Two gables and a tree between this lane and the one before, where no sign needs the room."""
    lot = _wobble(alley.name, 50)
    x = _street_x(y) + (1 if side else -1) * (drawing.size.street / 2 + 26 + lot / 5)
    if lot % 4:
        drawing.houses.append(f"{x:.0f} {y:.0f}")
    if not alley.overdue and not alley.waiting:
        tree = x + (1 if side else -1) * (45 + lot / 4)
        drawing.trees.append(f"M{tree:.0f} {y:.0f}h0")


def _gate(community: str) -> str:
    """The gateway the street begins at, with the community's name on its board."""
    name, needed = _fitted(community, 19, WIDTH - 90)
    x, half = round(_street_x(GATE)), round(max(56.0, needed / 2 + 16))
    posts = "".join(f"M{post} {GATE + 8}v-60h9v60z" for post in (x - half + 8, x + half - 17))
    roofs = f"M{x - half - 12} 38q14-3 20-16h{2 * half - 16}q6 13 20 16zM{x - 34} 21q11-3 15-13h38q4 10 15 13z"
    board = f'<rect x="{x - half}" y="42" width="{2 * half}" height="33" rx="3"/>'
    return f'<g class="sketch-gate"><path d="{posts}{roofs}"/>{board}{_text(x, 65, name, "sketch-board")}</g>'


def _foot(grids: Sequence[DrawnGrid], height: float, size: Size) -> str:
    """What the signs mean, if there are any, and that the drawing is no map."""
    alleys = [alley for grid in grids for alley in grid.alleys]
    lines = [_("示意图，不按比例")]
    if any(alley.overdue or alley.waiting for alley in alleys):
        lines.insert(0, _("数字是正在办的件数，带 ! 的是超期的"))
    return "".join(
        _text(MIDDLE, height - size.small * (0.4 + 1.5 * up), escape(line), "sketch-foot")
        for up, line in enumerate(reversed(lines))
    )


def _link(url: str, label: str, inside: str, kind: str) -> str:
    shown = (f' class="{kind}"' if kind else "") + (f' aria-label="{escape(label)}"' if label else "")
    return f'<a href="{escape(url)}"{shown}>{inside}</a>' if url else f"<g{shown}>{inside}</g>"


def _text(x: float, y: float, words: str, kind: str, *, is_left: bool = False) -> str:
    kinds = " ".join(part for part in (kind, "sketch-e" if is_left else "") if part)
    attributes, _gt, content = words.rpartition(">")
    shown = f' class="{kinds}"' if kinds else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{shown}{attributes}>{content}</text>'


def _fitted(name: str, size: int, room: float) -> tuple[str, float]:
    """The name escaped, with attributes before a ">" when its letters must be squeezed; and its width.

    A name that is too long even so is cut with an ellipsis.
    """
    cut = name
    while _width(cut, size) * SQUEEZED > room and len(cut) > 2:
        cut = cut[:-2] + "…"
    width = _width(cut, size)
    if width <= room:
        return escape(cut), width
    return f' textLength="{room:.0f}" lengthAdjust="spacingAndGlyphs">{escape(cut)}', room


def _width(words: str, size: int) -> float:
    """Estimated width: a Chinese character is square, a Latin letter over half, with a quarter between the two."""
    is_latin = [ord(letter) < 0x2E80 for letter in words]
    changes = sum(a != b for a, b in pairwise(is_latin))
    return size * (sum(0.58 if latin else 1.0 for latin in is_latin) + changes / 4)


def _street(bottom: float) -> str:
    """The main street from the gate down, as one line."""
    steps = max(2, round((bottom - STREET_TOP) / 48))
    points = [STREET_TOP + (bottom - STREET_TOP) * step / steps for step in range(steps + 1)]
    path = f"M{_street_x(STREET_TOP):.0f} {STREET_TOP}"
    for upper, lower in pairwise(points):
        middle = (upper + lower) / 2
        path += f"Q{_street_x(upper):.0f} {upper:.0f} {_street_x(middle):.0f} {middle:.0f}"
    return path + f"L{_street_x(bottom):.0f} {bottom:.0f}"


def _street_x(y: float) -> float:
    """Where the main street is at a height: it winds a little, as old streets do."""
    return MIDDLE + 8 * math.sin((y - GATE) / 80)


def _wobble(name: str, most: int) -> int:
    """A number from -most to most that belongs to this name for ever."""
    return crc32(name.encode()) % (2 * most + 1) - most
