"""Headers of tables without rules: what stands one below the other is one name, side by side two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.model import Grid, PageReading, Rules
from reportextract.reading import read_form
from reportextract.tables import find_grids
from reportextract.tables.open_boxes import header_boxes, number_boxes
from reportextract.tables.segments import find_segments
from tests.typeset_form import LINE, SIZE, TOP, Sheet


def sheet(*header: list[tuple[str, float]]) -> Sheet:
    """Item six with one column of numbers, under the lines of such a header."""
    found = Sheet()
    rows = [[("行政处罚", 70.0), ("9", 400.0)], [("行政强制", 70.0), ("8", 400.0)]]
    for i, row in enumerate([[("第二十条第（六）项", 220.0)], *header, *rows]):
        for text, x in row:
            found.write(text, x, TOP + i * (LINE + 1))
    return found


def texts(page: Sheet) -> set[str]:
    (grid,) = find_grids([page.page(1)])
    return {cell.text for cell in grid.cells if cell.text}


def test_two_names_side_by_side_over_one_column_of_numbers_are_not_one() -> None:
    page = sheet([("信息内容", 70.0), ("上一年项目数量", 330.0), ("处理决定数量", 405.0)])
    assert {"上一年项目数量", "处理决定数量"} <= texts(page)
    assert [cell.value for cell in read_form([page.page(1)]).cells.values() if cell.value is not None] == []


def test_letters_of_a_seal_beside_a_title_make_it_no_name_of_a_column() -> None:
    page = Sheet()
    title, header = (
        [("E", 74.0), (".", 344.0), ("第二十条第（六）项", 356.0)],
        [("信息内容", 70.0), ("处理决定数量", 382.0)],
    )
    for i, line in enumerate([title, header, [("行政处罚", 70.0), ("9", 400.0)], [("行政强制", 70.0), ("8", 400.0)]]):
        for text, x in line:
            page.write(text, x, TOP + i * (LINE + 1))
    assert {"第二十条第（六）项", "处理决定数量", "E"} <= texts(page)
    assert [cell.value for cell in read_form([page.page(1)]).cells.values()] == [9, 8]


def test_two_lines_over_one_column_of_numbers_are_one_name() -> None:
    page = sheet([("信息内容", 70.0), ("处理决定", 382.0)], [("数量", 391.0)])
    assert "处理决定数量" in texts(page)
    assert [cell.value for cell in read_form([page.page(1)]).cells.values()] == [9, 8]


def numbers(*rows: list[tuple[str, float]], pitch: float = 20.0) -> Sheet:
    """Rows of a table with four columns of numbers, 34 points apart."""
    page = Sheet()
    page.write("三、收到和处理政府信息公开申请情况", 70.0, TOP)
    for i, row in enumerate(rows):
        for text, x in row:
            page.write(text, x, TOP + (i + 1) * pitch)
    return page


def row(label: str, *counts: str, shift: float = 0.0) -> list[tuple[str, float]]:
    places = [(text, 270.0 + 34.0 * k + shift) for k, text in enumerate(counts) if text]
    return [(label, 70.0), *places]


def grid_of(page: Sheet) -> Grid:
    return next(grid for grid in find_grids([page.page(1)]) if len(grid.xs) > 3)


def test_columns_of_a_page_that_leans_are_one_each() -> None:
    """In the lower half figures stand farther to the right, by more than their width."""
    rows = [row("重复申请", "4", "1", "0", "5", shift=8.0 * (k > 3)) for k in range(8)]
    grid = grid_of(numbers(*rows))
    assert len(grid.xs) == 6
    assert [c.text for c in grid.cells if c.row == 7 and c.column > 0] == ["4", "1", "0", "5"]


def test_specks_among_labels_and_punched_holes_before_them_make_no_columns() -> None:
    """They lie between the rows; together they could be a column that leans."""
    rows = [row("申请人无正当理由逾期不补正", "4", "1", "0", "5") for _ in range(6)]
    page = numbers(*rows, pitch=24.0)
    for k, x in ((1, 150.0), (4, 165.0), (2, 40.0), (3, 40.0)):
        page.write("1", x, TOP + k * 24.0 + 12.0)
    grid = grid_of(page)
    assert len(grid.xs) == 6
    assert [c.text for c in grid.cells if c.column > 0][:8] == ["4", "1", "0", "5"] * 2


def test_headers_between_the_rows_take_no_column_from_them() -> None:
    """Of three columns two are filled in two rows only; then a header's first word ends where the second begins."""
    page = Sheet()
    page.write("二、主动公开政府信息情况", 70.0, TOP)
    rows = [("规章", [270.0, 380.0, 490.0]), ("行政规范性文件", [270.0, 380.0, 490.0])]
    for k, (label, places) in enumerate(rows):
        page.write(label, 70.0, TOP + 20.0 + 20.0 * k)
        for x in places:
            page.write("4", x, TOP + 20.0 + 20.0 * k)
    for k, label in enumerate(("行政许可", "行政处罚", "行政强制", "行政事业性收费")):
        page.write("信息内容", 235.0, TOP + 60.0 + 40.0 * k)
        page.write("处理决定数量", 440.0, TOP + 60.0 + 40.0 * k)
        page.write(label, 70.0, TOP + 80.0 + 40.0 * k)
        page.write("7", 490.0, TOP + 80.0 + 40.0 * k)
    (grid,) = [grid for grid in find_grids([page.page(1)]) if len(grid.xs) > 3]
    assert [c.text for c in grid.cells if c.column > 0 and c.text.isdigit()] == ["4"] * 6 + ["7"] * 4


def test_a_title_of_two_lines_between_rules_is_no_part_of_the_name_below_it() -> None:
    page = Sheet()
    lines = [
        [("第二十条第", 300.0)],
        [("（六）项", 305.0)],
        [("信息内容", 70.0), ("上一年项目数量", 300.0), ("处理决定数量", 420.0)],
        [("行政处罚", 70.0), ("9", 330.0), ("4", 450.0)],
        [("行政强制", 70.0), ("8", 330.0), ("3", 450.0)],
    ]
    for i, line in enumerate(lines):
        for text, x in line:
            page.write(text, x, TOP + i * 16.0)
        if i != 1:
            page.horizontal.append((TOP + i * 16.0 - 3.0, 60.0, 520.0))
    page.horizontal.append((TOP + 80.0 - 3.0, 60.0, 520.0))
    assert {"第二十条第（六）项", "上一年项目数量", "处理决定数量"} <= texts(page)


def test_an_upright_stroke_or_a_frame_parts_no_columns() -> None:
    rows = [row("重复申请", "4", "1", "0", "5") for _ in range(6)]
    for rule in ((60.0, TOP, TOP + 140.0), (255.0, TOP + 18.0, TOP + 34.0)):
        page = numbers(*rows)
        page.write("—", 40.0, TOP + 40.0)  # a speck beside the frame
        page.vertical.append(rule)
        assert not grid_of(page).columns_ruled


def test_the_numbers_of_a_row_and_its_dashes_have_one_box_each() -> None:
    """A dash is lower than its line and may be a line of its own; boxes reach half way to the next row."""
    page = numbers(row("重复申请", "4", "1", "0", "5"), row("其他", "2", "", "0", "2"))
    page.boxes.append((306.0, TOP + 40.0 + SIZE - 1, 310.0, TOP + 40.0 + SIZE + 1))
    page.text.append("—")
    boxes = number_boxes(grid_of(page), np.empty((0, 3)))
    assert len(boxes) == 8
    assert [round((box.x0 + box.x1) / 2 - boxes[0].x0) > 0 for box in boxes[:4]] == [True] * 4
    first, second = boxes[0], boxes[4]
    assert first.bottom <= second.top + 0.01
    assert first.top < TOP + 20.0
    assert second.bottom > TOP + 40.0 + SIZE + 1
    # A rule through a box ends it, on the side where its number is not.
    (cut,) = [b for b in number_boxes(grid_of(page), np.array([[262.0, 0.0, 800.0]])) if b.x0 == 262.0][:1]
    assert cut.x1 == first.x1


def test_rows_with_words_among_their_numbers_have_boxes_behind_the_words_only() -> None:
    page = numbers(row("重复申请", "4", "1", "0", "5"), row("其他", "4", "见附件", "0", "4"))
    assert len(number_boxes(grid_of(page), np.empty((0, 3)))) == 6


def test_a_sections_heading_set_as_small_as_the_tables_parts_them() -> None:
    """Its next lines are header lines, as close to it as a row of the table before is."""
    page = Sheet()
    for i, label in enumerate(("重复申请", "要求提供公开出版物")):
        for text, x in row(label, "1", "2", "3", "6"):
            page.write(text, x, TOP + i * 14.0)
    page.write("四、政府信息公开行政复议、行政诉讼情况", 70.0, TOP + 28.0)
    for k, name in enumerate(("维持", "纠正", "其他", "总计")):
        page.write(name, 264.0 + 34.0 * k, TOP + 42.0)
    for text, x in row("行政复议", "4", "5", "0", "9"):
        page.write(text, x, TOP + 56.0)
    grids = find_grids([page.page(1)])
    assert [[c.text for c in grid.cells if c.text.isdigit()] for grid in grids] == [
        ["1", "2", "3", "6", "1", "2", "3", "6"],
        ["4", "5", "0", "9"],
    ]


def test_headers_that_run_down_are_boxes_between_level_rules_over_their_numbers() -> None:
    page = Sheet()
    for y in (TOP - 4.0, TOP + 44.0, TOP + 60.0):
        page.horizontal.append((y, 60.0, 420.0))
    for k in range(4):
        for i, character in enumerate("结果维持"):
            page.write(character, 268.0 + 34.0 * k, TOP + 10.0 * i)
    for text, x in row("行政复议", "4", "5", "0", "9"):
        page.write(text, x, TOP + 47.0)
    grid = grid_of(page)
    boxes = header_boxes(grid, Rules(np.array(page.horizontal), np.empty((0, 3))))
    assert [(round(box.top - TOP), round(box.bottom - TOP)) for box in boxes] == [(-4, 44)] * 4
    assert all(box.x0 < 272.0 + 34.0 * k < box.x1 for k, box in enumerate(boxes))
    assert header_boxes(grid, Rules(np.empty((0, 3)), np.empty((0, 3)))) == []


def test_a_heading_that_rules_cut_into_pieces_parts_two_tables() -> None:
    """The mark behind its number is lost, too: four short pieces, as headers are."""
    page = numbers(*[row("重复申请", "4", "1", "0", "5") for _ in range(4)])
    pieces = ("四", "政府信息公开行政", "政复议、行政诉讼", "讼情况")
    for text, x in zip(pieces, (100.0, 130.0, 250.0, 370.0), strict=True):
        page.write(text, x, TOP + 100.0)
    for k, text in enumerate("21034"):
        page.write(text, 100.0 + 60.0 * k, TOP + 120.0)
    grids = find_grids([page.page(1)])
    assert [len(grid.xs) - 2 for grid in grids] == [4, 5]


def test_no_piece_begins_with_a_full_width_mark() -> None:
    page = Sheet()
    page.write("只计这一情形", 70.0, TOP)
    page.write("，不计", 70.0 + 6 * SIZE + 0.6 * SIZE, TOP)
    page.write("，", 70.0 + 14 * SIZE, TOP)
    (line,) = find_segments(page.page(1), ())
    assert [piece.text for piece in line] == ["只计这一情形，不计", "，"]


def test_a_dash_of_which_only_the_ink_is_known_is_on_the_line_of_its_row() -> None:
    """59 stands a little higher than the middle of the row, the dash a little lower."""
    page = Sheet()
    page.write("59", 400.0, TOP - 0.4)
    page.boxes.append((300.0, TOP + 4.4, 308.0, TOP + 5.4))
    page.text.append("—")
    page.write("规范性文件", 70.0, TOP + 0.6)
    assert [[s.text for s in line] for line in find_segments(page.page(1), ())] == [["规范性文件", "—", "59"]]


def test_a_dash_read_as_the_numeral_one_is_no_word_among_numbers() -> None:
    page = numbers(row("规章", "一", "1", "0", "5"), row("其他", "4", "3", "0", "4"))
    assert len(number_boxes(grid_of(page), np.empty((0, 3)))) == 8


def scanned(page: Sheet) -> PageReading:
    return replace(page.page(1), origin="ocr")


def test_numbers_set_a_little_below_their_label_are_beside_it_and_those_of_a_label_of_two_lines_beside_neither() -> (
    None
):
    page = Sheet()
    page.write("行政强制", 70.0, TOP)
    page.write("148", 400.0, TOP + 4.5)
    page.write("要求行政机关确认或", 70.0, TOP + 40.0)
    page.write("重新出具已获取信息", 70.0, TOP + 50.0)
    page.write("7", 400.0, TOP + 45.0)
    texts = [[s.text for s in line] for line in find_segments(scanned(page), ())]
    assert texts == [["行政强制", "148"], ["要求行政机关确认或"], ["7"], ["重新出具已获取信息"]]
    assert [len(line) for line in find_segments(page.page(1), ())] == [1, 1, 1, 1, 1]


def test_the_title_of_a_block_parts_tables_wherever_it_is_set() -> None:
    """Between upright rules it is no name of the column below it."""
    page = Sheet()
    for block, title in enumerate(("第二十条第（五）项", "第二十条第（六）项")):
        top = TOP + 60.0 * block
        page.vertical += [(x, top - 4.0, top + 50.0) for x in (200.0 + 60.0 * block, 500.0)]
        page.write(title, 400.0, top)
        for row, (label, number) in enumerate((("信息内容", "处理决定数量"), ("行政处罚", "132"))):
            page.write(label, 70.0, top + 16.0 * (row + 1))
            page.write(number, 400.0, top + 16.0 * (row + 1))
    grids = find_grids([page.page(1)])
    assert [{c.text for c in grid.cells} for grid in grids] == [
        {"第二十条第（五）项", "信息内容", "处理决定数量", "行政处罚", "132"},
        {"第二十条第（六）项", "信息内容", "处理决定数量", "行政处罚", "132"},
    ]


@pytest.mark.parametrize(("below", "evidence"), [("3", ["partly_ruled"]), ("", ["ruled"])])
def test_one_row_whose_rules_were_seen_among_others_is_a_row_of_their_table(below: str, evidence: list[str]) -> None:
    page = Sheet()
    for i, numbers_of_row in enumerate((("1", "2", "4"), ("5", "6", "7"), (below, below, below))):
        for text, x in row("行政许可", *numbers_of_row):
            page.write(text, x, TOP + 110.0 + 20.0 * i)
    if not below:
        page = Sheet()
        for text, x in row("行政许可", "5", "6", "7"):
            page.write(text, x, TOP + 130.0)
    top, bottom = TOP + 125.0, TOP + 145.0
    page.horizontal += [(y, 60.0, 370.0) for y in (top, bottom)]
    page.vertical += [(x, top, bottom) for x in (60.0, 255.0, 290.0, 325.0, 370.0)]
    assert [grid.evidence for grid in find_grids([scanned(page)])] == evidence


@pytest.mark.parametrize(("gap", "is_table"), [(12.0, False), (70.0, True)])
def test_a_full_line_is_prose_although_a_comma_was_not_read(gap: float, is_table: bool) -> None:
    """Above a table's header, where lines of a few short pieces are the header's."""
    page = numbers(row("重复申请", "4", "1", "0", "5"))
    page.text, page.boxes = page.text[17:], page.boxes[17:]
    first = "及时回应群众通过来信来访反映的问题"
    second = 70.0 + len(first) * SIZE + gap
    pieces = ((first, 70.0), ("力求件件有着落", second), ("让群众少跑腿事事有回音件件有着落", second + 68.0))
    for text, x in pieces:
        page.write(text, x, TOP + 4.0)
    grid = grid_of(page)
    assert any("力求" in cell.text for cell in grid.cells) == is_table


def test_a_caption_above_one_column_of_numbers_names_no_column() -> None:
    page = sheet([("信息内容", 70.0), ("处理决定数量", 382.0)])
    page.write("（三）行政处罚、行政强制情况", 96.0, TOP - LINE - 1)
    assert [cell.value for cell in read_form([page.page(1)]).cells.values()] == [9, 8]
