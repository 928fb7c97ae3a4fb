"""Headers of tables without rules: what stands one below the other is one name, side by side two."""

from __future__ import annotations

from reportextract.reading import read_form
from reportextract.tables import find_grids
from tests.typeset_form import LINE, TOP, Sheet


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


def test_two_lines_over_one_column_of_numbers_are_one_name() -> None:
    page = sheet([("信息内容", 70.0), ("处理决定", 382.0)], [("数量", 391.0)])
    assert "处理决定数量" in texts(page)
    assert [cell.value for cell in read_form([page.page(1)]).cells.values()] == [9, 8]
