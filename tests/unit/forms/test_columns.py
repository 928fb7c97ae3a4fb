"""Which column of the form a column on the page is, where headers are missing, unreadable, or say something else."""

from __future__ import annotations

import pytest

from reportextract.forms.columns import Header, place_columns
from reportextract.forms.edition import load_form
from reportextract.forms.placed import Column, read_cell
from reportextract.model import Box, GridCell

FORM = load_form()
NAMES = [axis.term.official for axis in FORM.applicants]


def placed(headers: list[tuple[str, float]]) -> list[str]:
    """The keys of seven columns under such headers (text, confidence), in order."""
    columns = [Column(100.0 * i, 100.0 * i + 90) for i in range(len(NAMES))]
    cells = [
        GridCell(0, i, 1, 1, Box(c.x0, 0.0, c.x1, 20.0), (text,) if text else (), confidence=confidence)
        for i, (c, (text, confidence)) in enumerate(zip(columns, headers, strict=True))
    ]
    found = place_columns(columns, [Header(read_cell(c), c) for c in cells if c.lines], FORM.applicants)
    return [column.axis.key for column in found]


@pytest.mark.parametrize(
    ("header", "confidence", "is_placed"),
    [
        ("", 1.0, True),
        ("社荟鑫蕴貴", 0.3, True),  # recognised, and nothing that can be read
        ("村民小组", 1.0, False),  # printed: another column than the form's
        ("村民小组", 0.97, False),  # the same, recognised beyond doubt
    ],
)
def test_a_column_has_its_place_by_its_neighbours_only_if_its_header_says_nothing_else(
    header: str, confidence: float, is_placed: bool
) -> None:
    headers = [(name, 1.0) for name in NAMES]
    headers[3] = (header, confidence)
    expected = [axis.key for i, axis in enumerate(FORM.applicants) if i != 3 or is_placed]
    assert placed(headers) == expected


def test_a_recognised_header_over_two_columns_names_neither() -> None:
    columns = [Column(100.0 * i, 100.0 * i + 90) for i in range(2)]
    wide = GridCell(0, 0, 1, 2, Box(0.0, 0.0, 190.0, 20.0), (NAMES[0],), confidence=0.95)
    assert place_columns(columns, [Header(read_cell(wide), wide)], FORM.applicants) == []
