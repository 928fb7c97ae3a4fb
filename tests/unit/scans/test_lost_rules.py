"""Rules of which nothing is left: only where two texts stand and what the other rows have say that there was one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import pytest

from reportextract.model import Grid
from reportextract.scans.lost_rules import find_lost_rules
from tests.unit.scans.drawing import DPI, Pixels, px, write
from tests.unit.scans.grids import block, drawn_grid

YS = [100.0 + 24 * k for k in range(11)]
ROWS = list(pairwise(YS))


def drawn(xs: Sequence[float], lost: Collection[tuple[int, float]]) -> tuple[Pixels, list[Grid]]:
    """A page with ten rows, but for the upright rules (row, x) that are lost, and the grid as it then seems."""
    return drawn_grid(xs, YS, lost)


def write_rows(page: Pixels, row: Sequence[tuple[str, float]], rows: Collection[int]) -> None:
    for top, _ in (ROWS[k] for k in rows):
        for text, x in row:
            write(page, text, x, top + 18)


def test_a_rule_lost_between_a_label_and_its_number_is_found_where_other_rows_have_it() -> None:
    page, grids = drawn((60, 200, 260, 320), {(2, 200)})
    write_rows(page, [("HXHXHXH", 66), ("16", 220), ("3", 285)], range(10))
    found = find_lost_rules(page, grids, DPI)
    assert len(found.horizontal) == 0
    (rule,) = found.vertical.tolist()
    assert rule == pytest.approx([px(200), px(YS[2]), px(YS[3])], abs=1)


def test_no_rule_is_lost_where_most_rows_have_none() -> None:
    page, grids = drawn((60, 200, 260, 320), {(row, 260) for row in range(3, 10)})
    write_rows(page, [("HXHXHXH", 66), ("16", 220), ("3", 285)], range(10))
    assert len(find_lost_rules(page, grids, DPI).vertical) == 0


def test_a_label_in_two_parts_is_not_cut_at_the_boundary_of_label_columns() -> None:
    """一、… over both label columns, its two parts far apart, above rows with a group and a label of their own."""
    page, grids = drawn((60, 130, 220, 280, 340), {(0, 130)})
    write_rows(page, [("HXH", 70), ("HXH", 160), ("16", 240), ("3", 305)], [0])
    write_rows(page, [("HX", 70), ("HXHXHXHXHX", 136), ("16", 240), ("3", 305)], range(1, 10))
    assert len(find_lost_rules(page, grids, DPI).vertical) == 0


TENTH = [60 + 40.0 * k for k in range(11)]


@pytest.mark.parametrize(
    ("xs", "over"),
    [
        (TENTH, TENTH[4:10]),  # over five columns of ten
        ((60, 200, 260, 320, 380), (200, 260, 320, 380)),  # over all that the table has
    ],
)
def test_a_header_over_many_columns_is_not_cut(xs: Sequence[float], over: Sequence[float]) -> None:
    page, grids = drawn(xs, {(0, x) for x in over[1:-1]})
    write_rows(page, [("16", x + 8) for x in xs[:-1]], range(1, 10))
    write_rows(page, [("HX", over[0] + 4), ("HX", over[1] + 10), ("HX", over[2] + 10)], [0])
    assert len(find_lost_rules(page, grids, DPI).vertical) == 0


# Table 四, which is little else than headers: a label, then equal boxes; headers, numbers, and one row more.
FEW_ROWS = [100.0, 124.0, 148.0, 172.0]
NARROW = [60.0, *(100 + 30.0 * k for k in range(10))]


def under_headers(
    lost: Collection[int],
    xs: Sequence[float] = NARROW,
    ys: Sequence[float] = FEW_ROWS,
    empty: Collection[tuple[int, int]] = (),
    without: Collection[tuple[int, float]] = (),
    under: int = 0,
) -> list[list[float]]:
    """The level rules (y, x0, x1 in points) that are found where those under some columns' headers are lost.

    Args:
        lost: Columns without the rule under the first row, or under another (``under``).
        empty: The boxes (row, column) in which nothing is printed.
        without: Upright rules (row, x) that are not printed.
    """
    page, grids = drawn_grid(xs, ys, without, [(column, ys[under + 1]) for column in lost])
    for row, top in enumerate(ys[:-1]):
        for column, x in enumerate(xs[:-1]):
            if (row, column) not in empty and (row, x) not in without:
                block(page, x + 8, x + 18, top + 8)
    found = find_lost_rules(page, grids, DPI)
    assert len(found.vertical) == 0
    return [[round(value * 72 / DPI) for value in rule] for rule in sorted(found.horizontal.tolist())]


def test_the_rule_between_header_and_number_is_found_in_a_table_of_few_rows_and_many_columns() -> None:
    assert under_headers([3]) == [[124, 160, 190]]
    assert under_headers([3, 7]) == [[124, 160, 190], [124, 280, 310]]


def test_a_header_alone_or_a_number_alone_has_no_rule_under_it() -> None:
    assert under_headers([3], empty=[(1, 3)]) == []
    assert under_headers([3], empty=[(0, 3)]) == []


def test_the_label_of_a_group_is_wider_than_the_boxes_and_is_not_cut() -> None:
    """Its two lines stand above and below the rule that the columns beside it have."""
    assert under_headers([0]) == []
    one_wider = [*NARROW[:5], *(x + 20 for x in NARROW[5:])]
    assert under_headers([4], one_wider) == []
    assert under_headers([5], one_wider) == [[124, 240, 270]]


def test_a_box_over_two_columns_is_not_cut() -> None:
    assert under_headers([3, 4], without=[(0, 190), (1, 190)]) == []


def test_a_rule_that_many_columns_lack_is_none() -> None:
    """Three of ten: their headers are two rows high."""
    assert under_headers([3, 5, 7]) == []


def test_only_tables_of_few_rows_and_many_columns_are_little_else_than_headers() -> None:
    assert under_headers([3], ys=[*FEW_ROWS, 196.0, 220.0]) == [[124, 160, 190]]
    assert under_headers([3], xs=NARROW[:10]) == [[124, 160, 190]]
    assert under_headers([3], xs=NARROW[:9]) == []


# Table 三 on its first page: headers, then outcomes.
MANY_ROWS = [100.0 + 24 * k for k in range(10)]


@pytest.mark.parametrize("under", [0, 1, 2])
def test_in_the_first_rows_of_a_table_a_lost_level_rule_is_found_where_nearly_all_other_columns_have_it(
    under: int,
) -> None:
    y = 124 + 24 * under
    assert under_headers([3], ys=MANY_ROWS, under=under) == [[y, 160, 190]]
    assert under_headers([3, 7], ys=MANY_ROWS, under=under) == [[y, 160, 190], [y, 280, 310]]
    # Headers over others leave it out in so many columns.
    assert under_headers([3, 5, 7], ys=MANY_ROWS, under=under) == []


def test_below_the_headers_a_lost_level_rule_is_found_where_half_of_the_columns_have_it() -> None:
    assert under_headers([0, 2, 4, 6, 8], ys=MANY_ROWS, under=3) == [
        [196, x, x + width] for x, width in ((60, 40), (130, 30), (190, 30), (250, 30), (310, 30))
    ]
    assert under_headers([0, 1, 2, 4, 6, 8], ys=MANY_ROWS, under=3) == []


def test_in_the_first_rows_nothing_is_lost_where_one_text_stands_or_none() -> None:
    assert under_headers([3], ys=MANY_ROWS, empty=[(1, 3)]) == []
    assert under_headers([3], ys=MANY_ROWS, empty=[(0, 3), (1, 3)]) == []


@pytest.mark.parametrize("under", [0, 1, 2])
def test_in_the_first_rows_a_rule_is_lost_that_six_of_seven_or_eight_columns_have_and_not_one_of_five_of_seven(
    under: int,
) -> None:
    """The headers of five of the seven columns of table 三 are below another."""
    y = 124 + 24 * under
    assert under_headers([3], xs=NARROW[:8], ys=MANY_ROWS, under=under) == [[y, 160, 190]]
    assert under_headers([3, 5], xs=NARROW[:9], ys=MANY_ROWS, under=under) == [[y, 160, 190], [y, 220, 250]]
    assert under_headers([3, 5], xs=NARROW[:8], ys=MANY_ROWS, under=under) == []


# A column of groups, one of labels, and seven of numbers. In the first five rows the labels stretch over both; the last
# six are one group.
GROUPED, GROUPED_ROWS = [60.0, 100.0, *(200 + 30.0 * k for k in range(8))], [100.0 + 24 * k for k in range(12)]
OVER_BOTH = range(5)


def grouped(lost: Collection[tuple[int, int]]) -> list[list[float]]:
    """The level rules (y, x0, x1 in points) that are found in such a table.

    Args:
        lost: The columns and the row under which their rule is lost; text stands above and below it.
    """
    ys = GROUPED_ROWS
    in_group = [(0, y) for y in ys[6:-1]]
    lost_level = [(column, ys[row + 1]) for column, row in lost]
    page, grids = drawn_grid(GROUPED, ys, {(row, 100.0) for row in OVER_BOTH}, [*in_group, *lost_level])
    for row, top in enumerate(ys[:-1]):
        for x in GROUPED[2:-1]:
            block(page, x + 8, x + 18, top + 8)
        block(page, 66.0 if row in OVER_BOTH else 106.0, 180.0, top + 8)
    for top in ys[7:9]:  # the group's label has two lines, between which other columns have a rule
        block(page, 66.0, 94.0, top + 8)
    found = find_lost_rules(page, grids, DPI)
    assert len(found.vertical) == 0
    return [[round(value * 72 / DPI) for value in rule] for rule in sorted(found.horizontal.tolist())]


def test_the_labels_of_two_rows_of_numbers_are_two_and_that_of_a_group_is_one() -> None:
    assert grouped([]) == []
    assert grouped([(0, 3), (1, 3)]) == [[196, 60, 200]]


def test_labels_are_parted_only_where_nearly_all_columns_of_numbers_have_the_rule() -> None:
    """Half of the columns are enough for a number's own box."""
    assert grouped([(0, 3), (1, 3), (4, 3), (6, 3)]) == [[196, 260, 290], [196, 320, 350]]


def test_the_header_of_the_labels_is_one_beside_two_rows_of_headers() -> None:
    assert grouped([(0, 0), (1, 0)]) == []
