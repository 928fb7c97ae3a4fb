"""Which column of the form a column on the page is, where headers are missing, unreadable, or say something else."""

from __future__ import annotations

import pytest

from reportextract.forms.columns import Header, add_up, find_columns, place_columns, trailing_values
from reportextract.forms.disclosure import align_disclosure
from reportextract.forms.edition import load_form
from reportextract.forms.placed import Column, read_cell
from reportextract.model import UNREAD, Box, Grid, GridCell, Table, TableRow
from reportextract.values import parse_value

FORM = load_form()
NAMES = [axis.term.official for axis in FORM.applicants]


def placed(headers: list[tuple[str, float]]) -> list[str]:
    """The keys of seven columns under such headers (text, confidence), in order."""
    columns = [Column(100.0 * i, 100.0 * i + 90) for i in range(len(NAMES))]
    cells = [
        GridCell(0, i, 1, 1, Box(c.x0, 0.0, c.x1, 20.0), (text,) if text else (), confidence=confidence)
        for i, (c, (text, confidence)) in enumerate(zip(columns, headers, strict=True))
    ]
    found = place_columns(columns, [Header(read_cell(c), c) for c in cells if c.lines], FORM.applicants)
    return [column.axis.key for column in found]


@pytest.mark.parametrize(
    ("header", "confidence", "is_placed"),
    [
        ("", 1.0, True),
        ("社荟鑫蕴貴", 0.3, True),  # recognised, and nothing that can be read
        ("村民小组", 1.0, False),  # printed: another column than the form's
        ("村民小组", 0.97, False),  # the same, recognised beyond doubt
    ],
)
def test_a_column_has_its_place_by_its_neighbours_only_if_its_header_says_nothing_else(
    header: str, confidence: float, is_placed: bool
) -> None:
    headers = [(name, 1.0) for name in NAMES]
    headers[3] = (header, confidence)
    expected = [axis.key for i, axis in enumerate(FORM.applicants) if i != 3 or is_placed]
    assert placed(headers) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("商业企业", [axis.key for axis in FORM.applicants]),
        ("社蕴", ["natural_person", "research_institution", "other_organization"]),  # too few to tell the others
    ],
)
def test_names_that_are_only_like_the_forms_count_where_the_form_has_them(second: str, expected: list[str]) -> None:
    """As they were read of headers that run down, and nothing of 总计."""
    headers = [("自然V", 0.35), (second, 0.3), ("科研机构", 1.0), ("2公蔡所", 0.13), ("社蕴", 0.3), ("其焦", 0.84)]
    assert placed([*headers, ("", 1.0)]) == expected


def test_a_recognised_header_over_two_columns_names_neither() -> None:
    columns = [Column(100.0 * i, 100.0 * i + 90) for i in range(2)]
    wide = GridCell(0, 0, 1, 2, Box(0.0, 0.0, 190.0, 20.0), (NAMES[0],), confidence=0.95)
    assert place_columns(columns, [Header(read_cell(wide), wide)], FORM.applicants) == []


RESULTS = [axis.term.official for axis in FORM.tracks[:5]]


def placed_tracks(groups: list[tuple[str, float]], count: int = 5) -> list[str]:
    """The keys of columns headed 结果维持, 结果纠正 …, all under the same group headers (text, confidence)."""
    columns = [Column(30.0 * i, 30.0 * i + 28) for i in range(count)]
    cells = [GridCell(2, i, 1, 1, Box(c.x0, 40.0, c.x1, 60.0), (RESULTS[i % 5],)) for i, c in enumerate(columns)]
    cells += [
        GridCell(i, 0, 1, count, Box(0.0, 20.0 * i, columns[-1].x1, 20.0 * i + 20), (text,), confidence=confidence)
        for i, (text, confidence) in enumerate(groups)
    ]
    return [column.axis.key for column in place_columns(columns, [Header(read_cell(c), c) for c in cells], FORM.tracks)]


def test_columns_that_two_tracks_have_are_those_of_the_track_above_them() -> None:
    """行政诉讼 stands over two tracks, each with these five columns."""
    assert placed_tracks([("行政诉讼", 1.0)]) == []
    expected = [axis.key for axis in FORM.tracks[10:]]
    assert placed_tracks([("行政诉讼", 1.0), ("复议后起诉", 1.0)]) == expected
    assert placed_tracks([("行政诉讼", 0.95), ("复议后起诉", 0.95)]) == expected


def test_ten_columns_named_as_those_of_any_two_tracks_are_nobodys() -> None:
    """The boxes of one track were not told apart, and what stands over the others was not read."""
    names = [axis.term.official for axis in FORM.tracks][:5] * 2
    cells = [GridCell(0, i, 1, 1, Box(40.0 * i, 0.0, 40.0 * i + 38, 20.0), (name,)) for i, name in enumerate(names)]
    columns = [Column(cell.box.x0, cell.box.x1) for cell in cells]
    assert place_columns(columns, [Header(read_cell(c), c) for c in cells], FORM.tracks) == []


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("未经复议直接起诉复议后起诉", 5),  # it names two tracks
        ("未经复议直接起诉", 7),  # it is over more columns than its track has
    ],
)
def test_a_recognised_header_of_two_groups_names_no_columns_group(header: str, columns: int) -> None:
    assert placed_tracks([(header, 0.95)], columns) == []


def row(*texts: str, edges: tuple[float, ...] = (0.0, 100.0, 130.0, 160.0, 190.0)) -> TableRow:
    cells = tuple(
        GridCell(0, i, 1, 1, Box(edges[i], 0.0, edges[i + 1], 12.0), (text,) if text else (), confidence=0.9)
        for i, text in enumerate(texts)
    )
    return TableRow(1, 0, cells, cells, may_continue=False)


def is_value(text: str) -> bool:
    return parse_value(text, one_box=True).state != "unreadable"


def test_a_box_of_which_nothing_was_read_is_among_the_numbers_of_its_row() -> None:
    printed = row("重复申请", "2", UNREAD, "")
    assert trailing_values(printed, is_value) == list(printed.cells[1:])
    assert trailing_values(row("重复申请", "2", UNREAD + "件数量", ""), is_value)[0].box.x0 == 160.0


def test_what_a_seal_left_between_two_numbers_is_among_them() -> None:
    """Its characters, one or two to a box, and a 0 that was read as letters; a label is no number's neighbour."""
    assert len(trailing_values(row("重复申请", "2", "白镇", "0"), is_value)) == 3
    assert len(trailing_values(row("重复申请", "2", "O.", "0"), is_value)) == 3
    assert len(trailing_values(row("总计", "", "白镇", "0"), is_value)) == 1


def test_boxes_of_which_nothing_was_read_make_no_columns() -> None:
    """Two rows of a header that is too faint to be read have other boxes than the row of numbers below."""
    header = row("申请人情况", UNREAD, edges=(0.0, 100.0, 190.0))
    found = find_columns([header, header, row("重复申请", "2", UNREAD, "0")], is_value)
    assert [(column.x0, column.x1) for column in found] == [(100.0, 130.0), (130.0, 160.0), (160.0, 190.0)]


def test_a_recognised_header_much_longer_than_a_name_that_it_is_a_little_like_names_nothing() -> None:
    """The title of a block and two headers, the rules between them lost, over a column of numbers."""
    axes = [column for block in FORM.blocks for column in block.columns if column.term.official == "本年增/减"][:1]
    column = Column(0.0, 90.0)
    for text, confidence, count in (
        ("本年收费金额（单位：万元）", 0.97, 0),
        ("本年增减", 0.97, 1),
    ):
        cell = GridCell(0, 0, 1, 1, Box(0.0, 0.0, 90.0, 20.0), (text,), confidence=confidence)
        assert len(place_columns([column], [Header(read_cell(cell), cell)], axes)) == count


COUNTS = [Column(100.0 * i, 100.0 * i + 90) for i in range(1, 5)]


def counts(*rows: str) -> bool:
    """Whether four columns add up in rows of numbers."""
    edges = tuple(100.0 * i for i in range(6))
    return add_up((row("重复申请", *numbers.split(), edges=edges), COUNTS) for numbers in rows)


def test_columns_add_up_where_the_last_is_the_sum_in_several_rows() -> None:
    assert counts("1 2 0 3", "4 — 1 5", "0 0 7 7")
    assert not counts("1 2 0 3", "4 — 1 5")  # too few
    assert not counts("1 2 0 3", "4 — 1 5", "0 0 7 7", "1 1 1 4")  # one of four may not fail
    assert counts("1 2 0 3", "4 — 1 5", "0 0 7 7", "2 0 0 2", "1 1 1 4")
    assert not counts("3 2 0 1", "5 — 1 4", "7 0 7 0")  # as if the total came first


def test_of_nothing_but_zeros_any_order_says_the_same() -> None:
    assert counts("0 0 0 0", "0 / 0 0", "0 0 0 0")
    assert not counts("0 0 0 0", "0 / 0 0", "0 0 0 0", "0 0 1 0")


@pytest.mark.parametrize("number", ["01", "1.", "1?"])
def test_a_row_with_what_is_no_count_tells_nothing_of_the_columns(number: str) -> None:
    assert counts("1 2 0 3", "4 — 1 5", "0 0 7 7", f"{number} 1 1 9")
    assert not counts("1 2 0 3", "4 — 1 5", f"{number} 0 7 8")


@pytest.mark.parametrize(
    ("headers", "places"),
    [
        (("本年制发件数", "本年废止件数", "现行有效件数"), 0),
        (("上一年项目数量", "本年增/减", "处理决定数量"), 3),
    ],
)
def test_headers_that_are_another_blocks_are_not_taken_for_what_they_are_a_little_like(
    headers: tuple[str, ...], places: int
) -> None:
    """The label of 规章 was read with a caption above it, 行政处罚; 本年制发件数 is a little like 本年增/减."""
    edges = (0.0, 100.0, 200.0, 300.0, 400.0)
    rows = (row("信息内容", *headers, edges=edges), row("行政处罚", "0", "0", "0", edges=edges))
    grid = Grid(1, Box(0.0, 0.0, 400.0, 24.0), edges, (0.0, 12.0, 24.0), (), "ruled", True, True)
    cells = align_disclosure(Table(rows, (grid,)), FORM, is_value).cells
    assert len([cell for cell in cells if cell.key.row == "penalties"]) == places
