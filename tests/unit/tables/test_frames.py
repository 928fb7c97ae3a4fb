"""Boxes around things: a frame is no row."""

from __future__ import annotations

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
