"""A number under a seal, by where the others of its row and column stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scan_reading.in_line import number_in_line
from reportextract.scans.cells import CellPicture

WIDE, HIGH = 100, 60


def cell(row: int, column: int, figures: Sequence[int] = (0,), seal: bool = False) -> CellPicture:
    """A cell of a table with rings for figures, 20 wide, around its middle or so far from it; and an arc of a seal."""
    pixels = np.full((HIGH, WIDE), 255, np.uint8)
    for off in figures:
        cv2.ellipse(pixels, (50 + off, 30), (7, 12), 0, 0, 360, (0,), 3)
    if seal:
        cv2.ellipse(pixels, (130, 30), (60, 50), 0, 90, 270, (0,), 4)
    return CellPicture(pixels, column * WIDE, row * HIGH, None)


def ink_of(picture: CellPicture, figures: Sequence[int] = (0,)) -> Box:
    x0, x1 = min(figures) + 50 - 9, max(figures) + 50 + 9
    return Box(picture.x0 + x0, picture.top + 16, picture.x0 + x1, picture.top + 44)


def others(*figures: Sequence[int]) -> list[tuple[CellPicture, Box]]:
    """Numbers in the other rows of column 1, and in the other columns of row 0."""
    places = [(row, 1) for row in range(1, 5)] + [(0, 0), (0, 2)]
    shown = [*figures, *[(0,)] * len(places)]
    return [(cell(*place, own), ink_of(cell(*place), own)) for place, own in zip(places, shown, strict=False)]


def test_a_figure_beside_a_seals_arc_is_found_alone() -> None:
    sealed = cell(0, 1, seal=True)
    found = number_in_line(sealed, others())
    assert found is not None
    assert found.ink == pytest.approx(ink_of(sealed), abs=2)
    assert np.array_equal(found.pixels[:, :64] < 128, cell(0, 1).pixels[:, :64] < 128)
    assert found.pixels[:, 66:].min() == 255
    assert (found.beside_dirt, found.needs_sum) == (True, True)


@pytest.mark.parametrize(("arc", "is_apart"), [((130, 60), True), ((92, 40), False)], ids=["far", "near"])
def test_a_number_is_apart_where_the_seal_covers_no_place_of_a_further_figure(
    arc: tuple[int, int], is_apart: bool
) -> None:
    sealed = cell(0, 1)
    cv2.ellipse(sealed.pixels, (arc[0], 30), (arc[1] // 2, 50), 0, 90, 270, (0,), 4)
    found = number_in_line(sealed, others())
    assert found is not None
    assert found.is_apart == is_apart


def test_where_nothing_else_is_in_the_cell_the_number_needs_no_sum() -> None:
    picture = cell(0, 1)
    found = number_in_line(replace(picture, ink=ink_of(picture)), others())
    assert found is not None
    assert (found.beside_dirt, found.needs_sum) == (False, False)


def test_the_stem_of_a_pale_figure_is_no_figure() -> None:
    pixels = cell(0, 1, ()).pixels.copy()
    cv2.line(pixels, (50, 18), (50, 42), (60,), 3)
    cv2.line(pixels, (40, 34), (47, 34), (205,), 3)
    cv2.line(pixels, (40, 34), (49, 18), (205,), 3)
    assert number_in_line(CellPicture(pixels, WIDE, 0, None), others()) is None


def test_what_is_left_of_a_number_is_not_in_the_middle() -> None:
    # Of 10 the 1 has gone into the arc.
    assert number_in_line(cell(0, 1, figures=(11,), seal=True), others()) is None


def test_a_figure_that_the_seal_touches_is_none() -> None:
    assert number_in_line(cell(0, 1, figures=(18,), seal=True), others()) is None


def test_columns_that_are_not_set_in_the_middle_tell_nothing() -> None:
    assert number_in_line(cell(0, 1, seal=True), others((-30,), (0,), (20,), (30,))) is None


def test_one_of_a_column_may_be_something_else() -> None:
    sealed = cell(0, 1, seal=True)
    found = number_in_line(sealed, others((-30,)))
    assert found is not None
    assert found.ink == pytest.approx(ink_of(sealed), abs=2)
    assert number_in_line(sealed, others((-30,), (30,))) is None


@pytest.mark.parametrize("off", [-30, 0, 30], ids=["left", "middle", "right"])
def test_where_a_table_has_one_row_a_number_stands_in_its_cell_as_the_others_do(off: int) -> None:
    row = [(cell(0, column, (off,)), ink_of(cell(0, column), (off,))) for column in (0, 2, 3, 4)]
    sealed = cell(0, 1, (off,))
    cv2.line(sealed.pixels, (30 if off > 0 else 60, 2), (70, 8), (0,), 4)
    found = number_in_line(sealed, row)
    assert found is not None
    assert found.ink == pytest.approx(ink_of(sealed, (off,)), abs=2)
    assert number_in_line(cell(0, 1, (off - 12,)), row) is None
    assert number_in_line(sealed, row[:2]) is None


def test_a_pale_figure_is_found_whole() -> None:
    """Only its upright stroke is as dark as a seal: alone it would be a 1."""
    pixels = cell(0, 1, ()).pixels.copy()
    cv2.line(pixels, (43, 34), (57, 34), (180,), 3)
    cv2.line(pixels, (43, 34), (52, 18), (180,), 3)
    cv2.line(pixels, (52, 18), (52, 42), (60,), 3)
    found = number_in_line(CellPicture(pixels, WIDE, 0, None), others())
    assert found is not None
    assert found.ink.x1 - found.ink.x0 >= 14


def test_too_few_others_tell_nothing() -> None:
    assert number_in_line(cell(0, 1, seal=True), others()[:3]) is None
    assert number_in_line(cell(0, 1, seal=True), others()[2:]) is None
