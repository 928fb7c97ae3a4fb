"""Tables where no rule is printed: only the places of the words say what is whose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.forms import load_form
from reportextract.forms.placed import PlacedCell, without_cut_numbers, without_uncertain_blanks
from reportextract.model import Box, CellKey, Evidence, Finding
from reportextract.reading import read_form
from tests.typeset_form import Sheet, request_rows, set_header, set_row


def test_a_page_number_in_words_is_no_number_of_the_table() -> None:
    """Two rows at the foot of a page: the 2 and the 5 below them would make columns of their own."""
    numbers = {key: str(100 + i) for i, key in enumerate(load_form().expected("2021", "requests"))}
    sheet = Sheet()
    y = set_header(sheet, 630.0)
    for row in request_rows("2021", numbers)[:2]:
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=False) + 6
    for text, x in (("第", 265.0), ("2", 292.0), ("页", 300.0), ("共", 308.0), ("5", 322.0), ("页", 330.0)):
        sheet.write(text, x, 755.0)
    reading = read_form([Sheet(sheet.text, sheet.boxes).page(1)])
    printed = {k: c.printed for k, c in reading.cells.items()}

    assert printed == {k: n for k, n in numbers.items() if k.row in ("received", "carried_in")}


def placed(column: str, printed: str, top: float) -> PlacedCell:
    key = CellKey("requests", "received", column)
    return PlacedCell(key, printed, 1, Box(300.0, top, 330.0, top + 12.0), "", False, "count", None, 0.9, "")


def test_a_place_beside_a_number_left_over_is_not_known_to_be_empty() -> None:
    """Rules would say that the box is empty; without them the 9 may be its number."""
    left_over = Finding("TABLE_TEXT_NOT_PLACED", "warning", "", 1, Box(280.0, 101.0, 286.0, 111.0))
    cells = (placed("natural_person", "", 100.0), placed("enterprise", "3", 100.0), placed("total", "", 130.0))

    def obstacles(evidence: Evidence) -> list[bool]:
        return [bool(c.obstacle) for c in without_uncertain_blanks(cells, [left_over], evidence)]

    assert obstacles("aligned") == [True, False, False]
    assert obstacles("ruled") == [False, False, False]


def test_a_number_with_one_left_over_in_the_very_next_box_may_have_lost_its_first_figure() -> None:
    """3 0 in full-width figures: the 3 stands in a column of its own. Another column between, and it is another's."""
    cells = (placed("natural_person", "0", 100.0), placed("enterprise", "8", 130.0))

    def obstacles(x1: float, evidence: Evidence) -> list[bool]:
        left_over = Finding("TABLE_TEXT_NOT_PLACED", "warning", "", 1, Box(285.0, 101.0, x1, 111.0))
        return [bool(c.obstacle) for c in without_cut_numbers(cells, [left_over], evidence)]

    assert obstacles(300.0, "partly_ruled") == [True, False]
    assert obstacles(290.0, "partly_ruled") == [False, False]
    assert obstacles(300.0, "ruled") == [False, False]


def rows_without_header(numbers: str, count: int = 12) -> Sheet:
    """The first rows of table 三 with the numbers of each row, and no header that can be read."""
    cells = numbers.split()
    keys = load_form().expected("2021", "requests")
    printed = {key: cells[i % len(cells)] for i, key in enumerate(keys)}
    sheet, y = Sheet(), 120.0
    for row in request_rows("2021", printed)[:count]:
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=False) + 6
    return Sheet(sheet.text, sheet.boxes)


def test_seven_columns_that_add_up_are_the_forms_though_no_header_names_them() -> None:
    reading = read_form([rows_without_header("4 1 0 2 0 3 10").page(1)])
    received = [reading.cells[key].value for key in load_form().expected("2021", "requests")[:7]]
    assert received == [4, 1, 0, 2, 0, 3, 10]
    assert read_form([rows_without_header("4 1 0 2 0 3 11").page(1)]).cells == {}


@pytest.mark.parametrize(
    ("looked_at", "state"), [(1.0, "blank"), (0.75, "blank"), (0.6, "unreadable"), (0.0, "unreadable")]
)
def test_a_place_without_rules_is_blank_only_where_most_of_it_was_looked_at(looked_at: float, state: str) -> None:
    sheet = rows_without_header("4 1 0 2 0 3 10")
    key = load_form().expected("2021", "requests")[2]
    place = read_form([sheet.page(1)]).cells[key].box
    gone = [
        i for i, (x0, y0, x1, y1) in enumerate(sheet.boxes)
        if place.x0 < (x0 + x1) / 2 < place.x1 and place.top < (y0 + y1) / 2 < place.bottom
    ]  # fmt: skip
    text = [character for i, character in enumerate(sheet.text) if i not in gone]
    left = Sheet(text, [box for i, box in enumerate(sheet.boxes) if i not in gone])
    seen = place._replace(x0=place.x1 - looked_at * (place.x1 - place.x0))
    page = replace(left.page(1), origin="ocr", blanks=(seen,))
    assert len(gone) == 1
    assert read_form([page]).cells[key].state == state


def under_names(numbers: str, shift: float) -> Sheet:
    """The same rows under the names of the applicants, all of them so far to the right of their columns."""
    sheet = rows_without_header(numbers)
    for k, axis in enumerate(load_form().applicants):
        for i, character in enumerate(axis.term.official[:6]):
            sheet.write(character, 296.0 + 33.0 * k + shift, 60.0 + 9.0 * i)
    return sheet


def test_names_that_all_stand_over_the_next_column_name_none() -> None:
    """Set downwards at the right sides of their boxes: of six columns each would be its neighbour's."""
    first = load_form().expected("2021", "requests")[0]
    assert read_form([under_names("4 1 0 2 0 3 11", 0.0).page(1)]).cells[first].value == 4
    assert read_form([under_names("4 1 0 2 0 3 11", 33.0).page(1)]).cells == {}
    assert read_form([under_names("4 1 0 2 0 3 10", 33.0).page(1)]).cells[first].value == 4


@pytest.mark.parametrize(("scratch", "lost"), [("—", 1), ("8", 7)])
def test_a_scratch_beside_the_first_line_of_a_label_takes_no_number_from_its_row(scratch: str, lost: int) -> None:
    """The numbers stand beside the label's second line; under the scratch's column there are two values."""
    numbers = dict.fromkeys(load_form().expected("2021", "requests"), "5")
    sheet = Sheet()
    y = set_header(sheet, 80.0)
    for row in request_rows("2021", numbers)[:6]:
        down = 11.0 if row.key == "partly_granted" else 0.0
        label = "".join(row.label)
        lines = [label[i : i + 18] for i in range(0, len(label), 18)]
        for k, line in enumerate(lines):
            sheet.write(line, 81.0, y + 11.0 * k)
        for k, number in enumerate(row.numbers):
            sheet.write(number, 302.0 + 33.0 * k, y + down)
        if down:
            sheet.write(scratch, 302.0 + 33.0 * 6, y)
        y += 11.0 * len(lines) + 10.0
    cells = read_form([Sheet(sheet.text, sheet.boxes).page(1)]).cells
    right = [key for key, cell in cells.items() if key.row == "partly_granted" and cell.value == 5]
    assert len(right) == 7 - lost


def test_numbers_below_a_page_break_are_of_the_columns_that_the_page_before_names() -> None:
    """The last name ends farther to the right than the numbers' own page tells of their column."""
    before, after = Sheet(), Sheet()
    block = [
        [("第二十条第（八）项", 250.0)],
        [("信息内容", 112.0), ("上一年项目数量", 250.0), ("本年增/减", 437.0)],
        [("行政事业性收费", 52.0), ("3", 290.0), ("-1", 460.0)],
        [("第二十条第（九）项", 250.0)],
        [("信息内容", 112.0), ("采购项目数量", 264.0), ("采购总金额", 437.0)],
    ]
    for i, line in enumerate(block):
        for text, x in line:
            before.write(text, x, 650.0 + 20.0 * i)
    for text, x in (("政府集中采购", 52.0), ("7", 294.0), ("6", 461.0)):
        after.write(text, x, 60.0)
    cells = read_form([before.page(1), after.page(2)]).cells
    assert {(k.row, k.column): c.value for k, c in cells.items() if k.row == "procurement"} == {
        ("procurement", "projects"): 7,
        ("procurement", "amount"): 6,
    }


def test_numbers_on_a_line_of_their_own_beside_others_left_over_are_not_known_to_be_a_labels() -> None:
    """The labels before and after it were not read, and neither were its numbers: those above seem to be its own."""
    numbers = dict.fromkeys(load_form().expected("2021", "requests"), "0")
    sheet = Sheet()
    y = set_header(sheet, 80.0)
    for row in request_rows("2021", numbers)[:9]:
        label = "".join(row.label)[:16]
        if row.key == "denied.third_party_rights":
            sheet.write(label, 81.0, y - 4.0)
        elif row.key not in ("denied.security_stability", "denied.internal_affairs"):
            sheet.write(label, 81.0, y)
        for k, number in enumerate(row.numbers if row.key != "denied.third_party_rights" else ()):
            sheet.write(number, 302.0 + 33.0 * k, y)
        y += 18.0
    page = Sheet(sheet.text, sheet.boxes).page(1)
    glyphs = replace(page.glyphs, confidence=np.full(len(page.glyphs), 0.95))
    cells = read_form([replace(page, origin="ocr", glyphs=glyphs)]).cells
    assert [c for key, c in cells.items() if key.row == "denied.third_party_rights" and c.value is not None] == []


def test_the_label_of_a_group_whose_rows_were_not_read_is_not_the_one_row_that_another_edition_has() -> None:
    """（六）其他处理 stands alone beside the rows of 2021, and is a row of its own in 2019."""
    numbers = {key: str(100 + i) for i, key in enumerate(load_form().expected("2021", "requests"))}
    sheet = Sheet()
    y = set_header(sheet, 80.0)
    for row in request_rows("2021", numbers):
        if row.key.startswith("other."):
            continue
        if row.key == "total":
            sheet.write("（六）其他处理", 81.0, y)
            y += 18.0
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=False) + 6
    reading = read_form([Sheet(sheet.text, sheet.boxes).page(1)])
    assert {cell.printed for cell in reading.cells.values()} >= {"100", str(100 + len(numbers) - 1)}
    assert [key for key in reading.expected if key.row == "other"] == []


def table_four(numbers: str, shift: float) -> Sheet:
    """Table 四 with its names set downwards, and the numbers so far to the right of their names' middles."""
    sheet, form = Sheet(), load_form()
    for text, x in (("行政复议", 118.0), ("行政诉讼", 356.0)):
        sheet.write(text, x, 100.0)
    for text, x in (("未经复议直接起诉", 256.0), ("复议后起诉", 430.0)):
        sheet.write(text, x, 115.0)
    for k, (axis, number) in enumerate(zip(form.tracks, numbers.split(), strict=True)):
        # Below one box more, the names of both suits stand lower: no line has all of them.
        top = 130.0 if k < 5 else 145.0
        for i, character in enumerate(axis.term.official):
            sheet.write(character, 60.0 + 31.7 * k, top + 10.0 * i)
        sheet.write(number, 62.0 + 31.7 * k + shift, 192.0)
    return sheet


@pytest.mark.parametrize(
    ("numbers", "shift", "first"),
    [
        ("1 2 0 0 4 0 0 0 0 0 0 0 0 0 0", 0.0, {1}),
        ("1 2 0 0 4 0 0 0 0 0 0 0 0 0 0", 17.0, set()),
        ("1 2 0 1 4 0 3 0 1 4 0 0 0 2 2", 17.0, {1}),
    ],
    ids=["below their names", "nearer to the next names", "nearer, and adding up as the form's do"],
)
def test_numbers_nearer_to_the_names_of_their_neighbours_are_nobodys_unless_they_add_up(
    numbers: str, shift: float, first: set[int]
) -> None:
    cells = read_form([table_four(numbers, shift).page(1)]).cells
    read = {cell.value for key, cell in cells.items() if key.column == "upheld" and key.row == "reconsideration"}
    assert read == first
    assert shift == 0.0 or first or all(cell.value is None for cell in cells.values())
