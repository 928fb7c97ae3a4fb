"""Which characters are in which cell, where numbers come close to rules."""

from __future__ import annotations

import pytest

from reportextract.tables.texts import gather_texts
from tests.typeset_form import SIZE, Sheet

DIGIT = SIZE / 2


def texts(pieces: list[tuple[str, float]], rule: float) -> list[str]:
    """The texts of two cells side by side, with a rule between them at ``rule``."""
    sheet = Sheet()
    for text, x in pieces:
        sheet.write(text, x, 12.0)
    page = sheet.page(1)
    found = gather_texts(page, (10.0, rule, 90.0), (10.0, 30.0), [[0, 1]], 2)
    return ["".join(cell.lines) for cell in found]


@pytest.mark.parametrize("inside", [0.3, 0.5, 0.7])
def test_a_number_too_long_for_its_box_stays_whole(inside: float) -> None:
    """The rule runs through the last but one of seven digits."""
    assert texts([("1234567", 12.0)], 12.0 + (5 + inside) * DIGIT) == ["1234567", ""]


def test_a_decimal_point_moves_with_its_number() -> None:
    assert texts([("7730.28", 12.0)], 12.0 + 5.5 * DIGIT) == ["7730.28", ""]


def test_a_rule_between_two_digits_parts_two_numbers() -> None:
    assert texts([("1234", 12.0)], 12.0 + 2 * DIGIT) == ["12", "34"]


def test_neighbours_with_a_gap_are_two_numbers() -> None:
    assert texts([("12", 12.0), ("34", 12.0 + 3 * DIGIT)], 12.0 + 2.5 * DIGIT) == ["12", "34"]


def test_a_wide_gap_in_one_box_is_seen() -> None:
    """Two numbers in a box whose inner rule was not drawn; a typed space is half as wide."""
    assert texts([("101", 12.0), ("102", 12.0 + 5 * DIGIT)], 80.0) == ["101  102", ""]
    assert texts([("1", 12.0), ("234", 12.0 + 2 * DIGIT)], 80.0) == ["1 234", ""]
