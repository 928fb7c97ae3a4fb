"""Which stretches of a line are rules: beyond the last level rule of a table, and where a line is in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pytest

from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import DPI, SCALE, Pixels, blank, horizontal, vertical
from tests.unit.scans.grids import block

LEVELS, COLUMN, LAST = (100.0, 124.0, 148.0, 172.0), 200.0, 172.0


def open_table(below: float) -> Pixels:
    """Four level rules and one upright between two columns, which goes on so many points below the last of them."""
    page = blank()
    for y in LEVELS:
        horizontal(page, y, 60, 400)
    vertical(page, COLUMN, LEVELS[0], LAST + below)
    return page


def end_of_column(page: Pixels) -> float:
    """Where the upright ends, in points."""
    ((x, top, bottom),) = (find_rules(page, DPI).vertical / SCALE).tolist()
    assert (x, top) == pytest.approx((COLUMN, LEVELS[0]), abs=1)
    return float(bottom)


@pytest.mark.parametrize("below", [14.0, 24.0])
def test_the_only_upright_of_a_table_goes_on_beside_a_last_row_that_no_rule_closes(below: float) -> None:
    page = open_table(below)
    for x in (120.0, 280.0):  # a label and its number
        block(page, x, x + 20, LAST + 5)
    assert end_of_column(page) == pytest.approx(LAST + below, abs=1)


@pytest.mark.parametrize("x", [194.0, 204.0], ids=["on the left", "on the right"])
def test_a_stroke_below_a_table_with_ink_beside_it_is_none_of_its_upright(x: float) -> None:
    """Another stroke of the character that it is of, 2 points wide."""
    page = open_table(24.0)
    block(page, x, x + 2, LAST + 8)
    assert end_of_column(page) == pytest.approx(LAST, abs=1)


def test_what_is_lower_than_a_row_below_a_table_is_none_of_its_upright() -> None:
    assert end_of_column(open_table(11.0)) == pytest.approx(LAST, abs=1)


def test_uprights_that_go_on_as_far_as_others_are_of_a_row_that_no_rule_closes() -> None:
    """Two tables of three low rows with one upright each, numbers close beside it, and a heading's strokes below."""
    page = blank()
    for top, x in ((100.0, 180.0), (200.0, 220.0)):
        for y in (top, top + 11, top + 22):
            horizontal(page, y, 60, 400)
        vertical(page, x, top, top + 33)
        vertical(page, x, top + 34.5, top + 46, 3)
        for k in range(4):
            horizontal(page, top + 35 + k * 2.75, x - 5, x + 6, 4)
        for y in (top + 13, top + 25):
            block(page, x + 2.5, x + 7, y)
    found = (find_rules(page, DPI).vertical / SCALE).tolist()
    assert [bottom for _, _, bottom in found] == pytest.approx([133, 233], abs=1)


@pytest.mark.parametrize(("beside", "is_rule"), [(None, True), (2.2, False)], ids=["on paper", "beside a stroke"])
def test_a_low_upright_of_uneven_pieces_is_a_rule_where_nothing_stands_beside_it(
    beside: float | None, is_rule: bool
) -> None:
    """Between two level rules 28 points apart; its gaps are wider than those between two strokes of a character."""
    page = blank()
    for y in (100.0, 128.0):
        horizontal(page, y, 60, 400)
    for top, bottom in ((100, 103), (103.7, 109), (109.7, 111), (111.7, 117), (117.7, 119), (119.7, 128)):
        vertical(page, COLUMN, top, bottom)
    if beside is not None:
        vertical(page, COLUMN + beside, 101, 127)
        vertical(page, COLUMN - beside, 101, 127)
    assert len(find_rules(page, DPI).vertical) == is_rule


def level_rules(*pieces: float, gap: float) -> list[list[float]]:
    """The rules (y, x0, x1 in points) on a page with a line of such pieces, so long and so far apart, at 100."""
    page = blank()
    starts = [60.0, *(60.0 + end for end in accumulate(piece + gap for piece in pieces))]
    for x, piece in zip(starts, pieces, strict=False):
        horizontal(page, 100, x, x + piece)
    return [list(map(float, rule)) for rule in find_rules(page, DPI).horizontal / SCALE]


@pytest.mark.parametrize(
    ("pieces", "gap"),
    [
        ([22.0, 12.0, 12.0], 6.0),
        ([10.0, 22.0, 10.0, 10.0], 8.0),
        ([12.0, 12.0, 30.0, 12.0, 12.0], 8.0),
        ([22.0, *[12.0] * 8], 11.0),  # 57 % of the way
    ],
)
def test_short_pieces_in_line_with_a_long_one_are_a_broken_rule(pieces: Sequence[float], gap: float) -> None:
    ((y, x0, x1),) = level_rules(*pieces, gap=gap)
    assert (y, x0, x1) == pytest.approx((100, 60, 60 + sum(pieces) + gap * (len(pieces) - 1)), abs=1)


@pytest.mark.parametrize(
    ("pieces", "gap"),
    [
        ([12.0] * 8, 6.0),
        ([18.0, *[12.0] * 8], 6.0),
        ([22.0, 10.0, 10.0], 6.0),
        ([22.0, *[9.5] * 8], 11.0),
    ],
    ids=["none is long", "none is as long as 20 points", "42 points of ink", "53 % of the way"],
)
def test_a_row_of_short_strokes_is_no_rule(pieces: Sequence[float], gap: float) -> None:
    assert level_rules(*pieces, gap=gap) == []


def test_pieces_each_longer_than_strokes_make_a_rule_of_sixty_points_without_a_long_one() -> None:
    assert level_rules(*[16.0] * 3, gap=6.0) == []
    ((y, x0, x1),) = level_rules(*[16.0] * 4, gap=6.0)
    assert (y, x0, x1) == pytest.approx((100, 60, 142), abs=1)
