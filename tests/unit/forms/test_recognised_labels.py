"""Labels of scanned tables beside several rows: the rule between two labels may not have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from reportextract.forms import load_form
from reportextract.model import UNREAD, CellKey, PageReading
from reportextract.reading import read_form
from tests.typeset_form import EDGES, LINE, TOP, Sheet, request_rows, set_header, set_row

SURE = 0.95


def recognised(page: PageReading) -> PageReading:
    glyphs = replace(page.glyphs, confidence=np.full(len(page.glyphs), SURE))
    return replace(page, origin="ocr", glyphs=glyphs)


def item_one(labels: Sequence[tuple[str, float]]) -> PageReading:
    """第二十条第（一）项 with a box for labels (and how far down they stand in it) beside two rows of numbers."""
    sheet, edges, high = Sheet(), (60.0, 200.0, 300.0, 400.0, 500.0), LINE + 4
    lines = [
        [("第二十条第（一）项", 220.0)],
        [("信息内容", 70.0), ("本年制发件数", 210.0), ("本年废止件数", 310.0), ("现行有效件数", 410.0)],
        [("12", 240.0), ("1", 340.0), ("11", 440.0)],
        [("3", 240.0), ("0", 340.0), ("2", 440.0)],
    ]
    for i, pieces in enumerate(lines):
        sheet.horizontal.append((TOP + i * high, edges[1] if i == 3 else edges[0], edges[-1]))
        for text, x in pieces:
            sheet.write(text, x, TOP + i * high + 3)
    for text, down in labels:
        sheet.write(text, 70.0, TOP + 2 * high + down)
    end = TOP + 4 * high
    sheet.horizontal.append((end, edges[0], edges[-1]))
    sheet.vertical += [(x, TOP if x in (edges[0], edges[-1]) else TOP + high, end) for x in edges]
    return sheet.page(1)


def rows_of(page: PageReading) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, cell in read_form([page]).cells.items():
        found.setdefault(key.row, []).append(cell.printed)
    return found


@pytest.mark.parametrize(
    ("labels", "as_printed"),
    [
        (
            [("规章", 3.0), ("行政规范性文件", 18.0)],
            {"regulations": ["12", "1", "11"], "normative_documents": ["3", "0", "2"]},
        ),
        # 规章 was not read: by the label that is left, the first row's numbers would be the second's.
        ([("行政规范性文件", 18.0)], {"normative_documents": ["12", "1", "11"]}),
    ],
)
def test_a_recognised_label_beside_two_rows_of_numbers_names_neither(
    labels: list[tuple[str, float]], as_printed: dict[str, list[str]]
) -> None:
    page = item_one(labels)
    assert rows_of(recognised(page)) == {}
    assert rows_of(page) == as_printed


def test_a_label_in_two_boxes_that_a_supposed_rule_parts_is_read_line_by_line() -> None:
    """The rule of the label column below seems to go on through its row, beside a bracket."""
    numbers = dict.fromkeys(load_form().expected("2021", "requests"), "5")
    sheet = Sheet()
    y = set_header(sheet, TOP)
    ends = [y]
    for row in request_rows("2021", numbers)[:6]:
        label = ("（二）部分公开", "只计这一情形，", "不计其他情形）") if row.key == "partly_granted" else row.label
        y = set_row(sheet, row, y, label, row.numbers, first_of_group=row.key == "denied.state_secret")
        ends.append(y)
        sheet.horizontal.append((y, EDGES[0], EDGES[-1]))
    sheet.write("（区分处理的，", EDGES[2] + 1, ends[3] + 2)
    sheet.vertical.append((EDGES[2], ends[3], ends[4]))
    assert rows_of(recognised(sheet.page(1)))["partly_granted"] == ["5"] * 7


def granted(
    *, stroke: bool = False, next_row: bool = True, own_label: bool = True, rule_below: bool = True
) -> tuple[PageReading, dict[CellKey, str]]:
    """Table 三, recognised, and its numbers; something is odd about the row 予以公开 or the next one.

    Args:
        stroke: Whether a rule in the column of 三、本年度办理结果 ends in the middle of it.
        next_row: Whether 部分公开 follows.
        own_label: Whether its label can be read.
        rule_below: Whether the rule below it goes through the labels, too.
    """
    numbers = {key: str(100 + i) for i, key in enumerate(load_form().expected("2021", "requests"))}
    if not next_row:
        numbers = {key: number for key, number in numbers.items() if key.row != "partly_granted"}
    sheet, group = Sheet(), ""
    y = set_header(sheet, TOP)
    for row in request_rows("2021", {**dict.fromkeys(load_form().expected("2021", "requests"), ""), **numbers}):
        if not next_row and row.key == "partly_granted":
            continue
        top, is_it = y, row.key == "granted"
        label = row.label if own_label or not is_it else ()
        y = set_row(sheet, row, y, label, row.numbers, first_of_group=row.group != group)
        if is_it and stroke:
            sheet.horizontal.append(((top + y) / 2, EDGES[0], EDGES[1]))
        group = row.group
        sheet.horizontal.append((y, EDGES[row.column] if rule_below or not is_it else EDGES[3], EDGES[-1]))
    return recognised(sheet.page(1)), numbers


def printed(page: PageReading) -> dict[CellKey, str]:
    return {key: cell.printed for key, cell in read_form([page]).cells.items() if cell.printed}


def test_a_recognised_label_as_high_as_the_boxes_of_its_numbers_names_their_row() -> None:
    """A stroke beside them makes two rows of the grid of one; by its place, it could be the row that was left out."""
    page, numbers = granted(stroke=True, next_row=False)
    assert printed(page) == numbers


def test_a_recognised_label_beside_two_rows_of_requests_names_neither() -> None:
    """Only 部分公开 was read of the labels: the numbers above its own are those of 予以公开, by their place."""
    page, numbers = granted(own_label=False, rule_below=False)
    assert printed(page) == numbers


def test_a_row_without_label_is_not_of_the_block_whose_title_stands_elsewhere() -> None:
    """行政许可 was not read: its numbers are not those of the 行政规范性文件, which were not read either."""
    sheet, edges, high = Sheet(), (60.0, 200.0, 300.0, 400.0, 500.0), LINE + 4
    places = (70.0, 210.0, 310.0, 410.0)
    blocks = [
        ("二十条第（一）项", "信息内容 本年新制作数量 本年新公开数量 对外公开总数量", ["规章 3 0 2", "文性 109 0 49"]),
        ("二十条第（五）项", "信息内容 上一年项目数量 本年增/减 处理决定数量", [f"{UNREAD} 41 113 5"]),
        ("二十条第（六）项", "信息内容 上一年项目数量 本年增/减 处理决定数量", ["处骆 73 68 166", "政 206 283 7"]),
        ("二十条第（九）项", "信息内容 采购项目数量 采购总金额 备注", ["政府集中采购 8 32 1"]),
    ]
    top = TOP
    for title, header, rows in blocks:
        sheet.write(title, 220.0, top + 3)
        lines = [header, *rows]
        for i, line in enumerate(lines, 1):
            for text, x in zip(line.split(" "), places, strict=True):
                sheet.write(text, x, top + i * high + 3)
        end = top + (1 + len(lines)) * high
        sheet.horizontal += [(top + i * high, edges[0], edges[-1]) for i in range(len(lines) + 2)]
        sheet.vertical += [(x, top if x in (edges[0], edges[-1]) else top + high, end) for x in edges]
        top = end + 3 * LINE
    found = rows_of(recognised(sheet.page(1)))
    assert found["regulations"] == ["3", "0", "2"]
    assert not {text for texts in found.values() for text in texts} & {"41", "113"}


def test_labels_behind_a_sliver_of_the_tables_side_name_their_rows() -> None:
    # A side that leans is seen as two lines, with a speck between.
    sheet, edges, high = Sheet(), (54.0, 60.0, 200.0, 500.0), LINE + 4
    rows = [
        ("第二十条第（六）项", "", ""),
        ("信息内容", "本年处理决定数量", ""),
        ("行政处罚", "2", "1"),
        ("行政强制", "5", ""),
    ]
    for i, (label, number, speck) in enumerate(rows):
        sheet.horizontal.append((TOP + i * high, edges[0], edges[-1]))
        sheet.write(label, 220.0 if i == 0 else 70.0, TOP + i * high + 3)
        sheet.write(number, 300.0, TOP + i * high + 3)
        sheet.write(speck, 55.0, TOP + i * high + 3)
    end = TOP + len(rows) * high
    sheet.horizontal.append((end, edges[0], edges[-1]))
    sheet.vertical += [(x, TOP + high if x == 200.0 else TOP, end) for x in edges]
    found = {(key.row, key.column): printed for key, printed in printed(recognised(sheet.page(1))).items()}
    assert found == {("penalties", "decisions"): "2", ("coercion", "decisions"): "5"}


@pytest.mark.parametrize(("confidence", "is_read"), [(0.6, True), (0.95, False)])
def test_a_label_that_cant_be_read_is_its_places_where_one_row_is_between_two_names(
    confidence: float, is_read: bool
) -> None:
    """One that can be read says that it is another row."""
    numbers = dict.fromkeys(load_form().expected("2021", "requests"), "5")
    sheet = Sheet()
    y = set_header(sheet, TOP)
    unread: list[int] = []
    for row in request_rows("2021", numbers)[:7]:
        label = ("鎮巢", "皆") if row.key == "partly_granted" else row.label
        first = len(sheet.text)
        y = set_row(sheet, row, y, label, row.numbers, first_of_group=row.key == "denied.state_secret")
        unread += range(first, first + 3) if row.key == "partly_granted" else ()
        sheet.horizontal.append((y, EDGES[0], EDGES[-1]))
    page = recognised(sheet.page(1))
    sure = np.full(len(page.glyphs), SURE)
    sure[unread] = confidence
    page = replace(page, glyphs=replace(page.glyphs, confidence=sure))
    assert ("partly_granted" in rows_of(page)) == is_read
