"""Charts drawn on the server: bars, stacked bars and a line, as figures with an inline SVG and no inline style.

Widths are per cent and heights are em, so a chart fills its column and grows with elder mode without distorting its
words; colours and the shades that survive a photocopier come from `web/charts.css`. A chart answers the question of its
caption; the page puts the same numbers beside it as a table, and every mark with an address leads to its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Number = int | float
Row = tuple[str, Number, str]
StackedRow = tuple[str, Sequence[Number], str]

BAR_ROW = 3.3  # em
LINE_TOP, LINE_BOTTOM, LINE_FOOT = 2.2, 11.2, 13.2  # em
MOST_LABELS = 4  # as many as fit a phone in elder mode
NARROWEST_WITH_NUMBER = 10  # per cent of the width that still hold two digits on a phone


def bars(rows: Sequence[Row], unit: str, *, title: str) -> SafeString:
    """Horizontal bars: label, value and address of each row ("" for none), in the order given.

    `unit` stands behind each value (件, 人次); values must not be negative. Without rows there is nothing to draw, and
    the answer is empty.
    """
    most = _most([value for _label, value, _href in rows])
    drawn = [
        _row(index, label, f"{_number(value)} {unit}".strip(), href, _bar(value / most * 100, "chart-bar"))
        for index, (label, value, href) in enumerate(rows)
    ]
    return _figure(title, _told([(label, value) for label, value, _href in rows], unit), drawn, BAR_ROW * len(rows))


def stack(rows: Sequence[StackedRow], series: Sequence[str], unit: str, *, title: str) -> SafeString:
    """Stacked bars, as for the three ways a matter goes: each row has one value for each of at most four `series`.

    Shades run from dark to light and carry their number where there is room for it, so that the colour says nothing
    alone. Without rows the answer is empty.
    """
    if len(series) > 4 or any(len(values) != len(series) for _label, values, _href in rows):
        raise ValueError("each row has one value for each of at most four series")
    totals = [sum(values) for _label, values, _href in rows]
    most = _most(totals)
    drawn = []
    for index, ((label, values, href), total) in enumerate(zip(rows, totals, strict=True)):
        marks, x = "", 0.0
        for shade, value in enumerate(values):
            share = value / most * 100
            marks += _bar(share, f"chart-shade{shade}", x) if value else ""
            if share >= NARROWEST_WITH_NUMBER:
                marks += (
                    f'<text class="chart-in{shade}" x="{_short(x + share / 2)}%" y="2.62em">{_number(value)}</text>'
                )
            x += share
        drawn.append(_row(index, label, f"{_number(total)} {unit}".strip(), href, marks))
    told = _told([(label, total) for (label, _values, _href), total in zip(rows, totals, strict=True)], unit)
    return _figure(title, told, drawn, BAR_ROW * len(rows), series)


def line(points: Sequence[Row], unit: str, *, title: str) -> SafeString:
    """A line over months or weeks from zero up: label, value and address of each point, oldest first."""
    if not points:
        return SafeString("")
    most = _round_up(_most([value for _label, value, _href in points]))
    places = [_Place.of(index, len(points), value / most) for index, (_label, value, _href) in enumerate(points)]
    drawn = [_guide(0, ""), _guide(0.5, ""), _guide(1, f"{_number(most)} {unit}".strip()), _curve(places)]
    every = -(-len(points) // MOST_LABELS)
    peak = max(range(len(points)), key=lambda index: points[index][1])
    for index, ((label, value, href), place) in enumerate(zip(points, places, strict=True)):
        words = f"{label} {_number(value)} {unit}".strip()
        mark = f'<circle class="chart-dot" cx="{_short(place.x)}%" cy="{_short(place.y)}em" r=".3em"/>'
        if index in (peak, len(points) - 1):
            mark += _label(place.x, place.y - 0.6, _number(value), "chart-value chart-peak")
        if (len(points) - 1 - index) % every == 0:
            mark += _label(place.x, LINE_FOOT - 0.4, label, "chart-month")
        drawn.append(_link(href, words, (_column(place.x, len(points)) if href else "") + mark))
    told = _told([(label, value) for label, value, _href in points], unit)
    return _figure(title, told, drawn, LINE_FOOT)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a point lies: per cent across, em down."""

    x: float
    y: float

    @classmethod
    def of(cls, index: int, number: int, share: float) -> _Place:
        x = 50.0 if number == 1 else 4 + 92 * index / (number - 1)
        return cls(x, LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * share)


def _label(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{_short(x)}%" y="{_short(y)}em" text-anchor="middle">{escape(words)}</text>'


def _column(x: float, number: int) -> str:
    """What a finger hits: the whole height above and below a point."""
    width = 92 / max(1, number - 1)
    return f'<rect class="chart-tap" x="{_short(x - width / 2)}%" width="{_short(width)}%" height="{LINE_FOOT}em"/>'


def _curve(places: Sequence[_Place]) -> str:
    """The line and the ground below it, stretched to the column; the stroke keeps its width."""
    points = " ".join(f"{_short(place.x)} {_short(place.y)}" for place in places)
    ground = f"{_short(places[0].x)} {LINE_BOTTOM} {points} {_short(places[-1].x)} {LINE_BOTTOM}"
    return (
        f'<svg viewBox="0 0 100 {LINE_FOOT}" preserveAspectRatio="none"><polygon class="chart-ground" points="{ground}"/>'
        f'<polyline class="chart-line" points="{points}"/></svg>'
    )


def _guide(share: float, words: str) -> str:
    y = _short(LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * share)
    told = f'<text class="chart-month" x="0" y="{_short(float(y) - 0.5)}em">{escape(words)}</text>' if words else ""
    return f'<line class="chart-guide" x1="0" x2="100%" y1="{y}em" y2="{y}em"/>{told}'


def _row(index: int, label: str, value: str, href: str, marks: str) -> str:
    """Label and value on one line, the bar below it across the column."""
    inside = (
        f'<rect class="chart-tap" width="100%" height="{BAR_ROW}em"/><text y="1.15em">{escape(label)}</text>'
        f'<text class="chart-value" x="100%" y="1.15em" text-anchor="end">{escape(value)}</text>'
        f'<rect class="chart-track" y="1.6em" width="100%" height="1.3em" rx="3"/>{marks}'
    )
    return f'<svg y="{_short(index * BAR_ROW)}em">{_link(href, f"{label} {value}", inside)}</svg>'


def _bar(share: float, kind: str, x: float = 0) -> str:
    start = f' x="{_short(x)}%"' if x else ""
    return f'<rect class="{kind}"{start} y="1.6em" width="{_short(share)}%" height="1.3em" rx="3"/>'


def _link(href: str, label: str, inside: str) -> str:
    return f'<a href="{escape(href)}" aria-label="{escape(label)}">{inside}</a>' if href else f"<g>{inside}</g>"


def _figure(title: str, told: str, drawn: Sequence[str], height: float, series: Sequence[str] = ()) -> SafeString:
    if not drawn:
        return SafeString("")
    keys = "".join(f'<li class="chart-key{shade}">{escape(name)}</li>' for shade, name in enumerate(series))
    return mark_safe(  # noqa: S308 - every label and address went through escape  # nosec B308 B703
        f'<figure class="chart"><figcaption>{escape(title)}</figcaption>'
        + (f'<ul class="chart-keys">{keys}</ul>' if keys else "")
        + f'<svg class="chart-plot" role="group" width="100%" height="{_short(height)}em"><title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{''.join(drawn)}</svg></figure>"
    )


def _told(values: Sequence[tuple[str, Number]], unit: str) -> str:
    """The chart in one sentence."""
    if not values:
        return ""
    label, most = max(values, key=lambda value: value[1])
    told = {"number": len(values), "label": label, "most": f"{_number(most)} {unit}".strip()}
    return _("共 %(number)s 项，最多的是%(label)s：%(most)s。数字见旁边的表。") % told


def _most(values: Sequence[Number]) -> Number:
    if any(value < 0 for value in values):
        raise ValueError("a chart shows numbers from zero up")
    return max(values, default=1) or 1


def _round_up(value: Number) -> Number:
    """The next number people count in: 1, 2, 5, 10, 20, 50 and so on."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if value <= factor * step:
                return factor * step
        step *= 10


def _number(value: Number) -> str:
    return str(value) if isinstance(value, int) else f"{value:.1f}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
