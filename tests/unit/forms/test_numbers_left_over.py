"""What stands in a table and is no cell of the form: whether it may be a number that was missed."""

from __future__ import annotations

import pytest

from reportextract.forms.placed import PlacedCell, is_number_left_over, unplaced_findings, without_cut_numbers
from reportextract.model import Box, CellKey, Evidence, Finding, GridCell, TableRow

BOX = Box(60.0, 100.0, 120.0, 120.0)


def is_left_over(text: str, confidence: float) -> bool:
    cell = GridCell(0, 0, 1, 1, BOX, (text,), BOX, confidence)
    (finding,) = unplaced_findings("requests", [TableRow(1, 0, (cell,), (cell,), False)], set())
    return is_number_left_over(finding)


@pytest.mark.parametrize("text", ["5", "12件", "0一", "4  十", "行政许可12", "公开 3"])
def test_a_number_is_one_also_with_its_unit_or_pieces_of_rules_beside_it(text: str) -> None:
    assert is_left_over(text, 0.9)
    assert is_left_over(text, 1.0)


def test_a_figure_inside_a_misread_word_is_no_number() -> None:
    assert not is_left_over("1组纷", 0.9)
    assert is_left_over("1组纷", 1.0), "what is printed so was not misread"
    assert not is_left_over("组织", 0.9)


@pytest.mark.parametrize(
    ("left_over", "is_cut"),
    [
        (Box(262.0, 107.0, 300.0, 116.0), True),
        (Box(262.0, 122.0, 300.0, 131.0), False),
        (Box(340.0, 107.0, 370.0, 116.0), False),
    ],
    ids=["in the next line", "farther below", "below another column"],
)
def test_a_number_that_goes_on_below_is_unreadable_where_no_rules_close_its_box(left_over: Box, is_cut: bool) -> None:
    """3 / ，664: a whole row, of whose sums none holds."""
    box, key = Box(264.0, 91.0, 303.0, 101.0), CellKey("requests", "granted", "natural_person")
    cell = PlacedCell(key, "3", 2, box, "", True, "count", None, 1.0, "")
    finding = Finding("TABLE_TEXT_NOT_PLACED", "warning", "", page=2, box=left_over)
    expectations: list[tuple[Evidence, bool]] = [("aligned", is_cut), ("ruled", False)]
    for evidence, expected in expectations:
        (found,) = without_cut_numbers([cell], [finding], evidence)
        assert (found.obstacle != "") is expected
