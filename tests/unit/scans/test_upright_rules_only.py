"""Tables that have upright rules only: the short ones, those that pause, and what stands close beside one."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.model import Rules
from reportextract.scans.erased import without_rules
from reportextract.scans.lines import find_rules
from reportextract.scans.text_lines import find_text_lines, split_lines
from reportextract.scans.upright import turn_upright
from tests.unit.scans.drawing import DPI, SCALE, Pixels, blank, horizontal, prose, px, turned, vertical, write


def uprights(page: Pixels) -> list[tuple[int, int, int]]:
    """x, top, bottom, in points."""
    return [tuple(round(float(v) / SCALE) for v in rule) for rule in find_rules(page, DPI).vertical]  # type: ignore[misc]


def sides(page: Pixels) -> Pixels:
    for x in (60, 400):
        vertical(page, x, 100, 300)
    return page


def test_low_columns_between_two_sides_are_rules_where_they_begin_and_end_together() -> None:
    page = sides(blank())
    for x in (140, 220, 310):
        vertical(page, x, 120, 144)
    vertical(page, 350, 200, 224)  # one alone may be a stroke
    assert uprights(page) == [(60, 100, 300), (140, 120, 144), (220, 120, 144), (310, 120, 144), (400, 100, 300)]


def test_a_column_of_two_rows_is_a_rule_by_itself_but_not_outside_the_table() -> None:
    page = sides(blank())
    vertical(page, 220, 150, 195)
    vertical(page, 430, 150, 195)
    assert uprights(page) == [(60, 100, 300), (220, 150, 195), (400, 100, 300)]


def test_a_rule_pauses_at_a_title_whose_stroke_stands_in_line_with_it() -> None:
    page = sides(blank())
    for x in (140, 220, 310):
        vertical(page, x, 100, 180)
        vertical(page, x, 204, 300)
    vertical(page, 220, 188, 197, 3)
    found = [rule for rule in uprights(page) if rule[0] == 220]
    assert [rule[1:] for rule in found] == [pytest.approx((100, 180), abs=2), pytest.approx((204, 300), abs=2)]


def test_a_stroke_that_continues_one_rule_below_all_others_is_none_of_it() -> None:
    page = sides(blank())
    for x in (140, 220, 310):
        vertical(page, x, 100, 300)
    vertical(page, 220, 301, 312)
    assert [rule[2] for rule in uprights(page)] == [300] * 5


def test_a_figure_beside_a_rule_is_left_when_the_rule_is_painted_over() -> None:
    page = blank()
    vertical(page, 200, 100, 300)
    horizontal(page, 100, 60, 400)
    write(page, "8", 192, 150)
    alone = blank()
    write(alone, "8", 192, 150)
    erased = without_rules(page, find_rules(page, DPI), DPI)
    assert np.count_nonzero(erased < 128) == pytest.approx(np.count_nonzero(alone < 128), rel=0.1)
    assert without_rules(page, Rules(np.empty((0, 3)), np.empty((0, 3))), DPI) is page


@pytest.mark.parametrize("gap", [1, 12])
def test_a_rule_that_noise_breaks_is_painted_over_and_dashes_are_not(gap: int) -> None:
    """Every few pixels, at other places in each row, it is as light as paper; a figure's foot stands on it."""
    page = blank()
    for row in range(3):
        for start in range(px(60) + 2 * row, px(400), 6 + gap):
            page[px(200) + row, start : start + 6] = 120
    write(page, "8", 200, 192)
    level = np.array([[px(200) + 1.0, px(60), px(400)]])
    erased = without_rules(page, Rules(level, np.empty((0, 3))), DPI)
    rule, figure = slice(px(260), px(390)), slice(px(195), px(215))
    assert bool((erased[px(200) : px(200) + 3, rule] < 192).any()) == (gap > 1)
    assert (erased[px(185) : px(199), figure] == page[px(185) : px(199), figure]).all()


def test_a_rule_parts_what_stands_close_on_both_sides_of_it() -> None:
    page = blank()
    write(page, "HXHX", 60, 150)
    write(page, "18", 84, 150)
    whole = find_text_lines(page, DPI, ())
    parted = find_text_lines(page, DPI, (), np.array([[px(82), px(100), px(300)]]))
    assert (len(whole), len(parted)) == (1, 2)


def test_two_lines_of_small_print_that_a_bracket_joins_are_two() -> None:
    small = np.full((44, 400), 255, np.uint8)
    for top in (2, 23):
        small[top : top + 19, 10:390:6] = 20
        small[top : top + 19 : 6, 10:390] = 20
    small[2:42, 4:6] = 20  # the bracket
    assert len(split_lines(small, 38.0)) == 2
    assert len(split_lines(small[:, :40], 38.0)) == 1  # a character of two parts


def leaning(page: Pixels) -> float:
    """By how many degrees a page is turned when it is straightened."""
    points = turn_upright(page, DPI).to_original.points(np.array([(0.0, 0.0), (1000.0, 0.0)]))
    return float(np.degrees(np.arctan2(points[1, 1] - points[0, 1], points[1, 0] - points[0, 0])))


def test_a_stroke_of_text_does_not_tell_how_a_page_lies() -> None:
    """As long as a short rule, and leaning as a stroke may: the lines of text say that the page is level."""
    page = blank()
    prose(page, 60, lines=25)
    for k in range(px(90)):
        page[px(590) + round(k * 0.03) : px(590) + round(k * 0.03) + 3, px(100) + k] = 20
    assert leaning(page) == pytest.approx(0.0, abs=0.1)


def test_hairlines_tell_how_a_page_lies() -> None:
    page = blank()
    for y in range(100, 420, 40):
        horizontal(page, y, 60, 420, 2, 236)
    for x in (60, 150, 240, 330, 419):
        vertical(page, x, 100, 381, 2, 236)
    write(page, "HXHX", 70, 130)
    assert leaning(turned(page, 1.0)) == pytest.approx(1.0, abs=0.15)
