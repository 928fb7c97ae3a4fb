"""The second opinion on first readings that are wrong in known ways: a first reader that lies is found out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from reportextract.checks import evaluate
from reportextract.forms import load_form
from reportextract.ingest.document import OpenedDocument, open_document
from reportextract.model import CellKey, PageReading
from reportextract.pages.reader import open_reader, read_pages
from reportextract.reading import FormReading, read_form
from reportextract.second_opinion import Opinion, ask_again

HONGZE = next((Path(__file__).parents[2] / "data/raw").glob("洪泽区2023*.pdf"))
GRANTED = CellKey("requests", "granted", "natural_person")


@pytest.fixture(scope="module")
def opened() -> Iterator[OpenedDocument]:
    with open_document(HONGZE.read_bytes()) as document:
        yield document


@pytest.fixture(scope="module")
def pages(opened: OpenedDocument) -> tuple[PageReading, ...]:
    with open_reader("pdfium", opened.data, opened.pdf) as reader:
        return tuple(read_pages(reader))


def ask(first: FormReading, pages: tuple[PageReading, ...], opened: OpenedDocument) -> tuple[FormReading, Opinion]:
    identities = load_form().identities(first.expected)
    return ask_again(first, evaluate(identities, first.cells), identities, pages, opened)


def test_what_the_agency_misprinted_is_confirmed(pages: tuple[PageReading, ...], opened: OpenedDocument) -> None:
    first = read_form(pages)
    reading, opinion = ask(first, pages, opened)

    assert reading == first
    assert CellKey("review_litigation", "reconsideration", "total") in opinion.confirmed
    assert opinion.doubted == frozenset()


def test_a_number_that_nobody_else_sees_is_doubted_and_kept(
    pages: tuple[PageReading, ...], opened: OpenedDocument
) -> None:
    first = read_form(pages)
    wrong = first.cells[GRANTED]._replace(value=Decimal(7), printed="7")
    reading, opinion = ask(replace(first, cells={**first.cells, GRANTED: wrong}), pages, opened)

    assert reading.cells[GRANTED].value == 7
    assert GRANTED in opinion.doubted
    assert [(f.code, f.key, f.facts["second"]) for f in opinion.findings] == [("READINGS_DISAGREE", GRANTED, "0")]


def test_a_cell_that_was_missed_is_filled_where_both_others_agree(
    pages: tuple[PageReading, ...], opened: OpenedDocument
) -> None:
    first = read_form(pages)
    without = {key: cell for key, cell in first.cells.items() if key != GRANTED}
    reading, opinion = ask(replace(first, cells=without), pages, opened)

    assert (reading.cells[GRANTED].value, reading.cells[GRANTED].origin) == (Decimal(0), "reread")
    assert [f.code for f in opinion.findings] == ["CELL_REREAD"]


def test_without_doubt_nobody_is_asked(pages: tuple[PageReading, ...], opened: OpenedDocument) -> None:
    first = read_form(pages[:3])
    requests = {k: c for k, c in first.cells.items() if k.table == "disclosure"}
    sure = replace(first, cells=requests, expected=tuple(requests), tables={"disclosure": first.tables["disclosure"]})

    assert ask(sure, pages, opened) == (sure, Opinion())
