"""Round stamps in grey and in black."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.model import Box, Rules
from reportextract.scans.stamps import find_stamps, lines_of_stamps, without_rings, without_stamps
from tests.unit.scans.drawing import DPI, Pixels, blank, prose, px, table, write

X, Y, RADIUS = 300.0, 400.0, 56.0


def stamped(page: Pixels, ink: int) -> Pixels:
    """A ring 3 points wide, letters along it, a star, all as dark as that where print isn't darker."""
    stamp = np.full_like(page, 255)
    cv2.circle(stamp, (px(X), px(Y)), px(RADIUS), (ink,), px(3))
    for angle in np.arange(-180, 1, 30):
        x, y = X + 42 * np.cos(np.radians(angle)), Y + 42 * np.sin(np.radians(angle))
        cv2.putText(stamp, "H", (px(x - 5), px(y + 5)), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (ink,), px(1.5))
    tips = np.radians(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2, 8.0, 19.0)
    star = np.stack([X + reach * np.cos(tips), Y + reach * np.sin(tips)], axis=1)
    cv2.fillPoly(stamp, [np.rint(star * DPI / 72).astype(np.int32)], (ink,))
    return np.minimum(page, stamp)


@pytest.mark.parametrize("ink", [0, 90, 150])
def test_a_ring_is_found_where_it_is(ink: int) -> None:
    page = blank()
    prose(page, 100)
    (stamp,) = find_stamps(stamped(page, ink), DPI)
    assert (stamp.x, stamp.y, stamp.radius) == pytest.approx((px(X), px(Y), px(RADIUS)), abs=px(3))
    assert stamp.darkness == pytest.approx(255 - ink, abs=20)


def test_text_and_tables_are_no_rings_nor_are_arcs() -> None:
    page = table()
    prose(page, 400)
    cv2.ellipse(page, (px(X), px(500)), (px(RADIUS), px(RADIUS)), 0, 0, 300, (60,), px(3))
    assert find_stamps(page, DPI) == []


def test_a_stamp_that_is_paler_than_print_goes_and_print_under_it_stays() -> None:
    page = blank()
    prose(page, 100)
    write(page, "HXHXHXHXHXHX", X - 60, Y + 5)
    sealed = stamped(page, 150)
    cleared = without_stamps(sealed, find_stamps(sealed, DPI), DPI)
    assert (page < 100).any()
    assert (cleared[page < 100] < 100).all()
    around = cv2.dilate((page < 250).astype(np.uint8), np.ones((px(2.5), px(2.5)), np.uint8)) > 0
    assert (cleared[~around] == 255).all()


def test_of_a_stamp_as_dark_as_print_the_star_goes_and_nothing_else() -> None:
    page = blank()
    prose(page, 100)
    sealed = stamped(page, 0)
    cleared = without_stamps(sealed, find_stamps(sealed, DPI), DPI)
    star = np.zeros_like(page, dtype=np.bool_)
    star[px(Y - 20) : px(Y + 20), px(X - 20) : px(X + 20)] = True
    assert (cleared[star] == 255).all()
    assert (cleared[~star] == sealed[~star]).all()


def test_a_page_without_stamps_stays_as_it_is() -> None:
    page = blank()
    prose(page, 100)
    assert without_stamps(page, [], DPI) is page


def test_lines_inside_a_ring_beside_its_middle_are_of_the_stamp() -> None:
    stamps = find_stamps(stamped(blank(), 0), DPI)

    def line(x0: float, top: float, x1: float, bottom: float) -> Box:
        return Box(*(float(px(value)) for value in (x0, top, x1, bottom)))

    letters, across, through = line(280, 352, 330, 366), line(320, 352, 400, 366), line(255, 395, 345, 407)
    assert lines_of_stamps(stamps, [letters, across, through]) == [True, False, False]
    assert lines_of_stamps([], [letters]) == [False]
    assert lines_of_stamps(stamps, []) == []


# Rules in points from the middle of a ring, across and along: beside it from 10 above to 15 below, as in a row; the
# same all the way up the table; through its middle; and a chord of which only the ends are on the ring.
ON_RING = (RADIUS - 2, -10.0, 15.0)
OTHERS = [(RADIUS - 2, -90.0, 15.0), (3.0, -10.0, 15.0), (32.0, -46.0, 46.0)]


@pytest.mark.parametrize("side", [-1, 1])
def test_a_part_of_a_ring_is_no_rule_and_rules_that_pass_it_are(side: int) -> None:
    stamps = find_stamps(stamped(blank(), 90), DPI)
    lines = np.array([ON_RING, *OTHERS]) * [side, 1, 1]
    level, upright = (DPI / 72 * (lines + place) for place in ((Y, X, X), (X, Y, Y)))
    left = without_rings(Rules(level, upright), stamps, DPI)
    assert left.horizontal.tolist() == level[1:].tolist()
    assert left.vertical.tolist() == upright[1:].tolist()
