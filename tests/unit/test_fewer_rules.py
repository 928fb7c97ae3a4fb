"""Scanned pages placed with fewer rules: only where that tells more of the form, and nothing less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.fewer_rules import _Told, read_form_with_fewer_rules
from reportextract.forms import load_form
from reportextract.model import CellKey, PageReading
from reportextract.reading import FormReading, read_form
from tests.typeset_form import EDGES, TOP, Sheet, request_rows, set_header, set_row

NUMBERS = dict.fromkeys(load_form().expected("2021", "requests"), "0") | {
    CellKey("requests", row, column): "4"
    for row in ("received", "granted", "total")
    for column in ("natural_person", "total")
}
DENIED = [axis.key for axis in load_form().outcomes if axis.key.startswith("denied.")]
COLUMNS = [axis.key for axis in load_form().applicants]


def page_of(*drawn: str) -> PageReading:
    """Table 三, recognised; rules were seen around some of its rows only."""
    sheet = Sheet()
    y = set_header(sheet, TOP)
    level, upright = [], []
    for row in request_rows("2021", NUMBERS):
        end = set_row(sheet, row, y, row.label, row.numbers, first_of_group=False)
        if row.key in drawn:
            level += [(y, EDGES[3], EDGES[-1]), (end, EDGES[3], EDGES[-1])]
            upright += [(x, y, end) for x in (EDGES[3], EDGES[5], EDGES[-1])]
        y = end
    sheet.horizontal, sheet.vertical = level, upright
    page = sheet.page(1)
    glyphs = replace(page.glyphs, confidence=np.full(len(page.glyphs), 0.99))
    return replace(page, origin="ocr", glyphs=glyphs)


def numbers_of(reading: FormReading, row: str) -> list[str]:
    return [
        reading.cells[CellKey("requests", row, c)].printed
        for c in COLUMNS
        if CellKey("requests", row, c) in reading.cells
    ]


def test_rules_that_close_boxes_of_several_columns_are_left_out() -> None:
    page = page_of(*DENIED)
    first = read_form([page])
    assert all(numbers_of(first, row) != ["0"] * 7 for row in DENIED)
    reading, (chosen,) = read_form_with_fewer_rules([page], first)
    assert all(numbers_of(reading, row) == ["0"] * 7 for row in DENIED)
    assert len(chosen.rules.horizontal) == 0


def test_a_form_that_lacks_nothing_and_a_page_of_print_stay_as_they_are() -> None:
    page = page_of()
    first = read_form([page])
    assert read_form_with_fewer_rules([page], first) == (first, (page,))
    printed = replace(page_of("granted"), origin="text")
    first = read_form([printed])
    assert read_form_with_fewer_rules([printed], first) == (first, (printed,))


@pytest.mark.parametrize(
    ("told", "is_more"),
    [
        (_Told(11, 1, 100), True),
        (_Told(10, 1, 103), True),
        (_Told(10, 1, 102), False),  # scratches
        (_Told(12, 2, 120), False),  # a sum fails now
        (_Told(15, 2, 120), True),  # of many that hold, one may fail
        (_Told(11, 1, 99), False),
    ],
)
def test_what_tells_more_in_one_way_and_less_in_another_tells_no_more(told: _Told, is_more: bool) -> None:
    assert told.is_more_than(_Told(10, 1, 100)) == is_more
