"""How sure the cells of a table are of which some pages have rules and others have none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from reportextract.forms import align_tables, load_form
from reportextract.forms.placed import PlacedCell, without_uncertain_blanks
from reportextract.model import Box, CellKey, Evidence, Finding, Grid, PageReading, Table
from reportextract.reading import read_form
from reportextract.tables import find_grids, stitch_table
from tests.typeset_form import EDGES, TOP, Sheet, request_rows, set_header, set_row
from tests.unit.forms.test_breaks import MEASURES, write_row, write_title
from tests.unit.forms.test_requests import table_three
from tests.unit.forms.test_review import table_four


def piece(page: int, evidence: Evidence, top: float = 100.0, bottom: float = 300.0) -> Grid:
    return Grid(page, Box(60.0, top, 500.0, bottom), (60.0, 500.0), (top, bottom), (), evidence, True, True)


@pytest.mark.parametrize(
    ("page", "top", "expected"),
    [(1, 110.0, "ruled"), (1, 290.0, "ruled"), (1, 410.0, "partly_ruled"), (2, 110.0, "aligned")],
)
def test_a_box_is_as_sure_as_the_piece_that_it_stands_in(page: int, top: float, expected: Evidence) -> None:
    table = Table((), (piece(1, "ruled"), piece(1, "partly_ruled", 400.0, 500.0), piece(2, "aligned")))
    assert table.evidence_of(page, Box(200.0, top, 230.0, top + 12)) == expected
    assert table.evidence == "aligned"


@pytest.mark.parametrize(("page", "top"), [(3, 110.0), (1, 350.0)], ids=["on another page", "between two pieces"])
def test_a_box_in_no_piece_is_as_sure_as_the_weakest(page: int, top: float) -> None:
    table = Table((), (piece(1, "ruled"), piece(1, "partly_ruled", 400.0, 500.0)))
    assert table.evidence_of(page, Box(200.0, top, 230.0, top + 12)) == "partly_ruled"


def table_two() -> Sheet:
    sheet = Sheet()
    y = write_title(sheet, TOP, "第二十条第（六）项")
    y = write_row(sheet, y, ("信息内容", *MEASURES))
    y = write_row(sheet, y, ("行政处罚", "1", "2", "3"))
    write_row(sheet, y, ("行政强制", "4", "5", "6"))
    return sheet


@pytest.mark.parametrize("table", [table_two, table_three, lambda: table_four({})], ids=["二", "三", "四"])
def test_rules_close_the_boxes_of_a_piece_whatever_the_other_pieces_have(table: Callable[[], Sheet]) -> None:
    grids = find_grids([table().page(1)])

    def are_closed(own: Evidence, others: Sequence[Grid]) -> set[bool]:
        def stitch(pieces: Sequence[Grid]) -> Table:
            return stitch_table([*(replace(grid, evidence=own) for grid in pieces), *others])

        _, (alignment,) = align_tables(grids, stitch, str.isdecimal)
        assert len(alignment.cells) > 5
        return {cell.one_box for cell in alignment.cells}

    without_cells = replace(piece(2, "aligned"), ys=(100.0,))
    assert are_closed("ruled", []) == {True}
    assert are_closed("ruled", [without_cells]) == {True}
    assert are_closed("aligned", [replace(without_cells, evidence="ruled")]) == {False}


@pytest.mark.parametrize(("page", "is_closed"), [(1, True), (2, False)])
def test_an_empty_box_that_rules_close_is_empty_though_a_number_is_left_over_beside_it(
    page: int, is_closed: bool
) -> None:
    box = Box(300.0, 200.0, 330.0, 212.0)
    empty = PlacedCell(CellKey("requests", "received", "total"), "", page, box, "", False, "count", None, 0.9, "")
    left_over = Finding("TABLE_TEXT_NOT_PLACED", "warning", "", page, Box(280.0, 201.0, 286.0, 211.0))
    table = Table((), (piece(1, "ruled"), piece(2, "aligned")))
    (found,) = without_uncertain_blanks([empty], [left_over], table)
    assert (found.obstacle == "") is is_closed


FIRST = 12
KEYS = load_form().expected("2021", "requests")


def on_two_pages(empty: CellKey) -> list[PageReading]:
    """Table 三, recognised: twelve rows on the first page, with rules; the others on the second, without any."""
    printed = {key: "" if key == empty else str(100 + i) for i, key in enumerate(KEYS)}
    first, second, group = Sheet(), Sheet(), ""
    y = set_header(first, TOP)
    for k, row in enumerate(request_rows("2021", printed)):
        sheet = first if k < FIRST else second
        y = set_row(sheet, row, TOP if k == FIRST else y, row.label, row.numbers, first_of_group=row.group != group)
        y += 0.0 if k < FIRST else 6.0
        group = row.group
        first.horizontal += [(y, EDGES[row.column], EDGES[-1])] if k < FIRST else []
    second.vertical.clear()
    return [replace(sheet.page(number), origin="ocr") for number, sheet in enumerate((first, second), 1)]


def test_a_page_without_rules_makes_no_box_uncertain_that_rules_close_on_another() -> None:
    rows = list(dict.fromkeys(key.row for key in KEYS))
    for row, page, state in ((rows[3], 1, "blank"), (rows[FIRST + 3], 2, "unreadable")):
        empty = CellKey("requests", row, "enterprise")
        form = read_form(on_two_pages(empty))
        assert form.tables["requests"].evidence != "ruled"
        assert (form.cells[empty].page, form.cells[empty].state) == (page, state)
        assert {(placed.page, placed.one_box) for placed in form.placed.values()} == {(1, True), (2, False)}
