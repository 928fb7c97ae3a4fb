"""What stands in a table and is no cell of the form: whether it may be a number that was missed."""

from __future__ import annotations

import pytest

from reportextract.forms.placed import is_number_left_over, unplaced_findings
from reportextract.model import Box, GridCell, TableRow

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
