from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.model import Rules
from reportextract.scans import overshoot
from reportextract.scans.lines import find_rules, without_lone_strokes
from reportextract.scans.strokes import Strokes
from tests.unit.scans.drawing import (
    DPI,
    SCALE,
    XS,
    YS,
    Pixels,
    blank,
    horizontal,
    noisy,
    prose,
    px,
    table,
    turned,
    vertical,
    write,
)


def positions(lines: np.ndarray) -> list[float]:
    """Of rules, in points."""
    return [round(float(line[0]) / SCALE, 1) for line in lines]


def assert_is_the_table(page: Pixels, within: float = 1.5) -> None:
    rules = find_rules(page, DPI)
    assert positions(rules.horizontal) == pytest.approx(YS, abs=within)
    assert positions(rules.vertical) == pytest.approx(XS, abs=within)
    assert rules.horizontal[:, 1] / SCALE == pytest.approx(XS[0], abs=3)
    assert rules.vertical[:, 2] / SCALE == pytest.approx(YS[-1], abs=3)


def test_every_rule_of_a_plain_table_is_found_where_it_is_drawn() -> None:
    assert_is_the_table(table())


def test_faint_rules_on_noisy_paper() -> None:
    page = table(ink=200)
    assert_is_the_table(noisy(page, deviation=8, paper=250))


def test_thin_rules_of_black_and_white() -> None:
    assert_is_the_table(table(ink=0, thick=1))


def test_broken_rules_are_one_rule() -> None:
    page = table()
    for x in range(70, 400, 37):
        page[:, px(x) : px(x + 3.5)] = np.where(page[:, px(x) : px(x + 3.5)] < 255, 255, 255)
    rules = find_rules(page, DPI)
    assert positions(rules.horizontal) == pytest.approx(YS, abs=1.5)


@pytest.mark.parametrize(("dot", "gap"), [(1.0, 1.0), (1.0, 2.0), (3.0, 2.0)])
def test_dotted_rules_are_rules(dot: float, gap: float) -> None:
    page = table()
    at = px(YS[2])
    page[at - 1 : at + 3, :] = 255
    x = XS[0]
    while x < XS[-1]:
        horizontal(page, YS[2], x, x + dot)
        x += dot + gap
    for x in XS:
        vertical(page, x, YS[2] - 2, YS[2] + 2)
    assert_is_the_table(page)


def test_a_double_border_is_one_rule() -> None:
    page = table(thick=1)
    for y in (YS[0] - 2.5, YS[-1] + 2.5):
        horizontal(page, y, XS[0] - 2.5, XS[-1] + 3, 1)
    for x in (XS[0] - 2.5, XS[-1] + 2.5):
        vertical(page, x, YS[0] - 2.5, YS[-1] + 3, 1)
    rules = find_rules(page, DPI)
    assert len(rules.horizontal) == len(YS)
    assert len(rules.vertical) == len(XS)


def test_lines_that_lean_by_half_a_degree_are_whole() -> None:
    rules = find_rules(turned(table(), 0.5), DPI)
    assert len(rules.horizontal) == len(YS)
    assert len(rules.vertical) == len(XS)


def test_text_has_no_rules() -> None:
    page = blank()
    prose(page, 80, lines=20)
    for size, y in ((1.0, 500), (1.6, 540), (2.2, 590)):
        write(page, "E1 1H T-F 11 = E", 60, y, size)
    rules = find_rules(page, DPI)
    assert len(rules.horizontal) == 0
    assert len(rules.vertical) == 0


def test_a_one_in_a_row_of_its_height_is_no_rule() -> None:
    page = blank()
    for y in (100, 112, 124, 136):
        horizontal(page, y, 60, 400)
    for x in (60, 200, 400):
        vertical(page, x, 100, 136.5)
    for row in range(3):
        for x in (100, 230, 300):
            vertical(page, x, 102.2 + 12 * row, 110 + 12 * row, 3, 20)
    rules = find_rules(page, DPI)
    assert positions(rules.vertical) == pytest.approx((60, 200, 400), abs=1.5)


def test_two_strokes_one_above_the_other_in_a_tight_row_are_no_rule() -> None:
    page = table()
    # A row of 26 pt with two lines of text whose upright strokes stand in one line.
    for x in (90, 120, 150):
        vertical(page, x, 131.5, 144, 3)
        vertical(page, x, 145, 158.5, 3)
        horizontal(page, 137, x - 5, x + 5, 3)
        horizontal(page, 150, x - 5, x + 5, 3)
    assert positions(find_rules(page, DPI).vertical) == pytest.approx(XS, abs=1.5)


def test_a_short_rule_between_two_rules_is_found() -> None:
    page = blank()
    horizontal(page, 100, 60, 400)
    horizontal(page, 114, 60, 400)
    for x in (60, 180, 300, 399.5):
        vertical(page, x, 100, 114.5)
    assert len(find_rules(page, DPI).vertical) == 4


def test_rules_cut_by_a_page_break_end_without_a_rule() -> None:
    page = table()
    page[px(YS[-1]) - 1 :, :] = 255
    # A column that exists in the last row only.
    vertical(page, 360, YS[-2], YS[-1] - 0.5)
    rules = find_rules(page, DPI)
    assert positions(rules.vertical) == pytest.approx(sorted([*XS, 360]), abs=1.5)
    assert rules.vertical[:, 2] / SCALE == pytest.approx(YS[-1] - 0.5, abs=1.5)


def test_strokes_in_line_with_a_rule_are_not_its_continuation() -> None:
    page = table()
    page[px(YS[0]) + 3 : px(YS[2]), px(XS[1]) - 2 : px(XS[1]) + 5] = 255
    for y in YS[:2]:
        horizontal(page, y, XS[0], XS[-1])
        vertical(page, XS[1], y + 9, y + 21, 3)
    rules = find_rules(page, DPI)
    middle = rules.vertical[np.abs(rules.vertical[:, 0] / SCALE - XS[1]) < 2]
    assert middle[0, 1] / SCALE == pytest.approx(YS[2], abs=1.5)


def test_text_that_touches_its_rule_on_one_side_does_not_hide_it() -> None:
    page = table(ink=120)
    for row in range(5):
        write(page, "8EBH8", XS[1] + 0.6, YS[row] + 20, 1.0)
    assert_is_the_table(page)


def test_a_seals_remnant_is_no_rule() -> None:
    page = table()
    remnant = blank()
    cv2.circle(remnant, (px(300), px(200)), px(58), (215,), px(2))
    assert_is_the_table(np.minimum(page, remnant))


def test_an_empty_page_has_none() -> None:
    rules = find_rules(blank(), DPI)
    assert rules.horizontal.shape == (0, 3)
    assert rules.vertical.shape == (0, 3)


def test_a_header_above_a_cut_table_does_not_shorten_its_rules() -> None:
    page = table()
    page[: px(YS[1]) - 8, :] = 255
    for x in XS:
        vertical(page, x, YS[0] + 6, YS[1])
    # Strokes of the running header, in line with a rule, as close as 2 pt.
    for y in (YS[0] - 8, YS[0] - 2.5):
        vertical(page, XS[2], y, y + 2.5, 3)
        horizontal(page, y + 1, XS[2] - 6, XS[2] + 7, 3)
    rules = find_rules(page, DPI)
    assert rules.vertical[:, 1] / SCALE == pytest.approx(YS[0] + 6, abs=1.5)


def dashed(page: Pixels, x: float, top: float, bottom: float, dash: float, gap: float) -> None:
    y = top
    while y < bottom:
        vertical(page, x, y, min(y + dash, bottom))
        y += dash + gap


@pytest.mark.parametrize(("dash", "gap"), [(2.3, 1.3), (3.0, 2.0), (8.3, 2.2)])
def test_dashed_uprights_between_level_rules_are_rules(dash: float, gap: float) -> None:
    """Three rows high; numbers set to the left stand close beside them. Long dashes must be twice as many."""
    bottom = 190.0 if dash > 6 else 157.0
    page = blank()
    for y in (100.0, 119.0, 138.0, bottom):
        horizontal(page, y, XS[0], XS[-1] + 1)
    for x in XS:
        dashed(page, x, 100.0, bottom, dash, gap)
    for x in XS[:-1]:
        write(page, "120", x + 2.5, 133)
    assert positions(find_rules(page, DPI).vertical) == pytest.approx(XS, abs=1.5)


def test_figures_below_one_another_are_no_dashes() -> None:
    page = table()
    for x in (230.0, 290.0):
        for k in range(12):
            vertical(page, x, 104 + 12 * k, 104 + 12 * k + 7, 3)
    assert positions(find_rules(page, DPI).vertical) == pytest.approx(XS, abs=1.5)


def test_an_upright_that_a_stroke_below_the_table_continues_ends_at_the_table() -> None:
    """A table of two low rows, and a character's stroke in the heading under it."""
    page = blank()
    for y in (100.0, 109.0, 118.0):
        horizontal(page, y, XS[0], XS[-1] + 1)
    for x in XS:
        vertical(page, x, 100, 119)
    vertical(page, XS[2], 119, 130, 3)
    rules = find_rules(page, DPI)
    assert positions(rules.vertical) == pytest.approx(XS, abs=1.5)
    assert rules.vertical[:, 2] / SCALE == pytest.approx(119, abs=3)


def test_what_is_strokes_from_end_to_end_is_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut at one end and at the other, it ran backwards through two tables."""
    monkeypatch.setattr(overshoot, "_belongs", lambda *_: False)
    strokes = Strokes(blank(), SCALE)
    line = np.array([[px(90), px(200), px(410), px(200)]], float)
    across = np.array([[px(60), px(y), px(400), px(y)] for y in range(120, 400, 40)], float)
    assert len(overshoot.trimmed(strokes, line, across)) == 0


def test_strokes_as_high_as_their_row_are_no_columns() -> None:
    level = np.array([(y, 60.0, 400.0) for y in (100.0, 112.0, 124.0, 136.0, 148.0)])
    columns = [(x, 100.0, 148.0) for x in (60.0, 260.0, 320.0, 400.0)]

    def kept(*short: tuple[float, float, float]) -> list[tuple[float, ...]]:
        rules = without_lone_strokes(Rules(level, np.array([*columns, *short])), 1.0)
        return [tuple(rule) for rule in rules.vertical.tolist() if tuple(rule) not in columns]

    assert kept((150.0, 112.0, 124.0)) == []
    # Two labels, one above the other, with strokes in line.
    assert kept((150.0, 112.0, 124.0), (150.5, 124.0, 136.0)) == []
    # A column of three rows, in pieces.
    pieces = [(150.0, 100.0, 112.0), (150.0, 112.0, 124.0), (150.0, 124.0, 136.0)]
    assert kept(*pieces) == pieces
    # The last row before a page break has columns of its own: nothing goes on beyond it.
    assert kept((150.0, 136.0, 148.0)) == [(150.0, 136.0, 148.0)]


def test_the_side_of_a_table_that_is_seen_as_two_lines_is_one() -> None:
    page = table()
    vertical(page, XS[0] - 5.5, YS[0], YS[-1])
    assert len(find_rules(page, DPI).vertical) == len(XS)


def hanging(*uprights: tuple[float, float], beside: float = 0.0) -> list[tuple[float, float]]:
    """The uprights (x, bottom) found where pieces hang from a level rule, with words to their right, and left."""
    page = blank()
    horizontal(page, 100, XS[0], XS[-1])
    for x, bottom in uprights:
        vertical(page, x, 100, bottom)
        write(page, "152", x + 3, 117)
        if beside:
            write(page, "7", x - beside, 117)
    prose(page, 140, lines=4)
    return [(round(x / SCALE), round(bottom / SCALE)) for x, _, bottom in find_rules(page, DPI).vertical.tolist()]


def test_the_sides_of_a_row_that_a_page_break_left_open_are_rules_where_two_are_as_long() -> None:
    assert hanging((150.0, 124.0), (250.0, 124.0)) == [(150, 124), (250, 124)]
    assert hanging((150.0, 124.0)) == []
    assert hanging((150.0, 124.0), (250.0, 120.0)) == []  # not as long
    assert hanging((150.0, 114.0), (250.0, 114.0)) == []  # no longer than a heading's characters
    assert hanging((150.0, 124.0), (162.0, 124.0)) == []  # no farther apart than a character's strokes
    assert hanging((150.0, 124.0), (250.0, 124.0), beside=9.0) == []  # strokes on both sides
