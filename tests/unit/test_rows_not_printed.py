"""Rows that an agency left out of its form: what may be missing from the reading only is not taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reportextract.forms import load_form
from reportextract.model import UNREAD, CellKey, Origin
from reportextract.reading import FormReading, read_form
from reportextract.rows_not_printed import without_rows_not_scanned
from tests.typeset_form import EDGES, TOP, Sheet, request_rows, set_header, set_row

LEFT_OUT, BEFORE = "unprocessed.petition", "unavailable.unclear_after_correction"
EXPECTED = load_form().expected("2021", "requests")
NUMBERS = {key: str(100 + i) for i, key in enumerate(EXPECTED)}


def read(
    *,
    in_its_place: Sequence[str] | None = None,
    also_before: str = "",
    number_before: str = "7",
    new_page_at: str = "",
    rules: bool = True,
    origins: Sequence[Origin] = ("ocr", "ocr"),
) -> tuple[FormReading, FormReading]:
    """Table 三 without the row 信访举报投诉类申请, as it is read at first and then.

    Args:
        in_its_place: The label of a row that stands where it should.
        also_before: What the label of the row before says, too.
        number_before: The last number of the row before.
        new_page_at: The row at which a new page begins.
        rules: Whether the table has any.
    """
    sheet, sheets, group = Sheet(), [], ""
    y = set_header(sheet, TOP)
    for row in request_rows("2021", NUMBERS):
        label, numbers = list(row.label), list(row.numbers)
        if row.key == BEFORE:
            label, numbers[-1] = [*label, also_before], number_before
        if row.key == new_page_at:
            sheets.append(sheet)
            sheet, y = Sheet(horizontal=[(TOP, EDGES[0], EDGES[-1])]), TOP
        if row.key == LEFT_OUT:
            if in_its_place is None:
                continue
            label = list(in_its_place)
        y = set_row(sheet, row, y, label, numbers, first_of_group=row.group != group)
        group = row.group
        sheet.horizontal.append((y, EDGES[row.column], EDGES[-1]))
    sheets.append(sheet)
    if not rules:
        sheets = [Sheet(s.text, s.boxes) for s in sheets]
    pages = [replace(s.page(i), origin=origins[i - 1]) for i, s in enumerate(sheets, 1)]
    first = read_form(pages)
    return first, without_rows_not_scanned(first, pages)


def test_a_row_that_a_table_read_to_the_last_number_does_not_have_was_not_printed() -> None:
    first, reading = read()
    assert [(f.code, f.facts["row"]) for f in first.findings] == [("ROW_NOT_FOUND", LEFT_OUT)]
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.facts["row"]) == ("ROW_NOT_PRINTED", "info", LEFT_OUT)
    assert "was printed without the row “1.信访举报投诉类申请”" in finding.message
    assert set(first.expected) - set(reading.expected) == {key for key in EXPECTED if key.row == LEFT_OUT}
    assert reading.cells == first.cells


def test_a_row_may_be_missing_from_the_reading_where_a_number_was_left_over() -> None:
    """The row is there, but its label was misread."""
    first, reading = read(in_its_place=["吉林白山黑水"])
    assert {f.code for f in first.findings} == {"ROW_NOT_FOUND", "ROW_UNKNOWN"}
    assert reading == first


def test_a_row_may_be_missing_from_the_reading_where_a_number_could_not_be_read() -> None:
    first, reading = read(number_before=UNREAD)
    assert first.cells[CellKey("requests", BEFORE, "total")].state == "unreadable"
    assert reading == first


def test_a_row_may_have_been_cut_off_where_a_page_ends() -> None:
    first, reading = read(new_page_at=LEFT_OUT)
    assert {f.code for f in first.findings} == {"ROW_NOT_FOUND"}
    assert reading == first


def test_a_row_whose_label_stands_in_the_table_was_printed() -> None:
    first, reading = read(also_before="信访举报投诉类申请")
    assert {f.code for f in first.findings} == {"ROW_NOT_FOUND"}
    assert reading == first


@pytest.mark.parametrize(
    ("rules", "origins", "new_page_at"),
    [(False, ("ocr",), ""), (True, ("text",), ""), (True, ("text", "ocr"), "carried_out")],
)
def test_only_of_a_ruled_scanned_page_is_it_known(rules: bool, origins: Sequence[Origin], new_page_at: str) -> None:
    """Without rules, a row may have been too faint; of a page with a text layer, a second reader is asked."""
    first, reading = read(rules=rules, origins=origins, new_page_at=new_page_at)
    assert "ROW_NOT_FOUND" in {f.code for f in first.findings}
    assert reading == first
