"""Rules that stop at a heading over all columns, and begin again below it in the same places."""

from __future__ import annotations

import pytest

from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import DPI, SCALE, Pixels, blank, horizontal, vertical

LEFT, FIRST, SECOND, RIGHT = 60.0, 150.0, 290.0, 400.0
# Two blocks of three rows; between them a heading as low as a row.
ROWS = [100.0, 114.0, 128.0, 142.0, 155.0, 169.0, 183.0, 197.0]
ABOVE, BELOW = (100.0, 142.0), (155.0, 197.0)


def two_blocks() -> Pixels:
    page = blank()
    for y in ROWS:
        horizontal(page, y, LEFT, RIGHT + 1)
    for x in (LEFT, RIGHT):
        vertical(page, x, 100.0, 198.0)
    for x in (FIRST, SECOND):
        for top, bottom in (ABOVE, BELOW):
            vertical(page, x, top, bottom)
    return page


def stretches(page: Pixels, x: float) -> list[tuple[float, float]]:
    """Where uprights at a place begin and end, in points."""
    found = find_rules(page, DPI).vertical / SCALE
    return [(top, bottom) for at, top, bottom in found.tolist() if abs(at - x) < 2]


def assert_stops(page: Pixels, x: float) -> None:
    found = stretches(page, x)
    assert len(found) == 2
    assert [place for ends in found for place in ends] == pytest.approx([*ABOVE, *BELOW], abs=2)


def test_a_low_heading_is_no_gap_of_a_broken_rule() -> None:
    page = two_blocks()
    assert_stops(page, FIRST)
    assert_stops(page, SECOND)
    assert stretches(page, LEFT) == [pytest.approx((100, 198), abs=2)]


def test_a_stroke_of_the_heading_doesn_t_carry_a_rule_on_that_others_show_to_stop() -> None:
    page = two_blocks()
    vertical(page, SECOND, 145.5, 153.0)
    horizontal(page, 149.0, SECOND - 5, SECOND + 5)
    assert_stops(page, SECOND)


def test_a_shorter_gap_is_one_of_a_broken_rule() -> None:
    page = two_blocks()
    for x in (FIRST, SECOND):
        vertical(page, x, 142.0, 146.0)
        vertical(page, x, 151.0, 155.0)
    assert stretches(page, FIRST) == [pytest.approx((100, 197), abs=2)]
