"""What is left of a rule beside lines of text, and strokes of characters that stand where it would."""

from __future__ import annotations

import pytest

from reportextract.scans.short_rules import find_short_rules
from tests.unit.scans.drawing import DPI, Pixels, px, vertical
from tests.unit.scans.grids import block, drawn_grid

# Three rows; the second is full of three lines of text 9 points high, with 4 points of paper between them.
ROWS, COLUMN = (100.0, 130.0, 168.0, 198.0), 200.0
LINES = (131.5, 144.5, 157.5)


def found_beside(*pieces: tuple[float, float], lines: tuple[float, ...] = LINES, high: float = 9.0) -> bool:
    """Whether the second row has the rule at 200 that the others have.

    Args:
        pieces: What is printed there, from top to bottom; points.
        lines: Where lines of text begin that stand on both sides of it, so many points high.
    """
    page, grids = drawn_grid((60.0, COLUMN, 260.0, 320.0), ROWS, {(1, COLUMN)})
    write_lines(page, lines, high)
    for top, bottom in pieces:
        vertical(page, COLUMN, top, bottom)
    found = find_short_rules(page, grids, DPI)
    assert len(found.horizontal) == 0
    for rule in found.vertical.tolist():
        assert rule == pytest.approx([px(COLUMN), px(ROWS[1]), px(ROWS[2])], abs=1)
    return len(found.vertical) > 0


def write_lines(page: Pixels, lines: tuple[float, ...], high: float) -> None:
    for top in lines:
        for x in (186.0, 203.0):
            block(page, x, x + 11.0, top, high)


STROKES = tuple((top, top + 9.0) for top in LINES)


def test_strokes_in_line_in_several_lines_of_text_are_nothing_left_of_a_rule() -> None:
    """They come as near the row's sides as a rule, and are two thirds of the way; between the lines there is paper."""
    assert not found_beside(*STROKES)


@pytest.mark.parametrize(
    "pieces",
    [
        ((130.0, 168.0),),
        ((130.0, 136.0), (139.0, 147.0), (151.0, 161.0)),
        ((130.0, 146.0),),
    ],
    ids=["whole", "in pieces", "its upper part alone"],
)
def test_a_rule_shows_between_the_lines_of_text_too(pieces: tuple[tuple[float, float], ...]) -> None:
    assert found_beside(*pieces)


def test_where_no_paper_is_between_the_lines_nothing_more_is_asked_of_a_rule() -> None:
    assert found_beside(*STROKES, lines=(131.5,), high=35.0)


def test_text_farther_away_leaves_paper_beside_a_rule() -> None:
    """Blocks that end 13 points from it: the same strokes stand alone, as pieces of a broken rule."""
    page, grids = drawn_grid((60.0, COLUMN, 260.0, 320.0), ROWS, {(1, COLUMN)})
    for top in LINES:
        block(page, 176.0, 187.0, top, 9.0)
        block(page, 214.0, 225.0, top, 9.0)
    for piece in STROKES:
        vertical(page, COLUMN, *piece)
    assert len(find_short_rules(page, grids, DPI).vertical) == 1


@pytest.mark.parametrize(
    ("boxes", "pieces", "is_found"),
    [(4, True, True), (4, False, False), (3, True, False)],
    ids=["pieces left", "nothing left", "too few equal boxes to tell"],
)
def test_pieces_are_a_rule_where_equally_wide_boxes_say_one_is(boxes: int, pieces: bool, is_found: bool) -> None:
    """Some boxes 30 points wide, and one twice as wide; no row has the rule in its middle."""
    end = 60.0 + 30 * boxes
    xs, middle = [*(60.0 + 30 * k for k in range(boxes + 1)), end + 60], end + 30
    page, grids = drawn_grid(xs, (100.0, 118.0))
    for top in (100.5, 110.5) if pieces else ():
        vertical(page, middle, top, top + 4.5)
    found = find_short_rules(page, grids, DPI).vertical.tolist()
    assert found == ([pytest.approx([px(middle), px(100), px(118)], abs=2)] if is_found else [])


def test_a_label_before_equally_wide_boxes_is_none_of_them() -> None:
    """Strokes in line in a label three times as wide as the boxes behind it."""
    xs = [60.0, *(150.0 + 30 * k for k in range(5))]
    page, grids = drawn_grid(xs, (100.0, 118.0))
    for x in (90.0, 120.0):
        for top in (100.5, 110.5):
            vertical(page, x, top, top + 4.5)
    assert len(find_short_rules(page, grids, DPI).vertical) == 0


def test_a_box_twice_as_wide_before_equally_wide_ones_is_two_of_them() -> None:
    page, grids = drawn_grid([60.0, *(120.0 + 30 * k for k in range(5))], (100.0, 118.0))
    for top in (100.5, 110.5):
        vertical(page, 90.0, top, top + 4.5)
    found = find_short_rules(page, grids, DPI).vertical.tolist()
    assert found == [pytest.approx([px(90), px(100), px(118)], abs=2)]
