from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scan_reading.lines import Line, is_cut_off, is_dash, parted
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


def test_a_scratch_beside_a_figure_is_no_second_figure() -> None:
    assert len(parted(line((50, 20, 11, HEIGHT), (105, 45, 3, 12)), in_cell=True)) == 2


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
