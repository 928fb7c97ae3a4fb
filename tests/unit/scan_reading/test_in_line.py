"""A number under a seal, by where the others of its row and column stand."""

from __future__ import annotations

from collections.abc import Sequence

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


def test_what_is_left_of_a_number_is_not_in_the_middle() -> None:
    # Of 10 the 1 has gone into the arc.
    assert number_in_line(cell(0, 1, figures=(11,), seal=True), others()) is None


def test_a_figure_that_the_seal_touches_is_none() -> None:
    assert number_in_line(cell(0, 1, figures=(18,), seal=True), others()) is None


def test_columns_that_are_not_set_in_the_middle_tell_nothing() -> None:
    assert number_in_line(cell(0, 1, seal=True), others((-30,), (0,), (20,), (30,))) is None


def test_too_few_others_tell_nothing() -> None:
    assert number_in_line(cell(0, 1, seal=True), others()[:3]) is None
    assert number_in_line(cell(0, 1, seal=True), others()[2:]) is None
