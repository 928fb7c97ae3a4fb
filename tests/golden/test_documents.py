"""Whole documents, compared cell by cell with what a person reads on their pages.

The truth of data/raw was typed from the pages (two real reports) or came with the samples; that of tests/corpus was
written before its documents were made from it. A wrong number counts apart from a missing one.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import reportextract
from reportextract.model import Cell, Report

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "data/raw", ROOT / "tests/corpus/documents")
DOCUMENTS = [
    pytest.param(folder / name, truth, id=name)
    for folder in FOLDERS
    for name, truth in json.loads((folder / "truth.json").read_text("utf-8")).items()
]
# Pages whose text layer says something else than they print: nothing of them may be published.
UNREADABLE = "unreadable_pages"


def printed(cell: Cell) -> str | None:
    """A cell as the truth writes it: ``""`` for an empty box, a dash as ``"0"``; None where it can't be read."""
    if cell.state == "blank":
        return ""
    return None if cell.value is None else str(cell.value)


def same(found: str | None, true: str) -> bool:
    if not found or not true:
        return found == true
    return Decimal(found) == Decimal(true)


@pytest.mark.parametrize(("path", "truth"), DOCUMENTS)
def test_document(path: Path, truth: dict[str, Any]) -> None:
    report = reportextract.extract(path)
    true = {(c["table"], c["row"], c["col"]): c["value"] for c in truth["cells"]}
    found = {tuple(c.key): printed(c) for c in report.cells}

    assert {key: (found[key], true[key]) for key in found.keys() & true.keys() if not same(found[key], true[key])} == {}
    assert found.keys() - true.keys() == set()
    if not truth.get(UNREADABLE):
        assert true.keys() - found.keys() == set()
        assert (report.agency, report.report_year, report.form) == (
            truth["agency"],
            truth["report_year"],
            form_of(truth),
        )
        assert misprints(report) == {(v["check"], v["subject"]) for v in truth["published_violations"]}


def form_of(truth: dict[str, Any]) -> str:
    """A document without any table of the form is prose, whatever form it stands for."""
    return truth["form"] if truth["cells"] else "prose"


def misprints(report: Report) -> set[tuple[str, str]]:
    return {(c.check, c.subject) for c in report.checks if c.verdict == "fails" and c.cause == "published"}


@pytest.mark.parametrize(("path", "truth"), DOCUMENTS[:7])
def test_every_number_is_in_its_box(path: Path, truth: dict[str, Any]) -> None:
    """What pdfplumber finds in the published box of a number is that number: a reader who follows it finds it."""
    import pdfplumber

    report = reportextract.extract(path)
    with pdfplumber.open(path) as pdf:
        for cell in report.cells:
            page = pdf.pages[cell.page - 1]
            inside = page.filter(
                lambda thing, box=cell.box: (
                    thing["object_type"] == "char"
                    and box.x0 <= (thing["x0"] + thing["x1"]) / 2 <= box.x1
                    and box.top <= (thing["top"] + thing["bottom"]) / 2 <= box.bottom
                )
            )
            text = "".join(c["text"] for c in inside.chars if not c["text"].isspace())
            assert text == "".join(cell.printed.split()), (cell.key, cell.page, cell.box)
