"""Rules that a scan has lost, told of by the numbers that stand in one box."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reportextract.tables.numbers_in_one_box import find_rules_between_numbers
from tests.typeset_form import SIZE, Sheet

# A table of two rows: headers, and numbers under them, in boxes 30 points wide.
LEFT, WIDTH, TOP, MIDDLE, BOTTOM = 60.0, 30.0, 100.0, 140.0, 160.0
BOXES = 6
NUMBERS = ("3", "0", "12", "0", "7", "22")


def side(k: float) -> float:
    return LEFT + WIDTH * k


def table(numbers: Sequence[str] = NUMBERS, uprights: Sequence[int] = (0, BOXES)) -> Sheet:
    """The row of numbers, each in the middle of its box; of the boxes' upright sides only these are seen."""
    sheet = Sheet()
    for k, text in enumerate(numbers):
        sheet.write("结果", side(k) + 6, TOP + 15)
        sheet.write(text, side(k + 0.5) - len(text) * SIZE / 4, MIDDLE + 5)
    sheet.horizontal = [(y, LEFT, side(BOXES)) for y in (TOP, MIDDLE, BOTTOM)]
    sheet.vertical = [(side(k), TOP, BOTTOM) for k in uprights]
    return sheet


def found(sheet: Sheet) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]]]:
    rules = find_rules_between_numbers(sheet.page(1))
    level, upright = ([tuple(rule) for rule in lines.tolist()] for lines in (rules.horizontal, rules.vertical))
    return sorted(level), sorted(upright)


def rules(*at: int) -> list[tuple[float, ...]]:
    return [(side(k), MIDDLE, BOTTOM) for k in at]


def test_between_numbers_that_stand_as_in_boxes_of_their_own_are_rules() -> None:
    assert found(table()) == ([], rules(1, 2, 3, 4, 5))


@pytest.mark.parametrize("lost", [[1], [3], [2, 3], [1, 2, 4, 5]])
def test_where_some_rules_are_left_the_others_are_found(lost: list[int]) -> None:
    sheet = table(uprights=[k for k in range(BOXES + 1) if k not in lost])
    assert found(sheet) == ([], rules(*lost))


def test_a_table_that_has_all_its_rules_has_no_more() -> None:
    assert found(table(uprights=range(BOXES + 1))) == ([], [])


def test_a_number_in_pieces_stays_one() -> None:
    """1 and 9, in the middle of a box, farther apart than two numbers."""
    sheet = table(("3", "0", "", "0", "7", "22"), uprights=range(BOXES + 1))
    sheet.write("1", side(2.5) - 10, MIDDLE + 5)
    sheet.write("9", side(2.5) + 6, MIDDLE + 5)
    assert found(sheet) == ([], [])


def test_numbers_that_do_not_stand_in_the_middle_of_equal_boxes_say_nothing() -> None:
    sheet = table(("", "", "", "0", "7", "22"), uprights=(0, 3, 4, 5, BOXES))
    sheet.write("3", side(0.5), MIDDLE + 5)
    sheet.write("12", side(1.2), MIDDLE + 5)
    assert found(sheet) == ([], [])


def test_boxes_would_be_as_wide_as_those_of_the_rows_other_numbers() -> None:
    """Two numbers in the place of three."""
    sheet = table(("", "", "", "0", "7", "22"), uprights=(0, 3, 4, 5, BOXES))
    for k in (0.75, 2.25):
        sheet.write("3", side(k) - SIZE / 4, MIDDLE + 5)
    assert found(sheet) == ([], [])


@pytest.mark.parametrize("rest", ["1", ":", "|"])
def test_what_is_left_of_a_rule_is_no_number(rest: str) -> None:
    sheet = table()
    sheet.text.append(rest)
    sheet.boxes.append((side(2) - 1, MIDDLE + 1, side(2) + 1, MIDDLE + 12))
    assert found(sheet) == ([], rules(1, 2, 3, 4, 5))


def test_words_among_numbers_are_no_row_of_numbers() -> None:
    assert found(table(("3", "0", "总计", "0", "7", "22"))) == ([], [])


def test_a_number_below_its_header_has_a_box_of_its_own_where_others_have() -> None:
    """The level rule is lost over the fourth box, from one upright rule to the next."""
    sheet = table(uprights=range(BOXES + 1))
    sheet.horizontal = [
        (TOP, LEFT, side(BOXES)), (MIDDLE, LEFT, side(3)), (MIDDLE, side(4), side(BOXES)), (BOTTOM, LEFT, side(BOXES))
    ]  # fmt: skip
    assert found(sheet) == ([(MIDDLE, side(3), side(4))], [])


def test_words_below_words_have_one_box() -> None:
    """总计 in two lines, beside headers of two levels."""
    sheet = table(("", *NUMBERS[1:]), uprights=range(BOXES + 1))
    sheet.horizontal[1] = (MIDDLE, side(1), side(BOXES))
    sheet.write("维持", side(0) + 6, MIDDLE + 4)
    assert found(sheet) == ([], [])


# A label's box of two columns, then boxes of three widths; numbers are set to the left.
SIDES = (60.0, 90.0, 180.0, 215.0, 260.0, 290.0, 330.0)


def with_label(label: str, *numbers: str) -> Sheet:
    """A row of which only the outer sides are seen, above one with all of its rules."""
    sheet = Sheet()
    sheet.write(label, 62.0, TOP + 5)
    for x, text in zip(SIDES[2:], numbers, strict=False):
        sheet.write(text, x + 4, TOP + 5)
        sheet.write("0", x + 4, TOP + 25)
    sheet.write("（一）予以公开", 92.0, TOP + 25)
    sheet.horizontal = [(TOP + 20.0 * k, SIDES[0], SIDES[-1]) for k in range(3)]
    sheet.vertical = [(x, TOP + 20.0 * (0 < k < 6), TOP + 40.0) for k, x in enumerate(SIDES)]
    return sheet


def test_a_row_whose_uprights_are_all_lost_has_those_of_the_next() -> None:
    expected = [(x, TOP, TOP + 20.0) for x in SIDES[2:-1]]
    assert found(with_label("本年新收数量", "84", "18", "2", "129")) == ([], expected)


def test_numbers_that_do_not_fit_between_the_rules_of_the_next_row_say_nothing() -> None:
    two = with_label("本年新收数量", "84", "8", "2", "129")
    two.write("7", 245.0, TOP + 5)
    assert found(two) == ([], [])
