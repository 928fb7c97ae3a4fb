"""How wide a line is shown to the recogniser."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.ocr.rapid import _scaled_width


@pytest.mark.parametrize("height", [24, 48, 96])
@pytest.mark.parametrize(
    ("heights", "width"),
    [(1, 48), (3, 144), (4, 192), (6, 216), (8, 288), (10, 288), (20, 576)],
    ids=["as it is", "as it is", "at the limit", "0.75 of it", "at the limit", "0.6 of it", "0.6 of it"],
)
def test_the_longer_a_line_is_the_more_it_is_squeezed(heights: int, width: int, height: int) -> None:
    """At 48 pixels of height; lines are so many times as long as high."""
    assert _scaled_width(np.zeros((height, heights * height), np.uint8)) == width


@pytest.mark.parametrize(
    ("shape", "width"),
    [((0, 100), 0), ((48, 0), 0), ((48, 1), 8), ((48, 9000), 3200)],
    ids=["without height", "without width", "narrower than one answer", "longer than any line"],
)
def test_no_width_is_too_small_or_too_large_for_the_recogniser(shape: tuple[int, int], width: int) -> None:
    assert _scaled_width(np.zeros(shape, np.uint8)) == width
