"""Years in the published datasets: what is kept, what is worked out anew, and what a reader finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportextract import open_datasets
from reportextract.datasets.folder import LocalFolder
from reportextract.model import AgencyPlace, CellKey, Document
from reportextract.runs import years
from reportextract.runs.fingerprint import Fingerprint
from reportextract.runs.gates import Gates
from reportextract.runs.ledger import SeenFile, open_ledger
from reportextract.runs.packed import pack
from reportextract.runs.publish import Publication, publish
from tests.unit.datasets.hand import document, report

HERE = AgencyPlace("county", "江苏省", "淮安市", "洪泽区", None, "320813", (), "name")
BEGAN = datetime(2024, 5, 1, tzinfo=UTC)


def of_year(year: int, carried_in: str = "0", carried_out: str = "0", name: str = "", **changes: object) -> Document:
    printed = {
        CellKey("requests", "carried_in", "total"): carried_in,
        CellKey("requests", "carried_out", "total"): carried_out,
    }
    found = report(printed, report_year=year, place=HERE, **changes)
    return document(name or f"{year}.pdf", found)


def published(folder: Path, *documents: Document, at: int = 0) -> Publication:
    """Publish what is known after these documents were read too; all files that are not among them are gone."""
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    with open_ledger(state) as ledger:
        seen = [
            SeenFile(each.source, "1", each.sha256, each.document_id, each.size_bytes, each.media_type)
            for each in documents
        ]
        ledger.see(seen, seen, prune=True)
        for each in documents:
            ledger.keep(pack(each), Fingerprint("code", "engine"), "", BEGAN.isoformat(), "1")
        now = BEGAN + timedelta(hours=at)
        return publish(ledger, LocalFolder(folder / "out", state), Gates(), now)


def test_carry_over_stands_in_checks_and_findings(tmp_path: Path) -> None:
    published(tmp_path, of_year(2022, carried_out="3"), of_year(2023, "2", agency="淮安市洪泽区人民政府"))
    datasets = open_datasets(tmp_path / "out")
    checks = datasets.checks
    across = checks[checks.check.eq("carry_over")]
    assert len(across) == 7
    broken = across[across.verdict.eq("fails")].iloc[0]
    assert (broken.subject, broken.left, broken.right, broken.difference, broken.cause) == (
        "total", 2, 3, -1, "published",
    )  # fmt: skip
    assert (broken.report_year, broken.agency, broken.division_code) == (2023, "淮安市洪泽区人民政府", "320813")
    assert broken.other_document_id == document("2022.pdf", None).document_id
    assert broken.other_report_year == 2022
    assert checks.check.eq("in_force_roll").sum() == 2
    findings = datasets.findings[datasets.findings.report_year.eq(2023)]
    assert list(findings.code) == ["YEAR_DISAGREES", "CARRY_OVER_BROKEN"]
    assert list(findings.finding_no) == [1, 2]
    assert datasets.checks.document_id.is_monotonic_increasing or len(set(checks.report_year)) > 1


def test_one_report_counts_for_a_year(tmp_path: Path) -> None:
    published(tmp_path, of_year(2023), of_year(2023, name="again.pdf", quality="disputed"))
    reports = open_datasets(tmp_path / "out").reports.set_index("source")
    assert reports.is_primary.to_dict() == {"2023.pdf": True, "again.pdf": False}
    assert reports.primary_reason["again.pdf"] == "2023.pdf counts instead: it is verified, the other disputed."
    assert "instead of again.pdf" in reports.primary_reason["2023.pdf"]
    assert open_datasets(tmp_path / "out").panel.is_primary.sum() == 1


def test_a_report_that_goes_takes_its_checks_with_it(tmp_path: Path) -> None:
    before, after = of_year(2022, carried_out="3"), of_year(2023, "2")
    published(tmp_path, before, after)
    published(tmp_path, after, at=1)
    datasets = open_datasets(tmp_path / "out")
    assert not datasets.checks.check.eq("carry_over").any()
    assert list(datasets.findings.code) == ["YEAR_DISAGREES"]


def test_the_order_of_runs_leaves_no_trace(tmp_path: Path) -> None:
    before, after = of_year(2022, carried_out="3"), of_year(2023, "2")
    published(tmp_path / "one", before)
    published(tmp_path / "one", before, after, at=1)
    published(tmp_path / "two", after, before, at=2)
    one, two = open_datasets(tmp_path / "one/out"), open_datasets(tmp_path / "two/out")
    for name in ("reports", "checks", "findings"):
        assert one.table(name).equals(two.table(name)), name


def test_only_agencies_that_changed_are_gone_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    compared = years.across_years
    monkeypatch.setattr(
        years, "across_years", lambda reports: seen.append({r.source for r in reports}) or compared(reports)
    )
    elsewhere = AgencyPlace("county", "浙江省", "湖州市", "安吉县", None, "330523", (), "name")
    mine = [of_year(2022), of_year(2023)]
    other = [
        document(f"安吉{year}.pdf", report(report_year=year, place=elsewhere, agency="安吉县人民政府"))
        for year in (2022, 2023, 2024)
    ]
    published(tmp_path, *mine, *other[:2])
    assert len(seen) == 2
    publication = published(tmp_path, *mine, *other[:2], at=1)
    assert (len(seen), publication.is_changed) == (2, False)
    published(tmp_path, *mine, *other, at=2)
    assert seen[2:] == [{"安吉2022.pdf", "安吉2023.pdf", "安吉2024.pdf"}]
    assert open_datasets(tmp_path / "out").checks.check.eq("carry_over").sum() == 21
