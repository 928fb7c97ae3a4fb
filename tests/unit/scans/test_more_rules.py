"""Rules that are too short, or broken, to be seen at first."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.model import Box, Glyphs, Grid, PageReading, Rules
from reportextract.scans.bridges import bridge_rules
from reportextract.scans.lines import find_rules
from reportextract.scans.short_rules import find_short_rules
from reportextract.tables.grid import find_ruled_grids
from tests.unit.scans.drawing import DPI, Pixels, blank, horizontal, px, vertical, write
from tests.unit.scans.grids import drawn_grid

X0, X1, TOP, LOW = 60.0, 180.0, 100.0, 114.0


def row(middle: bool = True) -> tuple[Pixels, list[Grid]]:
    """A row 14 points high of two cells, and the grid as it seems without the rule between them."""
    page = blank()
    for y in (TOP, LOW):
        horizontal(page, y, X0, X1 + 1)
    for x in (X0, X1):
        vertical(page, x, TOP, LOW + 1)
    if middle:
        vertical(page, 120, TOP, LOW)
    sides = Rules(
        np.array([(px(TOP), px(X0), px(X1)), (px(LOW), px(X0), px(X1))], float),
        np.array([(px(X0), px(TOP), px(LOW)), (px(X1), px(TOP), px(LOW))], float),
    )
    frame = PageReading(1, 9999, 9999, 0, Glyphs("", np.empty((0, 4))), sides, "drawn")
    return page, list(find_ruled_grids(frame))


def test_a_rule_as_short_as_a_character_is_seen_between_two_numbers() -> None:
    page, grids = row()
    write(page, "0", 90, 111)
    write(page, "16", 145, 111)
    found = find_short_rules(page, grids, DPI)
    assert len(found.horizontal) == 0
    assert found.vertical[:, 0].tolist() == pytest.approx([px(120)], abs=2)


def test_a_one_is_no_rule() -> None:
    page, grids = row(middle=False)
    vertical(page, 120, TOP + 3, LOW - 3, 3)
    assert len(find_short_rules(page, grids, DPI).vertical) == 0


def test_what_is_left_of_a_rule_counts_where_others_are_in_line() -> None:
    page, _ = row(middle=False)
    vertical(page, 120, TOP, TOP + 6)
    box = Box(px(X0), px(TOP), px(X1), px(LOW))
    cell = find_ruled_grids(PageReading(1, 9999, 9999, 0, Glyphs("", np.empty((0, 4))), Rules(
        np.array([(px(TOP), px(X0), px(X1)), (px(LOW), px(X0), px(X1)), (px(LOW + 20), px(X0), px(X1))], float),
        np.array([(px(x), px(TOP if x != 120 else LOW), px(LOW + 20)) for x in (X0, 120, X1)], float),
    ), "drawn"))  # fmt: skip
    assert [c.column_span for c in cell[0].cells] == [2, 1, 1]
    found = find_short_rules(page, cell, DPI)
    assert found.vertical[:, 0].tolist() == pytest.approx([px(120)], abs=1)
    assert (found.vertical[0, 1], found.vertical[0, 2]) == pytest.approx((box.top, box.bottom), abs=1)


def test_a_broken_rule_is_one_where_pieces_of_it_are_left() -> None:
    page = blank()
    for start in range(130, 200, 10):
        horizontal(page, 100, start, start + 5)
    pieces = Rules(np.array([(px(100), px(60), px(130)), (px(100), px(205), px(300))], float), np.empty((0, 3)))
    assert bridge_rules(page, pieces, DPI).horizontal.tolist() == [[px(100), px(60), px(300)]]


def test_rules_stay_two_where_text_is_between_them_and_tables_one_below_the_other() -> None:
    pieces = np.array([(px(100), px(60), px(130)), (px(100), px(205), px(300))], float)
    page = blank()
    assert len(bridge_rules(page, Rules(pieces, np.empty((0, 3))), DPI).horizontal) == 1
    assert len(bridge_rules(page, Rules(np.empty((0, 3)), pieces), DPI).vertical) == 2
    write(page, "HXHXHX", 132, 104)
    assert len(bridge_rules(page, Rules(pieces, np.empty((0, 3))), DPI).horizontal) == 2


def test_a_broken_end_goes_on_to_where_others_end() -> None:
    """Three rules of a table, the second worn behind 200; then text stands there instead, then nothing."""
    rules = Rules(
        np.array([(px(y), px(60), px(200 if y == 120 else 260)) for y in (100, 120, 140)], float), np.empty((0, 3))
    )
    worn, text = blank(), blank()
    for start in range(204, 260, 10):
        horizontal(worn, 120, start, start + 5)
    write(text, "HXHX", 204, 124)
    ends = [bridge_rules(page, rules, DPI).horizontal[1, 2] for page in (worn, text, blank())]
    assert ends == [px(260), px(200), px(200)]


def test_the_upright_of_a_table_does_not_go_on_to_where_those_in_line_above_it_begin() -> None:
    """Two tables of uprights only, one below the other: those of the first are no ink that a worn rule left."""
    page = blank()
    places = [(px(x), px(top), px(end)) for x in (100, 160, 220) for top, end in ((60, 110), (140, 300))]
    for x, top, end in places:
        page[top:end, x : x + 2] = 30
    found = bridge_rules(page, Rules(np.empty((0, 3)), np.array(places, float)), DPI).vertical
    assert sorted(found.tolist()) == sorted([float(value) for value in place] for place in places)


def test_pieces_in_line_are_one_rule_and_strokes_are_none() -> None:
    page = blank()
    for x in range(60, 300, 26):  # pieces of 20 points with gaps of 6
        horizontal(page, 100, x, x + 20)
    for x in range(60, 300, 26):  # as many strokes of characters, 9 points long
        horizontal(page, 200, x, x + 9)
    rules = find_rules(page, DPI)
    (found,) = rules.horizontal.tolist()
    assert found == pytest.approx([px(100), px(60), px(60 + 9 * 26 + 20)], abs=4)


def test_a_side_under_a_seal_is_drawn_and_a_one_is_no_rule() -> None:
    """Two rows of two cells, the rule between the columns broken in the second; then a 1 stands there instead."""
    page = blank()
    for y in (100, 130, 160):
        horizontal(page, y, 60, 181)
    for x in (60, 180):
        vertical(page, x, 100, 161)
    vertical(page, 120, 100, 130)
    frame = PageReading(1, 9999, 9999, 0, Glyphs("", np.empty((0, 4))), find_rules(page, DPI), "drawn")

    def in_second_row(more: Pixels) -> bool:
        found = find_short_rules(more, find_ruled_grids(frame), DPI).vertical
        return any(abs(x - px(120)) <= 3 and top >= px(128) for x, top, _ in found.tolist())

    broken, one = page.copy(), page.copy()
    vertical(broken, 120, 130, 141)
    vertical(broken, 120, 148, 160)
    vertical(one, 120, 140, 150)
    assert in_second_row(broken)
    assert not in_second_row(one)


# Two tables with a heading between them: the first ends at one height, the second begins at the other.
END, BEGINNING = 160.0, 230.0
FIRST, SECOND = (100.0, END), (BEGINNING, 300.0)


def bridged(
    upright: list[tuple[float, float, float]], level: list[tuple[float, float, float]], printed: float, wide: bool
) -> list[tuple[float, float]]:
    """What an upright line at 200 is, with so much ink, as a share of the way, between two pieces of it; points.

    Args:
        wide: Whether the tables lie beside one another, so that the line is a level one.
    """
    page = blank()
    for k in range(14):  # strokes on the line, 5 points apart
        vertical(page, 200, END + 5 * k, END + 5 * k + 5 * printed, 1)
    lines, across = (np.array([tuple(map(px, line)) for line in some], float) for some in (upright, level))
    rules = Rules(lines, across) if wide else Rules(across, lines)
    found = bridge_rules(np.ascontiguousarray(page.T) if wide else page, rules, DPI)
    at = (found.horizontal if wide else found.vertical).tolist()
    return [(round(start * 72 / DPI), round(end * 72 / DPI)) for x, start, end in at if x == px(200)]


PIECES = [(200.0, *FIRST), (200.0, *SECOND)]
SIDES = [(60.0, *FIRST), (60.0, *SECOND), (400.0, *FIRST), (400.0, *SECOND)]
CLOSED = [(100.0, 60.0, 400.0), (END, 60.0, 400.0), (BEGINNING, 60.0, 400.0), (300.0, 60.0, 400.0)]
TWO, ONE = [FIRST, SECOND], [(100, 300)]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("printed", [0.35, 0.5, 0.6])
def test_two_tables_with_rules_in_line_are_not_bridged_by_a_heading_s_strokes(printed: float, wide: bool) -> None:
    assert bridged([*PIECES, *SIDES], CLOSED, printed, wide) == TWO


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("passing", [(60.0, 100.0, 300.0), (60.0, END, BEGINNING), (400.0, END + 1, BEGINNING - 1)])
def test_a_broken_rule_is_one_from_level_rule_to_level_rule_where_another_passes_the_gap(
    passing: tuple[float, float, float], wide: bool
) -> None:
    assert bridged([*PIECES, *SIDES, passing], CLOSED, 0.5, wide) == ONE


def test_a_rule_that_ends_inside_the_gap_does_not_pass_it() -> None:
    more = [*PIECES, *SIDES, (60.0, 100.0, BEGINNING - 5), (400.0, END + 5, 300.0)]
    assert bridged(more, CLOSED, 0.5, False) == TWO


def test_a_gap_that_is_nearly_all_ink_is_none() -> None:
    assert bridged([*PIECES, *SIDES], CLOSED, 0.8, False) == ONE


@pytest.mark.parametrize("missing", [END, BEGINNING], ids=["none where the gap begins", "none where it ends"])
def test_a_broken_rule_whose_gap_is_not_between_two_level_rules_is_one(missing: float) -> None:
    assert bridged([*PIECES, *SIDES], [rule for rule in CLOSED if rule[0] != missing], 0.5, False) == ONE
    # Nor where the level rule there is of a table beside it.
    aside = [rule if rule[0] != missing else (missing, 230.0, 400.0) for rule in CLOSED]
    assert bridged([*PIECES, *SIDES], aside, 0.5, False) == ONE


def test_a_broken_corner_leaves_two_tables_two() -> None:
    """The lower one's upper rule begins ten points inside; half of the way is ink, the last twenty points are none."""
    pieces, sides = [(60.0, 100.0, 150.0), (60.0, *SECOND)], [(400.0, *FIRST), (400.0, *SECOND)]
    broken = [(100.0, 60.0, 400.0), (210.0, 60.0, 400.0), (BEGINNING, 70.0, 400.0), (300.0, 60.0, 400.0)]
    page = blank()
    vertical(page, 60, 150, 210)
    rules = Rules(np.array(broken) * px(1000) / 1000, np.array([*pieces, *sides]) * px(1000) / 1000)
    assert len(bridge_rules(page, rules, DPI).vertical) == 4


def test_nothing_is_bridged_without_ink_though_another_rule_passes() -> None:
    assert bridged([*PIECES, (60.0, 100.0, 300.0)], CLOSED, 0.2, False) == TWO


def test_the_dashes_of_two_tables_are_no_bridge_over_the_paper_between_them() -> None:
    """Three tenths of the way are ink: the last dashes of the upper table and the first ones of the lower."""
    page = blank()
    for y in (100.0, 160.0, 185.0, 245.0):
        horizontal(page, y, X0, X1)
    for top in (147.0, 150.5, 154.0, 157.5, 185.5, 189.0, 192.5, 196.0):
        vertical(page, 120, top, top + 2.3)
    level = np.array([(px(y), px(X0), px(X1)) for y in (100.0, 160.0, 185.0, 245.0)], float)
    upright = np.array([(px(120), px(100), px(147)), (px(120), px(198), px(245))], float)
    assert len(bridge_rules(page, Rules(level, upright), DPI).vertical) == 2
    within_one = np.array([(px(y), px(X0), px(X1)) for y in (100.0, 245.0)], float)
    assert len(bridge_rules(page, Rules(within_one, upright), DPI).vertical) == 1


def pile(count: int, at: float) -> tuple[Pixels, list[Grid]]:
    """Boxes above one another, one of them with a line from side to side."""
    page = blank()
    ys = [TOP + 14 * k for k in range(count + 1)]
    for y in ys:
        horizontal(page, y, X0, X1 + 1)
    for x in (X0, X1):
        vertical(page, x, TOP, ys[-1] + 1)
    vertical(page, at, ys[1], ys[2])
    rules = Rules(
        np.array([(px(y), px(X0), px(X1)) for y in ys], float),
        np.array([(px(x), px(TOP), px(ys[-1])) for x in (X0, X1)], float),
    )
    frame = PageReading(1, 9999, 9999, 0, Glyphs("", np.empty((0, 4))), rules, "drawn")
    return page, list(find_ruled_grids(frame))


def test_a_line_through_one_of_many_boxes_is_a_seals_arc() -> None:
    page, grids = pile(6, 130.0)
    assert len(find_short_rules(page, grids, DPI).vertical) == 0
    page, grids = pile(2, 130.0)
    assert len(find_short_rules(page, grids, DPI).vertical) == 1


def test_a_thick_border_of_a_low_row_is_a_rule() -> None:
    page, grids = row(middle=False)
    vertical(page, 120, TOP, LOW, px(3.0))
    assert len(find_short_rules(page, grids, DPI).vertical) == 1


COLUMNS, ROWS = (60.0, 120.0, 180.0, 240.0), (100.0, 130.0, 160.0, 190.0)


def faint_rule(darker: int, noise: float = 0.0, others: bool = True, level: bool = False) -> list[list[int]]:
    """Where a rule is found (place, start and end in points) that is so much darker than the paper, of 255.

    Args:
        noise: The deviation of the paper's noise.
        others: Whether the rows beside it (or the columns, of a level one) have a rule in its place.
    """
    if level:
        page, grids = drawn_grid(COLUMNS, ROWS if others else (ROWS[0], *ROWS[2:]), (), [(1, 130.0)] if others else ())
    else:
        page, grids = drawn_grid(
            COLUMNS if others else (COLUMNS[0], *COLUMNS[2:]), ROWS, [(1, 120.0)] if others else ()
        )
    if level:
        horizontal(page, 130.0, 120.0, 180.0, ink=255 - darker)
    else:
        vertical(page, 120.0, 130.0, 160.0, ink=255 - darker)
    away = np.abs(np.random.default_rng(3).normal(0, noise, page.shape))
    found = find_short_rules(np.clip(page - away, 0, 255).astype(np.uint8), grids, DPI)
    assert len(found.vertical if level else found.horizontal) == 0
    rules = (found.horizontal if level else found.vertical) * 72 / DPI
    return [[int(value) for value in rule] for rule in np.unique(np.rint(rules), axis=0)]


@pytest.mark.parametrize("darker", [30, 50, 63])
@pytest.mark.parametrize(("level", "rule"), [(False, [120, 130, 160]), (True, [130, 120, 180])])
def test_a_rule_paler_than_print_is_seen_where_the_rows_beside_it_have_one(
    darker: int, level: bool, rule: list[int]
) -> None:
    assert faint_rule(darker, level=level) == [rule]
    assert faint_rule(darker, level=level, others=False) == []
    assert faint_rule(100, level=level, others=False) == [rule]


def test_a_rule_as_pale_as_noise_is_none_although_the_rows_beside_it_have_one() -> None:
    assert faint_rule(20) == []
    assert faint_rule(30) == [[120, 130, 160]]
    assert faint_rule(30, noise=15.0) == []
    assert faint_rule(70, noise=15.0) == [[120, 130, 160]]


@pytest.mark.parametrize("x", [10.0, 450.0])
def test_the_edge_of_the_paper_passes_every_gap_and_tells_of_none(x: float) -> None:
    assert bridged([*PIECES, *SIDES, (x, 0.0, 640.0)], CLOSED, 0.5, False) == TWO
