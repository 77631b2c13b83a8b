"""Plots as inline SVG: bars a week over thirteen months, with a title, a scale and a table's worth of text for readers.

Every text in them is escaped, and nothing is asked of any other file or host.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WEEKS = 57
"""Thirteen months, rounded up."""

COLOURS = ("#2f6f9f", "#c2702b", "#4f8a4c", "#8a5a9e", "#a8463f", "#5f6b73", "#2f8f8b", "#9a8430")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 760, 170, 46, 10, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One colour of a plot: a value a week, oldest first."""

    name: str
    values: tuple[float, ...]


def week_starts(today: dt.date) -> tuple[dt.date, ...]:
    """The Mondays of the weeks that a plot shows, oldest first; the last holds `today`."""
    monday = today - dt.timedelta(days=today.weekday())
    return tuple(monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1))


def week_of(day: dt.date, weeks: Sequence[dt.date]) -> int | None:
    """Which of the weeks a day falls in; None when it lies outside."""
    place = (day - weeks[0]).days // 7
    return place if 0 <= place < len(weeks) else None


def bars(title: str, series: Sequence[Series], weeks: Sequence[dt.date], *, unit: str) -> str:
    """Stacked bars. A plot without anything to show says so."""
    sums = [sum(one.values[place] for one in series) for place in range(len(weeks))]
    top = _nice(max(sums, default=0))
    if not top:
        return (
            f'<figure><figcaption>{escape(title)}</figcaption><p class="none">Nothing in thirteen months.</p></figure>'
        )
    inner = _HEIGHT - _TOP - _BOTTOM
    step = (_WIDTH - _LEFT) / len(weeks)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(_spoken(title, sums, weeks, unit))}">',
        *_scale(top, inner),
        *_months(weeks, step),
    ]
    for place, week in enumerate(weeks):
        base = float(_TOP + inner)
        for number, one in enumerate(series):
            if not one.values[place]:
                continue
            height = one.values[place] / top * inner
            base -= height
            said = escape(f"week of {week:%d %B %Y}: {one.name} {one.values[place]:g} {unit}")
            parts.append(
                f'<rect x="{_LEFT + place * step + 1:.1f}" y="{base:.1f}" width="{step - 2:.1f}" '
                f'height="{height:.1f}" fill="{COLOURS[number % len(COLOURS)]}"><title>{said}</title></rect>'
            )
    parts.append("</svg>")
    legend = "".join(
        f'<li><i style="background:{COLOURS[number % len(COLOURS)]}"></i>{escape(one.name)}</li>'
        for number, one in enumerate(series)
        if any(one.values)
    )
    return f'<figure><figcaption>{escape(title)}</figcaption>{"".join(parts)}<ul class="legend">{legend}</ul></figure>'


def _scale(top: float, inner: int) -> list[str]:
    lines = []
    for share in (0.0, 1.0) if top < 10 and top % 2 else (0.0, 0.5, 1.0):
        y = _TOP + inner * (1 - share)
        lines.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        lines.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{top * share:g}</text>')
    return lines


def _months(weeks: Sequence[dt.date], step: float) -> list[str]:
    found, last = [], None
    for place, week in enumerate(weeks):
        if last != (week.year, week.month) and week.day <= 7 and place < len(weeks) - 2:
            name = str(week.year) if week.month == 1 else f"{week:%b}"
            found.append(f'<text x="{_LEFT + place * step:.1f}" y="{_HEIGHT - 6}">{name}</text>')
        last = (week.year, week.month)
    return found


def _nice(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... at or above."""
    if value <= 0:
        return 0.0
    size = 1.0
    while True:
        for step in (1, 2, 5):
            if value <= step * size:
                return step * size
        size *= 10


def _spoken(title: str, sums: Sequence[float], weeks: Sequence[dt.date], unit: str) -> str:
    most = max(range(len(sums)), key=lambda place: sums[place])
    return f"{title}: {sum(sums):g} {unit} in {len(weeks)} weeks, most ({sums[most]:g}) in the week of {weeks[most]:%d %B %Y}"
