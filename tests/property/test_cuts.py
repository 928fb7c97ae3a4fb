"""Cutting a table anywhere and stitching it gives it back: no row, column or word is lost or made up."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportextract.forms import load_form
from reportextract.model import CellKey, PageReading
from reportextract.reading import read_form
from tests.typeset_form import EDGES, TOP, Sheet, request_rows, set_header, set_row

EDITIONS = ("2019", "2021")


def numbers_for(edition: str, seed: list[int]) -> dict[CellKey, str]:
    keys = load_form().expected(edition, "requests")
    return {key: str(seed[i % len(seed)] + i % 7) for i, key in enumerate(keys)}


def set_table(
    edition: str,
    numbers: dict[CellKey, str],
    *,
    cuts: dict[int, int],
    repeat_header: bool,
    closed: bool,
    numbers_below: bool,
) -> list[PageReading]:
    """Table 三 over several pages.

    Args:
        cuts: Row → how many of its label lines stand before the page break (0: the break is above the row).
        closed: Whether a rule closes the table at the break.
        numbers_below: Whether a row cut in two has its numbers on the second page.
    """
    sheet = Sheet()
    pages: list[PageReading] = []
    y = set_header(sheet, TOP)
    group = ""

    def turn_page() -> float:
        nonlocal sheet
        if closed:
            sheet.horizontal.append((y, EDGES[0], EDGES[-1]))
        pages.append(sheet.page(len(pages) + 1))
        sheet = Sheet()
        if repeat_header:
            return set_header(sheet, TOP)
        if closed:
            sheet.horizontal.append((TOP, EDGES[0], EDGES[-1]))
        return TOP

    for i, row in enumerate(request_rows(edition, numbers)):
        fresh = row.group != group
        group = row.group
        before = min(cuts.get(i, -1), len(row.label) - 1)
        if i in cuts and before > 0:
            on_first = () if numbers_below else row.numbers
            y = set_row(sheet, row, y, row.label[:before], on_first, first_of_group=fresh)
            y = turn_page()
            on_second = row.numbers if numbers_below else ()
            y = set_row(sheet, row, y, row.label[before:], on_second, first_of_group=False)
        else:
            if i in cuts:
                y = turn_page()
            y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=fresh)
        left = EDGES[0] if row.column == 0 else EDGES[row.column]
        sheet.horizontal.append((y, left, EDGES[-1]))
    sheet.horizontal.append((y, EDGES[0], EDGES[-1]))
    pages.append(sheet.page(len(pages) + 1))
    return pages


@settings(max_examples=120, deadline=None)
@example(  # half a row alone on its page, without the rules of the label columns beside it
    edition="2019",
    seed=[0, 0, 0],
    cuts={0: 0, 19: 1, 20: 0},
    repeat_header=False,
    closed=False,
    numbers_below=True,
)
@given(
    edition=st.sampled_from(EDITIONS),
    seed=st.lists(st.integers(0, 400), min_size=3, max_size=9),
    cuts=st.dictionaries(st.integers(0, 24), st.integers(0, 3), max_size=3),
    repeat_header=st.booleans(),
    closed=st.booleans(),
    numbers_below=st.booleans(),
)
def test_a_table_cut_anywhere_is_read_whole(
    edition: str,
    seed: list[int],
    cuts: dict[int, int],
    repeat_header: bool,
    closed: bool,
    numbers_below: bool,
) -> None:
    numbers = numbers_for(edition, seed)
    pages = set_table(
        edition, numbers, cuts=cuts, repeat_header=repeat_header, closed=closed, numbers_below=numbers_below
    )
    read = read_form(pages)
    assert {key: cell.value for key, cell in read.cells.items()} == {k: Decimal(v) for k, v in numbers.items()}
    lost = [f for f in read.findings if f.code in ("TABLE_TEXT_NOT_PLACED", "ROW_UNKNOWN") and f.severity != "info"]
    assert lost == []


def test_every_cell_says_on_which_page_it_stands() -> None:
    numbers = numbers_for("2021", [1, 2, 3])
    pages = set_table("2021", numbers, cuts={9: 0}, repeat_header=False, closed=False, numbers_below=False)
    read = read_form(pages)
    rows = [a.key for a in load_form().outcomes if "2021" in a.editions]
    pages_of = {row: {c.page for c in read.cells.values() if c.key.row == row} for row in rows}
    assert [pages_of[row] for row in rows] == [{1}] * 9 + [{2}] * 16
