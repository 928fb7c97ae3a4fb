"""The editions that ship: what they say fits the published names, and no wording means two things."""

from __future__ import annotations

from typing import get_args

import pytest

from reportextract.datasets.keys import KEYS
from reportextract.forms.edition import Axis, is_printed, load_form, read_term
from reportextract.model import FormEdition

FORM = load_form()
TABLES = ("disclosure", "requests", "review_litigation")


def test_every_cell_of_every_edition_has_its_place_in_the_datasets() -> None:
    of_editions = {key for edition in FORM.editions for table in TABLES for key in FORM.expected(edition, table)}
    assert of_editions == set(KEYS)


def test_every_edition_has_a_published_name_and_a_year() -> None:
    assert set(FORM.editions) <= set(get_args(FormEdition))
    years = [FORM.first_years[edition] for edition in FORM.editions]
    assert years == sorted(set(years))


@pytest.mark.parametrize(
    ("edition", "cells"),
    [
        ("2019", (2 * 3 + 4 * 3 + 2 + 2, (2 + 2 + 8 + 3 + 5 + 1 + 2) * 7, 3 * 5)),
        ("2021", (2 * 3 + 3 + 1, (2 + 2 + 8 + 3 + 5 + 3 + 2) * 7, 3 * 5)),
    ],
)
def test_the_editions_have_the_cells_of_the_blank_forms(edition: str, cells: tuple[int, int, int]) -> None:
    assert tuple(len(FORM.expected(edition, table)) for table in TABLES) == cells


def wordings(axes: tuple[Axis, ...]) -> list[tuple[str, Axis]]:
    return [(label.text, axis) for axis in axes for label in axis.term.labels]


@pytest.mark.parametrize(
    "axes", [FORM.subjects, FORM.applicants, FORM.outcomes], ids=["subject", "applicant", "outcome"]
)
def test_no_wording_is_that_of_two_rows_or_columns(axes: tuple[Axis, ...]) -> None:
    for text, axis in wordings(axes):
        printed = read_term(text)
        assert printed.alike(axis.term) == 1.0
        same = {a.key for a in axes if printed.alike(a.term) == 1.0 and set(a.editions) & set(axis.editions)}
        assert same == {axis.key}, text


def test_no_wording_is_that_of_two_columns_of_a_block() -> None:
    for block in FORM.blocks:
        for text, axis in wordings(block.columns):
            assert {a.key for a in block.columns if read_term(text).alike(a.term) == 1.0} == {axis.key}, text


def test_a_row_is_printed_where_its_label_is_and_a_track_where_it_stands_over_its_columns() -> None:
    assert is_printed("requests", "granted", "（一）予以公开12")
    assert not is_printed("requests", "granted", "（二）部分公开12")
    assert is_printed("review_litigation", "reconsideration", "行政复议行政诉讼结果维持")
    assert not is_printed("review_litigation", "direct_suit", "行政复议结果维持")
