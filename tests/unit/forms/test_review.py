"""Table 四: which of its rows are values, where a seal lies over some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from reportextract.forms import load_form
from reportextract.model import PageReading
from reportextract.reading import read_form
from tests.typeset_form import TOP, Sheet

FORM = load_form()
EDGES = [60.0 + 32.0 * k for k in range(16)]
TOPS = [TOP, TOP + 14, TOP + 28, TOP + 60, TOP + 76]
# The boxes hold 1 to 15.
VALUES = {k: str(k + 1) for k in range(15)}


def table_four(odd: Mapping[int, str], names: Mapping[int, str] | None = None) -> Sheet:
    """The table with the numbers 1 to 15.

    Args:
        odd: What is printed in some boxes in place of the number.
        names: What is printed in some boxes of the headers in place of the name.
    """
    sheet = Sheet()
    for text, x, row in (
        ("行政复议", 110.0, 0),
        ("行政诉讼", 350.0, 0),
        ("未经复议直接起诉", 250.0, 1),
        ("复议后起诉", 430.0, 1),
    ):
        sheet.write(text, x, TOPS[row] + 2)
    for k, axis in enumerate(FORM.tracks):
        name = (names or {}).get(k, axis.term.official)
        for i in (0, 2):
            sheet.write(name[i : i + 2], EDGES[k] + 4, TOPS[2] + 2 + 6 * i)
        sheet.write(odd.get(k, VALUES[k]), EDGES[k] + 8, TOPS[3] + 3)
    sheet.horizontal += [(y, EDGES[0], EDGES[-1]) for y in (TOPS[0], *TOPS[2:])]
    sheet.horizontal.append((TOPS[1], EDGES[5], EDGES[-1]))
    sheet.vertical += [(x, TOPS[2], TOPS[-1]) for x in EDGES]
    sheet.vertical += [(x, TOP, TOPS[-1]) for x in (EDGES[0], EDGES[5], EDGES[-1])]
    sheet.vertical.append((EDGES[10], TOPS[1], TOPS[-1]))
    return sheet


def page_of(sheet: Sheet, confidence: float | None) -> PageReading:
    """The page, recognised that surely, or of a text layer."""
    page = sheet.page(1)
    if confidence is None:
        return page
    return replace(page, origin="ocr", glyphs=replace(page.glyphs, confidence=np.full(len(page.glyphs), confidence)))


def read(sheet: Sheet, confidence: float | None = 0.95) -> dict[int, object]:
    """The value of each column, in the form's order; None where it can't be read."""
    cells = read_form([page_of(sheet, confidence)]).cells
    places = {tuple(axis.key.split(".")): k for k, axis in enumerate(FORM.tracks)}
    return {places[key.row, key.column]: cell.value for key, cell in cells.items()}


def with_lost(*lost: int) -> dict[int, object]:
    return {k: None if k in lost else k + 1 for k in range(15)}


@pytest.mark.parametrize("odd", [{}, {6: "白镇"}, {6: "白镇", 7: "民政"}, {2: "白", 7: "镇人", 12: "民政"}])
def test_a_row_of_values_is_one_although_a_seals_writing_stands_in_some_of_its_boxes(odd: dict[int, str]) -> None:
    assert read(table_four(odd)) == with_lost(*odd)


def test_a_row_in_which_more_than_a_quarter_is_words_is_none_of_values() -> None:
    assert read(table_four({2: "白", 5: "府白", 7: "镇人", 12: "民政"})) == {}


def test_words_that_are_printed_beside_numbers_are_no_seals() -> None:
    """A text layer has what is printed: a row with words in it says something else."""
    assert read(table_four({}), None) == with_lost()
    assert read(table_four({6: "白镇", 7: "民政"}), None) == {}


@pytest.mark.parametrize("numbers", [[3], [3, 8], [0, 3, 6, 9, 12]], ids=["one", "two", "five"])
def test_a_header_row_in_which_some_names_were_read_as_numbers_is_none_of_values(numbers: list[int]) -> None:
    """The columns without a name have their place between the others."""
    assert read(table_four({}, names=dict.fromkeys(numbers, "0"))) == with_lost()


# Sums of the first, second and third track: 4, 10 and 6.
ADDING_UP = {k: str(n) for k, n in enumerate([1, 0, 2, 1, 4, 3, 3, 3, 1, 10, 0, 6, 0, 0, 6])}
UNREADABLE = dict.fromkeys(range(15), "饼鎮巢皆")


def test_columns_whose_names_cant_be_read_are_the_forms_where_they_add_up_as_its_do() -> None:
    assert read(table_four(ADDING_UP, UNREADABLE)) == {k: int(text) for k, text in ADDING_UP.items()}


@pytest.mark.parametrize(
    "odd",
    [{4: "5"}, {14: "7"}, dict.fromkeys(range(15), "0"), {**dict.fromkeys(range(5, 15), "0")}],
    ids=["a track's sum is off", "another's", "nothing but noughts", "noughts in most tracks"],
)
def test_columns_without_readable_names_that_dont_tell_are_nobodys(odd: dict[int, str]) -> None:
    assert read(table_four({**ADDING_UP, **odd}, UNREADABLE)) == {}


def test_a_row_of_which_more_than_half_is_read_as_letters_is_the_row_of_values() -> None:
    """Noughts of a worn page, read as C, c and d; no header is letters."""
    letters = dict(zip((1, 2, 3, 4, 6, 9, 10, 13), "CcCCdCaC", strict=True))
    assert read(table_four(letters)) == with_lost(*letters)


def test_rules_tell_of_boxes_in_which_a_seal_reads_as_many_characters() -> None:
    """No box to the left of such a one would be a column's, for who looks at texts only."""
    sheet = table_four({7: "白镇"})
    sheet.write("人民", EDGES[7] + 8, TOPS[3] + 9)
    assert read(sheet) == with_lost(7)


@pytest.mark.parametrize(("confidence", "is_read"), [(0.5, True), (0.95, False)])
def test_a_table_of_which_no_word_can_be_read_is_known_by_the_boxes_of_its_header(
    confidence: float, is_read: bool
) -> None:
    """Words that can be read say that it is something else."""
    sheet = table_four({})
    sheet.text = ["鎮" if character > "\u2e80" else character for character in sheet.text]
    assert read(sheet, confidence) == (with_lost() if is_read else {})
    # Another header: the first track's box is as wide as six.
    sheet.horizontal[-1] = (TOPS[1], EDGES[6], EDGES[-1])
    sheet.vertical = [(x, *ends) if x != EDGES[5] else (EDGES[6], *ends) for x, *ends in sheet.vertical]
    sheet.vertical.append((EDGES[5], TOPS[2], TOPS[-1]))
    assert read(sheet, confidence) == {}
