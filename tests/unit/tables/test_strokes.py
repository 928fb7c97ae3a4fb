"""Where a scanned table ends: the strokes of a heading close to it lie in line with its rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportextract.model import Origin
from reportextract.tables.grid import find_ruled_grids
from tests.typeset_form import Sheet

XS = (60.0, 140.0, 220.0, 300.0, 380.0, 460.0)
FIRST, MIDDLE, LAST = 100.0, 130.0, 160.0


def rows(beyond: int, to: float, origin: Origin = "ocr") -> list[tuple[float, float]]:
    """Where the rows of a table begin and end of whose six upright rules some go on beyond its level rules."""
    sheet = Sheet(horizontal=[(y, XS[0], XS[-1]) for y in (FIRST, MIDDLE, LAST)])
    for k, x in enumerate(XS):
        # The outer sides are the last that do: strokes are anywhere.
        goes_on = k in (1, 3, 2, 4, 0, 5)[:beyond]
        sheet.vertical.append((x, min(FIRST, to) if goes_on else FIRST, max(LAST, to) if goes_on else LAST))
    (grid,) = find_ruled_grids(replace(sheet.page(1), origin=origin))
    return list(zip(grid.ys, grid.ys[1:], strict=False))


TWO_ROWS = [(FIRST, MIDDLE), (MIDDLE, LAST)]


@pytest.mark.parametrize("to", [84.0, 176.0])
def test_strokes_in_line_with_two_of_six_rules_are_no_row_of_a_scanned_table(to: float) -> None:
    assert rows(2, to) == TWO_ROWS


@pytest.mark.parametrize(("to", "row"), [(84.0, (84.0, FIRST)), (176.0, (LAST, 176.0))])
def test_a_row_that_a_page_break_left_open_stays_where_most_rules_go_on(to: float, row: tuple[float, float]) -> None:
    assert rows(4, to) == sorted([*TWO_ROWS, row])
    assert rows(6, to) == sorted([*TWO_ROWS, row])


def test_a_rule_that_a_program_drew_is_no_stroke() -> None:
    assert rows(2, 176.0, "text") == [*TWO_ROWS, (LAST, 176.0)]
