"""Which table a grid is a piece of: by what it says, or by the piece before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reportextract.forms import load_form
from reportextract.forms.identify import identify_grids
from reportextract.model import Box, Grid, GridCell
from reportextract.values import parse_value

FORM = load_form()
EDGES = (60.0, 200.0, 245.0, 290.0, 335.0, 380.0, 425.0, 470.0, 515.0)
NUMBERS = ("", "1", "2", "0", "0", "0", "0", "3")


def is_value(text: str) -> bool:
    return parse_value(text, one_box=True).state != "unreadable"


def grid(rows: Sequence[Sequence[str]], page: int = 1, xs: tuple[float, ...] = EDGES, ruled: bool = True) -> Grid:
    """Rows of boxes 20 points high."""
    ys = tuple(100.0 + 20 * k for k in range(len(rows) + 1))
    cells = tuple(
        GridCell(i, k, 1, 1, Box(xs[k], ys[i], xs[k + 1], ys[i + 1]), (text,) if text else ())
        for i, row in enumerate(rows)
        for k, text in enumerate(row)
    )
    evidence = "ruled" if ruled else "aligned"
    return Grid(page, Box(xs[0], ys[0], xs[-1], ys[-1]), xs, ys, cells, evidence, ruled, ruled)  # type: ignore[arg-type]


def tables(*grids: Grid) -> list[str | None]:
    return identify_grids(grids, FORM, is_value)


OUTCOMES = [axis.term.official for axis in FORM.outcomes[:2]]


def test_a_sentence_that_says_what_rows_say_is_no_label_of_theirs() -> None:
    """A paragraph that rules frame, beside a number: 本年新收政府信息公开申请数量3件。"""
    sentences = [(f"{text}3件。", *NUMBERS[1:]) for text in OUTCOMES]
    assert tables(grid(sentences)) == [None]


def test_a_label_with_a_full_stop_is_one() -> None:
    rows = [(f"{text}。", *NUMBERS[1:]) for text in OUTCOMES]
    assert tables(grid(rows)) == ["requests"]


def test_sentences_are_among_the_labels_of_which_the_forms_must_be_a_part() -> None:
    """One label of the form, and five paragraphs that say something else."""
    label, paragraph = (OUTCOMES[0], *NUMBERS[1:]), ("政府网站每日更新3条。", *[""] * 7)
    assert tables(grid([label])) == ["requests"]
    assert tables(grid([label, *[paragraph] * 5])) == [None]


@pytest.mark.parametrize(("ruled", "found"), [(False, "disclosure"), (True, None)])
def test_labels_in_two_lines_speak_as_one_where_no_rules_part_them(ruled: bool, found: str | None) -> None:
    rows = [("信息", "本年处理决定数量"), ("内容", ""), ("行政", "0"), ("处罚", ""), ("行政", "22"), ("强制", "")]
    assert tables(grid(rows, xs=EDGES[:3], ruled=ruled)) == [found]


def open_pages(xs: tuple[float, ...], ruled: bool = False) -> list[str | None]:
    """A page of table 三 without rules, and numbers alone on the next, whose columns stand so."""
    first = grid([(text, *NUMBERS[1:]) for text in OUTCOMES], 1, EDGES, ruled)
    second = grid([NUMBERS, NUMBERS], 2, xs, ruled)
    return tables(first, second)


def outer(left: float = 0.0, right: float = 0.0) -> tuple[float, ...]:
    return (EDGES[0] + left, *EDGES[1:-1], EDGES[-1] + right)


@pytest.mark.parametrize("xs", [outer(right=40.0), outer(left=-45.0), outer(-45.0, 40.0)])
def test_grids_without_rules_belong_together_whose_columns_are_the_same_though_a_speck_widens_one(
    xs: tuple[float, ...],
) -> None:
    assert open_pages(xs) == ["requests", "requests"]


def test_rules_tell_where_a_table_ends() -> None:
    assert open_pages(outer(right=40.0), ruled=True) == ["requests", None]
    assert open_pages(outer(right=20.0), ruled=True) == ["requests", "requests"]


@pytest.mark.parametrize(
    "xs",
    [
        tuple(x + 30 for x in EDGES),
        (*outer(right=40.0)[:2], *(x + 12 for x in EDGES[2:6]), *outer(right=40.0)[6:]),
        outer(right=40.0)[1:],
    ],
    ids=["farther to the right", "most columns elsewhere", "a column less"],
)
def test_grids_without_rules_whose_columns_stand_elsewhere_are_two_tables(xs: tuple[float, ...]) -> None:
    first = grid([(text, *NUMBERS[1:]) for text in OUTCOMES], 1, EDGES, ruled=False)
    second = grid([NUMBERS[: len(xs) - 1]] * 2, 2, xs, ruled=False)
    assert tables(first, second) == ["requests", None]


def test_on_a_page_that_was_laid_down_a_little_farther_to_the_side_the_columns_are_the_same() -> None:
    assert open_pages(tuple(x + 20 for x in outer(right=40.0))) == ["requests", "requests"]


def test_the_columns_of_a_page_further_on_are_of_another_table() -> None:
    first = grid([(text, *NUMBERS[1:]) for text in OUTCOMES], 1, EDGES, ruled=False)
    second = replace(grid([NUMBERS, NUMBERS], 2, outer(right=40.0), ruled=False), page=3)
    assert tables(first, second) == ["requests", None]


@pytest.mark.parametrize(
    ("gap", "left", "expected"),
    [(3.0, 0.0, "review_litigation"), (12.0, 0.0, None), (3.0, 60.0, None)],
    ids=["right below", "farther below", "under a part of it"],
)
def test_a_row_of_numbers_right_below_a_table_on_the_same_page_is_of_it(
    gap: float, left: float, expected: str | None
) -> None:
    """Rules close the row of numbers, and not the headers above it."""
    xs = tuple(60.0 + 30 * k for k in range(16))
    headers = grid([[axis.term.official for axis in FORM.tracks]], 1, xs, ruled=False)
    row = grid([["0"] * 15], 1, xs)
    shift = headers.box.bottom + gap - row.box.top
    box = row.box._replace(x0=row.box.x0 + left, top=row.box.top + shift, bottom=row.box.bottom + shift)
    assert tables(headers, replace(row, box=box)) == ["review_litigation", expected]
