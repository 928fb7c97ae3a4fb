from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scans.text_lines import find_text_lines, split_lines
from tests.unit.scans.drawing import DPI, SCALE, XS, YS, blank, horizontal, prose, px, table, vertical, write


def test_each_line_is_found_where_it_stands() -> None:
    page = blank()
    for line in range(4):
        write(page, "HXHXHXHXHXHX", 60, 100 + 22 * line)
    found = find_text_lines(page, DPI, ())
    assert len(found) == 4
    assert [round(box.bottom / SCALE) for box in found] == pytest.approx([100, 122, 144, 166], abs=2)


def test_columns_are_lines_of_their_own_and_a_lone_digit_is_found() -> None:
    page = blank()
    write(page, "HXHXHX", 60, 100)
    write(page, "0", 300, 103)
    found = sorted(find_text_lines(page, DPI, ()), key=lambda box: box.x0)
    assert len(found) == 2
    assert found[1].x0 == pytest.approx(px(300), abs=6)


def test_tables_what_leans_out_of_them_rules_and_the_papers_edge_are_no_text() -> None:
    page = table()
    write(page, "12", 205, 152)
    horizontal(page, 400, 60, 400)
    vertical(page, 401.5, 235, 256, 3)
    page[:, :20] = 0
    write(page, "HXHXHXHX", 60, 300)
    found = find_text_lines(page, DPI, [Box(*(v * SCALE for v in (XS[0], YS[0], XS[-1], YS[-1])))])
    assert len(found) == 1
    assert found[0].bottom / SCALE == pytest.approx(300, abs=2)


def test_lines_without_a_gap_are_cut_where_least_ink_is() -> None:
    cell = np.full((64, 90), 255, np.uint8)
    for top in (2, 32):
        cell[top : top + 30, 5:85:6] = 0
        cell[top + 12 : top + 16, 5:85] = 0
    cell[31:33] = 255
    cell[31:33, 40:44] = 0
    assert [(box.top, box.bottom) for box in split_lines(cell, 27.0)] == [(2, 31), (31, 62)]


def test_strokes_one_above_the_other_are_one_line() -> None:
    cell = np.full((40, 40), 255, np.uint8)
    for y in (5, 16, 28):
        cell[y : y + 3, 8:32] = 0
    assert len(split_lines(cell, 26.0)) == 1


@pytest.mark.parametrize(("height", "width", "apart", "lines"), [
    (16, 36, 4, 1),  # 告 of a title
    (16, 36, 12, 2),
    (16, 90, 4, 2),
    (16, 12, 4, 2),
    (27, 58, 4, 2),
])  # fmt: skip
def test_a_character_that_is_larger_than_the_text_is_one_line(height: int, width: int, apart: int, lines: int) -> None:
    cell = np.full((100, 120), 255, np.uint8)
    for top in (10, 10 + height + apart):
        cell[top : top + height, 10 : 10 + width] = 0
    assert len(split_lines(cell, 24.0)) == lines


def test_a_speck_beside_it_makes_a_large_character_no_two_lines() -> None:
    cell = np.full((100, 220), 255, np.uint8)
    cell[10:26, 10:46] = cell[30:46, 10:46] = cell[20:24, 200:204] = 0
    assert len(split_lines(cell, 24.0)) == 1


def test_a_punched_hole_is_no_text() -> None:
    page = blank()
    prose(page, 200, lines=6)
    without = find_text_lines(page, DPI, ())
    cv2.circle(page, (px(25), px(245)), px(9), (40,), -1)
    assert find_text_lines(page, DPI, ()) == without


def test_two_lines_of_two_characters_are_two_lines() -> None:
    """Small print of a table on a page of larger prose: 尚未 above 审结 is as wide as high."""
    cell = np.full((100, 120), 255, np.uint8)
    for top, left in ((10, 10), (10, 30), (32, 10), (32, 30)):
        cell[top : top + 18, left : left + 18] = 0
    assert len(split_lines(cell, 24.0)) == 2


def test_headers_of_two_lines_beside_those_of_three_are_lines_of_their_own_columns() -> None:
    # The rows of one column reach into those of the next, with less paper between than columns have elsewhere.
    page = blank()
    for row in range(2):
        write(page, "HX", 60, 100 + 14 * row)
        write(page, "HX", 94, 107 + 14 * row)
    found = find_text_lines(page, DPI, ())
    assert len(found) == 4
    places = sorted((round(box.x0 / SCALE), round(box.bottom / SCALE)) for box in found)
    assert np.array(places) == pytest.approx(np.array([(60, 100), (60, 114), (94, 107), (94, 121)]), abs=3)


def test_a_short_line_set_tight_below_a_long_one_ends_where_its_own_ink_does() -> None:
    """Two lines of a label, the feet of the upper one a little below where they are cut."""
    page = blank()
    lines = [(100.0, range(60, 240, 12)), (109.6, range(60, 96, 12))]
    for top, places in lines:
        for x in places:
            for bar in (0.0, 4.0, 8.0):
                horizontal(page, top + bar, x, x + 10, 3)
            vertical(page, x + 5, top, top + (10.2 if top == 100.0 else 9.0), 3)
    found = sorted(find_text_lines(page, DPI, ()), key=lambda box: box.top)
    assert [round(box.x1 / SCALE) for box in found] == pytest.approx([238, 94], abs=1)


def test_a_heading_nearly_twice_as_high_as_print_is_one_line_though_its_number_is_bars_and_stands_apart() -> None:
    """三、收到: the bars of its number, wide gaps on both sides of the mark behind it."""
    page = blank()
    for row in range(6):
        write(page, "HXHXHXHXHXHXHXHXHXHX", 60, 100 + 20 * row, 0.9)
    for bar in (0, 7, 14):
        horizontal(page, 260 + bar, 60, 76, 4)
    page[px(270) : px(274), px(82) : px(86)] = 20
    for x in range(98, 300, 18):
        for bar in (0, 7, 15):
            horizontal(page, 259 + bar, x, x + 16, 4)
        for stroke in (1, 5, 9, 13):
            vertical(page, x + stroke, 259, 276, 5)
    heading = [box for box in find_text_lines(page, DPI, ()) if box.top > px(240)]
    assert len(heading) == 1
    assert (heading[0].x0, heading[0].x1) == pytest.approx((px(60), px(312)), abs=3)
