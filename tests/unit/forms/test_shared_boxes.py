"""A box that belongs to several of the form's cells gives none of them a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from reportextract.forms import load_form
from reportextract.model import CellKey, PageReading, Rules
from reportextract.reading import FormReading, read_form
from tests.typeset_form import EDGES, LINE, TOP, Sheet, request_rows, set_header, set_row

Rule = tuple[float, float, float]


def page_of(numbers: dict[CellKey, str]) -> tuple[PageReading, dict[str, float]]:
    """Table 三 on one page, and where each row ends."""
    sheet, ends, group = Sheet(), {}, ""
    y = set_header(sheet, TOP)
    for row in request_rows("2021", numbers):
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=row.group != group)
        group, ends[row.key] = row.group, y
        sheet.horizontal.append((y, EDGES[row.column], EDGES[-1]))
    return sheet.page(1), ends


def without(page: PageReading, gone: Rule, kept: list[Rule]) -> PageReading:
    """The page with one horizontal rule replaced by pieces of it."""
    lines = [r for r in page.rules.horizontal.tolist() if r != list(gone)] + [list(k) for k in kept]
    return replace(page, rules=Rules(np.array(sorted(lines)), page.rules.vertical))


@pytest.fixture
def numbers() -> dict[CellKey, str]:
    keys = load_form().expected("2021", "requests")
    return {key: str(100 + i) for i, key in enumerate(keys)}


def wrong(page: PageReading, numbers: dict[CellKey, str]) -> dict[CellKey, Decimal]:
    cells = read_form([page]).cells
    return {k: c.value for k, c in cells.items() if c.value is not None and c.value != Decimal(numbers[k])}


def test_a_value_box_over_two_rows(numbers: dict[CellKey, str]) -> None:
    """The rule between 予以公开 and 部分公开 is missing under 总计 alone, and one number stands in the box."""
    numbers[CellKey("requests", "partly_granted", "total")] = ""
    page, ends = page_of(numbers)
    y = ends["granted"]
    page = without(page, (y, EDGES[1], EDGES[-1]), [(y, EDGES[1], EDGES[-2])])
    cells = read_form([page]).cells

    for row in ("granted", "partly_granted"):
        cell = cells[CellKey("requests", row, "total")]
        assert (cell.state, cell.value) == ("unreadable", None)


def test_two_numbers_in_one_box(numbers: dict[CellKey, str]) -> None:
    page, ends = page_of(numbers)
    y = ends["granted"]
    page = without(page, (y, EDGES[1], EDGES[-1]), [(y, EDGES[1], EDGES[3])])

    assert wrong(page, numbers) == {}


def test_two_rows_without_a_rule_between(numbers: dict[CellKey, str]) -> None:
    page, ends = page_of(numbers)
    y = ends["granted"]
    page = without(page, (y, EDGES[1], EDGES[-1]), [])

    assert wrong(page, numbers) == {}


NORMATIVE = [
    [("第二十条第（一）项", 220.0)],
    [("信息内容", 70.0), ("本年制发件数", 210.0), ("本年废止件数", 310.0), ("现行有效件数", 410.0)],
    [("规章", 70.0), ("12", 240.0), ("1", 340.0), ("12", 440.0)],
    [("行政规范性文件", 70.0), ("3", 240.0), ("0", 340.0), ("3", 440.0)],
]


def disclosure_without_a_rule(lines: Sequence[Sequence[tuple[str, float]]], missing: int) -> FormReading:
    """Table 二, drawn with level rules above all lines but one."""
    sheet = Sheet()
    edges, y = (60.0, 200.0, 300.0, 400.0, 500.0), TOP
    for i, pieces in enumerate(lines):
        if i != missing:
            sheet.horizontal.append((y, edges[0], edges[-1]))
        for text, x in pieces:
            sheet.write(text, x, y + 3)
        y += LINE + 4
    sheet.horizontal.append((y, edges[0], edges[-1]))
    sheet.vertical += [(x, TOP if x in (edges[0], edges[-1]) else TOP + LINE + 4, y) for x in edges]
    return read_form([sheet.page(1)])


def test_two_subjects_in_one_box() -> None:
    """规章 12 and 规范性文件 3, the rule between them not drawn, are neither 123 nor one row."""
    with_an_empty_column = [[piece for piece in line if piece[1] != 340.0] for line in NORMATIVE]
    cells = disclosure_without_a_rule(with_an_empty_column, 3).cells

    assert [c.value for c in cells.values() if c.value is not None] == []


def test_rows_in_boxes() -> None:
    """Where rules part hardly any rows, the lines of the boxes are the rows."""
    cells = disclosure_without_a_rule(NORMATIVE, 3).cells

    rows = {
        row: [c.value for key, c in cells.items() if key.row == row] for row in ("regulations", "normative_documents")
    }
    assert rows == {"regulations": [12, 1, 12], "normative_documents": [3, 0, 3]}


def test_a_second_row_of_numbers_in_table_four() -> None:
    sheet = Sheet()
    form = load_form()
    edges = [60.0 + 30.0 * k for k in range(16)]
    tops = [TOP, TOP + 14, TOP + 28, TOP + 60, TOP + 76, TOP + 92]
    sheet.write("行政复议", 100.0, tops[0] + 2)
    sheet.write("行政诉讼", 330.0, tops[0] + 2)
    sheet.write("未经复议直接起诉", 240.0, tops[1] + 2)
    sheet.write("复议后起诉", 400.0, tops[1] + 2)
    for k, axis in enumerate(form.tracks):
        for i in (0, 2):
            sheet.write(axis.term.official[i : i + 2], edges[k] + 4, tops[2] + 2 + 6 * i)
        sheet.write("0", edges[k] + 10, tops[3] + 3)
        sheet.write("1", edges[k] + 10, tops[4] + 3)
    sheet.horizontal += [(y, edges[0], edges[-1]) for y in (tops[0], *tops[2:])]
    sheet.horizontal.append((tops[1], edges[5], edges[-1]))
    sheet.vertical += [(x, tops[2], tops[-1]) for x in edges]
    sheet.vertical += [(edges[0], TOP, tops[-1]), (edges[5], TOP, tops[-1]), (edges[-1], TOP, tops[-1])]
    sheet.vertical.append((edges[10], tops[1], tops[-1]))
    reading = read_form([sheet.page(1)])

    assert "ROW_REPEATED" in {f.code for f in reading.findings}
    assert len(reading.cells) == 15
    assert max(c.confidence for c in reading.cells.values()) < 0.9


def test_a_column_under_two_headers_is_none(numbers: dict[CellKey, str]) -> None:
    """Without the rule between 自然人 and 商业企业 from top to bottom, what is one's can't be told from the other's."""
    for key in numbers:
        if key.column == "enterprise":
            numbers[key] = ""
    page, _ = page_of(numbers)
    body = page.rules.horizontal[3, 0]
    vertical = np.array([r for r in page.rules.vertical.tolist() if r[0] != EDGES[4] or r[1] < body])
    page = replace(page, rules=Rules(page.rules.horizontal, vertical))

    cells = read_form([page]).cells
    assert {k.column for k, c in cells.items() if c.value is not None}.isdisjoint({"natural_person", "enterprise"})
    assert CellKey("requests", "received", "total") in cells
