"""Dotted rules no longer than a row of two lines is high, and strokes that are no dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from reportextract.scans.dashes import is_dotted
from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import blank

TOP, LOW, LEFT, RIGHT, COLUMN = 100.0, 135.0, 60.0, 300.0, 180.0


def dots(every: Sequence[float], dot: float = 0.75) -> list[tuple[float, float]]:
    """Where dots begin and end that follow one another after so many points, the first at the upper level rule."""
    starts = np.concatenate([[TOP], TOP + np.cumsum(every)]).tolist()
    return [(start, start + dot) for start in starts if start + dot <= LOW]


def uprights(pieces: Sequence[tuple[float, float]], dpi: float) -> list[tuple[float, ...]]:
    """The uprights (x, top, bottom in points) between the sides of a row with such pieces of a line in its middle."""
    scale = dpi / 72
    page = blank(dpi=dpi)
    thick = round(0.7 * scale)

    def paint(x0: float, top: float, x1: float, bottom: float) -> None:
        page[round(top * scale) : round(bottom * scale), round(x0 * scale) : round(x1 * scale)] = 30

    for y in (TOP, LOW):
        paint(LEFT, y, RIGHT + 1, y + thick / scale)
    for x in (LEFT, RIGHT):
        paint(x, TOP, x + thick / scale, LOW + 1)
    for top, bottom in pieces:
        paint(COLUMN, top, COLUMN + thick / scale, bottom)
    found = (find_rules(page, dpi).vertical / scale).tolist()
    return [tuple(rule) for rule in found if LEFT + 5 < rule[0] < RIGHT - 5]


@pytest.mark.parametrize("dpi", [200.0, 300.0])
@pytest.mark.parametrize(
    ("every", "dot"),
    [([1.5] * 23, 0.75), ([1.7] * 8 + [3.4] + [1.7] * 11, 0.6)],
    ids=["as long as the gaps between them", "shorter, and one is missing"],
)
def test_a_dotted_upright_from_one_level_rule_to_the_next_is_a_rule(
    every: Sequence[float], dot: float, dpi: float
) -> None:
    ((x, top, bottom),) = uprights(dots(every, dot), dpi)
    assert (x, top, bottom) == pytest.approx((COLUMN, TOP, LOW), abs=1.5)


@pytest.mark.parametrize("dpi", [200.0, 300.0])
def test_uneven_strokes_from_one_level_rule_to_the_next_are_none(dpi: float) -> None:
    assert uprights(dots([1.5, 2.5, 1.5, 3.5] * 4), dpi) == []


def inked(every: Sequence[int], dot: int = 2) -> np.ndarray:
    """The places with ink of dots two pixels long, each so many pixels after the one before it."""
    starts = np.concatenate([[0], np.cumsum(every)])
    return np.asarray((starts[:, None] + np.arange(dot)).ravel(), dtype=np.intp)


# Three pixels a point.
@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ([5] * 20, True),
        ([5, 4, 5, 5, 6] * 4, True),
        ([5, 5, 5, 5, 10] * 4, True),
        ([5, 5, 10] * 7, False),
        ([4, 7, 3, 9] * 5, False),
        ([5] * 8, True),
        ([5] * 6, False),
        ([9] * 20, False),
    ],
    ids=["even", "nearly", "a fifth missing", "a third missing", "uneven", "nine", "seven", "3 points apart"],
)
def test_dots_are_close_to_one_another_and_evenly(every: Sequence[int], expected: bool) -> None:
    assert is_dotted(inked(every), 3.0) is expected


def test_dots_that_a_rule_joins_are_dots_all_the_same() -> None:
    line = np.union1d(inked([5] * 20), np.arange(40, 48))
    assert is_dotted(line, 3.0)


def test_a_solid_line_is_no_dots() -> None:
    assert not is_dotted(np.arange(100), 3.0)
