from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scans.cells import CellPicture, _end_of_rule, cut_cells
from reportextract.scans.small_print import with_small_print
from tests.unit.scans.drawing import (
    DPI,
    SCALE,
    XS,
    YS,
    Pixels,
    blank,
    horizontal,
    noisy,
    px,
    table,
    turned,
    vertical,
    write,
)


def cell(page: Pixels, row: int = 1, column: int = 1) -> CellPicture:
    box = Box(*(v * SCALE for v in (XS[column], YS[row], XS[column + 1], YS[row + 1])))
    return cut_cells(page, [box], DPI)[0]


def test_a_blank_cell_is_blank_and_its_rules_are_gone() -> None:
    found = cell(table())
    assert found.is_blank
    assert found.pixels.min() == 255
    assert found.mark is None


@pytest.mark.parametrize("text", ["0", "1", "7730.28", "-", "3,120"])
def test_print_is_found_where_it_stands(text: str) -> None:
    page = table()
    before = page.copy()
    write(page, text, 205, 152)
    ys, xs = np.nonzero(page != before)
    found = cell(page)
    assert found.ink is not None
    assert found.ink == pytest.approx((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1), abs=2)


def test_a_decimal_point_is_no_speck() -> None:
    page = table()
    before = page.copy()
    write(page, "77", 205, 152)
    point = int(np.nonzero(page != before)[1].max()) + 5
    cv2.circle(page, (point, px(151)), 1, (20,), -1)
    found = cell(page)
    assert found.ink is not None
    assert found.ink.x1 > point


def test_specks_are_not_taken_for_print_but_the_largest_is_kept() -> None:
    page = table()
    for x, y, radius in ((210, 140, 1), (240, 150, 2), (250, 136, 1)):
        cv2.circle(page, (px(x), px(y)), radius, (20,), -1)
    found = cell(page)
    assert found.is_blank
    assert found.mark is not None
    assert (found.mark.x0 + found.mark.x1) / 2 == pytest.approx(px(240), abs=2)


SPECK_PLACES = ((206, 138), (290, 155), (375, 141), (215, 170), (281, 178), (372, 181))


@pytest.mark.parametrize("is_print", [True, False])
def test_a_mark_as_small_as_a_speck_is_print_if_it_comes_again_and_again(is_print: bool) -> None:
    page = table()
    boxes = [(row, column) for row in (1, 2) for column in (1, 2, 3)]
    for (row, column), (x, y) in zip(boxes, SPECK_PLACES, strict=True):
        if is_print:
            x, y = (XS[column] + XS[column + 1]) // 2, (YS[row] + YS[row + 1]) // 2
        page[px(y) : px(y) + 2, px(x) : px(x) + 6] = 60
    cells = [Box(*(v * SCALE for v in (XS[column], YS[row], XS[column + 1], YS[row + 1]))) for row, column in boxes]
    found = with_small_print(cut_cells(page, cells, DPI), DPI)
    assert [one.is_small_print for one in found] == [is_print] * 6


@pytest.mark.parametrize(("width", "is_print"), [(6, True), (2, False)], ids=["zeros", "rests of a rule"])
def test_small_figures_beside_a_rule_are_print_and_what_is_left_of_it_is_none(width: int, is_print: bool) -> None:
    """Figures of a web page that was shrunk to the paper, set to the left."""
    page = table()
    boxes = [(row, column) for row in (1, 2) for column in (1, 2, 3)]
    for row, column in boxes:
        x, y = px(XS[column]) + 4, px(YS[row] + 10)
        page[y : y + 8, x : x + width] = 170
    cells = [Box(*(v * SCALE for v in (XS[column], YS[row], XS[column + 1], YS[row + 1]))) for row, column in boxes]
    found = with_small_print(cut_cells(page, cells, DPI), DPI)
    assert [one.is_small_print for one in found] == [is_print] * 6


def marked(across: float, down: float, width: int, height: int) -> CellPicture:
    """A cell with one dark mark (width and height in pixels), so many points off its middle, among blank ones."""
    page = table()
    x, y = px(230 + across) + 1 - width // 2, px(145 + down) + 1 - height // 2
    page[y : y + height, x : x + width] = 20
    boxes = [Box(*(v * SCALE for v in (XS[k], YS[1], XS[k + 1], YS[2]))) for k in range(1, 4)]
    found = with_small_print(cut_cells(page, boxes, DPI), DPI)
    assert found[0].mark is not None
    assert [one.is_small_print for one in found[1:]] == [False, False]
    return found[0]


@pytest.mark.parametrize(("width", "height"), [(6, 2), (6, 3), (8, 2)])
def test_a_level_mark_in_the_very_middle_of_its_cell_is_print(width: int, height: int) -> None:
    found = marked(0, 0, width, height)
    assert found.is_small_print
    assert found.ink == found.mark


@pytest.mark.parametrize(("across", "down"), [(3, 0), (-3, 0), (0, 2), (0, -2), (12, 8)])
def test_a_level_mark_off_the_middle_is_none(across: float, down: float) -> None:
    found = marked(across, down, 6, 2)
    assert not found.is_small_print
    assert found.is_blank


@pytest.mark.parametrize(("width", "height"), [(4, 4), (3, 3), (2, 6), (5, 5)])
def test_a_round_or_upright_mark_in_the_middle_is_none(width: int, height: int) -> None:
    found = marked(0, 0, width, height)
    assert not found.is_small_print
    assert found.is_blank


def test_faint_print_is_print() -> None:
    page = table()
    write(page, "0", 225, 152, ink=170)
    found = cell(noisy(page, 6, 250))
    assert not found.is_blank


def test_noise_is_not_print() -> None:
    assert cell(noisy(table(), 12, 248)).is_blank


def test_leaning_rules_leave_no_ink() -> None:
    page = turned(table(thick=3), 0.4)
    blanks = [cell(page, row, column).is_blank for row in range(5) for column in range(4)]
    assert all(blanks)


def test_a_one_close_to_a_rule_is_kept() -> None:
    page = table()
    page[px(133) : px(141), px(202) : px(202) + 3] = 20
    found = cell(page)
    assert found.ink is not None
    assert found.ink.bottom - found.ink.top == pytest.approx(8 * SCALE, abs=2)


def test_what_is_left_of_a_seal_is_not_print() -> None:
    page = table()
    cv2.circle(page, (px(230), px(145)), px(40), (215,), px(2))
    assert cell(page).is_blank


def test_boxes_outside_the_page_or_without_room_are_blank() -> None:
    page = table()
    outside, thin = cut_cells(page, [Box(5000, 5000, 5100, 5100), Box(100, 100, 101, 200)], DPI)
    assert outside.is_blank
    assert thin.is_blank


@pytest.mark.parametrize("away", [1.4, 2.0, 2.6])
def test_a_zero_close_to_its_rule_in_a_low_cell_is_print(away: float) -> None:
    """Its stroke is half as long as the side of the cell: as what is left of a rule may be."""
    page = blank()
    top, bottom, right = 100.0, 114.0, 160.0
    for y in (top, bottom):
        horizontal(page, y, 120, right)
    for x in (120.0, right):
        vertical(page, x, top, bottom)
    middle = (px(right - away) - px(2.2), px((top + bottom) / 2))
    cv2.ellipse(page, middle, (px(2.0), px(3.6)), 0, 0, 360, (20,), 2)
    box = Box(*(v * SCALE for v in (120.0, top, right, bottom)))
    (found,) = cut_cells(page, [box], DPI)
    assert found.ink is not None
    assert found.ink.x1 - found.ink.x0 == pytest.approx(px(4.0) + 3, abs=1)


def test_strokes_of_a_figure_on_darker_paper_beside_a_faint_rule_are_no_rule() -> None:
    """Rows from a side inward, as measured on a hard scan: the rule, paper, and the back of a 3 on a watermark."""
    inked = np.array([0.03, 0.0, 0.0, 0.0, 0.0, 0.0, 0.34, 0.48])
    is_faint = np.array([1, 1, 0, 0, 0, 0, 1, 0], dtype=np.bool_)
    assert _end_of_rule(inked, is_faint, 2.5) == 2
    # The second line of a double one has no ink, either.
    assert _end_of_rule(np.zeros(8), is_faint, 2.5) == 7


@pytest.mark.parametrize(
    ("number", "is_gone"),
    [((20, 8), True), ((70, 14), True), ((76, 8), False), (None, False)],
    ids=["far from a number", "below one", "beside one", "alone"],
)
def test_pieces_of_a_broken_upright_rule_are_gone_where_they_are_no_ones(
    number: tuple[int, int] | None, is_gone: bool
) -> None:
    """A bare stroke in the line of a side that is broken there; a number (x, top) in the cell, in points."""
    x0, top = XS[3], YS[1]
    page = table()
    side = px(XS[4])
    page[px(top) + 2 : px(YS[2]), side - 1 : side + 3] = 255
    page[px(top + 4) : px(top + 12), side - 3 : side - 1] = 90
    if number is not None:
        x, y = number
        page[px(top + y) : px(top + y + 9), px(x0 + x - 7) : px(x0 + x)] = 30
    found = cell(page, column=3)
    assert found.ink is not None
    assert (found.ink.x1 < side - 4) is is_gone


def test_both_lines_of_a_double_rule_are_gone() -> None:
    page = blank()
    for y in (100.0, 102.0, 130.0, 132.0):
        horizontal(page, y, 120, 140)
    (found,) = cut_cells(page, [Box(*(v * SCALE for v in (120.0, 100.0, 140.0, 132.0)))], DPI)
    assert found.is_blank
    assert found.mark is None


def on_grey_paper(page: Pixels, mean: float, deviation: float) -> Pixels:
    """The page darker everywhere, by so much of 255 on average."""
    noise = np.random.default_rng(3).normal(mean, deviation, page.shape)
    return np.asarray(np.clip(page - np.maximum(noise, 0), 0, 255), np.uint8)


@pytest.mark.parametrize(("mean", "deviation"), [(16, 5), (30, 15)])
@pytest.mark.parametrize("figure", ["1", "/", "0"])
def test_a_figure_close_to_a_side_on_grey_paper_is_whole(figure: str, mean: float, deviation: float) -> None:
    """Two points from the right side, on paper that is as dark along it as a faint rule would be."""
    page = table()
    before, right = page.copy(), px(258)
    if figure == "1":
        page[px(141) : px(149), right - 3 : right] = 20
    elif figure == "/":
        cv2.line(page, (right - px(3), px(149)), (right, px(141)), (20,), 2, cv2.LINE_AA)
    else:
        cv2.ellipse(page, (right - px(2.2), px(145)), (px(2.0), px(3.6)), 0, 0, 360, (20,), 2)
    columns = np.flatnonzero((page != before).any(axis=0))
    found = cell(on_grey_paper(page, mean, deviation))
    assert found.ink is not None
    assert (found.ink.x0, found.ink.x1) == pytest.approx((columns[0], columns[-1] + 1), abs=1)


def test_grey_paper_is_blank_and_a_faint_rule_on_it_is_gone() -> None:
    assert cell(on_grey_paper(table(), 16, 5)).is_blank
    faint = table()
    vertical(faint, 258, YS[1], YS[2], 3, ink=215)
    assert cell(on_grey_paper(faint, 16, 5)).is_blank


@pytest.mark.parametrize("side", ["right", "lower"])
@pytest.mark.parametrize("wide", [3, 4, 5])
def test_what_a_faint_rule_left_along_half_of_a_side_is_no_print(side: str, wide: int) -> None:
    """Up to 1.8 points wide as it is seen blurred; in the middle of its cell it would be print."""
    page, elsewhere = table(), table()
    if side == "right":
        page[px(138) : px(152), px(260) - 1 - wide : px(260) - 1] = 205
        elsewhere[px(138) : px(152), px(230) : px(230) + wide] = 205
    else:
        page[px(160) - 1 - wide : px(160) - 1, px(215) : px(245)] = 205
        elsewhere[px(145) : px(145) + wide, px(215) : px(245)] = 205
    found = cell(page)
    assert found.is_blank
    assert found.mark is None
    assert not cell(elsewhere).is_blank


def printed_pale(ink: int, darker: int, text: str = "38") -> tuple[Pixels, tuple[int, int, int, int]]:
    """A page with a number of which only the first figure's left part is darker; the hull of all of it."""
    page = table()
    before = page.copy()
    write(page, text, 220, 152, 0.9, ink=ink)
    ys, xs = np.nonzero(page != before)
    part = page[ys.min() : ys.max() + 1, xs.min() : xs.min() + 9]
    part[part < 255] = np.minimum(part[part < 255], darker)
    return page, (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


def dark_of(found: CellPicture) -> tuple[int, int, int, int]:
    """The hull of what is dark enough for ink in the picture of a cell, in pixels of the page."""
    ys, xs = np.nonzero(found.pixels < 255 - 64)
    left, top = found.x0, found.top
    return xs.min() + left, ys.min() + top, xs.max() + 1 + left, ys.max() + 1 + top


@pytest.mark.parametrize("ink", [200, 205, 210])
def test_print_too_pale_to_be_ink_is_dark_to_whoever_looks_for_ink_and_as_it_is_to_whoever_reads(ink: int) -> None:
    """Of two figures that are 45 to 55 darker than the paper, a part is 80 darker."""
    page, hull = printed_pale(ink, 175)
    found = cell(page)
    assert found.ink == pytest.approx(hull, abs=2)
    assert dark_of(found) == pytest.approx(hull, abs=2)
    assert found.as_printed is not None
    assert found.shown is found.as_printed
    height, width = found.shown.shape
    assert (found.shown == page[found.top : found.top + height, found.x0 : found.x0 + width]).all()


def test_a_black_speck_beside_pale_figures_hides_none_of_them() -> None:
    page, hull = printed_pale(200, 175)
    cv2.circle(page, (int(hull[0]) - 8, int(hull[1]) + 4), 1, (20,), -1)
    found = cell(page)
    assert found.ink is not None
    for seen in (found.ink, dark_of(found)):
        assert seen[1:] == pytest.approx(hull[1:], abs=2)


@pytest.mark.parametrize("ink", [20, 150, 180])
def test_print_that_is_dark_enough_is_shown_as_it_is(ink: int) -> None:
    page, hull = printed_pale(ink, ink)
    found = cell(page)
    assert found.as_printed is None
    assert found.shown is found.pixels
    assert found.ink == pytest.approx(hull, abs=2)
    assert dark_of(found) == pytest.approx(hull, abs=2)


@pytest.mark.parametrize("ink", [20, 125])
def test_a_watermark_beside_a_figure_is_made_no_darker(ink: int) -> None:
    page, hull = printed_pale(ink, ink, text="3")
    watermark = blank()
    write(watermark, "E", 240, 152, 0.9, ink=215)
    found = cell(np.minimum(page, watermark))
    assert found.as_printed is None
    assert dark_of(found) == pytest.approx(hull, abs=1)
