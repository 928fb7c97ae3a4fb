"""Columns that headings interrupt, whose strokes stand exactly where the column's rule would go on; and dashes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import DPI, SCALE, Pixels, blank, horizontal, px, vertical, write

LEFT, COLUMN, RIGHT = 60.0, 230.0, 400.0
HEADING = 30.0


def character(page: Pixels, x: float, top: float) -> None:
    """As 丰, 11 points high: an upright stroke with four level ones across it."""
    vertical(page, x, top, top + 11, 3)
    for k in range(4):
        horizontal(page, top + 0.5 + k * 2.75, x - 5, x + 6, 4)


def blocks(high: float, level: bool, bottom: bool = True) -> tuple[Pixels, list[tuple[float, float]]]:
    """Four blocks of two columns between two sides, with headings of two lines between; where each begins and ends.

    Args:
        level: Whether the rows have rules.
        bottom: Whether the last one has a rule under it.
    """
    page, found = blank(), []
    rows = []
    for k in range(4):
        top = 100.0 + k * (high + HEADING)
        end = top + high
        vertical(page, COLUMN, top, end)
        rows += [top, (top + end) / 2, end]
        found.append((top, end))
        if k < 3:
            character(page, COLUMN, end + 3)
            character(page, COLUMN, end + 16)
    if level:
        for y in rows if bottom else rows[:-1]:
            horizontal(page, y, LEFT, RIGHT + 1)
    for x in (LEFT, RIGHT):
        vertical(page, x, 100.0, found[-1][1] + 1)
    return page, found


def columns(page: Pixels) -> list[tuple[float, float, float]]:
    """The uprights between the sides: x, top and bottom in points."""
    found = find_rules(page, DPI).vertical / SCALE
    inner = [(x, top, bottom) for x, top, bottom in found.tolist() if LEFT + 5 < x < RIGHT - 5]
    return sorted(inner, key=lambda rule: (round(rule[0]), rule[1]))


def assert_are_the_columns(page: Pixels, expected: Sequence[tuple[float, float]]) -> None:
    found = columns(page)
    assert [x for x, _, _ in found] == pytest.approx([COLUMN] * len(expected), abs=1.5)
    assert [top for _, top, _ in found] == pytest.approx([top for top, _ in expected], abs=1.5)
    assert [bottom for _, _, bottom in found] == pytest.approx([bottom for _, bottom in expected], abs=1.5)


@pytest.mark.parametrize(("high", "level"), [(30.0, True), (36.0, False)], ids=["with level rules", "without any"])
def test_a_column_is_found_in_each_block_and_not_through_the_headings_between(high: float, level: bool) -> None:
    page, expected = blocks(high, level)
    assert_are_the_columns(page, expected)


@pytest.mark.parametrize(("high", "level"), [(30.0, True), (36.0, False)], ids=["with level rules", "without any"])
def test_where_text_stands_on_both_sides_of_it_a_column_s_line_is_strokes(high: float, level: bool) -> None:
    page, expected = blocks(high, level)
    top, _ = expected[1]
    for k in range(round(high / 3)):
        horizontal(page, top + 1 + 3 * k, COLUMN - 5, COLUMN + 6, 4)
    assert_are_the_columns(page, [expected[0], *expected[2:]])


@pytest.mark.parametrize("short", [0.0, 5.0], ids=["as long as the sides", "shorter than these"])
def test_below_the_last_level_rule_a_column_goes_on_to_where_its_ink_ends(short: float) -> None:
    """A table that the page's end cuts has no bottom rule; under its last row stands what is none of it."""
    page, expected = blocks(30.0, level=True, bottom=False)
    top, bottom = expected[-1]
    end = bottom - short
    page[px(end) : px(bottom) + 3, px(COLUMN) - 4 : px(COLUMN) + 6] = 255
    assert_are_the_columns(page, [*expected[:-1], (top, end)])
    character(page, COLUMN, end + 3)
    assert_are_the_columns(page, [*expected[:-1], (top, end)])


def test_what_is_no_longer_than_a_stroke_below_the_last_level_rule_is_none_of_the_column() -> None:
    page, expected = blocks(30.0, level=True, bottom=False)
    top, bottom = expected[-1]
    page[px(bottom - 8) : px(bottom) + 3, px(COLUMN) - 4 : px(COLUMN) + 6] = 255
    assert_are_the_columns(page, [*expected[:-1], (top, bottom - 15)])


def dashed(count: int, dash: float, gap: float) -> Pixels:
    """A row 38 points high with so many dashed uprights, and a text beside each."""
    page = blank()
    for y in (100.0, 138.0):
        horizontal(page, y, LEFT, RIGHT + 1)
    for x in (LEFT, RIGHT):
        vertical(page, x, 100.0, 139.0)
    for x in (140.0, 220.0, 310.0)[:count]:
        y = 100.0
        while y < 138.0:
            vertical(page, x, y, min(y + dash, 138.0))
            y += dash + gap
        write(page, "HXH", x + 5, 124.0)
    return page


@pytest.mark.parametrize(("dash", "gap"), [(6.0, 2.0), (8.0, 3.0), (10.0, 3.0)])
def test_long_dashes_in_one_row_are_rules_where_three_stand_side_by_side(dash: float, gap: float) -> None:
    """As long as characters are high: one or two of them, beside text, may be strokes of such."""
    assert columns(dashed(1, dash, gap)) == []
    assert columns(dashed(2, dash, gap)) == []
    found = columns(dashed(3, dash, gap))
    assert [x for x, _, _ in found] == pytest.approx([140.0, 220.0, 310.0], abs=1.5)
    assert [end for _, *ends in found for end in ends] == pytest.approx([100.0, 138.0] * 3, abs=1.5)


@pytest.mark.parametrize(("dash", "gap"), [(5.0, 3.0), (16.5, 5.0)], ids=["too little ink", "too wide a gap"])
def test_what_stands_farther_apart_is_no_dashes_however_many_are_beside_it(dash: float, gap: float) -> None:
    assert columns(dashed(3, dash, gap)) == []
