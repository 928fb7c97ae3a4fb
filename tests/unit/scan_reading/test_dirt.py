"""What beside a number is no print. A sign or a point that is dropped makes a wrong number: most cases are of print."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scan_reading.dirt import Cleaned, _is_unlike_print, painted_over, without_dirt
from reportextract.scans.cells import CellPicture

# The figures of the tests are so high, and stand between these rows.
HIGH, TOP, FOOT = 20, 20, 40
# Where the cell lies on its page.
LEFT, ABOVE = 700, 300

Mark = tuple[int, int, int, int]


def rectangle(x: int, top: int, width: int, height: int) -> list[Mark]:
    return [(x, top, width, height)]


def zero(x: int, top: int = TOP) -> list[Mark]:
    """A 0: a ring 12 wide, of strokes 3 wide."""
    return [(x, top, 12, 3), (x, top + HIGH - 3, 12, 3), (x, top, 3, HIGH), (x + 9, top, 3, HIGH)]


def one(x: int, top: int = TOP) -> list[Mark]:
    return rectangle(x, top, 3, HIGH)


def plus(x: int, size: int = 12) -> list[Mark]:
    top = 30 - size // 2
    return [(x, 29, size, 2), (x + size // 2 - 1, top, 2, size)]


def leaning(x: int, top: int, width: int, height: int) -> list[Mark]:
    """A stroke two pixels wide from the lower left to the upper right, row by row."""
    return [(x + round((width - 2) * (height - 1 - row) / (height - 1)), top + row, 2, 1) for row in range(height)]


def hull_of(marks: Sequence[Mark]) -> Box:
    """Around marks, in pixels of the page."""
    x0, top = min(m[0] for m in marks), min(m[1] for m in marks)
    x1, bottom = max(m[0] + m[2] for m in marks), max(m[1] + m[3] for m in marks)
    return Box(LEFT + x0, ABOVE + top, LEFT + x1, ABOVE + bottom)


def judged(*lines: Sequence[Mark]) -> Cleaned:
    """What is print, and what is dirt, in the lines of a cell."""
    pixels = np.full((120, 200), 255, np.uint8)
    for x, top, width, height in (mark for line in lines for mark in line):
        pixels[top : top + height, x : x + width] = 0
    return without_dirt([hull_of(line) for line in lines], CellPicture(pixels, LEFT, ABOVE, None), HIGH)


def cleaned(*lines: Sequence[Mark]) -> list[Box]:
    """What is left of the lines of a cell."""
    return judged(*lines).lines


SCRATCHES = {
    "leaning": leaning(60, 60, 10, 14),
    "leaning to the level": leaning(60, 60, 14, 7),
    "level": rectangle(60, 64, 14, 2),
    "a speck": rectangle(60, 64, 5, 5),
}


@pytest.mark.parametrize("scratch", SCRATCHES.values(), ids=SCRATCHES.keys())
def test_scratches_in_a_line_of_their_own_are_dropped_under_and_over_a_figure(scratch: list[Mark]) -> None:
    assert cleaned(zero(60), scratch) == [hull_of(zero(60))]
    under = zero(60, 90)
    assert cleaned(scratch, under) == [hull_of(under)]


LINES = {
    "a 1": one(64, 60),
    "a 1 of smaller print": rectangle(64, 60, 3, 12),
    "a 0": zero(60, 60),
    "an italic 1": leaning(60, 60, 8, HIGH),
    "the character 一": rectangle(56, 66, 19, 2),
    "a mark of two pieces": [*rectangle(60, 60, 10, 2), *rectangle(60, 66, 10, 2)],
    "a thick mark": rectangle(60, 60, 14, 12),
    "a thick level mark": rectangle(60, 64, 16, 5),
    "two strokes side by side": [*leaning(60, 60, 6, 12), *leaning(68, 60, 6, 12)],
    "a 7 of smaller print": [*rectangle(60, 60, 9, 2), *leaning(60, 62, 9, 12)],
    "a 1 with its flag, of smaller print": [(63, 60, 2, 14), (62, 61, 1, 1), (61, 62, 1, 1), (60, 63, 1, 1)],
    "a 1 of smaller print that leans a little": leaning(60, 60, 5, 15),
    "a plus": [(60, 65, 12, 2), (65, 60, 2, 12)],
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_print_in_a_line_of_its_own_is_kept_under_and_over_a_figure(line: list[Mark]) -> None:
    """As where a number was too long for its box, and went on below."""
    assert cleaned(zero(60), line) == [hull_of(zero(60)), hull_of(line)]
    under = zero(60, 90)
    assert cleaned(line, under) == [hull_of(line), hull_of(under)]


@pytest.mark.parametrize("mark", [rectangle(60, 64, 14, 2), leaning(60, 60, 10, 14), rectangle(60, 60, 5, 5)])
def test_what_stands_alone_in_its_cell_is_not_judged(mark: list[Mark]) -> None:
    assert cleaned(mark) == [hull_of(mark)]


NUMBERS = {"10": [*one(50), *zero(58)], "101": [*one(50), *zero(58), *one(75)], "0": zero(50)}
# Seen from the number's left or right end.
DIRT = {
    "a dot at the foot": (4, 36, 4, 4),
    "a dot far off": (30, 36, 4, 4),
    "a wide dot at the foot": (4, 36, 7, 4),
    "a dot in the middle": (6, 28, 5, 5),
    "a wide dot in the middle": (5, 28, 5, 4),
    "a large dot in the middle": (6, 27, 7, 6),
    "a dot at the top": (4, TOP, 4, 4),
    "an upright scratch of 0.45": (10, 26, 2, 9),
    "a thicker one, of 0.5": (10, 26, 4, 10),
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS.keys())
@pytest.mark.parametrize(("away", "top", "width", "height"), DIRT.values(), ids=DIRT.keys())
def test_dots_and_short_scratches_before_and_after_a_number_are_dropped(
    number: list[Mark], away: int, top: int, width: int, height: int
) -> None:
    hull = hull_of(number)
    before = rectangle(50 - away - width, top, width, height)
    after = rectangle(int(hull.x1) - LEFT + away, top, width, height)
    assert cleaned([*before, *number]) == [hull]
    assert cleaned([*number, *after]) == [hull]
    assert cleaned([*before, *number, *after]) == [hull]


@pytest.mark.parametrize("mark", [(7, 4), (7, 5), (5, 3)])
def test_a_small_level_mark_is_a_minus_before_a_number_and_a_dot_after_it(mark: tuple[int, int]) -> None:
    before, number, after = rectangle(50, 29, *mark), [*zero(60), *one(76)], rectangle(84, 29, *mark)
    assert cleaned([*before, *number, *after]) == [hull_of([*before, *number])]


def test_leaning_scratches_apart_are_dropped_and_a_level_one_after_the_number() -> None:
    number = [*one(60), *zero(68)]
    assert cleaned([*leaning(40, 24, 8, 10), *number]) == [hull_of(number)]
    assert cleaned([*number, *leaning(92, 24, 8, 10)]) == [hull_of(number)]
    assert cleaned([*number, *rectangle(92, 30, 12, 2)]) == [hull_of(number)]


def test_a_number_is_as_high_as_its_figures_not_as_the_dot_that_was_dropped() -> None:
    number = [*one(60), *zero(68)]
    assert cleaned([*number, *rectangle(86, 44, 4, 4)]) == [hull_of(number)]


BEGINNINGS = {
    "a minus": rectangle(48, 29, 9, 3),
    "a thick minus": rectangle(48, 28, 9, 4),
    "a tiny minus": rectangle(50, 29, 7, 3),
    "a hyphen of narrow print": rectangle(50, 29, 5, 3),
    "a tiny minus far off": rectangle(34, 29, 7, 4),
    "a minus set apart": rectangle(34, 29, 10, 2),
    "a long minus set apart": rectangle(20, 29, 20, 2),
    "a minus a little low": rectangle(44, 32, 8, 3),
    "a minus at the foot": rectangle(50, 36, 7, 2),
    "a plus": plus(46),
    "a plus set apart": plus(30),
    "a 1": one(54),
    "a 1 set apart": one(30),
    "a 7, its bar thin": [*rectangle(42, TOP, 12, 2), *leaning(42, TOP + 2, 12, 18)],
    "a 1 two pixels lower": rectangle(40, 22, 3, 18),
    "a figure of smaller print": rectangle(40, 27, 3, 13),
    "a stroke as high as that beside the number": rectangle(53, 30, 2, 9),
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_what_a_number_begins_with_is_kept(beginning: list[Mark]) -> None:
    number = [*beginning, *zero(60), *one(76)]
    assert cleaned(number) == [hull_of(number)]


INSIDE = {
    "a point": rectangle(76, 37, 3, 3),
    "a comma": [*rectangle(76, 37, 3, 3), *rectangle(76, 40, 2, 3)],
    "a point and a space": rectangle(76, 37, 3, 3),
}


@pytest.mark.parametrize("mark", INSIDE.values(), ids=INSIDE.keys())
@pytest.mark.parametrize("space", [2, 10, 24])
def test_points_and_commas_inside_a_number_are_kept(mark: list[Mark], space: int) -> None:
    last = mark[0][0] + 3 + space
    number = [*zero(60), *mark, *zero(last), *one(last + 16)]
    assert cleaned(number) == [hull_of(number)]


def test_a_point_inside_is_kept_where_a_dot_stands_after_the_number() -> None:
    number = [*zero(50), *rectangle(65, 37, 3, 3), *one(72)]
    assert cleaned([*number, *rectangle(80, 37, 3, 3)]) == [hull_of(number)]


@pytest.mark.parametrize("dot", [(2, 2), (3, 3), (4, 4)])
@pytest.mark.parametrize("dash", [(6, 2), (8, 2), (9, 2), (12, 2), (16, 3)])
def test_a_dash_with_a_dot_beside_it_keeps_the_dash(dot: tuple[int, int], dash: tuple[int, int]) -> None:
    stroke = rectangle(60, 30, *dash)
    for x in (60 - 8 - dot[0], 60 + dash[0] + 8):
        both = [*stroke, *rectangle(x, 29, *dot)]
        assert cleaned(both) == [hull_of(stroke)]


def test_a_colon_after_a_number_is_no_scratch() -> None:
    number = [*zero(60), *one(76), (90, 28, 3, 3), (90, 36, 3, 3)]
    assert cleaned(number) == [hull_of(number)]


def test_a_line_of_text_keeps_its_ends() -> None:
    """A full stop after a label, a dot before its number."""
    text = [mark for x in range(20, 170, 15) for mark in zero(x)]
    line = [*rectangle(12, 36, 4, 4), *text, *rectangle(172, 36, 4, 4)]
    assert cleaned(line) == [hull_of(line)]


def test_a_pale_figure_of_which_only_a_part_is_dark_is_kept() -> None:
    """The lower part of a 6 before 32; with nothing pale above it, the same mark is a scratch."""
    number, part = [*zero(80), *zero(96)], rectangle(60, TOP + 10, 4, 9)
    for pale, expected in ((210, hull_of([*part, *number])), (255, hull_of(number))):
        pixels = np.full((120, 200), 255, np.uint8)
        pixels[TOP : TOP + 10, 58:68] = pale
        for x, top, width, height in [*part, *number]:
            pixels[top : top + height, x : x + width] = 0
        cell = CellPicture(pixels, LEFT, ABOVE, None)
        assert without_dirt([hull_of([*part, *number])], cell, HIGH)[0] == [expected]


def test_a_dot_over_or_under_a_figure_is_dropped_and_points_of_characters_stay() -> None:
    dot = rectangle(64, 10, 4, 4)
    assert cleaned([*zero(60), *dot]) == [hull_of(zero(60))]
    assert cleaned([*zero(60), *rectangle(64, 46, 4, 4)]) == [hull_of(zero(60))]
    # The upper stroke of 二 is no dot.
    two = [*rectangle(62, 24, 10, 2), *rectangle(58, 38, 18, 2)]
    assert cleaned(two) == [hull_of(two)]


def test_a_stroke_that_leans_as_no_print_does_is_dropped_however_long() -> None:
    falling = [(60 + step, 60 + step, 2, 1) for step in range(24)]
    assert cleaned(zero(60), falling) == [hull_of(zero(60))]
    # A / may be what is printed for nothing.
    slash = leaning(60, 60, 8, HIGH)
    assert cleaned(zero(60), slash) == [hull_of(zero(60)), hull_of(slash)]


def test_beside_an_arc_that_is_higher_nothing_is_low() -> None:
    """A seal's arc in the corner of a cell with a slash."""
    arc = [(100 + step, 112 - round(0.8 * step), 2, 2) for step in range(50)]
    slash = leaning(60, TOP, 8, HIGH)
    assert cleaned(slash, arc)[0] == hull_of(slash)


@pytest.mark.parametrize("rings", [((69, 24), (69, 32)), ((69, 29),)], ids=["8", "0"])
def test_a_thin_figure_over_a_dash_and_a_dotted_rule_is_no_scratch(rings: Sequence[tuple[int, int]]) -> None:
    pixels = np.full((120, 200), 255, np.uint8)
    for ring in rings:
        cv2.ellipse(pixels, ring, (6, 4 if len(rings) == 2 else 8), 0, 0, 360, (20,), 1)
    dark = np.argwhere(pixels < 128)
    (top, x0), (bottom, x1) = dark.min(axis=0), dark.max(axis=0) + 1
    pixels[75:78, 50:80] = pixels[97:99, 40:90:6] = 0
    figure, below = Box(LEFT + x0, ABOVE + top, LEFT + x1, ABOVE + bottom), Box(LEFT + 40, ABOVE + 75, 790, ABOVE + 99)
    assert without_dirt([figure, below], CellPicture(pixels, LEFT, ABOVE, None), 27).lines[0] == figure


def test_specks_and_scratches_under_a_dash_are_dropped_and_under_one_of_two_bars_nothing_is() -> None:
    dash = rectangle(60, 30, 18, 3)
    assert cleaned([*dash, *rectangle(58, 42, 4, 4)]) == [hull_of(dash)]
    falling = [(60 + 2 * step, 70 + step, 3, 1) for step in range(6)]
    assert cleaned(dash, falling) == [hull_of(dash)]
    two = [*rectangle(62, 24, 12, 2), *rectangle(58, 38, 18, 2)]
    assert cleaned(two) == [hull_of(two)]


def shown_behind(pale: int) -> Cleaned:
    """A figure, with a stroke so dark before it and one of a watermark below."""
    pixels = np.full((120, 200), 255, np.uint8)
    before, below = rectangle(30, TOP, 6, HIGH), rectangle(58, 70, 20, 8)
    for marks, value in ((zero(60), 0), (before, pale), (below, pale)):
        for x, top, width, height in marks:
            pixels[top : top + height, x : x + width] = value
    cell = CellPicture(pixels, LEFT, ABOVE, None)
    return without_dirt([hull_of([*before, *zero(60)]), hull_of(below)], cell, HIGH)


def test_what_shows_from_behind_a_number_is_none_of_it() -> None:
    assert shown_behind(180).lines == [hull_of(zero(60))]
    # As dark as half of the print, it may be print.
    assert len(shown_behind(100).lines) == 2


def test_dirt_is_painted_over_and_nothing_else() -> None:
    pixels = np.full((120, 200), 255, np.uint8)
    for x, top, width, height in [*zero(60), (80, 28, 4, 4)]:
        pixels[top : top + height, x : x + width] = 0
    cell = CellPicture(pixels, LEFT, ABOVE, None)
    found = without_dirt([hull_of([*zero(60), (80, 28, 4, 4)])], cell, HIGH)
    assert (found.lines, found.dirt, found.is_dirty) == ([hull_of(zero(60))], [hull_of([(80, 28, 4, 4)])], False)
    painted = painted_over(cell.pixels, cell, found.dirt)
    assert painted[:, 78:].min() == 255
    assert np.array_equal(painted[:, :78], pixels[:, :78])


def is_dirty(kept: list[Mark], dirt: list[Mark], lines: int) -> bool:
    """Whether a scratch that is dropped, in the same line or one of its own, may be a part of what is kept."""
    found = judged([*kept, *dirt]) if lines == 1 else judged(*sorted((kept, dirt), key=lambda marks: marks[0][1]))
    assert (found.lines, found.dirt) == ([hull_of(kept)], [hull_of(dirt)])
    return found.is_dirty


@pytest.mark.parametrize(("apart", "expected"), [(10, True), (30, True), (31, False), (80, False)])
def test_a_scratch_may_be_a_part_of_a_number_no_farther_to_the_side_than_half_more_than_that_is_high(
    apart: int, expected: bool
) -> None:
    assert is_dirty(zero(100), leaning(112 + apart, 24, 8, 10), lines=1) is expected
    assert is_dirty(zero(100), leaning(92 - apart, 24, 8, 10), lines=1) is expected


@pytest.mark.parametrize(("apart", "expected"), [(8, True), (10, True), (11, False), (40, False)])
def test_a_scratch_above_or_below_may_be_a_part_of_a_number_within_half_its_height(apart: int, expected: bool) -> None:
    assert is_dirty(zero(60, 20), leaning(62, 40 + apart, 10, 14), lines=2) is expected
    assert is_dirty(zero(60, 80), leaning(62, 66 - apart, 10, 14), lines=2) is expected


def test_a_scratch_below_a_number_may_be_far_to_its_side() -> None:
    near, far = leaning(102, 44, 10, 14), leaning(103, 44, 10, 14)
    assert is_dirty(zero(60), near, lines=2)
    assert not is_dirty(zero(60), far, lines=2)


@pytest.mark.parametrize(("apart", "expected"), [(8, True), (18, True), (19, False)])
def test_a_dash_is_taken_for_as_high_as_a_low_figure_where_a_scratch_stands_beside_it(
    apart: int, expected: bool
) -> None:
    assert is_dirty(rectangle(60, 30, 16, 3), leaning(76 + apart, 28, 6, 7), lines=1) is expected


@pytest.mark.parametrize(("size", "expected"), [(5, False), (6, True)])
def test_a_speck_beside_a_number_is_no_part_of_it_however_near(size: int, expected: bool) -> None:
    assert is_dirty(zero(60), rectangle(76, 36 - size, size, size), lines=1) is expected


def test_a_character_with_a_bar_is_no_stroke_that_leans() -> None:
    """无: two bars, one leg that leans and one that turns, one below the other in one piece; the leg alone is none."""
    leg = np.zeros((26, 27), np.uint8)
    cv2.line(leg, (19, 2), (1, 21), [1], 2)
    character = leg.copy()
    for start, end in (((2, 2), (23, 2)), ((0, 10), (25, 10)), ((15, 10), (15, 22)), ((15, 22), (25, 22))):
        cv2.line(character, start, end, [1], 2)
    assert _is_unlike_print(leg > 0)
    assert not _is_unlike_print(character > 0)
