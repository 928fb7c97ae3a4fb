"""Zeros one below the other in low rows, whose sides are in line as the dashes of a rule are."""

from __future__ import annotations

from collections.abc import Collection

import cv2
import pytest

from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import DPI, SCALE, Pixels, blank, horizontal, px, vertical

# Six rows 12.6 points high of two columns.
LEVELS = [100.0 + 12.6 * k for k in range(7)]
SIDES, MIDDLE = (60.0, 200.0, 320.0), 260.0


def low_rows() -> Pixels:
    page = blank()
    for y in LEVELS:
        horizontal(page, y, SIDES[0], SIDES[-1] + 1, 1)
    for x in SIDES:
        vertical(page, x, LEVELS[0], LEVELS[-1] + 1)
    return page


def zeros(page: Pixels, x: float, rows: Collection[int] = range(6)) -> None:
    """A 0 in the middle of each row, 5 points wide and 8.5 high."""
    for row in rows:
        middle = (px(x), px(LEVELS[row] + 6.4))
        for across, down, ink in ((5.0, 8.5, 20), (3.0, 7.7, 255)):
            cv2.ellipse(page, middle, (round(across / 2 * SCALE), round(down / 2 * SCALE)), 0, 0, 360, (ink,), -1)


def gappy(page: Pixels, x: float, short: float) -> None:
    """An upright rule that leaves so many points of paper before and after each level rule, which is 0.4 thick."""
    for top in LEVELS[:-1]:
        vertical(page, x, top + 0.4 + short, top + 12.6 - short)


def uprights(page: Pixels) -> list[float]:
    return [round(float(rule[0]) / SCALE, 1) for rule in find_rules(page, DPI).vertical]


def test_the_sides_of_zeros_in_the_rows_of_a_column_are_no_upright_rule() -> None:
    page = low_rows()
    zeros(page, MIDDLE)
    assert uprights(page) == pytest.approx(SIDES, abs=1)


@pytest.mark.parametrize("short", [1.5, 2.1])
def test_a_rule_that_stops_short_of_each_level_rule_is_one(short: float) -> None:
    page = low_rows()
    gappy(page, MIDDLE, short)
    assert uprights(page) == pytest.approx([*SIDES[:2], MIDDLE, SIDES[2]], abs=1)


def test_a_rule_that_stops_short_is_one_though_figures_stand_close_beside_it_in_half_of_its_rows() -> None:
    page = low_rows()
    gappy(page, MIDDLE, 2.1)
    zeros(page, MIDDLE + 5, (0, 2, 4))
    assert uprights(page) == pytest.approx([*SIDES[:2], MIDDLE, SIDES[2]], abs=1)


@pytest.mark.parametrize("beside", [-5.0, 5.0])
def test_a_solid_rule_with_zeros_close_beside_it_is_one(beside: float) -> None:
    page = low_rows()
    vertical(page, MIDDLE, LEVELS[0], LEVELS[-1])
    zeros(page, MIDDLE + beside)
    assert uprights(page) == pytest.approx([*SIDES[:2], MIDDLE, SIDES[2]], abs=1)
