"""A wide cell is parted where its texts stand as in boxes of their own, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from reportextract.model import Grid
from reportextract.scans.parted_cells import find_parting_rules
from tests.unit.scans.drawing import DPI, Pixels, px, vertical
from tests.unit.scans.grids import block, drawn_grid

ROWS = [100.0 + 24 * k for k in range(12)]
# A label, and seven boxes 40 points wide.
XS = [60.0, *(180.0 + 40 * k for k in range(8))]
ROW = 4
TEXT_TOP = ROWS[ROW] + 8

Text = tuple[float, float]


def everywhere(*xs: float) -> set[tuple[int, float]]:
    return {(row, x) for row in range(len(ROWS) - 1) for x in xs}


def parted(
    texts: Sequence[Text], lost: Collection[tuple[int, float]], xs: Sequence[float] = XS, rest: Sequence[float] = ()
) -> list[float]:
    """Where the fifth row, with such texts, is cut; points.

    Args:
        rest: Where pieces of upright rules are left in the row.
    """
    page, grids = drawn_grid(xs, ROWS, lost)
    for text in texts:
        block(page, *text, TEXT_TOP)
    for x in rest:
        vertical(page, x, ROWS[ROW] + 4, ROWS[ROW] + 9)
    return cuts(page, grids)


def cuts(page: Pixels, grids: Sequence[Grid]) -> list[float]:
    found = find_parting_rules(page, grids, DPI)
    assert len(found.horizontal) == 0
    for _, top, bottom in found.vertical.tolist():
        assert (top, bottom) == pytest.approx((px(ROWS[ROW]), px(ROWS[ROW + 1])), abs=1)
    return sorted(round(x * 72 / DPI, 1) for x in found.vertical[:, 0].tolist())


CENTRED = [(234.0, 246.0), (277.0, 283.0)]
LEFT_SET = [(223.0, 241.0), (263.0, 269.0)]
RIGHT_SET = [(238.0, 256.0), (290.0, 296.0)]


@pytest.mark.parametrize("texts", [CENTRED, LEFT_SET, RIGHT_SET], ids=["centred", "left", "right"])
@pytest.mark.parametrize("lost", [{(ROW, 260.0)}, everywhere(260.0)], ids=["in one row", "in all rows"])
def test_a_cell_is_parted_where_its_texts_stand_as_in_two_boxes(
    texts: list[Text], lost: Collection[tuple[int, float]]
) -> None:
    """The boundary is known from other rows, or from the boxes beside it that are all equally wide."""
    assert parted(texts, lost) == pytest.approx([260], abs=0.5)


def test_where_most_boxes_lost_a_rule_the_narrow_ones_tell_how_wide_all_are() -> None:
    """Fifteen boxes of 30 points; of five pairs of them no row has the rule between."""
    xs = [60.0 + 30 * k for k in range(16)]
    lost = [xs[k] for k in (3, 6, 8, 11, 13)]
    texts = [(xs[k] + 9, xs[k] + 21) for k in range(15)]
    assert parted(texts, everywhere(*lost), xs) == pytest.approx(lost, abs=0.5)


def test_each_of_several_texts_gets_its_box() -> None:
    texts = [(234.0, 246.0), (274.0, 286.0), (317.0, 323.0), (354.0, 366.0)]
    assert parted(texts, {(ROW, x) for x in (260.0, 300.0, 340.0)}) == pytest.approx([260, 300, 340], abs=0.5)


def test_a_text_in_the_middle_of_two_boxes_keeps_both() -> None:
    """A box over two columns beside one over one."""
    texts = [(250.0, 270.0), (314.0, 326.0)]
    assert parted(texts, {(ROW, 260.0), (ROW, 300.0)}) == pytest.approx([300], abs=0.5)


def test_a_text_in_two_pieces_keeps_its_box() -> None:
    texts = [(230.0, 237.0), (243.0, 250.0), (274.0, 286.0)]
    assert parted(texts, {(ROW, 260.0)}) == pytest.approx([260], abs=0.5)


def test_what_is_left_of_a_rule_is_no_text() -> None:
    assert parted(CENTRED, {(ROW, 260.0)}, rest=[260]) == pytest.approx([260], abs=0.5)


# A text whose characters are 2 points apart, a narrow one of them at the boundary; both halves are in their middles.
THROUGH = [(223.0, 231.0), (233.0, 246.0), (248.0, 257.8), (259.8, 261.0), (263.0, 271.0), (273.0, 297.0)]


@pytest.mark.parametrize("lost", [{(ROW, 260.0)}, everywhere(260.0)], ids=["in one row", "in all rows"])
def test_what_a_text_leads_up_to_is_not_left_of_a_rule(lost: Collection[tuple[int, float]]) -> None:
    assert parted(THROUGH, lost) == []
    # The same with paper around what stands at the boundary.
    apart = [*THROUGH[:2], (248.0, 256.5), (259.8, 261.0), (264.0, 272.0), *THROUGH[5:]]
    assert parted(apart, lost) == pytest.approx([260], abs=0.5)


@pytest.mark.parametrize("lost", [{(ROW, 260.0)}, everywhere(260.0)], ids=["in one row", "in all rows"])
def test_pieces_of_pale_print_are_parted_only_where_they_are_farthest_from_one_another(
    lost: Collection[tuple[int, float]],
) -> None:
    """Of a label across both boxes more is missing in its left half than at the boundary."""
    label = [(222.0, 230.0), (245.0, 256.0), (264.0, 297.0)]
    assert parted(label, lost) == []
    two = [(226.0, 234.0), (243.0, 252.0), (266.0, 274.0), (281.0, 294.0)]
    assert parted(two, lost) == pytest.approx([260], abs=0.5)


HEADER = {(ROW, x) for x in XS[2:-1]}
WHOLE = [
    pytest.param([(300.0, 340.0)], id="a title"),
    pytest.param([(304.0 + 14 * k, 312.0 + 14 * k) for k in range(4)], id="a title set wide"),
    pytest.param([(250.0 + 28 * k, 258.0 + 28 * k) for k in range(6)], id="a title set very wide"),
    pytest.param([(200.0, 260.0), (280.0, 440.0)], id="a label in two parts"),
    pytest.param([(184.0, 230.0), (300.0, 340.0), (420.0, 456.0)], id="three texts from side to side"),
]


@pytest.mark.parametrize("texts", WHOLE)
def test_a_title_across_all_columns_is_not_parted(texts: list[Text]) -> None:
    assert parted(texts, HEADER) == []


NOT_PARTED = [
    pytest.param([(222.0, 230.0), (290.0, 298.0)], id="one at the left side, one at the right"),
    pytest.param([(222.0, 230.0), (274.0, 286.0)], id="one at the left side, one in the middle"),
    pytest.param([(229.0, 241.0), (274.0, 286.0)], id="one 5 points off the middle"),
    pytest.param([(223.0, 241.0), (266.0, 272.0)], id="at the left, 3 points off one another"),
    pytest.param([(230.0, 242.0), (270.0, 276.0)], id="10 points from the left sides"),
    pytest.param([(234.0, 246.0), (256.0, 262.0)], id="one through which the rule would run"),
    pytest.param([(222.0, 262.0), (277.0, 283.0)], id="one that runs through the boundary"),
    pytest.param([(234.0, 246.0)], id="one text, in the left box"),
    pytest.param([(250.0, 258.0), (262.0, 270.0)], id="two characters of one word"),
    pytest.param([(223.0, 257.0), (261.0, 297.0)], id="two texts 4 points apart"),
    pytest.param([], id="nothing"),
]


@pytest.mark.parametrize("texts", NOT_PARTED)
@pytest.mark.parametrize("lost", [{(ROW, 260.0)}, everywhere(260.0)], ids=["in one row", "in all rows"])
def test_texts_that_fit_no_boxes_are_not_parted(texts: list[Text], lost: Collection[tuple[int, float]]) -> None:
    assert parted(texts, lost) == []


def test_two_ways_to_part_a_cell_are_none() -> None:
    """The text in the middle may stand with the one before it as well as with the one after it."""
    texts = [(232.0, 244.0), (268.0, 284.0), (316.0, 328.0)]
    assert parted(texts, {(ROW, 260.0), (ROW, 300.0)}) == []


@pytest.mark.parametrize(("others", "is_used"), [(0, False), (2, False), (3, True), (10, True)])
def test_a_boundary_is_used_that_enough_other_rows_have(others: int, is_used: bool) -> None:
    """Of the ten others; it halves a box, so that no equal widths tell of it."""
    having = [row for row in range(11) if row != ROW][:others]
    lost = everywhere(240.0) - {(row, 240.0) for row in having}
    found = parted([(227.0, 233.0), (247.0, 253.0)], lost, xs=sorted([*XS, 240.0]))
    assert found == (pytest.approx([240], abs=0.5) if is_used else [])


def test_no_box_is_as_narrow_as_a_character() -> None:
    """A boundary 11 points from the next is a rule drawn twice, or askew."""
    texts = [(223.5, 227.5), (239.5, 251.5)]
    assert parted(texts, {(ROW, 231.0)}, xs=sorted([*XS, 231.0])) == []
    wider = [(225.0, 229.0), (241.0, 253.0)]
    assert parted(wider, {(ROW, 234.0)}, xs=sorted([*XS, 234.0])) == pytest.approx([234], abs=0.5)


@pytest.mark.parametrize(("equal", "is_used"), [(3, False), (4, True)])
def test_few_boxes_of_one_width_are_no_rule(equal: int, is_used: bool) -> None:
    """As many equal boxes, and after them one of twice their width with two texts in it."""
    first = 100.0 + 40 * equal
    xs = [100.0 + 40 * k for k in range(equal + 1)] + [first + 40, first + 80]
    found = parted([(first + 14, first + 26), (first + 54, first + 66)], everywhere(first + 40), xs)
    assert found == (pytest.approx([first + 40], abs=0.5) if is_used else [])


@pytest.mark.parametrize(("count", "is_parted"), [(3, True), (5, True), (6, False)])
def test_equal_widths_tell_nothing_of_a_box_as_wide_as_six(count: int, is_parted: bool) -> None:
    xs = [60.0 + 30 * k for k in range(5 + count)]
    lost = xs[5:-1]
    texts = [(180 + 30 * k + 10, 180 + 30 * k + 20) for k in range(count)]
    assert parted(texts, everywhere(*lost), xs) == (pytest.approx(lost, abs=0.5) if is_parted else [])


@pytest.mark.parametrize(("rows", "is_parted"), [(1, True), (2, False)])
def test_a_label_of_several_rows_is_not_parted_though_it_is_as_wide_as_two_columns(rows: int, is_parted: bool) -> None:
    """“（六） 其他” with 处理 below; in a single row it may be two boxes."""
    xs = [60.0 + 40 * k for k in range(9)]
    merged = {(column, ROWS[ROW + 1]) for column in (0, 1) if rows == 2}
    page, grids = drawn_grid(xs, ROWS, everywhere(100.0), merged)
    block(page, 74, 86, TEXT_TOP)
    block(page, 114, 126, TEXT_TOP)
    found = find_parting_rules(page, grids, DPI).vertical[:, 0] * 72 / DPI
    assert found.tolist() == (pytest.approx([100], abs=0.5) if is_parted else [])


def test_boundaries_that_no_row_has_are_all_used_or_none() -> None:
    """One text in the middle of two boxes, the next in the third: nothing but the text says where a side would be."""
    texts = [(250.0, 270.0), (314.0, 326.0)]
    assert parted(texts, everywhere(260.0, 300.0)) == []
    alone = [(234.0, 246.0), (274.0, 286.0), (314.0, 326.0)]
    assert parted(alone, everywhere(260.0, 300.0)) == pytest.approx([260, 300], abs=0.5)


def test_boxes_of_other_widths_are_not_divided() -> None:
    """70 points are not two boxes of 40."""
    xs = [60.0, 180.0, 220.0, 260.0, 295.0, 330.0, 370.0, 410.0, 450.0]
    assert parted([(271.0, 284.0), (306.0, 319.0)], everywhere(295.0), xs) == []


def test_an_ordinary_table_is_left_alone() -> None:
    page, grids = drawn_grid(XS, ROWS)
    for x in XS[:-1]:
        block(page, x + 6, x + 12, TEXT_TOP)
        block(page, x + 24, x + 30, TEXT_TOP)
    assert cuts(page, grids) == []
