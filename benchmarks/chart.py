"""The chart of docs/confidence.md, drawn as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

LEAST = 1e-5
"""The left and lower end of both scales, which are logarithmic."""
WIDTH, HEIGHT, LEFT, TOP, SIDE = 560, 470, 80, 30, 380
INK = "#1f5fa8"


class Point(Protocol):
    """What is drawn of a class of numbers: how many, how many wrong, and their mean confidence."""

    @property
    def count(self) -> int: ...
    @property
    def wrong(self) -> int: ...
    @property
    def mean(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float]: ...


def as_svg(points: Sequence[Point]) -> str:
    """Announced against found share of wrong numbers, with intervals; on the dashed line confidence keeps its word."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
    ]
    for power in range(round(math.log10(LEAST)), 1):
        share, label = 10.0**power, f"{100 * 10.0**power:g} %"
        parts += [
            _line(_x(share), TOP, _x(share), TOP + SIDE, "#eee"),
            _line(LEFT, _y(share), LEFT + SIDE, _y(share), "#eee"),
            _text(_x(share), TOP + SIDE + 18, label, "middle"),
            _text(LEFT - 8, _y(share) + 4, label, "end"),
        ]
    parts.append(_line(LEFT, TOP + SIDE, LEFT + SIDE, TOP, "#999", ' stroke-dasharray="4 4"'))
    for point in points:
        low, high = point.interval
        at = _x(1 - point.mean)
        parts.append(_line(at, _y(low), at, _y(high), INK, ' stroke-width="2"'))
        if point.wrong > 0:
            parts.append(f'<circle cx="{at:.1f}" cy="{_y(point.wrong / point.count):.1f}" r="5" fill="{INK}"/>')
        parts.append(_text(at + 8, _y(high) + 4, str(point.count), "start"))
    parts += [
        _text(LEFT + SIDE / 2, TOP + SIDE + 42, "wrong numbers announced (1 − confidence)", "middle"),
        f'<g transform="translate(18 {TOP + SIDE / 2}) rotate(-90)">{_text(0, 0, "wrong numbers found", "middle")}</g>',
        _text(LEFT, TOP - 10, "above the dashed line: more often wrong than announced", "start"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(share: float) -> float:
    """0 at the lower end of a scale, 1 at the upper."""
    return 1.0 - math.log10(max(share, LEAST)) / math.log10(LEAST)


def _x(share: float) -> float:
    return LEFT + SIDE * _place(share)


def _y(share: float) -> float:
    return TOP + SIDE * (1 - _place(share))


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
