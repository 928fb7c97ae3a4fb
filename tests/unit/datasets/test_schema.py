"""The datasets have the columns that the contract promises; here they are written out once more, by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportextract.datasets.codebook import as_markdown
from reportextract.datasets.keys import KEYS, TABLES, panel_name
from reportextract.datasets.schema import DATASETS, arrow_schema

CELLS = (
    "report_year agency division_code value unit state printed origin confidence implied_value page x0 top x1 bottom"
)
CONTRACT = {
    "documents": "document_id sha256 source size_bytes media_type page_count scanned_pages status reason "
    "extractor_version seconds first_seen_at extracted_at",
    "reports": "document_id title agency agency_level province prefecture county township division_code report_year "
    "form published_on page_count scanned_pages is_primary quality cells_expected cells_printed checks_failed source",
    "disclosure": f"document_id subject measure {CELLS}",
    "requests": f"document_id outcome applicant {CELLS}",
    "review_litigation": f"document_id track result {CELLS}",
    "sections": "document_id section_no",
    "claims": "document_id claim_no",
    "checks": "document_id check table subject left right difference verdict cause",
    "findings": "document_id finding_no",
    "panel": "document_id",
}
KEY = {
    "documents": "document_id",
    "reports": "document_id",
    "disclosure": "document_id subject measure",
    "requests": "document_id outcome applicant",
    "review_litigation": "document_id track result",
    "sections": "document_id section_no",
    "claims": "document_id claim_no",
    "checks": "document_id check subject",
    "findings": "document_id finding_no",
    "panel": "document_id",
}


ADDED = {"reuse": "document_id section_no other_document_id"}
"""Datasets beyond the contract's, and their keys."""


def test_there_are_the_contracts_datasets_and_those_added() -> None:
    assert [name for name in DATASETS if name not in ADDED] == list(CONTRACT)
    assert {name: " ".join(DATASETS[name].key) for name in ADDED} == ADDED


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contracts_columns_and_keys(name: str) -> None:
    dataset = DATASETS[name]
    assert set(CONTRACT[name].split()) <= set(dataset.names)
    assert list(dataset.key) == KEY[name].split()
    assert len(set(dataset.names)) == len(dataset.names)
    assert dataset.partitioned == (name != "documents") == ("report_year" in dataset.names)


def test_counts_are_whole_numbers_and_amounts_are_not() -> None:
    types = {name: str(arrow_schema(name).field("value").type) for name in TABLES}
    assert types == {"disclosure": "double", "requests": "int64", "review_litigation": "int64"}
    assert str(arrow_schema("reports").field("report_year").type) == "int32"
    assert str(arrow_schema("documents").field("first_seen_at").type) == "timestamp[us, tz=UTC]"


@pytest.mark.parametrize("name", CONTRACT)
def test_every_column_is_described(name: str) -> None:
    for column, field in zip(DATASETS[name].columns, arrow_schema(name), strict=True):
        assert column.meaning.endswith("."), column.name
        assert field.metadata[b"description"].decode() == column.meaning
        assert field.metadata[b"unit"].decode() == column.unit
    assert {name for name in DATASETS[name].names if name in ("x0", "top", "x1", "bottom")} <= {
        column.name for column in DATASETS[name].columns if column.unit == "points"
    }


def test_the_forms_cells_are_all_there() -> None:
    """2019 has 2×3 + 2×3 + 2×3 + 2 + 2 cells in 二 and 23 rows in 三; 2021 has 2×3 + 1 + 2 + 1 and 25."""
    assert len([key for key in KEYS if key.table == "disclosure"]) == 22 + 10 - 3  # three decisions are in both
    assert len([key for key in KEYS if key.table == "requests"]) == (23 + 25 - 22) * 7
    assert len([key for key in KEYS if key.table == "review_litigation"]) == 15


def test_panel_names_suit_stata() -> None:
    names = [panel_name(key) for key in KEYS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in DATASETS["panel"].names)
    assert "req__received__person" in names
    assert "dis__fees__fee_amount" in names
    assert "rev__reconsideration__corrected" in names
    assert set(names) < set(DATASETS["panel"].names)


def test_the_codebook_in_the_docs_is_current() -> None:
    path = Path(__file__).parents[3] / "docs" / "datasets.md"
    assert path.read_text("utf-8") == as_markdown(list(DATASETS)), "reportextract schema > docs/datasets.md"


def test_markdown_tables_are_whole() -> None:
    for line in as_markdown(list(DATASETS)).splitlines():
        if line.startswith("| `"):
            assert line.count("|") in (5, 6)
            assert line.endswith("|")
