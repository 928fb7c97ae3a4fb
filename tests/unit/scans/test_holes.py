"""Punched holes are found, and nothing else that is dark."""

from __future__ import annotations

import cv2
import numpy as np

from reportextract.scans.holes import find_holes, without_holes
from tests.unit.scans.drawing import DPI, blank, px


def test_a_punched_hole_becomes_paper_and_what_stands_beside_it_stays() -> None:
    page = blank()
    cv2.putText(page, "0", (px(60), px(250)), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 3)
    without = page.copy()
    cv2.circle(page, (px(40), px(245)), px(8), (50,), -1)
    ((x, y, radius),) = find_holes(page, DPI)
    assert (abs(x - px(40)) < px(1), abs(y - px(245)) < px(1), abs(radius - px(8)) < px(1.5)) == (True, True, True)
    assert (without_holes(page, DPI) == without).all()


def test_bars_frames_and_bold_characters_are_no_holes() -> None:
    page = blank()
    cv2.rectangle(page, (px(40), px(40)), (px(140), px(55)), (40,), -1)  # a dark bar
    cv2.rectangle(page, (px(40), px(100)), (px(60), px(120)), (40,), -1)  # a dark square
    cv2.circle(page, (px(100), px(110)), px(10), (40,), px(2))  # a ring
    cv2.putText(page, "8", (px(200), px(150)), cv2.FONT_HERSHEY_SIMPLEX, 4.0, (0,), px(3))
    assert find_holes(page, DPI) == []
    assert without_holes(page, DPI) is page


def test_an_empty_page_has_none() -> None:
    assert find_holes(np.full((300, 200), 255, np.uint8), DPI) == []
