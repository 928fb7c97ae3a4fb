"""Columns of tables that have level rules only: from the gutters between numbers, and the ends of rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from reportextract.model import Box
from reportextract.tables.open_columns import find_open_columns
from tests.typeset_form import SIZE, Sheet

Piece = tuple[str, float]
# A row is so high; the table begins there, and its level rules go from side to side.
ROW, TOP = 20.0, 300.0
LEFT, RIGHT = 60.0, 460.0
HEADER = [("信息内容", 70.0), ("制发", 192.0), ("废止", 292.0), ("有效", 392.0)]
NUMBERS = [
    [("规章", 70.0), ("1", 200.0), ("0", 300.0), ("12", 400.0)],
    [("规范性文件", 70.0), ("25", 200.0), ("3", 300.0), ("7", 400.0)],
    [("行政许可", 70.0), ("9", 200.0), ("108", 300.0), ("4", 400.0)],
]
# The end of the longest label, and the beginnings and ends of the columns with their headers.
LABELS_END = 115.0
COLUMNS = [(192.0, 210.0), (292.0, 313.5), (392.0, 410.0)]


@dataclass
class Table:
    """Rows on a page, and the level rules around each."""

    rows: Sequence[Sequence[Piece]]
    sheet: Sheet = field(default_factory=Sheet)

    def __post_init__(self) -> None:
        for k, row in enumerate(self.rows):
            for text, x in row:
                self.sheet.write(text, x, self.y(k) + 5)
        self.sheet.horizontal.extend((self.y(k), LEFT, RIGHT) for k in range(len(self.rows) + 1))

    def y(self, k: int) -> float:
        """The upper side of a row."""
        return TOP + ROW * k

    def without(self, *rules: int) -> Table:
        gone = {self.y(k) for k in rules}
        self.sheet.horizontal = [rule for rule in self.sheet.horizontal if rule[0] not in gone]
        return self

    def columns(self, taken: Sequence[Box] = ()) -> list[tuple[float, float, float]]:
        def is_clear(x: float, top: float, bottom: float) -> bool:
            return not any(x0 < x < x1 and y0 < bottom and y1 > top for x0, y0, x1, y1 in self.sheet.boxes)

        found = find_open_columns(self.sheet.page(1), taken, is_clear)
        assert found.shape == (len(found), 3)
        return sorted((x, top, bottom) for x, top, bottom in found.tolist())


def middle(x0: float, x1: float) -> float:
    return pytest.approx((x0 + x1) / 2, abs=1)


def gutters(top: float, bottom: float) -> list[tuple[float, float, float]]:
    return [
        (middle(LABELS_END, COLUMNS[0][0]), top, bottom),
        (middle(COLUMNS[0][1], COLUMNS[1][0]), top, bottom),
        (middle(COLUMNS[1][1], COLUMNS[2][0]), top, bottom),
    ]


def test_columns_are_in_the_middle_of_gutters_from_the_header_to_the_last_rule() -> None:
    table = Table([HEADER, *NUMBERS])
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_pieces_of_a_broken_rule_among_the_rows_are_no_numbers() -> None:
    """They are read as dashes, and as numbers they would make columns where the labels are."""
    table = Table([HEADER, *NUMBERS])
    for x in (65.0, 78.0, 91.0, 104.0):
        table.sheet.text.append("—")
        table.sheet.boxes.append((x, table.y(2) - 3.0, x + 6.0, table.y(2) + 3.0))
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_numbers_without_a_header_have_columns_too() -> None:
    table = Table(NUMBERS)
    found = table.columns()
    assert [(top, bottom) for _, top, bottom in found] == [(table.y(0), table.y(3))] * 3
    between = [(LABELS_END, 200.0), (209.0, 300.0), (313.5, 400.0)]
    assert [x for x, *_ in found] == [middle(*gap) for gap in between]


def test_columns_reach_up_to_a_title_and_not_into_it() -> None:
    table = Table([[("第二十条第（一）项规定的信息公开", 190.0)], HEADER, *NUMBERS])
    assert table.columns() == gutters(table.y(1), table.y(5))


def test_a_header_over_two_columns_stops_all_of_them() -> None:
    """The columns are parted below it; above, the table is read as before."""
    over = [("信息内容", 70.0), ("行政规范性文件制发废止数", 200.0)]
    names = [("制发", 192.0), ("废止", 292.0), ("有效", 392.0)]
    table = Table([over, names, *NUMBERS])
    assert table.columns() == gutters(table.y(1), table.y(5))


@pytest.mark.parametrize("header", [HEADER, HEADER[1:]], ids=["with a name over the labels", "without"])
def test_numbers_far_from_the_middle_of_their_header_are_in_its_column(header: Sequence[Piece]) -> None:
    """No rule closes the header, so that only its names tell how wide the columns are."""
    rows = [[row[0], (row[1][0], 272.0), *row[2:]] for row in NUMBERS]
    table = Table([header, *rows]).without(0)
    assert table.columns() == [
        (middle(LABELS_END, 192.0), table.y(1), table.y(4)),
        (middle(281.0, 292.0), table.y(1), table.y(4)),
        (middle(313.5, 392.0), table.y(1), table.y(4)),
    ]


def test_a_column_is_parted_where_most_room_is_beside_a_name() -> None:
    """The name over the labels reaches into the gutter."""
    table = Table([[("编", 125.0), ("有效", 392.0)], *NUMBERS])
    assert table.columns()[0] == (middle(134.0, 200.0), table.y(0), table.y(4))


def test_a_name_over_the_labels_that_is_longer_than_they_are_is_no_label() -> None:
    table = Table([[("信息内容及其名称", 70.0), *HEADER[1:]], *NUMBERS]).without(0)
    assert table.columns() == gutters(table.y(1), table.y(4))


def test_rules_far_above_are_of_no_header() -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal.append((table.y(1) - 165, LEFT, RIGHT))
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_numbers_set_left_and_right_of_one_place_are_one_column() -> None:
    """A point apart in two rows: no gutter is so narrow."""
    rows = [NUMBERS[0], [NUMBERS[1][0], ("3", 205.5), *NUMBERS[1][2:]], NUMBERS[0]]
    assert len(Table(rows).columns()) == 3


def test_a_second_header_begins_a_part_of_its_own() -> None:
    """Below it the columns stand elsewhere; a title parts the two."""
    title = [("第二十条第（六）项规定的信息", 240.0)]
    second = [("信息内容", 70.0), ("件数", 232.0), ("金额", 352.0)]
    rows = [[("行政处罚", 70.0), ("5", 240.0), ("61", 360.0)], [("行政强制", 70.0), ("2", 240.0), ("0", 360.0)]]
    table = Table([HEADER, *NUMBERS, title, second, *rows])
    found = table.columns()
    assert sorted(c for c in found if c[1] < table.y(4)) == gutters(table.y(0), table.y(4))
    assert [c for c in found if c[1] >= table.y(4)] == [
        (middle(106.0, 232.0), table.y(5), table.y(8)),
        (middle(250.0, 352.0), table.y(5), table.y(8)),
    ]


def test_where_a_level_rule_begins_a_column_does() -> None:
    """The first label stands beside two rows: the rule between these begins after it."""
    rows = [
        [("规章", 130.0), ("1", 200.0), ("0", 300.0)],
        [("制度", 64.0), ("文件", 130.0), ("2", 200.0), ("0", 300.0)],
        [("许可", 130.0), ("9", 200.0), ("8", 300.0)],
    ]
    table = Table(rows)
    table.sheet.horizontal[1:3] = [(table.y(1), 120.0, RIGHT), (table.y(2), 120.0, RIGHT)]
    found = table.columns()
    assert (120.0, table.y(0), table.y(3)) in found
    assert len(found) == 3


def test_where_a_level_rule_ends_a_column_does() -> None:
    """Something stands beside the last column, over two rows."""
    table = Table(NUMBERS)
    table.sheet.horizontal[1] = (table.y(1), LEFT, 430.0)
    assert (430.0, table.y(0), table.y(2)) in table.columns()


def test_where_a_broken_level_rule_ends_within_a_text_no_column_does() -> None:
    table = Table([[("规范性", 70.0), ("25", 200.0), ("3", 300.0), ("1,234", 400.0)], *NUMBERS[1:]])
    table.sheet.horizontal[1] = (table.y(1), LEFT, 412.0)
    assert len(table.columns()) == 3


@pytest.mark.parametrize("rule", [0, 4])
def test_the_first_and_the_last_rule_tell_nothing_of_columns_beyond_them(rule: int) -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal[rule] = (table.y(rule), 140.0, RIGHT)
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_no_column_is_at_the_end_of_a_rule_through_print() -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal[2] = (table.y(2), 72.0 + SIZE, RIGHT)
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_the_ends_of_the_longest_rules_are_no_columns() -> None:
    """Rules lie askew, or are worn by some points."""
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal[2] = (table.y(2), LEFT + 10, RIGHT - 10)
    assert table.columns() == gutters(table.y(0), table.y(4))


@pytest.mark.parametrize("upright", [(250.0, TOP + 20, TOP + 80), (160.0, TOP + 50, TOP + 70), (350.0, TOP, TOP + 10)])
def test_where_some_upright_rule_is_printed_there_are_none(upright: tuple[float, float, float]) -> None:
    """Then it is broken ones that are missing."""
    table = Table([HEADER, *NUMBERS])
    table.sheet.vertical.append(upright)
    assert table.columns() == []


@pytest.mark.parametrize("side", [(LEFT, TOP, TOP + 80), (RIGHT, TOP, TOP + 80), (250.0, 20.0, TOP - 20)])
def test_a_table_s_sides_and_rules_of_other_tables_are_no_upright_rules(side: tuple[float, float, float]) -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.vertical.append(side)
    assert table.columns() == gutters(table.y(0), table.y(4))


@pytest.mark.parametrize("gone", [(2,), (3,), (2, 3)])
def test_where_level_rules_are_fewer_than_rows_there_are_none(gone: tuple[int, ...]) -> None:
    table = Table([HEADER, *NUMBERS]).without(*gone)
    assert table.columns() == []


def test_without_any_rule_there_are_none() -> None:
    assert Table([HEADER, *NUMBERS]).without(*range(5)).columns() == []


def test_short_rules_are_none_of_the_table() -> None:
    """An underline beneath a word or two."""
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal = [(y, 190.0, 260.0) for y, *_ in table.sheet.horizontal]
    assert table.columns() == []


def test_level_rules_of_a_table_that_is_drawn_whole_do_not_count() -> None:
    """One ends where these rows begin: its last rule is no rule of theirs."""
    table = Table([HEADER, *NUMBERS])
    assert table.columns(taken=[Box(LEFT, TOP - 60, RIGHT, table.y(1))]) == []
    assert table.columns(taken=[Box(LEFT, TOP + 120, RIGHT, TOP + 200)]) == gutters(table.y(0), table.y(4))


def test_a_table_that_is_taken_has_none() -> None:
    table = Table([HEADER, *NUMBERS])
    assert table.columns(taken=[Box(LEFT, TOP, RIGHT, table.y(4))]) == []


def test_one_column_of_numbers_is_no_table() -> None:
    rows = [[("规章", 70.0), ("1", 200.0)], [("文件", 70.0), ("25", 200.0)], [("许可", 70.0), ("9", 200.0)]]
    assert Table(rows).columns() == []


def test_numbers_without_labels_are_no_table() -> None:
    assert Table([row[1:] for row in NUMBERS]).columns() == []


def test_a_number_that_reaches_into_a_gutter_is_one_of_four() -> None:
    """Two numbers that were taken for one; in three rows each counts."""
    joined = [("公告", 70.0), ("3" + "0" * 30, 200.0), ("6", 400.0)]
    four = Table([*NUMBERS, joined]).columns()
    three = Table([*NUMBERS[:2], joined]).columns()
    assert len(four) == 3
    assert len(three) == 2


def test_a_page_number_below_is_no_row() -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.write("3", 255.0, table.y(4) + 12)
    assert table.columns() == gutters(table.y(0), table.y(4))


def test_an_empty_page_and_prose_have_none() -> None:
    assert Table([]).columns() == []
    assert Table([[("本年度共收到申请三件，均已按时答复，无结转。", 70.0)]] * 4).columns() == []


SECOND_HEADER = [("信息内容", 70.0), ("件数", 232.0), ("金额", 352.0)]
SECOND_ROWS = [[("行政处罚", 70.0), ("5", 240.0), ("61", 360.0)], [("行政强制", 70.0), ("2", 240.0), ("0", 360.0)]]


@pytest.mark.parametrize("title", [[], [[("第二十条第（六）项", 210.0)]]])
def test_columns_of_the_second_part_stay_out_of_the_first(title: list[list[tuple[str, float]]]) -> None:
    table = Table([HEADER, *NUMBERS, *title, SECOND_HEADER, *SECOND_ROWS])
    assert all(top >= table.y(4) for _, top, bottom in table.columns() if bottom > table.y(4))


def test_columns_stay_out_of_the_heading_and_the_rule_at_the_head_of_the_page() -> None:
    table = Table([HEADER, *NUMBERS])
    table.sheet.horizontal.append((TOP - 60, LEFT, RIGHT))
    table.sheet.write("二、主动公开政府信息情况", 70.0, TOP - 30)
    assert all(top >= TOP for _, top, _ in table.columns())


def test_a_table_beside_takes_no_rules_away() -> None:
    table = Table([HEADER, *NUMBERS])
    assert table.columns(taken=[Box(480.0, TOP, 560.0, table.y(4))]) == gutters(table.y(0), table.y(4))


def test_what_is_read_in_one_of_two_rows_makes_no_column() -> None:
    """The dashes of an upright rule, read as a 1 here and there."""
    rows = [[*NUMBERS[0], ("1", 440.0)], NUMBERS[1]]
    assert [x for x, _, _ in Table([HEADER, *NUMBERS[:2]]).columns()] != []
    assert Table([HEADER, *rows]).columns() == []


def test_rules_that_end_anywhere_are_broken_and_tell_of_no_columns() -> None:
    table = Table([HEADER, *NUMBERS, *NUMBERS])
    plain = {x for x, _, _ in table.columns()}
    ends = (150.0, 170.0, 240.0, 270.0, 340.0, 370.0)
    for k, x in enumerate(ends, 1):
        table.sheet.horizontal = [(y, LEFT, x if y == table.y(k) else right) for y, _, right in table.sheet.horizontal]
    assert {x for x, _, _ in table.columns()} == plain
