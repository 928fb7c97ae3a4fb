"""What a journalist reads at the end of a run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportextract.datasets.frames import add_document, empty_rows, tables
from reportextract.datasets.read import Datasets
from reportextract.datasets.write import write_datasets
from reportextract.errors import printable
from reportextract.model import CellKey, Check, Document, Report
from reportextract.runs.misprints import published_misprints
from reportextract.runs.summary import Overview, RunSummary, overview, overview_lines
from tests.unit.datasets.hand import document, misprinted, report

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def published(folder: Path, *documents: Document) -> Datasets:
    rows = empty_rows()
    for found in documents:
        add_document(rows, found, "0.1.0", NOW, NOW)
    write_datasets(tables(rows), folder)
    return Datasets(folder)


def test_misprints_in_words(tmp_path: Path) -> None:
    assert published_misprints(published(tmp_path, document("a.pdf", misprinted()))) == [
        "洪泽区人民政府 2023: 一、本年新收政府信息公开申请数量 总计 9, but 自然人 7 (page 3)",
        "洪泽区人民政府 2023: 行政复议 总计 0, but 结果维持 10 + 结果纠正 1 = 11 (page 4)",
    ]


def sentence(folder: Path, check: str, table: str, subject: str, printed: dict[CellKey, str]) -> str:
    failing = Check(check, table, subject, None, None, None, "fails", "published")
    (found,) = published_misprints(published(folder, document("a.pdf", report(printed, checks=(failing,)))))
    return found.removeprefix("洪泽区人民政府 2023: ")


def test_misprinted_outcomes_balances_and_blanks(tmp_path: Path) -> None:
    def key(outcome: str, applicant: str = "total") -> CellKey:
        return CellKey("requests", outcome, applicant)

    outcomes = {key("granted"): "3", key("denied.state_secret"): "2", key("total"): "4"}
    assert sentence(tmp_path / "1", "outcome_sum", "requests", "total", outcomes) == (
        "总计 （七）总计 4, but （一）予以公开 3 + （三）1.属于国家秘密 2 = 5 (page 3)"
    )
    balance = {key("received"): "5", key("carried_in"): "1", key("total"): "7"}
    assert sentence(tmp_path / "2", "balance", "requests", "total", balance) == (
        "总计 一 5 + 二 1 = 6, but （七） 7 + 四 0 = 7 (page 3)"
    )
    blank = {key("received"): "", key("received", "enterprise"): "2"}
    assert sentence(tmp_path / "3", "row_sum", "requests", "received", blank) == (
        "一、本年新收政府信息公开申请数量 总计 blank, but 商业企业 2 (page 3)"
    )
    zero = {key("received"): "2"}
    assert sentence(tmp_path / "4", "row_sum", "requests", "received", zero).endswith(
        "总计 2, but all parts are 0 (page 3)"
    )


def test_an_overview_counts_and_names_what_needs_a_person(tmp_path: Path) -> None:
    damaged = document("坏.pdf", None, status="damaged", reason="The file is empty. Fetch it again.")
    seen = overview(
        published(
            tmp_path,
            document("a.pdf", misprinted()),
            document("b.pdf", report(report_year=None, quality="partial", cells_expected=250)),
            document("c.pdf", None),
            damaged,
        )
    )
    assert seen.statuses == {"extracted": 2, "not_a_report": 1, "damaged": 1}
    assert seen.qualities == {"verified": 1, "partial": 1}
    assert seen.reports == {(2023, "2021", "verified"): 1, (0, "2021", "partial"): 1}
    assert [source for source, _ in seen.attention] == ["b.pdf", "坏.pdf"]
    text = "\n".join(overview_lines(seen))
    assert "      1  are damaged" in text
    assert "坏.pdf: The file is empty. Fetch it again." in text
    assert "50 of 250 cells hold no number" in text
    assert "unknown" in text
    assert "verified: every number read and every sum tested" in text
    assert seen.as_dict()["reports"][1] == {"report_year": None, "form": "2021", "quality": "partial", "reports": 1}


def test_a_scan_is_called_a_scan(tmp_path: Path) -> None:
    scan = report(cells=(), quality="partial", cells_expected=200, scanned_pages=4)
    ((source, why),) = overview(published(tmp_path, document("scan.pdf", scan))).attention
    assert (source, why) == (
        "scan.pdf",
        "partial: 4 of 5 pages are scans, 200 of 200 cells hold no number that could be read",
    )


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    lost = [document(f"{i}.pdf", None, status="damaged", reason="x") for i in range(30)]
    lines = overview_lines(overview(published(tmp_path, *lost)))
    assert lines[-1] == "  … and 18 more (in the datasets)"


def test_nothing_published_is_said(tmp_path: Path) -> None:
    assert overview_lines(overview(published(tmp_path))) == ["Documents: 0"]


def test_names_cannot_command_the_terminal() -> None:
    assert printable("a\x1b[2J\n报告.pdf") == r"a\x1b[2J\n报告.pdf"


@pytest.mark.parametrize(
    ("failed", "to_review", "codes"),
    [
        ((), (), {"never": 0, "failed": 0, "review": 0}),
        ((("a", "damaged", "x"),), (), {"never": 0, "failed": 3, "review": 3}),
        ((), ("a.pdf",), {"never": 0, "failed": 0, "review": 3}),
    ],
)
def test_exit_codes(
    failed: tuple[tuple[str, str, str], ...], to_review: tuple[str, ...], codes: dict[str, int]
) -> None:
    seen = Overview({}, {}, {}, (), ())
    summary = RunSummary(seen, "out", 1, 1, 0, 0, failed, to_review, 1.0)
    assert {line: summary.exit_code(line) for line in codes} == codes


def test_the_whole_text(tmp_path: Path) -> None:
    found: Report = misprinted()
    seen = overview(published(tmp_path, document("a.pdf", found)))
    text = RunSummary(seen, "data/parquet", 3, 1, 1, 1, (), (), 2.34).as_text()
    assert text.startswith("3 files: 1 read, 1 known from before, 1 the same as another (2.3 s)\n")
    assert text.endswith("The datasets are in data/parquet")
