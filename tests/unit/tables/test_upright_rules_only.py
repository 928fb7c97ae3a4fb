"""Tables with upright rules and no level ones: labels of two lines beside their numbers, headers that run down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.forms.sequence import Match, beside_unplaced
from reportextract.model import Box, Glyphs, Grid, GridCell, Origin, PageReading, Rules
from reportextract.reading import read_form
from reportextract.tables import find_grids
from reportextract.tables.open_boxes import boxes_between, header_boxes, number_boxes
from reportextract.tables.segments import find_segments
from reportextract.tables.unruled_headers import with_headers_apart
from tests.typeset_form import SIZE, TOP, Sheet

XS = (66.0, 200.0, 280.0, 360.0, 440.0)


def sheet() -> Sheet:
    """A header, then three rows, the numbers in the middle of labels of two lines; the second row is empty."""
    page = Sheet()
    for x in XS:
        page.vertical.append((x, TOP - 12.0, TOP + 140.0))
    for k, name in enumerate(("自然人", "其他", "总计")):
        for i, character in enumerate(name):
            page.write(character, 230.0 + 80.0 * k, TOP + 10.0 * i)
    for row, numbers in enumerate((("4", "0", "4"), (), ("7", "2", "9"))):
        top = TOP + 44.0 + 32.0 * row
        page.write("本年新收政府", 70.0, top)
        page.write("信息公开", 70.0, top + 12.0)
        for k, number in enumerate(numbers):
            page.write(number, 234.0 + 80.0 * k, top + 6.0)
    return page


def grid_of(page: Sheet) -> Grid:
    (grid,) = [grid for grid in find_grids([page.page(1)]) if grid.columns_ruled]
    return grid


def test_numbers_between_the_lines_of_their_labels_have_their_columns_and_no_label_is_one() -> None:
    grid = grid_of(sheet())
    numbers = [c for c in grid.cells if c.text.isdigit()]
    assert [(c.text, round(c.box.x0), round(c.box.x1)) for c in numbers[:3]] == [
        ("4", 200, 280),
        ("0", 280, 360),
        ("4", 360, 400),
    ]
    assert all(c.lines for c in grid.cells if c.box.x1 <= 200.5)
    # The first line of the first label is no header.
    assert not any("本年新收政府" in c.text and "自然人" in c.text for c in grid.cells)
    assert "本年新收政府" in [c.text for c in grid.cells]


def test_the_stretches_between_rows_of_numbers_reach_over_the_empty_row() -> None:
    page = sheet()
    grid, rules = grid_of(page), np.array(page.vertical)
    rows = number_boxes(grid, rules)
    assert len(rows) == 6
    # Two of the headers are wider than high: they are read as lines.
    assert [round(b.x0) for b in header_boxes(grid, Rules(np.empty((0, 3)), rules)) if b.x0 >= 199] == [360]
    between = [b for b in boxes_between(grid) if rows[0].bottom <= b.top and b.bottom <= rows[3].top]
    assert [(round(b.x0), round(b.x1)) for b in between] == [(200, 280), (280, 360), (360, 400)]
    empty_row = TOP + 44.0 + 32.0 + 6.0
    assert all(b.top <= empty_row and empty_row + SIZE <= b.bottom for b in between)


def test_high_boxes_above_the_numbers_may_hold_text_that_runs_down() -> None:
    page = Sheet()
    xs = [200.0 + 30.0 * k for k in range(5)]
    for x in (66.0, *xs):
        page.vertical.append((x, TOP - 12.0, TOP + 120.0))
    for k in range(4):
        for i, character in enumerate("商业企业"):
            page.write(character, 210.0 + 30.0 * k, TOP + 10.0 * i)
    for row in range(3):
        page.write("重复申请", 70.0, TOP + 54.0 + 20.0 * row)
        for k in range(4):
            page.write(str(row + k), 212.0 + 30.0 * k, TOP + 54.0 + 20.0 * row)
    boxes = [b for b in header_boxes(grid_of(page), Rules(np.empty((0, 3)), np.array(page.vertical))) if b.x0 >= 199]
    assert [round(b.x0) for b in boxes] == [200, 230, 260, 290]
    assert all(b.top <= TOP and TOP + 39.0 < b.bottom <= TOP + 54.0 for b in boxes)


def test_the_point_of_a_full_width_numbering_stays_with_its_figure() -> None:
    page = Sheet()
    for text, x in (("1", 70.0), (".", 79.0), ("属于国家秘密", 86.0), ("2", 200.0), ("0", 240.0), (".", 249.0)):
        page.write(text, x, TOP)
    (line,) = find_segments(page.page(1), ())
    assert [s.text for s in line] == ["1.属于国家秘密", "2", "0", "."]


# --- headers without rules over ruled columns -----------------------------------------------------


def cell(row: int, column: int, span: int, x0: float, x1: float, *lines: str) -> GridCell:
    return GridCell(row, column, 1, span, Box(x0, TOP + 30.0 * row, x1, TOP + 30.0 * (row + 1)), lines, None)


def ruled(head: GridCell, *others: GridCell) -> Grid:
    below = [cell(1, k, 1, 60.0 + 100.0 * k, 160.0 + 100.0 * k, str(k)) for k in range(3)]
    ys = (TOP, TOP + 30.0, TOP + 60.0)
    box = Box(60.0, TOP, 360.0, TOP + 60.0)
    cells = (head, *others, *below)
    return Grid(1, box, (60.0, 160.0, 260.0, 360.0), ys, cells, "ruled", True, True, True, True)


def as_read(page: Sheet) -> PageReading:
    reading = page.page(1)
    glyphs = Glyphs(reading.glyphs.text, reading.glyphs.boxes, np.full(len(reading.glyphs.text), 0.99))
    return PageReading(1, 595.0, 842.0, 0, glyphs, Rules(np.empty((0, 3)), np.empty((0, 3))), "x", origin="ocr")


def test_what_stands_over_each_column_is_its_header_though_one_cell_holds_all() -> None:
    page = Sheet()
    page.write("第二十条第（八）项", 170.0, TOP + 1.0)  # over the middle column alone, yet a title
    for text, x in (("信息内容", 80.0), ("上一年项目数量", 165.0), ("本年增减", 290.0)):
        page.write(text, x, TOP + 15.0)
    head = cell(0, 0, 3, 60.0, 360.0, "第二十条第（八）项", "信息内容  上一年项目数量  本年增减")
    apart = with_headers_apart(ruled(head), as_read(page))
    assert {(c.column, c.column_span, c.text) for c in apart.cells if c.row == 0} == {
        (0, 1, "信息内容"),
        (1, 1, "第二十条第（八）项"),
        (1, 1, "上一年项目数量"),
        (2, 1, "本年增减"),
    }


@pytest.mark.parametrize("beside", [True, False])
def test_a_label_beside_its_numbers_and_headers_that_not_each_column_has_stay_together(beside: bool) -> None:
    page = Sheet()
    for text, x in (("区分处理的，", 80.0), ("只计", 180.0), *((("这一", 290.0),) if beside else ())):
        page.write(text, x, TOP + 10.0)
    head = cell(0, 0, 3, 60.0, 360.0, "区分处理的，  只计  这一")
    grid = ruled(head, *([cell(0, 3, 1, 360.0, 400.0, "0")] if beside else []))
    assert with_headers_apart(grid, as_read(page)) is grid


def test_rows_without_numbers_beside_numbers_without_a_row_may_be_theirs() -> None:
    matches = [Match(0, 0, 4, 1.0), Match(2, 2, 5, 1.0), Match(3, 4, 6, 1.0)]
    assert beside_unplaced(matches, [True, True, False, True, False]) == {4, 5}
    assert beside_unplaced(matches, [True, False, False, True, False]) == set()


def test_the_whole_name_of_one_subject_is_no_other_though_a_heading_names_both() -> None:
    """行政处罚 is half like 行政强制; it was taken for it where a speck in the heading was read as a number."""
    page = Sheet()
    lines = [
        [("第二十条第（五）项", 220.0)],
        [("信息内容", 70.0), ("本年处理决定数量", 370.0)],
        [("行政许可", 70.0), ("22", 400.0)],
        [("行政处罚行政强制情况", 70.0), ("2", 400.0)],
        [("第二十条第（六）项", 220.0)],
        [("信息内容", 70.0), ("本年处理决定数量", 370.0)],
        [("行政处罚", 70.0), ("26", 400.0)],
    ]
    for i, line in enumerate(lines):
        for text, x in line:
            page.write(text, x, TOP + i * 14.0)
    cells = read_form([page.page(1)]).cells
    assert {key.row: cell.value for key, cell in cells.items()} == {"licensing": 22, "penalties": 26}


def above_a_break(*texts: tuple[str, float], xs: tuple[float, ...] = (60.0, 360.0), origin: Origin = "ocr") -> Grid:
    """A block's title in a row of its own, and a last row in which no rule parts the texts."""
    page = Sheet()
    for text, x in texts:
        page.write(text, x, TOP + 40.0)
    columns, ys = len(xs) - 1, (TOP, TOP + 30.0, TOP + 60.0)
    cells = tuple(
        GridCell(row, 0, 1, columns, Box(60.0, ys[row], 360.0, ys[row + 1]), (text,))
        for row, text in enumerate(("第二十条第（八）项", "  ".join(text for text, _ in texts)))
    )
    grid = Grid(1, Box(60.0, ys[0], 360.0, ys[-1]), xs, ys, cells, "ruled", True, True, True, True)
    return with_headers_apart(grid, replace(as_read(page), origin=origin))


def test_headers_above_a_page_break_are_apart_though_no_row_below_has_columns() -> None:
    apart = above_a_break(("信息内容", 90.0), ("1", 200.0), ("本年收费金额", 260.0))
    assert apart.xs == pytest.approx((60.0, 196.0, 360.0), abs=15)
    assert [(c.row, c.column, c.column_span, c.text) for c in apart.cells] == [
        (0, 0, 2, "第二十条第（八）项"),
        (1, 0, 1, "信息内容"),
        (1, 1, 1, "本年收费金额"),
    ]


def test_headers_above_a_page_break_have_the_columns_of_the_rows_above() -> None:
    apart = above_a_break(("信息内容", 90.0), ("本年收费金额", 260.0), xs=(60.0, 180.0, 360.0))
    assert apart.xs == (60.0, 180.0, 360.0)
    assert [(c.column, c.column_span, c.text) for c in apart.cells if c.row == 1] == [
        (0, 1, "信息内容"),
        (1, 1, "本年收费金额"),
    ]


@pytest.mark.parametrize(
    ("texts", "origin"),
    [
        ((("信息内容", 90.0),), "ocr"),
        ((("行政强制", 90.0), ("33件", 260.0)), "ocr"),
        ((("填表人", 90.0), ("联系电话", 260.0)), "text"),
    ],
    ids=["one text", "a number", "in print rules are known"],
)
def test_a_last_row_without_headers_stays_as_it_is(texts: tuple[tuple[str, float], ...], origin: Origin) -> None:
    assert len(above_a_break(*texts, origin=origin).cells) == 2


def between_shaded_headers(title: str = "第二十条第（五）项") -> Sheet:
    """A block whose title and header are shaded: their ends look like level rules, and part the upright ones.

    No rule parts its two rows; the rule between the last two names of its header was not found.
    """
    page = Sheet()
    edges, tops = (60.0, 180.0, 300.0, 420.0), (TOP, TOP + 20.0, TOP + 40.0, TOP + 90.0)
    page.horizontal += [(y, edges[0], edges[-1]) for y in tops]
    page.vertical += [(x, TOP, tops[-1]) for x in (edges[0], edges[-1])]
    page.vertical += [(180.0, tops[1] + 1, tops[2] - 1), *((x, tops[2] + 1, tops[3]) for x in edges[1:3])]
    page.write(title, 200.0, TOP + 5.0)
    names = ("信息内容", "上一年项目数量", "处理决定数量")
    for k, text in enumerate(names):
        page.write(text, 66.0 + 120.0 * k, TOP + 25.0)
    for row, texts in enumerate((("行政许可", "136", "420"), ("其他对外管理服务事项", "48", "—"))):
        for k, text in enumerate(texts):
            page.write(text, 66.0 + 120.0 * k, TOP + 46.0 + 22.0 * row)
    return page


def test_numbers_one_below_the_other_in_a_box_of_each_column_are_rows() -> None:
    page = between_shaded_headers()
    page.vertical.append((480.0, TOP, TOP + 90.0))
    page.horizontal = [(y, 60.0, 480.0) for y, *_ in page.horizontal]
    page.vertical = [rule for rule in page.vertical if rule[0] != 420.0] + [(420.0, TOP + 40.0, TOP + 90.0)]
    for row, text in enumerate(("7", "8")):
        page.write(text, 440.0, TOP + 46.0 + 22.0 * row)
    (grid,) = find_grids([page.page(1)])
    assert grid.evidence == "partly_ruled"
    assert [[c.text for c in grid.cells if c.row == row] for row in sorted({c.row for c in grid.cells})[-2:]] == [
        ["行政许可", "136", "420", "7"],
        ["其他对外管理服务事项", "48", "—", "8"],
    ]


def test_pieces_of_an_upright_rule_are_one_and_part_the_names_of_a_header() -> None:
    page = between_shaded_headers()
    page.horizontal = []
    grid = grid_of(page)
    header = [c for c in grid.cells if c.text in ("信息内容", "上一年项目数量", "处理决定数量")]
    assert [(round(c.box.x0), round(c.box.x1)) for c in header] == [(65, 180), (180, 300), (300, 361)]


def test_an_upright_rule_parts_a_row_of_dashes() -> None:
    page = Sheet()
    page.vertical += [(x, TOP + 95.0, TOP + 120.0) for x in (200.0, 260.0, 320.0)]
    for text, x in (("重复申请", 70.0), ("0", 225.0), ("—", 285.0), ("—", 345.0)):
        page.write(text, x, TOP + 100.0)
    grid = grid_of(page)
    assert [c.text for c in grid.cells] == ["重复申请", "0", "—", "—"]


def test_the_last_header_of_a_page_is_a_table_between_level_rules_only() -> None:
    """Its numbers stand on the next page."""

    def grids(*level: tuple[float, float, float]) -> list[list[str]]:
        page = Sheet()
        page.horizontal += level
        page.write("第二十条第（九）项", 200.0, TOP)
        for text, x in (("信息内容", 90.0), ("采购项目数量", 220.0), ("采购总金额", 380.0)):
            page.write(text, x, TOP + 20.0)
        return [[c.text for c in grid.cells] for grid in find_grids([replace(as_read(page), rules=page.page(1).rules)])]

    above, below = (TOP + 15.0, 60.0, 480.0), (TOP + 34.0, 60.0, 480.0)
    assert grids(above, below) == [["第二十条第（九）项", "信息内容", "采购项目数量", "采购总金额"]]
    assert grids(above) == []
    assert grids(above, (TOP + 34.0, 60.0, 400.0)) == []
