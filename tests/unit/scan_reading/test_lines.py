from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.model import Box
from reportextract.ocr.engine import OcrText
from reportextract.scan_reading.lines import (
    Line,
    clear_of,
    gaps_in,
    halves_of,
    is_column,
    is_cut_off,
    is_dash,
    lines_of,
    numbers_apart,
    one_below_the_other,
    parted,
    typical_height,
    whole_line,
    without_specks_at_ends,
)
from reportextract.scans.cells import CellPicture

HEIGHT = 20


def line(*marks: tuple[int, int, int, int]) -> Line:
    """Dark rectangles (x, top, width, height) on paper, and the hull around all of them."""
    pixels = np.full((60, 300), 255, np.uint8)
    for x, top, width, height in marks:
        pixels[top : top + height, x : x + width] = 0
    x0, top = min(m[0] for m in marks), min(m[1] for m in marks)
    x1, bottom = max(m[0] + m[2] for m in marks), max(m[1] + m[3] for m in marks)
    return Line(Box(x0, top, x1, bottom), pixels, 0, 0)


def figures(*places: int, width: int = 11) -> list[tuple[int, int, int, int]]:
    return [(x, 20, width, HEIGHT) for x in places]


def test_full_width_figures_are_one_number_and_figures_of_two_columns_are_two() -> None:
    assert len(parted(line(*figures(50, 79, 108, 137)), in_cell=True)) == 1
    assert len(parted(line(*figures(50, 110)), in_cell=True)) == 2
    assert len(parted(line(*figures(50, 63, 110, 123)), in_cell=True)) == 2


def test_a_full_width_plus_is_of_its_number() -> None:
    plus = [(30, 29, 21, 2), (39, 20, 2, 20)]
    assert len(parted(line(*plus, *figures(64, 93)), in_cell=True)) == 1
    assert len(parted(line(*plus, *figures(64, 113)), in_cell=True)) > 1


def test_a_full_width_point_has_a_square_of_its_own() -> None:
    """１７３．５２; and a figure behind a point that is none of it."""
    point = (132, 36, 4, 4)
    assert len(parted(line(*figures(50, 79, 108), point, *figures(166, 195)), in_cell=True)) == 1
    assert len(parted(line(*figures(50, 79, 108), point, *figures(206)), in_cell=True)) > 1
    assert len(parted(line(*figures(50, 79), (104, 36, 4, 4), (133, 36, 4, 4), *figures(166)), in_cell=True)) > 1
    assert len(parted(line(*figures(50, 79), (104, 22, 4, 4), *figures(137)), in_cell=True)) > 1


def test_a_line_too_pale_to_be_parted_is_not_lost() -> None:
    pale = line(*figures(50, 110))
    pale = pale._replace(pixels=np.maximum(pale.pixels, 215).astype(np.uint8))
    assert [piece.ink for piece in parted(pale, in_cell=True)] == [pale.ink]


def test_a_scratch_beside_a_figure_is_no_second_figure() -> None:
    assert len(parted(line((50, 20, 11, HEIGHT), (105, 45, 3, 12)), in_cell=True)) == 2


MINUS, THICK_MINUS, TINY_MINUS = (50, 29, 10, 2), (50, 28, 10, 4), (56, 29, 4, 2)
LOW_MINUS, PLUS = (50, 33, 10, 2), (50, 24, 12, 12)


@pytest.mark.parametrize("sign", [MINUS, THICK_MINUS, TINY_MINUS, LOW_MINUS, PLUS])
def test_a_sign_set_apart_is_one_with_its_number_in_a_cell_and_not_across_the_page(
    sign: tuple[int, int, int, int],
) -> None:
    number = line(sign, *figures(84, 97))
    assert parted(number, in_cell=True) == [number]
    (one, other) = parted(number, in_cell=False)
    assert one.ink == Box(sign[0], sign[1], sign[0] + sign[2], sign[1] + sign[3])
    assert other.ink == Box(84, 20, 108, 40)


NO_SIGNS = {
    "a figure": (50, 20, 11, HEIGHT),
    "a figure of smaller print": (50, 24, 9, 16),
    "a point": (50, 37, 3, 3),
    "a mark at the top": (50, 20, 10, 3),
    "a minus too far off": (30, 29, 10, 2),
}


@pytest.mark.parametrize("mark", NO_SIGNS.values(), ids=NO_SIGNS.keys())
def test_what_is_no_sign_does_not_join_a_number_beside_it(mark: tuple[int, int, int, int]) -> None:
    x0, top, width, height = mark
    pieces = parted(line(mark, *figures(90, 103)), in_cell=True)
    assert [piece.ink for piece in pieces] == [Box(x0, top, x0 + width, top + height), Box(90, 20, 114, 40)]


def test_a_stroke_between_or_after_numbers_is_no_sign() -> None:
    assert len(parted(line(*figures(50), (85, 29, 10, 2), *figures(120)), in_cell=True)) == 3
    assert len(parted(line(*figures(50), (85, 29, 10, 2)), in_cell=True)) == 2
    assert len(parted(line((50, 29, 10, 2), *figures(85), *figures(120)), in_cell=True)) == 3


def test_gaps_are_seen_where_the_line_stands_on_its_page() -> None:
    """A gap of 5 is between two figures of one number, one of 6 isn't."""
    found = line(*figures(50, 66, 83, 120))
    gaps = [(77.0, 83.0), (94.0, 120.0)]
    assert gaps_in(found) == gaps
    moved = found._replace(ink=Box(550, 120, 631, 140), left=500, above=100)
    assert gaps_in(moved) == [(x0 + 500, x1 + 500) for x0, x1 in gaps]


def test_a_line_without_gaps_has_none() -> None:
    assert gaps_in(line(*figures(50, 64))) == []


def test_figures_on_both_sides_of_a_gap_are_cut_free_of_it() -> None:
    """The recogniser's extents reach over the gap, or end too early."""
    extents = [(50.0, 75.0), (75.0, 100.0), (100.0, 111.0)]
    assert clear_of([(61, 84)], 15, "123", extents) == [(50, 61), (84, 100), (100, 111)]
    assert clear_of([(61, 84)], 15, "12", [(50.0, 58.0), (88.0, 100.0)]) == [(50, 61), (84, 100)]
    assert clear_of([(61, 70)], 15, "12", [(50.0, 60.0), (76.0, 86.0)]) == [(50, 61), (70, 86)]
    assert clear_of([(61, 84), (95, 120)], 15, "123", [(50.0, 72.0), (72.0, 108.0), (108.0, 131.0)]) == [
        (50, 61), (84, 95), (120, 131)
    ]  # fmt: skip


def test_chinese_characters_keep_their_extents_beside_a_gap() -> None:
    extents = [(50.0, 75.0), (75.0, 100.0)]
    assert clear_of([(61, 84)], 15, "规章", extents) == extents
    assert clear_of([(61, 84)], 15, "，章", extents)[1] == extents[1]
    assert clear_of([(61, 84)], 15, "章5", extents) == [(50, 75), (84, 100)]
    assert clear_of([(61, 84)], 15, "5章", extents) == [(50, 61), (75, 100)]
    assert clear_of([(61, 84)], 15, "-无", extents) == extents


def test_a_gap_that_is_at_no_boundary_of_two_characters_cuts_nothing() -> None:
    """Inside a wide character, or where no two characters were seen."""
    extents = [(50.0, 60.0), (60.0, 70.0), (70.0, 130.0)]
    assert clear_of([(100, 108)], 15, "123", extents) == extents
    assert clear_of([(61, 84)], 15, "1", [(50.0, 111.0)]) == [(50, 111)]
    assert clear_of([(61, 84)], 15, "", []) == []
    assert clear_of([], 15, "12", [(50.0, 70.0), (70.0, 100.0)]) == [(50, 70), (70, 100)]


def test_a_figure_stays_somewhere_however_wrong_its_extent_is() -> None:
    """Both were seen to the left of the gap: the second is wider than nothing all the same."""
    (first, second) = clear_of([(61, 84)], 15, "12", [(62.0, 70.0), (70.0, 80.0)])
    assert first == (60, 61)
    assert second == (84, 85)


def test_characters_meet_where_the_line_has_no_gap() -> None:
    """A recogniser tells places to a third of a character: 2 022 is one number."""
    extents = [(50.0, 57.0), (60.0, 67.0), (67.0, 75.0), (77.0, 90.0)]
    assert clear_of([], 15, "202年", extents) == [(50, 58.5), (58.5, 67), (67, 76), (76, 90)]
    assert clear_of([(57, 63)], 15, "年12日", extents)[:2] == [(50, 58.5), (58.5, 67)]
    assert clear_of([(57, 64)], 15, "年12日", extents)[:2] == [(50, 57), (64, 67)]


@pytest.mark.parametrize(("pair", "are_apart"), [("22", False), ("21", False), ("1年", True), ("2年", True)])
def test_digits_of_one_number_are_told_apart_by_wide_gaps_only(pair: str, are_apart: bool) -> None:
    """The paper beside a 1, or a gap behind the number that was seen one digit too early."""
    first, second = clear_of([(58, 66)], 18, pair, [(50.0, 60.0), (64.0, 75.0)])
    assert (first[1] < second[0]) == are_apart
    first, second = clear_of([(58, 69)], 18, "22", [(50.0, 60.0), (64.0, 75.0)])
    assert (first[1], second[0]) == (58, 69)


SMALL = CellPicture(np.full((40, 120), 255, np.uint8), 0, 0, Box(50, 18, 58, 21), Box(50, 18, 58, 21), True)


@pytest.mark.parametrize(
    ("ink", "is_one"), [(Box(50, 18, 58, 21), True), (Box(50, 10, 64, 20), False), (Box(50, 18, 54, 21), True)]
)
def test_a_small_mark_that_is_low_and_level_is_a_dash(ink: Box, is_one: bool) -> None:
    assert is_dash(replace(SMALL, ink=ink), HEIGHT) is is_one


def test_a_small_mark_that_no_other_cell_has_is_no_dash() -> None:
    assert not is_dash(replace(SMALL, is_small_print=False), HEIGHT)


def test_what_a_side_of_its_cell_cuts_is_cut_off() -> None:
    assert is_cut_off(line((0, 20, 40, 3)))
    assert not is_cut_off(line((100, 20, 40, 3)))


def test_the_foot_of_a_slash_may_touch_the_rule_beside_it() -> None:
    assert is_cut_off(line((0, 20, 8, 16)))
    assert not is_cut_off(line((0, 20, 8, 16)), is_slash=True)
    assert is_cut_off(line((10, 0, 8, 16)), is_slash=True)


@pytest.mark.parametrize(
    ("mark", "is_told"), [((50, 50, 12, 2), True), ((50, 50, 4, 4), False), ((75, 30, 3, 3), False), (None, False)]
)
def test_a_stroke_that_was_taken_for_dirt_is_remembered_and_a_speck_is_not(
    mark: tuple[int, int, int, int] | None, is_told: bool
) -> None:
    whole = line(*figures(50), *([mark] if mark else []))
    (left,) = lines_of(CellPicture(whole.pixels, 0, 0, whole.ink), HEIGHT)
    assert left.ink == Box(50, 20, 61, 40)
    assert left.beside_dirt is is_told


def spoken(of: Line, *characters: tuple[str, int]) -> OcrText:
    """Characters at places of the page, as read in the picture of a line without room around it."""
    shift = int(of.ink.x0)
    text = "".join(c for c, _ in characters)
    return OcrText(text, 0.9, tuple((c, x - 5.0 - shift, x + 5.0 - shift, 0.9) for c, x in characters))


def test_a_number_far_from_the_words_before_it_is_read_by_itself() -> None:
    both = line(*figures(50, 72, 94, width=18), *figures(140, 153))
    said = spoken(both, ("国", 59), ("家", 81), ("密", 103), ("1", 145), ("2", 158))
    width = int(both.ink.x1 - both.ink.x0)
    words, number = numbers_apart(both, said, width)
    assert (words.ink.x0, words.ink.x1) == (50, 112)
    assert (number.ink.x0, number.ink.x1) == (140, 164)
    # Words with a gap between them, and a number among words, are one line.
    assert numbers_apart(both, spoken(both, ("国", 59), ("家", 81), ("密", 103), ("的", 145), ("事", 158)), width) == [
        both
    ]
    close = line(*figures(50, 72, width=18), *figures(95, 108))
    assert numbers_apart(close, spoken(close, ("国", 59), ("家", 81), ("1", 100), ("2", 113)), 69) == [close]


def test_specks_before_and_behind_a_number_are_cut_off() -> None:
    speckled = line((40, 36, 4, 4), *figures(50, 63), (80, 22, 4, 4))
    assert without_specks_at_ends(speckled, ".12.").ink == Box(50, 20, 74, 40)
    assert without_specks_at_ends(speckled, "12") == speckled
    assert without_specks_at_ends(speckled, "第.12") == speckled
    large = line(*figures(40, 63), (80, 20, 11, HEIGHT))
    assert without_specks_at_ends(large, ".12").ink == large.ink


def test_a_full_width_comma_parts_no_number() -> None:
    comma, point_above = (63, 36, 4, 7), (63, 20, 4, 7)
    assert len(parted(line(*figures(50), comma, *figures(88, 101, 114)), in_cell=True)) == 1
    assert len(parted(line(*figures(50), point_above, *figures(88, 101, 114)), in_cell=True)) == 2
    assert len(parted(line(*figures(50), comma, *figures(100, 113, 126)), in_cell=True)) == 2


def test_what_is_higher_than_print_and_cut_by_its_cell_runs_on() -> None:
    """An arc from the upper side down beside a figure; a rule from side to side; a figure that touches the rule."""

    def flags(*marks: tuple[int, int, int, int], height: int = 40) -> list[bool]:
        pixels = np.full((height, 100), 255, np.uint8)
        for x, top, width, high in marks:
            pixels[top : top + high, x : x + width] = 0
        x0, top = min(m[0] for m in marks), min(m[1] for m in marks)
        x1, bottom = max(m[0] + m[2] for m in marks), max(m[1] + m[3] for m in marks)
        hull = Box(float(x0), float(top), float(x1), float(bottom))
        return [found.needs_sum for found in lines_of(CellPicture(pixels, 0, 0, hull), 20.0)]

    assert flags((30, 12, 11, HEIGHT), (44, 0, 4, 30)) == [True]
    assert flags((30, 0, 4, 22), (40, 2, 11, HEIGHT), height=22) == [True]
    assert flags((30, 0, 11, HEIGHT)) == [False]
    assert flags((30, 8, 11, 26)) == [False]


def test_a_dot_before_a_number_that_may_be_its_minus_asks_for_a_sum() -> None:
    def flags(dot: tuple[int, int, int, int]) -> list[bool]:
        marks = [*figures(40, 54), dot]
        pixels = np.full((60, 100), 255, np.uint8)
        for x, top, width, high in marks:
            pixels[top : top + high, x : x + width] = 0
        hull = Box(float(dot[0]), 20.0, 65.0, 40.0)
        return [found.needs_sum for found in lines_of(CellPicture(pixels, 0, 0, hull), 20.0)]

    assert flags((32, 28, 4, 3)) == [True]
    assert flags((32, 36, 4, 3)) == [False]
    assert flags((33, 28, 3, 5)) == [False]


def test_characters_that_touch_one_below_the_other_are_told_by_their_width() -> None:
    """Three characters 20 pixels wide and set tight, and one that stands alone."""
    three, one = line((10, 0, 20, 58)), line((10, 0, 20, 21))
    column = [three, one]
    assert [(part.ink.top, part.ink.bottom) for part in one_below_the_other(three, column)] == [
        (0, 19),
        (19, 39),
        (39, 58),
    ]
    assert one_below_the_other(one, column) == [one]


def label(*heights: int, width: int = 150) -> CellPicture:
    """A cell with lines of ink, so many pixels high and 10 apart."""
    pixels = np.full((sum(heights) + 10 * len(heights) + 20, width + 40), 255, np.uint8)
    top = 10
    for height in heights:
        pixels[top : top + height, 20 : 20 + width] = 0
        top += height + 10
    return CellPicture(pixels, 0, 0, Box(20, 10, 20 + width, top - 10))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([label(20)] * 10, 20),
        ([label(20)] * 4 + [label(41)] * 6, 20),
        ([label(41, 20)] * 5, 20),
        ([label(20)] * 4 + [label(24)] * 6, 24),
        ([label(20)] + [label(24)] * 9, 24),
        ([label(20)] * 10 + [label(8)] * 10, 20),  # a level stroke of each
        ([label(20, width=50)] * 10 + [label(24)] * 2, 24),
    ],
    ids=[
        "one line each",
        "most of two lines that touch",
        "three lines of which two touch",
        "of two sizes",
        "one of them smaller",
        "parts of characters",
        "numbers, and few labels",
    ],
)
def test_characters_are_as_high_as_lines_of_labels_that_do_not_touch(
    labels: list[CellPicture], expected: float
) -> None:
    assert typical_height(labels, 20.0) == pytest.approx(expected, abs=0.5)


def test_a_page_without_labels_has_characters_of_the_usual_height() -> None:
    assert typical_height([label(20, width=50)], 25.0) == 25.0
    assert typical_height([CellPicture(np.full((40, 120), 255, np.uint8), 0, 0, None)], 25.0) == 25.0


def test_a_line_of_pale_print_is_looked_at_darker_and_cut_out_as_it_is_printed() -> None:
    """Of the dirt beside it nothing is left in either picture."""
    marks = [*figures(50, 63), (84, 22, 4, 4)]
    dark, printed = line(*marks).pixels, np.where(line(*marks).pixels == 0, 205, 255).astype(np.uint8)
    cell = CellPicture(dark, 0, 0, line(*marks).ink, as_printed=printed)
    (found,) = lines_of(cell, HEIGHT)
    assert found.ink == Box(50, 20, 74, 40)
    assert found.dark.any()
    assert found.crop(20, 4).shape == (28, 64)
    assert (found.crop(20, 4)[4:-4, 20:-20] == printed[20:40, 50:74]).all()
    assert found.crop(20, 4)[:, -20:].min() == 255
    whole = whole_line(cell)
    assert whole.dark.any()
    assert set(np.unique(whole.crop(0, 0)).tolist()) == {205, 255}


def test_a_line_twice_as_high_as_characters_may_be_two_that_touch() -> None:
    """The rows between them have less ink, not none."""
    found = line((10, 10, 60, 20), (14, 30, 20, 2), (10, 32, 30, 18))
    assert [tuple(half.ink) for half in halves_of(found, 20.0)] == [(10, 10, 70, 30), (10, 30, 40, 50)]
    assert halves_of(found, 30.0) == []
    assert halves_of(line((10, 10, 60, 24)), 20.0) == []


def test_in_one_box_a_number_very_far_from_words_is_read_by_itself() -> None:
    """What is left of a rule below goes on from the one to the other."""
    words = [(10 + 22 * k, 20, 20, 20) for k in range(3)]
    rest = (10, 38, 290, 2)

    def pieces(x: int) -> int:
        found = line(*words, *figures(x, x + 14), rest)
        return len(
            numbers_apart(found, spoken(found, ("收", 20), ("费", 42), ("8", x - 2), ("1", x + 12)), 300, in_cell=True)
        )

    assert pieces(260) == 2
    assert pieces(120) == 1


def test_numbers_of_rows_between_which_no_rule_was_seen_are_no_characters_set_downwards() -> None:
    label = [line((50, 20 + 30 * k, 18, 20)) for k in range(3)]
    numbers = [line((50, 20, 11, 20)), line((50, 110, 11, 20))]
    assert is_column(label, HEIGHT)
    assert not is_column(numbers, HEIGHT)
