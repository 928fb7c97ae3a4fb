"""How well the rules of a page fit what is printed between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportextract.model import Glyphs, PageReading, Rules
from reportextract.scan_reading.page import _whole_texts
from tests.unit.scans.drawing import Pixels, blank, px, write

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


def test_a_text_that_an_upright_rule_cuts_does_not_count() -> None:
    """The second column's rule runs through its numbers: neither the one part is whole nor the other."""
    assert whole_texts(numbers(), (60.0, 150.0, 195.0, 240.0, 330.0)) == 6


def test_a_text_that_a_level_rule_cuts_does_not_count() -> None:
    assert whole_texts(numbers(), ys=(100.0, 130.0, 146.0, 160.0, 190.0)) == 6


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
