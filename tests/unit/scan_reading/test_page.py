"""How well the rules of a page fit what is printed between them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from reportextract.model import Glyphs, PageReading, Rules
from reportextract.ocr.engine import Engine
from reportextract.placement import Placement
from reportextract.scan_reading.page import CUT, _best_ruled, _whole_texts
from reportextract.scans.image import Picture
from reportextract.scans.upright import UprightPage
from reportextract.tables.grid import find_ruled_grids
from tests.unit.scans.drawing import DPI, Pixels, blank, horizontal, px, vertical, write

XS, YS = (60.0, 150.0, 240.0, 330.0), (100.0, 130.0, 160.0, 190.0)


def whole_texts(page: Pixels, xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> int:
    """How many texts stand whole in the cells of such columns and rows, of which nothing is drawn on the page."""
    rules = Rules(np.array([(y, xs[0], xs[-1]) for y in ys]), np.array([(x, ys[0], ys[-1]) for x in xs]))
    frame = PageReading(1, 480.0, 640.0, 0, Glyphs("", np.empty((0, 4))), rules, "drawn", origin="ocr")
    return _whole_texts(frame, np.asarray(page < 191, dtype=np.bool_))


def numbers() -> Pixels:
    """A page with a number in the middle of each of the nine cells."""
    page = blank()
    for y in YS[:-1]:
        for x in XS[:-1]:
            write(page, "385", x + 35, y + 20)
    return page


def test_texts_count_that_stand_between_the_sides_of_their_cells() -> None:
    assert whole_texts(numbers()) == 9


def test_texts_that_an_upright_rule_cuts_count_against_it() -> None:
    """The second column's rule runs through its three numbers: neither the one part is whole nor the other."""
    assert whole_texts(numbers(), (60.0, 150.0, 195.0, 240.0, 330.0)) == 6 - 6 * CUT


def test_texts_that_a_level_rule_cuts_count_against_it() -> None:
    assert whole_texts(numbers(), ys=(100.0, 130.0, 147.4, 160.0, 190.0)) == 6 - 6 * CUT


def test_a_text_close_to_a_side_is_whole() -> None:
    page = numbers()
    page[px(YS[1]) + 5 : px(YS[1]) + 20, px(XS[0]) + 40 : px(XS[0]) + 46] = 20
    assert whole_texts(page) == 9


def test_a_cell_narrower_than_a_stroke_may_lean_is_judged_too() -> None:
    """Its sides leave two pixels: what stands there fills it, and nothing crosses a side."""
    page = blank()
    page[px(110) : px(120), px(152.3) : px(153.4)] = 20
    assert whole_texts(page, (150.0, 155.6, 240.0)) == 1


def test_noise_on_both_sides_of_a_rule_cuts_no_text() -> None:
    page = numbers()
    noise = np.random.default_rng(5).random(page.shape) < 0.06
    page[noise] = 90
    assert whole_texts(page) == 9


def test_a_rule_between_two_texts_tells_one_cell_more_and_one_through_empty_paper_none() -> None:
    assert whole_texts(numbers(), (60.0, 240.0, 330.0)) == 6
    assert whole_texts(numbers(), (60.0, 85.0, 150.0, 240.0, 330.0)) == 9


def test_empty_cells_do_not_count() -> None:
    assert whole_texts(blank()) == 0
    page = blank()
    write(page, "385", XS[1] + 35, YS[1] + 20)
    assert whole_texts(page) == 1


def test_the_ink_of_the_sides_themselves_is_no_text_and_cuts_none() -> None:
    page = numbers()
    for y in YS:
        page[px(y) - 3 : px(y) + 4, px(XS[0]) : px(XS[-1])] = 20
    for x in XS:
        page[px(YS[0]) : px(YS[-1]), px(x) - 3 : px(x) + 4] = 20
    assert whole_texts(page) == 9
    page[px(YS[0]) + 5 : px(YS[1]) - 5, px(XS[0]) + 5 : px(XS[1]) - 5] = 255
    assert whole_texts(page) == 8


def two_tables(faint_texts: int) -> Pixels:
    """A table of 72 texts, and one with hairlines of so many, in the first of its twelve cells."""
    page, xs, ys = blank(), [60.0 + 36 * k for k in range(10)], [60.0 + 24 * k for k in range(9)]
    fine_xs, fine_ys = [60.0 + 72 * k for k in range(5)], [400.0 + 30 * k for k in range(4)]
    for y in ys:
        horizontal(page, y, xs[0], xs[-1] + 1)
    for x in xs:
        vertical(page, x, ys[0], ys[-1] + 1)
    for y in fine_ys:
        page[px(y) : px(y) + 2, px(fine_xs[0]) : px(fine_xs[-1])] = 243
    for x in fine_xs:
        page[px(fine_ys[0]) : px(fine_ys[-1]), px(x) : px(x) + 2] = 243
    for y in ys[:-1]:
        for x in xs[:-1]:
            write(page, "38", x + 10, y + 17)
    for k in range(faint_texts):
        write(page, "38", fine_xs[k % 4] + 25, fine_ys[k // 4] + 20)
    return page


@pytest.mark.parametrize(("faint_texts", "darker"), [(2, False), (6, True)], ids=["two of 72 more", "six more"])
def test_faint_rules_are_believed_where_they_tell_many_more_cells(faint_texts: int, darker: bool) -> None:
    page = two_tables(faint_texts)
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    engine = cast(Engine, SimpleNamespace(name="none"))
    frame, chosen = _best_ruled(1, Picture(page, DPI, 480.0, 640.0), upright, [], engine)
    assert (chosen is not upright) == darker
    assert sum(len(grid.cells) for grid in find_ruled_grids(frame)) == (72 + 12 if darker else 72)
