"""The judge is judged: every kind of mistake must be counted as what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reportextract.evaluate import main
from reportextract.evaluate.command import by_feature, by_kind
from reportextract.evaluate.scores import (
    Published,
    PublishedCell,
    Scores,
    Truth,
    compare,
    compare_all,
    judge_cell,
    text_similarity,
)
from reportextract.evaluate.sources import read_published, read_truth
from reportextract.evaluate.tables import as_text
from reportextract.model import CellKey

RECEIVED = CellKey("requests", "received", "natural_person")
CARRIED_IN = CellKey("requests", "carried_in", "natural_person")
FEES = CellKey("disclosure", "fees", "fee_amount")
ROW_SUM = ("row_sum", "received")
BALANCE = ("balance", "total")

TRUTH = Truth(
    kind="word",
    agency="洪泽区人民政府",
    report_year=2023,
    form="2021",
    cells={RECEIVED: Decimal(12), CARRIED_IN: None, FEES: Decimal("7730.28")},
    violations=frozenset({ROW_SUM}),
    sections={1: "全年公开信息129条。"},
)
PUBLISHED = Published(
    status="extracted",
    quality="verified",
    agency="洪泽区人民政府",
    report_year=2023,
    form="2021",
    cells=(
        PublishedCell(RECEIVED, Decimal(12), "printed"),
        PublishedCell(CARRIED_IN, None, "blank"),
        PublishedCell(FEES, Decimal("7730.28"), "printed"),
    ),
    violations=frozenset({ROW_SUM}),
    sections={1: "全年公开信息 129 条。\n"},
)


def with_cell(key: CellKey, value: Decimal | None, state: str) -> Published:
    cells = tuple(cell for cell in PUBLISHED.cells if cell.key != key)
    return replace(PUBLISHED, cells=(*cells, PublishedCell(key, value, state)))


def test_a_document_without_mistakes_is_perfect() -> None:
    scores, differences = compare(PUBLISHED, TRUTH)
    assert scores == Scores(
        documents=1,
        extracted=1,
        verified=1,
        cells=3,
        right=3,
        agency_right=1,
        year_right=1,
        form_right=1,
        violations=1,
        violations_found=1,
        sections=1,
        section_similarity=1.0,
    )
    assert scores.is_perfect
    assert differences == ()


@pytest.mark.parametrize(
    ("printed", "value", "state", "verdict"),
    [
        ("12", "12", "printed", "right"),
        ("364.00", "364.0", "printed", "right"),
        ("0", "0", "dash", "right"),
        ("0", "0", "printed", "right"),
        (None, None, "blank", "right"),
        ("12", "13", "printed", "wrong"),
        ("7730.28", "773028", "printed", "wrong"),
        ("-3", "3", "printed", "wrong"),
        (None, "0", "dash", "wrong"),
        (None, "7", "printed", "wrong"),
        ("7", None, "blank", "wrong"),
        ("0", None, "blank", "wrong"),
        ("7", None, "unreadable", "missing"),
        (None, None, "unreadable", "missing"),
    ],
)
def test_a_cell_is_judged_by_what_it_claims(printed: str | None, value: str | None, state: str, verdict: str) -> None:
    on_page = None if printed is None else Decimal(printed)
    cell = PublishedCell(RECEIVED, None if value is None else Decimal(value), state)
    assert judge_cell(on_page, cell) == verdict


def test_a_wrong_number_in_a_verified_report_is_counted_by_itself() -> None:
    published = with_cell(RECEIVED, Decimal(21), "printed")
    scores, differences = compare(published, TRUTH)
    assert (scores.right, scores.wrong, scores.wrong_in_verified) == (2, 1, 1)
    assert [(d.verdict, d.key, d.printed, d.published) for d in differences] == [("wrong", RECEIVED, "12", "21")]
    disputed, _ = compare(replace(published, quality="disputed"), TRUTH)
    assert (disputed.wrong, disputed.wrong_in_verified, disputed.verified) == (1, 0, 0)


def test_a_row_that_the_form_does_not_have_is_extra_even_when_empty() -> None:
    invented = CellKey("disclosure", "procurement", "projects")
    for value, state in ((Decimal(0), "printed"), (None, "blank"), (None, "unreadable")):
        scores, _ = compare(with_cell(invented, value, state), TRUTH)
        assert (scores.right, scores.extra, scores.wrong_in_verified) == (3, 1, 1)
        assert not scores.is_perfect


def test_the_second_row_of_a_key_is_extra() -> None:
    twice = replace(PUBLISHED, cells=(*PUBLISHED.cells, PublishedCell(RECEIVED, Decimal(12), "printed")))
    scores, _ = compare(twice, TRUTH)
    assert (scores.right, scores.extra) == (3, 1)


def test_cells_without_a_row_are_missing() -> None:
    scores, differences = compare(replace(PUBLISHED, cells=PUBLISHED.cells[:1]), TRUTH)
    assert [d.key for d in differences] == [CARRIED_IN, FEES]
    assert (scores.right, scores.missing, scores.cells) == (1, 2, 3)
    assert not scores.is_perfect


@pytest.mark.parametrize("published", [None, Published(status="damaged")])
def test_a_document_without_a_report_misses_everything(published: Published | None) -> None:
    scores, differences = compare(published, replace(TRUTH, sections={1: "全年公开", 2: ""}))
    assert (scores.documents, scores.extracted, scores.cells, scores.missing) == (1, 0, 3, 3)
    assert (scores.agency_right, scores.year_right, scores.form_right, scores.section_similarity) == (0, 0, 0, 0)
    assert (scores.violations, scores.violations_found) == (1, 0)
    assert len(differences) == 3


def test_cells_of_unreadable_pages_are_withheld_and_guesses_are_wrong() -> None:
    truth = replace(TRUTH, has_unreadable_pages=True)
    published = replace(PUBLISHED, cells=(PublishedCell(RECEIVED, Decimal(99), "printed"),), quality="partial")
    scores, _ = compare(published, truth)
    assert (scores.wrong, scores.withheld, scores.missing) == (1, 2, 0)
    silent, _ = compare(replace(published, cells=(PublishedCell(RECEIVED, None, "unreadable"),)), truth)
    assert (silent.wrong, silent.withheld, silent.missing) == (0, 3, 0)


def test_misprints_that_were_not_found_and_false_alarms() -> None:
    scores, _ = compare(replace(PUBLISHED, violations=frozenset({BALANCE})), TRUTH)
    assert (scores.violations, scores.violations_found, scores.violations_false) == (1, 0, 1)
    assert not scores.is_perfect


@pytest.mark.parametrize("change", [{"agency": "洪泽区"}, {"report_year": 2024}, {"form": "2019"}])
def test_names_must_be_exact(change: dict[str, Any]) -> None:
    scores, _ = compare(replace(PUBLISHED, **change), TRUTH)
    assert scores.agency_right + scores.year_right + scores.form_right == 2
    assert not scores.is_perfect


def test_similarity_of_prose() -> None:
    assert text_similarity("公开 信息\n129条", "公开信息129条") == 1.0
    assert text_similarity("公开信息", "") == 0.0
    assert text_similarity("公开信息", "公开文件") == pytest.approx(0.5)


def test_sums_by_kind_and_feature() -> None:
    truths = {
        "a.pdf": replace(TRUTH, features=("borderless",)),
        "b.pdf": replace(TRUTH, kind="web", features=("borderless", "turned")),
        "c.pdf": TRUTH,
    }
    comparisons = compare_all({"a.pdf": PUBLISHED, "b.pdf": with_cell(FEES, Decimal(1), "printed")}, truths)
    assert [c.status for c in comparisons] == ["extracted", "extracted", "absent"]
    kinds = by_kind(comparisons)
    assert (kinds["word"].documents, kinds["word"].right, kinds["word"].missing) == (2, 3, 3)
    features = by_feature(comparisons)
    assert list(features) == ["borderless", "turned"]
    assert (features["borderless"].right, features["borderless"].wrong) == (5, 1)
    assert (features["turned"].right, features["turned"].wrong) == (2, 1)


def test_columns_of_a_table_line_up_under_chinese_names() -> None:
    lines = as_text([["document", "right"], ["洪泽.pdf", "9"], ["a.pdf", "10"]]).splitlines()
    assert lines == ["document  right", "洪泽.pdf      9", "a.pdf        10"]


# --- through the datasets -------------------------------------------------------------------------


def write_rows(out: Path, dataset: str, rows: list[dict[str, Any]], year: int | None = None) -> None:
    folder = out / dataset if year is None else out / dataset / f"report_year={year}"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A published folder: one report, one damaged file, cells of two types, a check of each verdict."""
    folder = tmp_path / "parquet"
    write_rows(
        folder,
        "documents",
        [
            {"document_id": "1a", "source": "洪泽/2023.pdf", "status": "extracted"},
            {"document_id": "2b", "source": "broken.pdf", "status": "damaged"},
        ],
    )
    report = {"document_id": "1a", "agency": "洪泽区人民政府", "form": "2021", "quality": "verified"}
    write_rows(folder, "reports", [report], year=2023)
    write_rows(
        folder,
        "disclosure",
        [{"document_id": "1a", "subject": "fees", "measure": "fee_amount", "value": 7730.28, "state": "printed"}],
        year=2023,
    )
    requests = [("received", 12, "printed"), ("carried_in", None, "blank")]
    write_rows(
        folder,
        "requests",
        [
            {"document_id": "1a", "outcome": outcome, "applicant": "natural_person", "value": value, "state": state}
            for outcome, value, state in requests
        ],
        year=2023,
    )
    checks = [
        ("row_sum", "received", "fails", "published"),
        ("balance", "total", "fails", "reading"),
        ("outcome_sum", "total", "holds", None),
        ("carry_over", "total", "fails", "published"),
    ]
    write_rows(
        folder,
        "checks",
        [
            {"document_id": "1a", "check": check, "subject": subject, "verdict": verdict, "cause": cause}
            for check, subject, verdict, cause in checks
        ],
        year=2023,
    )
    write_rows(folder, "sections", [{"document_id": "1a", "section_no": 1, "text": "全年公开信息129条。"}], year=2023)
    return folder


@pytest.fixture
def truth_file(tmp_path: Path) -> Path:
    cells = [("requests", "received", "12"), ("requests", "carried_in", "")]
    document = {
        "kind": "word",
        "agency": "洪泽区人民政府",
        "report_year": 2023,
        "form": "2021",
        "cells": [
            {"table": "disclosure", "row": "fees", "col": "fee_amount", "value": "7730.28"},
            *({"table": t, "row": row, "col": "natural_person", "value": value} for t, row, value in cells),
        ],
        "published_violations": [{"check": "row_sum", "subject": "received"}],
        "sections": {"1": "全年公开信息129条。"},
    }
    path = tmp_path / "truth.json"
    path.write_text(json.dumps({"洪泽/2023.pdf": document}, ensure_ascii=False), encoding="utf-8")
    return path


def edit_truth(path: Path, source: str, **changes: Any) -> None:
    """Changes a document of the truth, or adds one like the first under another name."""
    documents = json.loads(path.read_text(encoding="utf-8"))
    first = next(iter(documents.values()))
    documents[source] = documents.get(source, first) | changes
    path.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")


def test_datasets_are_read_as_they_are_published(out: Path) -> None:
    published = read_published(out)
    assert published["broken.pdf"] == Published(status="damaged")
    report = published["洪泽/2023.pdf"]
    assert {cell.key: (cell.value, cell.state) for cell in report.cells} == {
        RECEIVED: (Decimal(12), "printed"),
        CARRIED_IN: (None, "blank"),
        FEES: (Decimal("7730.28"), "printed"),
    }
    assert report.report_year == 2023
    assert report.violations == {ROW_SUM}


def test_the_truth_is_read_with_its_optional_fields(truth_file: Path) -> None:
    edit_truth(truth_file, "洪泽/2023.pdf", features=["borderless"], unreadable_pages=[2])
    truth = read_truth(truth_file)["洪泽/2023.pdf"]
    assert truth == replace(TRUTH, features=("borderless",), has_unreadable_pages=True)


@pytest.mark.parametrize("mark", ["—", "-", "/", "无"])
def test_a_mark_for_nothing_counts_as_zero(truth_file: Path, mark: str) -> None:
    cell = {"table": "requests", "row": "received", "col": "natural_person", "value": mark}
    edit_truth(truth_file, "洪泽/2023.pdf", cells=[cell])
    assert read_truth(truth_file)["洪泽/2023.pdf"].cells == {RECEIVED: Decimal(0)}


def test_strict_ends_with_0_only_when_everything_is_right(
    out: Path, truth_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(out), str(truth_file), "--strict"]) == 0
    assert "洪泽/2023.pdf" in capsys.readouterr().out
    edit_truth(truth_file, "absent.pdf", kind="scan")
    assert main([str(out), str(truth_file)]) == 0
    assert main([str(out), str(truth_file), "--strict"]) == 1
    assert "missing: absent.pdf: all 3 cells (absent)" in capsys.readouterr().out
    assert main([str(out), str(truth_file), "--strict", "--kind", "word"]) == 0


def test_json_has_sums_and_every_difference(out: Path, truth_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell = {"table": "requests", "row": "received", "col": "natural_person", "value": "21"}
    edit_truth(truth_file, "洪泽/2023.pdf", cells=[cell])
    assert main([str(out), str(truth_file), "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["total"]["wrong"], result["total"]["extra"], result["total"]["wrong_in_verified"]) == (1, 2, 3)
    assert result["qualities"] == {"verified": 1}
    assert result["documents"][0]["differences"][0] == {
        "verdict": "wrong",
        "cell": "requests.received.natural_person",
        "printed": "21",
        "published": "12",
    }


def test_markdown_tables(out: Path, truth_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(out), str(truth_file), "--format", "md"]) == 0
    assert "| word | 1 | 1 | 3 | 3 | 0 | 0 | 0 | 0 | 1/1 | 1/1 | 1/1 | 1/1 | 0 | 1.000 | 1 | 0 |" in (
        capsys.readouterr().out
    )


def test_reports_that_the_truth_does_not_know_are_named(
    out: Path, truth_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = json.loads(truth_file.read_text(encoding="utf-8"))
    truth_file.write_text(json.dumps({"other.pdf": documents["洪泽/2023.pdf"]}), encoding="utf-8")
    assert main([str(out), str(truth_file)]) == 0
    assert "Reports without a truth: 洪泽/2023.pdf" in capsys.readouterr().out


def test_only_features_with_mistakes_are_listed(
    out: Path, truth_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_truth(truth_file, "洪泽/2023.pdf", features=["turned"])
    edit_truth(truth_file, "absent.pdf", features=["borderless"])
    assert main([str(out), str(truth_file)]) == 0
    shown = capsys.readouterr().out
    assert "borderless" in shown
    assert "turned" not in shown
    assert "Features without a mistake: 1" in shown
    assert main([str(out), str(truth_file), "--all"]) == 0
    assert "turned" in capsys.readouterr().out


def test_a_side_that_is_not_there_ends_with_2(
    out: Path, truth_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere"), str(truth_file)]) == 2
    assert "reportextract run" in capsys.readouterr().err
    assert main([str(out), str(tmp_path / "nowhere.json")]) == 2
    truth_file.write_text("no json", encoding="utf-8")
    assert main([str(out), str(truth_file)]) == 2


def test_wrong_usage_ends_with_1() -> None:
    with pytest.raises(SystemExit) as ending:
        main(["one-argument"])
    assert ending.value.code == 1
