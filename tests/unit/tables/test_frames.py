"""Boxes around things: a frame is no row."""

from __future__ import annotations

from dataclasses import replace

from reportextract.model import Origin
from reportextract.tables import find_grids
from tests.typeset_form import LINE, TOP, Sheet


def framed(rows: list[tuple[str, ...]]) -> Sheet:
    """Rows of words, with one rule around them all."""
    sheet = Sheet()
    for i, row in enumerate(rows):
        for k, text in enumerate(row):
            sheet.write(text, 62.0 + 110.0 * k, TOP + 3 + LINE * i)
    bottom = TOP + LINE * len(rows) + 4
    sheet.horizontal += [(TOP, 60.0, 520.0), (bottom, 60.0, 520.0)]
    sheet.vertical += [(60.0, TOP, bottom), (520.0, TOP, bottom)]
    return sheet


def test_a_low_frame_around_a_table_without_rules() -> None:
    """As low as a row, but its words stand in columns."""
    sheet = framed([("信息内容", "本年制发件数", "本年废止件数"), ("规章", "0", "1"), ("行政规范性文件", "0", "89")])
    (grid,) = find_grids([sheet.page(1)])

    assert grid.evidence != "ruled"
    assert {cell.text for cell in grid.cells} >= {"规章", "行政规范性文件", "89"}


def test_a_row_that_a_page_break_left_alone() -> None:
    (grid,) = find_grids([framed([("三、本年度办理结果",)]).page(1)])
    assert [(grid.evidence, cell.text) for cell in grid.cells] == [("ruled", "三、本年度办理结果")]


def test_a_frame_with_a_title_and_no_rules_between_its_rows() -> None:
    sheet = framed([("第二十条第（一）项",), ("规章", "0", "1"), ("行政规范性文件", "0", "89")])
    sheet.horizontal.append((TOP + LINE + 2, 60.0, 520.0))
    (grid,) = find_grids([sheet.page(1)])

    assert grid.evidence != "ruled"
    assert {cell.text for cell in grid.cells} >= {"规章", "行政规范性文件", "89"}


def test_a_note_over_all_columns_makes_a_table_no_frame() -> None:
    """Two lines with wide gaps under rows that have rules."""
    sheet = framed([("规章", "0", "1"), ("行政规范性文件", "0", "89"), ("填报单位", "某镇"), ("审核", "某某")])
    sheet.horizontal += [(TOP + LINE * k + 2, 60.0, 520.0) for k in (1, 2)]
    sheet.vertical += [(60.0 + 110.0 * k - 4, TOP, TOP + LINE * 2 + 2) for k in (1, 2)]
    (grid,) = find_grids([sheet.page(1)])

    assert grid.evidence == "ruled"


def two_tables(heading: str, origin: Origin = "ocr") -> list[list[str]]:
    """A table of two columns and one of three, whose sides go on through the line between them."""
    sheet = Sheet()
    rows = [("行政强制", "9"), ("行政处罚", "8"), (heading,), ("结果维持", "结果纠正", "总计"), ("1", "0", "1")]
    ys = [TOP + 20.0 * k for k in range(6)]
    for y, row in zip(ys, rows, strict=False):
        for k, text in enumerate(row):
            sheet.write(text, 64.0 + (150.0 if len(row) == 3 else 230.0) * k, y + 5.0)
    sheet.horizontal += [(y, 60.0, 520.0) for y in ys]
    sheet.vertical += [(x, ys[0], ys[-1]) for x in (60.0, 520.0)]
    sheet.vertical += [(290.0, ys[0], ys[2]), (210.0, ys[3], ys[-1]), (360.0, ys[3], ys[-1])]
    grids = find_grids([replace(sheet.page(1), origin=origin)])
    assert all(cell.column_span == 1 or len(grid.xs) > 4 for grid in grids for cell in grid.cells)
    return [[cell.text for cell in grid.cells] for grid in grids]


def test_a_sections_heading_between_the_rules_of_a_scan_parts_two_tables() -> None:
    assert two_tables("四、政府信息公开行政复议、行政诉讼情况") == [
        ["行政强制", "9", "行政处罚", "8"],
        ["结果维持", "结果纠正", "总计", "1", "0", "1"],
    ]


def test_another_row_over_all_columns_parts_nothing_and_in_print_none_does() -> None:
    assert len(two_tables("第二十条第（六）项")) == 1
    assert len(two_tables("四、政府信息公开行政复议、行政诉讼情况", "text")) == 1
