"""What shows behind print. That pale print is left alone matters more than that a watermark goes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.scans.behind import erase_behind, shows_behind

Pixels = np.ndarray


def zero(ink: int = 20) -> Pixels:
    """A 0, 26 high, in the middle of a cell."""
    cell = np.full((68, 80), 255, np.uint8)
    cv2.ellipse(cell, (40, 34), (8, 13), 0, 0, 360, (ink,), 3, cv2.LINE_AA)
    return cell


def with_watermark(cell: Pixels) -> Pixels:
    behind = cell.copy()
    cv2.line(behind, (0, 60), (79, 8), (218,), 9, cv2.LINE_AA)
    return np.minimum(cell, behind)


def noisy(cell: Pixels, deviation: float) -> Pixels:
    noise = np.random.default_rng(3).normal(0, deviation, cell.shape)
    return np.clip(cell.astype(np.float64) * 0.92 + noise, 0, 255).astype(np.uint8)


def test_a_watermark_behind_a_number_goes_and_the_number_stays() -> None:
    cell = with_watermark(zero())
    assert shows_behind(cell)
    erased = erase_behind(cell)
    assert np.array_equal(erased < 128, zero() < 128)
    assert erased[5:14, 60:78].min() > 240


@pytest.mark.parametrize("deviation", [0.0, 3.0, 10.0])
def test_nothing_shows_behind_a_number_on_paper(deviation: float) -> None:
    assert not shows_behind(noisy(zero(), deviation))


def test_a_pale_stroke_of_a_figure_is_print() -> None:
    # A 4 of which the toner left the slanting stroke pale.
    cell = np.full((68, 80), 255, np.uint8)
    cv2.line(cell, (44, 21), (44, 47), (20,), 3)
    cv2.line(cell, (44, 21), (33, 40), (205,), 3)
    cv2.line(cell, (33, 40), (49, 40), (205,), 2)
    assert not shows_behind(cell)


def test_pale_print_is_not_told_from_what_is_behind() -> None:
    assert not shows_behind(with_watermark(zero(ink=170)))


def test_hardly_a_picture_shows_nothing() -> None:
    assert not shows_behind(np.full((2, 40), 0, np.uint8))
