"""A report becomes rows without a number changing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pytest

from reportextract.datasets.frames import add_document, empty_rows, tables
from reportextract.datasets.keys import KEYS
from reportextract.datasets.schema import DATASETS
from reportextract.model import CellKey
from tests.unit.datasets.hand import cell, document, form_2021, misprinted, report

RECEIVED = CellKey("requests", "received", "natural_person")
FEES = CellKey("disclosure", "fees", "fee_amount")


def test_a_report_gives_nine_frames_with_the_columns_of_the_codebook() -> None:
    frames = report().to_frames()
    assert list(frames) == [name for name in DATASETS if name != "documents"]
    for name, frame in frames.items():
        assert tuple(frame.columns) == DATASETS[name].names
    assert len(frames["requests"]) == 25 * 7
    assert len(frames["review_litigation"]) == 15
    assert len(frames["disclosure"]) == 10


def test_values_states_and_places() -> None:
    frames = report({RECEIVED: "12", FEES: "0.30"}).to_frames()
    requests = frames["requests"].set_index(["outcome", "applicant"])
    row = requests.loc[("received", "natural_person")]
    assert (row["value"], row["state"], row["printed"], row["origin"], row["page"]) == (12, "printed", "12", "text", 3)
    assert (row["x0"], row["bottom"]) == (100.12, 215.0)
    assert row["report_year"] == 2023
    assert row["agency"] == "洪泽区人民政府"
    assert frames["requests"]["value"].dtype == pd.Int64Dtype()
    fees = frames["disclosure"].set_index(["subject", "measure"]).loc[("fees", "fee_amount")]
    assert (fees["value"], fees["unit"], fees["printed"]) == (0.3, "万元", "0.30")


def test_a_blank_is_missing_and_not_zero() -> None:
    frames = report({RECEIVED: ""}).to_frames()
    row = frames["requests"].set_index(["outcome", "applicant"]).loc[("received", "natural_person")]
    assert row["value"] is pd.NA
    assert row["state"] == "blank"
    assert frames["panel"].loc[0, "req__received__person"] is pd.NA
    assert frames["panel"].loc[0, "req__received__firm"] == 0
    expected = len(form_2021())
    assert frames["reports"].loc[0, ["cells_expected", "cells_printed"]].tolist() == [expected, expected - 1]


@pytest.mark.parametrize("printed", ["3.5", "1e30", "99999999999999999999"])
def test_a_count_that_is_no_whole_number_is_not_rounded(printed: str) -> None:
    row = report({RECEIVED: printed}).to_frames()["requests"].iloc[0]
    assert row["value"] is pd.NA
    assert (row["state"], row["printed"]) == ("unreadable", printed)


def test_large_counts_stay_exact() -> None:
    assert report({RECEIVED: "9007199254740993"}).to_frames()["requests"].loc[0, "value"] == 9007199254740993


def test_rows_come_in_the_order_of_the_form() -> None:
    shuffled = replace(report(), cells=tuple(reversed(report().cells)))
    frame = shuffled.to_frames()["requests"]
    keys = [CellKey("requests", row, column) for row, column in zip(frame["outcome"], frame["applicant"], strict=True)]
    assert keys == sorted(keys, key=KEYS.index)
    assert keys[:2] == [RECEIVED, CellKey("requests", "received", "enterprise")]


def test_checks_findings_and_sections() -> None:
    frames = misprinted().to_frames()
    checks = frames["checks"]
    assert checks[["check", "subject", "left", "right", "difference", "verdict", "cause"]].values.tolist()[2] == [
        "track_sum", "reconsideration", 0.0, 11.0, -11.0, "fails", "published",
    ]  # fmt: skip
    assert frames["reports"].loc[0, "checks_failed"] == 3
    finding = frames["findings"].loc[0]
    assert (finding["finding_no"], finding["code"], finding["x0"]) == (1, "YEAR_DISAGREES", 1.0)
    assert json.loads(finding["facts"]) == {"a": "1", "b": "2"}
    assert frames["sections"]["section_no"].tolist() == [0, 1]
    assert frames["sections"]["text"].tolist()[1] == "2023年，\n共收到申请0件。"
    assert frames["claims"].empty


def test_unknown_agency_and_year_are_missing() -> None:
    frames = report(agency="", report_year=None, published_on=None).to_frames()
    assert frames["reports"][["agency", "report_year", "published_on"]].isna().all(axis=None)
    assert frames["requests"]["report_year"].isna().all()


def test_every_document_has_a_row_and_its_findings_are_kept() -> None:
    now = datetime(2024, 5, 1, tzinfo=UTC)
    found = report().findings[0]
    rows = empty_rows()
    add_document(rows, document("b.pdf", report(), findings=(found,)), "0.1.0", now, now)
    add_document(rows, document("a.pdf", None, findings=(found,), sha256=""), "0.1.0", now, now)
    made = tables(rows)
    documents = sorted(made["documents"].to_pylist(), key=lambda row: row["source"])
    assert [row["source"] for row in documents] == ["a.pdf", "b.pdf"]
    assert documents[0]["sha256"] is None
    assert documents[1]["first_seen_at"] == now
    numbers = {row["document_id"]: [] for row in made["findings"].to_pylist()}
    for row in made["findings"].to_pylist():
        numbers[row["document_id"]].append(row["finding_no"])
    assert sorted(numbers.values()) == [[1], [1, 2]]


def test_implied_values_have_the_type_of_the_value() -> None:
    doubted = cell(RECEIVED, "7")._replace(implied_value=Decimal(9), confidence=0.123456)
    row = report(cells=(doubted,)).to_frames()["requests"].iloc[0]
    assert (row["value"], row["implied_value"], row["confidence"]) == (7, 9, 0.1235)
