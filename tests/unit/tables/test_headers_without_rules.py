"""What a table without uprights is told by its header: titles, columns that hold nothing, how wide a lone column is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from reportextract.reading import read_form
from reportextract.tables import find_grids
from reportextract.tables.empty_columns import with_empty_columns
from reportextract.tables.segments import Segment, find_segments
from tests.typeset_form import LINE, SIZE, TOP, Sheet

Line = Sequence[tuple[str, float]]

# Item six, with one column of numbers at the right side of its box.
HEADER: Line = [("信息内容", 90.0), ("处理决定数量", 340.0)]
ROWS: tuple[Line, ...] = ([("行政处罚", 70.0), ("9", 470.0)], [("行政强制", 70.0), ("8", 470.0)])


def sheet(*lines: Line, pitch: float = LINE + 1) -> Sheet:
    page = Sheet()
    for i, line in enumerate(lines):
        for text, x in line:
            page.write(text, x, TOP + i * pitch)
    return page


def values(*pages: Sheet) -> dict[str, Decimal | None]:
    """Row and column of table 二 → the number that was read there."""
    reading = read_form([page.page(number) for number, page in enumerate(pages, 1)])
    return {f"{key.row}.{key.column}": cell.value for key, cell in reading.cells.items()}


DECISIONS = {"penalties.decisions": 9, "coercion.decisions": 8}


@pytest.mark.parametrize(
    "title",
    [
        [[("第二十条第（六）项", 250.0)]],
        [[("第二十条第（六）项", 70.0)]],
        [[("第二十条", 250.0), ("第（六）项", 292.0)]],
        [[("第二十条第（六", 250.0)], [("）项", 275.0)]],
        [[("第", 290.0)], [("二十条第（六）项", 250.0)]],
    ],
    ids=["in the middle", "at the left", "parted by a space", "in two lines", "its first character alone"],
)
def test_a_title_wherever_and_however_it_is_set_is_no_name_of_the_column_below_it(title: list[Line]) -> None:
    assert values(sheet(*title, HEADER, *ROWS)) == DECISIONS


def test_titles_part_blocks_of_which_each_has_its_own_columns() -> None:
    """The first one has three columns of numbers, and the others' only number stands where it has its last."""
    first: tuple[Line, ...] = (
        [("第二十条", 250.0), ("第（一）项", 292.0)],
        [("信息内容", 90.0), ("本年制发件数", 200.0), ("本年废止件数", 320.0), ("现行有效件数", 430.0)],
        [("规章", 70.0), ("3", 248.0), ("1", 368.0), ("2", 478.0)],
        [("行政规范性文件", 70.0), ("5", 248.0), ("0", 368.0), ("6", 478.0)],
    )
    second: tuple[Line, ...] = ([("第二十条", 250.0), ("第（六）项", 292.0)], HEADER, *ROWS)
    found = values(sheet(*first, *second))
    assert {key: found[key] for key in DECISIONS} == DECISIONS
    assert [found[f"normative_documents.{c}"] for c in ("issued", "repealed", "in_force")] == [5, 0, 6]


def test_a_lone_column_beside_the_names_of_others_is_none_of_theirs() -> None:
    """Only 总计 has numbers; set to the right, they stand nearer to it than to the names before it."""
    names = [("法律服务机构", 330.0), ("其他", 410.0), ("总计", 470.0)]
    rows: list[Line] = [[(f"{k}.属于国家秘密", 70.0), (str(k), 480.0)] for k in range(1, 7)]
    page = sheet([("申请人情况", 390.0)], names, *rows)
    (grid,) = [grid for grid in find_grids([page.page(1)]) if len(grid.xs) > 2]
    x0, x1 = grid.xs[-2:]
    assert x0 > 428.0
    assert x1 > 484.0


def test_a_header_without_rows_on_its_page_names_the_columns_of_the_next() -> None:
    """Nothing on the first page stands apart from words as numbers do."""
    first = Sheet()
    prose = "坚持把群众关心的低保医保养老教育住房等信息放在突出位置做到应公开尽公开"
    for i in range(10):
        first.write(prose, 70.0, TOP + 16.0 * i)
    first.write("第二十条第（一）项", 250.0, 600.0)
    for text, x in (("信息内容", 90.0), ("本年制发件数", 200.0), ("本年废止件数", 320.0), ("现行有效件数", 430.0)):
        first.write(text, x, 620.0)
    second = sheet(
        [("规章", 70.0), ("3", 225.0), ("1", 345.0), ("2", 455.0)],
        [("行政规范性文件", 70.0), ("5", 225.0), ("0", 345.0), ("6", 455.0)],
    )
    found = values(first, second)
    assert [found[f"normative_documents.{c}"] for c in ("issued", "repealed", "in_force")] == [5, 0, 6]


@pytest.mark.parametrize(("is_ruled", "count"), [(True, 2), (False, 0)])
def test_rows_are_as_high_as_their_level_rules_are_apart(is_ruled: bool, count: int) -> None:
    page = sheet([("第二十条第（六）项", 250.0)], HEADER, *ROWS, pitch=80.0)
    if is_ruled:
        page.horizontal = [(TOP - 5.0 + 80.0 * i, 60.0, 520.0) for i in range(5)]
    assert len([v for v in values(page).values() if v is not None]) == count


def test_a_label_of_two_lines_with_its_numbers_beside_the_second_begins_below_the_header() -> None:
    """Upright rules only: no level one says where the header ends."""
    names = [("信息内容", 90.0), ("本年制发件数", 200.0), ("本年废止件数", 320.0), ("现行有效件数", 430.0)]
    page = sheet([("第二十条第（一）项", 250.0)], names)
    lines = [("规章（全区机关均无", 118.0), ("制定规章的权限）", 131.0), ("行政规范性文件", 158.0)]
    for text, y in lines:
        page.write(text, 70.0, y)
    for y, numbers in ((131.0, "312"), (158.0, "506")):
        for k, number in enumerate(numbers):
            page.write(number, 225.0 + 115.0 * k, y)
    page.vertical = [(x, TOP + LINE, 175.0) for x in (60.0, 185.0, 300.0, 415.0, 530.0)]
    found = values(page)
    assert [found[f"regulations.{c}"] for c in ("issued", "repealed", "in_force")] == [3, 1, 2]


def test_the_bracket_of_a_note_belongs_to_its_word_and_that_of_a_label_to_its_number() -> None:
    page = Sheet()
    for text, x, y in (
        ("规章", 70.0, 100.0),
        ("（全区", 70.0 + 2 * SIZE + 5.0, 100.0),
        ("办理结果", 70.0, 140.0),
        ("（一）予以公开", 70.0 + 4 * SIZE + 5.0, 140.0),
    ):
        page.write(text, x, y)
    texts = [[s.text for s in line] for line in find_segments(page.page(1), [])]
    assert texts == [["规章（全区"], ["办理结果", "（一）予以公开"]]


def pieces(*line: tuple[str, float]) -> list[Segment]:
    return [Segment(text, x, 0.0, x + SIZE * len(text), SIZE, SIZE) for text, x in line]


# Seven names, 40 points apart, behind the corner's.
NAMES = pieces(("勾稽关系", 80.0), *((name, 200.0 + 40.0 * k) for k, name in enumerate("自商科社法其总")))


@pytest.mark.parametrize(
    ("numbered", "found"),
    [
        (range(7), range(7)),
        ((0, 1, 3, 4, 5, 6), range(7)),
        ((6,), range(7)),
        ((0,), range(7)),
        ((1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7)),  # the names stand over the column before
    ],
    ids=["all", "one empty", "only the last", "only the first", "one without a name"],
)
def test_a_column_without_numbers_is_where_its_name_stands(numbered: Sequence[int], found: Sequence[int]) -> None:
    row = pieces(("重复申请", 70.0), *(("4", 200.0 + 40.0 * k) for k in numbered))
    columns = with_empty_columns([(s.x0, s.x1) for s in row[1:]], [NAMES, row])
    assert [round((x0 - 200.0) / 40.0) for x0, _ in columns] == list(found)


def test_the_name_over_the_labels_is_no_columns() -> None:
    """As far from the first column as the columns are from one another."""
    header = pieces(("信息内容", 60.0), *((name, 180.0 + 120.0 * k) for k, name in enumerate(("制发", "废止", "有效"))))
    row = pieces(("规章", 60.0), ("4", 180.0), ("4", 300.0), ("4", 420.0))
    columns = [(s.x0, s.x1) for s in row[1:]]
    assert with_empty_columns(columns, [header, row]) == columns


def test_a_column_of_dashes_beside_an_upright_is_parted_by_it_though_most_lines_are_labels() -> None:
    page = Sheet()
    for k in range(12):
        page.write("申请人无正当理由", 70.0, TOP + 36.0 * k)
        page.write("逾期不补正行政机关", 70.0, TOP + 36.0 * k + LINE)
        page.write("不再处理其申请", 70.0, TOP + 36.0 * k + 2 * LINE)
        for i, mark in enumerate("00—"):
            page.write(mark, 270.0 + 40.0 * i, TOP + 36.0 * k + 2 * LINE)
    page.vertical = [(x, TOP - 5.0, TOP + 440.0) for x in (60.0, 255.0, 295.0, 335.0, 375.0)]
    (grid,) = find_grids([page.page(1)])
    assert [c.text for c in grid.cells if c.text in ("0", "—")] == ["0", "0", "—"] * 12


def test_names_of_a_group_and_of_its_last_column_on_lines_apart_are_two() -> None:
    """Set to the right, both stand over the last column."""
    page = sheet(
        [("直接起诉", 327.5), ("复议后起诉", 438.5)],
        [(name, 285.5 + 60.0 * k) for k, name in enumerate(("维持", "纠正", "其他", "总计"))],
        [("0", 299.0), ("1", 359.0), ("0", 419.0), ("1", 479.0)],
        [("0", 299.0), ("2", 359.0), ("0", 419.0), ("2", 479.0)],
        pitch=24.0,
    )
    texts = {cell.text for grid in find_grids([page.page(1)]) for cell in grid.cells}
    assert {"直接起诉", "复议后起诉", "纠正", "总计"} <= texts


def test_the_first_line_of_a_page_stays_though_its_pieces_are_of_different_heights() -> None:
    """The label of a group stands before that of its first row, a little higher; both are one piece at first."""
    page = Sheet()
    page.write("（四）", 70.0, TOP - 2.0)
    for k in range(4):
        page.write("重复申请", 105.0, TOP + 20.0 * k)
        for i in range(4):
            page.write("7", 270.0 + 40.0 * i, TOP + 20.0 * k)
    (grid,) = find_grids([page.page(1)])
    assert sum(cell.text == "7" for cell in grid.cells) == 16
