"""Table 三: which of its rows are header, and which boxes are empty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pytest

from reportextract.forms import load_form
from reportextract.forms.request_rows import Row, is_rest_of_a_row
from reportextract.model import Box, CellKey, GridCell, PageReading, TableRow
from reportextract.reading import read_form
from tests.typeset_form import EDGES, LINE, TOP, Sheet, request_rows, set_header, set_row

KEYS = load_form().expected("2021", "requests")
NUMBERS = {key: str(100 + i) for i, key in enumerate(KEYS)}
# Boxes of the header: its corner, over all columns, over the fourth to the eighth, and one name.
CORNER = Box(EDGES[0], TOP, EDGES[3], TOP + 5 * LINE)
OVER_ALL = Box(EDGES[3], TOP, EDGES[-1], TOP + LINE + 1)
OVER_FIVE = Box(EDGES[4], TOP + LINE + 1, EDGES[9], TOP + 2 * LINE + 1)
ONE_NAME = Box(EDGES[8], TOP + 2 * LINE + 1, EDGES[9], TOP + 5 * LINE)


def recognised(sheet: Sheet) -> PageReading:
    page = sheet.page(1)
    return replace(page, origin="ocr", glyphs=replace(page.glyphs, confidence=np.full(len(page.glyphs), 0.95)))


def overwritten(sheet: Sheet, box: Box, text: str) -> Sheet:
    """With that text in a box, in place of what was written there."""
    kept = [
        k
        for k, (x0, top, x1, bottom) in enumerate(sheet.boxes)
        if not (box.x0 < (x0 + x1) / 2 < box.x1 and box.top < (top + bottom) / 2 < box.bottom)
    ]
    assert len(kept) < len(sheet.boxes)
    sheet.text, sheet.boxes = [sheet.text[k] for k in kept], [sheet.boxes[k] for k in kept]
    sheet.write(text, (box.x0 + box.x1) / 2, box.top + 1.5)
    return sheet


def table_three(numbers: Mapping[CellKey, str] = NUMBERS, cut: CellKey | None = None) -> Sheet:
    """The table with its numbers.

    Args:
        cut: A cell in whose box a level stroke runs from side to side, above its number.
    """
    sheet, group = Sheet(), ""
    y = set_header(sheet, TOP)
    for row in request_rows("2021", numbers):
        top = y
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=row.group != group)
        group = row.group
        sheet.horizontal.append((y, EDGES[row.column], EDGES[-1]))
        if cut is not None and row.key == cut.row:
            x = EDGES[3 + [axis.key for axis in load_form().applicants].index(cut.column)]
            sheet.horizontal.append(((top + y) / 2, x, x + 33.0))
    return sheet


def values(page: PageReading) -> dict[CellKey, str]:
    """The numbers that were read; of other cells what they are."""
    cells = read_form([page]).cells
    return {key: cell.state if cell.value is None else str(cell.value) for key, cell in cells.items()}


@pytest.mark.parametrize(
    ("boxes", "text"),
    [((ONE_NAME,), "4"), ((OVER_FIVE,), "1"), ((CORNER, OVER_ALL), "1")],
    ids=["in place of a name", "over five columns", "over all columns"],
)
def test_a_lone_number_among_headers_makes_them_no_row_of_numbers(boxes: Collection[Box], text: str) -> None:
    """What is left of a rule or of a seal was read as a figure."""
    sheet = table_three()
    for box in boxes:
        overwritten(sheet, box, text if box is not CORNER else "")
    assert values(recognised(sheet)) == NUMBERS


# The label of this row has two lines, its other boxes are as high.
IN_TWO = CellKey("requests", "partly_granted", "enterprise")


def test_a_blank_box_that_is_lower_than_its_rows_label_is_unreadable() -> None:
    """Its number may stand in the rest of the row, under the stroke that parts it."""
    blank = {**NUMBERS, IN_TWO: ""}
    assert values(recognised(table_three(blank))) == {**NUMBERS, IN_TWO: "blank"}
    assert values(recognised(table_three(blank, IN_TWO))) == {**NUMBERS, IN_TWO: "unreadable"}


def test_a_number_in_a_box_that_is_lower_than_its_rows_label_is_read() -> None:
    assert values(recognised(table_three(cut=IN_TWO))) == NUMBERS


@pytest.mark.parametrize(
    ("before", "fragment", "filled", "is_rest"),
    [("12", 0, 0, True), ("/", 0, 1, True), ("一、本年新收", 0, 0, False), ("12", 1, 1, False)],
    ids=["numbers before a page break", "strokes for nothing", "only words", "no page break"],
)
@pytest.mark.parametrize("may_continue", [True, False], ids=["nothing in it", "boxes that hold something"])
def test_a_row_behind_a_page_break_may_be_the_rest_of_one_with_numbers(
    before: str, fragment: int, filled: int, is_rest: bool, may_continue: bool
) -> None:
    def row(text: str, of: int, filled: int) -> Row:
        cell = GridCell(0, 0, 1, 1, CORNER, (text,))
        line = TableRow(1 + of, of, (cell,), (cell,), may_continue=True)
        return Row(line, "", 0.0, (), (), (), (), may_continue=may_continue, filled_columns=filled)

    assert is_rest_of_a_row([row(before, fragment, filled), row("息公开申请数量", 1, 0)], 1) is is_rest


@pytest.mark.parametrize(
    ("label", "legibility", "filled", "is_rest"),
    [
        ("4.申请人撤销申请", 1.0, 0b11, False),
        ("4.申请人撤销申请", 1.0, 0b01, True),
        ("4.申请人撤销申请", 0.5, 0b11, True),
        ("", 1.0, 0b11, True),
    ],
    ids=["whole", "an empty column", "a label that may be any", "no label"],
)
def test_a_whole_row_before_a_page_break_goes_on_behind_it_no_more(
    label: str, legibility: float, filled: int, is_rest: bool
) -> None:
    """A row that the form doesn't have, with a label of its own and a number in each column."""
    cell = GridCell(0, 0, 1, 1, CORNER, ("0",))

    def row(of: int, leaf: str, filled: int) -> Row:
        line = TableRow(1 + of, of, (cell,), (cell,), may_continue=True)
        return Row(line, leaf, 0.0, (), ((cell,), (cell,)), (), (), True, filled, legibility)

    assert is_rest_of_a_row([row(0, label, filled), row(1, "1.信访举报投诉类申请", 0)], 1) is is_rest


def test_a_row_called_total_with_one_number_first_on_a_page_is_no_header() -> None:
    """（七）总计 is called as a column is, but for its own number; nothing stands in its other boxes."""
    numbers = {key: text if key.column == "total" else "" for key, text in NUMBERS.items()}
    first, second = Sheet(), Sheet()
    y = set_header(first, TOP)
    for row in request_rows("2021", numbers):
        sheet = second if row.key in ("total", "carried_out") else first
        y = TOP if sheet is second and not second.text else y
        top = y
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=False)
        sheet.horizontal += [(top, EDGES[row.column], EDGES[-1]), (y, EDGES[row.column], EDGES[-1])]
    pages = [recognised(first), replace(recognised(second), number=2)]
    cells = read_form(pages).cells
    assert {k: str(c.value) for k, c in cells.items() if k.column == "total" and c.value is not None} == {
        key: text for key, text in NUMBERS.items() if key.column == "total"
    }


def test_a_box_between_two_rules_that_are_one_is_no_empty_box() -> None:
    """Rules on both sides of the last column's right side, four points apart, and nothing in its boxes."""
    last = [key for key in KEYS if key.column == "total"]
    sheet = table_three({key: "" if key in last else text for key, text in NUMBERS.items()})
    assert {values(recognised(sheet))[key] for key in last} == {"blank"}
    sheet.vertical = [rule for rule in sheet.vertical if rule[0] != EDGES[-2]]
    sheet.vertical.append((EDGES[-1] - 4.0, TOP, max(bottom for _, _, bottom in sheet.vertical)))
    assert "blank" not in {values(recognised(sheet)).get(key) for key in last}
