"""Reports written by hand, as the pipeline would make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from reportextract.datasets.keys import KEYS, TABLES
from reportextract.model import Box, Cell, CellKey, Check, Document, Finding, Report, Section

KINDS = [name for name in TABLES["requests"].columns if name != "total"]
NOT_2021 = ("made", "newly_disclosed", "disclosed_total", "items_last_year", "change", "projects", "amount")


def form_2021() -> list[CellKey]:
    return [key for key in KEYS if key.column not in NOT_2021 and key.row not in ("other_services", "other")]


def cell(key: CellKey, printed: str = "0") -> Cell:
    number = None if printed == "" else Decimal(printed)
    page = {"disclosure": 2, "requests": 3, "review_litigation": 4}[key.table]
    return Cell(
        key=key,
        value=number,
        state="blank" if number is None else "printed",
        printed=printed,
        unit="万元" if key.column == "fee_amount" else None,
        page=page,
        box=Box(100.12345, 200.0, 120.0, 214.999),
    )


def report(printed: Mapping[CellKey, str] | None = None, **changes: object) -> Report:
    """A 2021 form, all 0 but for ``printed``."""
    values = dict(printed or {})
    cells = tuple(cell(key, values.get(key, "0")) for key in form_2021())
    plain = Report(
        title="洪泽区人民政府2023年政府信息公开工作年度报告",
        agency="洪泽区人民政府",
        report_year=2023,
        form="2021",
        published_on=date(2024, 1, 31),
        page_count=5,
        scanned_pages=0,
        cells=cells,
        cells_expected=len(cells),
        checks=(),
        sections=(Section(0, "", "引言", 1, 1), Section(1, "一、总体情况", "2023年，\n共收到申请0件。", 1, 2)),
        findings=(Finding("YEAR_DISAGREES", "warning", "页1", 1, Box(1, 2, 3, 4), facts={"b": "2", "a": "1"}),),
        quality="verified",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def misprinted() -> Report:
    """The two totals that the real report of 洪泽 2023 prints as 0."""
    review = "review_litigation"
    printed = {
        CellKey(review, "reconsideration", "upheld"): "10",
        CellKey(review, "reconsideration", "corrected"): "1",
        CellKey("requests", "received", "natural_person"): "7",
        CellKey("requests", "received", "total"): "9",
    }
    track = Check("track_sum", review, "reconsideration", Decimal(0), Decimal(11), Decimal(-11), "fails", "published")
    row = Check("row_sum", "requests", "received", Decimal(9), Decimal(7), Decimal(2), "fails", "published")
    doubt = Check("row_sum", "requests", "granted", Decimal(1), Decimal(0), Decimal(1), "fails", "reading")
    return report(printed, checks=(row, doubt, track))


def document(source: str, found: Report | None, **changes: object) -> Document:
    from hashlib import sha256

    digest = sha256(source.encode()).hexdigest()
    plain = Document(
        document_id=digest[:16],
        sha256=digest,
        source=source,
        size_bytes=1000,
        media_type="application/pdf",
        page_count=5,
        scanned_pages=0,
        status="not_a_report" if found is None else "extracted",
        reason="" if found is not None else "It is a notice.",
        seconds=0.03,
        report=found,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
