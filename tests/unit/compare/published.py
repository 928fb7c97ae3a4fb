"""Datasets as a run publishes them, from a few lines: what isn't said is filled in plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from reportextract.datasets.read import Datasets, open_datasets
from reportextract.datasets.schema import DATASETS, Dataset, arrow_schema
from reportextract.datasets.write import write_datasets
from reportextract.model import CellKey

Row = dict[str, Any]
_PLAIN: dict[str, Any] = {
    "string": "", "int32": 1, "int64": 1, "float64": 1.0, "bool": True,
    "date": None, "timestamp": datetime(2024, 1, 1, tzinfo=UTC),
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A report: its cells by ``table.row.column``; rows of the other datasets with what matters in them."""

    agency: str
    year: int
    cells: Mapping[str, int | None] = field(default_factory=dict)
    code: str | None = None
    level: str | None = "township"
    form: str = "2021"
    quality: str = "verified"
    published_on: date | None = None
    cell_facts: Mapping[str, Row] = field(default_factory=dict)
    checks: Sequence[Row] = ()
    claims: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    sections: Mapping[int, str] = field(default_factory=dict)
    reuse: Sequence[Row] = ()
    panel: Row = field(default_factory=dict)

    @property
    def document_id(self) -> str:
        return sha256(f"{self.agency} {self.year}".encode()).hexdigest()[:16]


def publish(folder: Path, *reports: Report) -> Datasets:
    """Write the datasets of these reports."""
    rows: dict[str, list[Row]] = {name: [] for name in DATASETS}
    for report in reports:
        about = {
            "document_id": report.document_id,
            "agency": report.agency,
            "report_year": report.year,
            "division_code": report.code,
        }
        rows["documents"].append(about | {"source": f"{report.agency}{report.year}.pdf", "status": "extracted"})
        whole = about | {
            "agency_level": report.level,
            "form": report.form,
            "quality": report.quality,
            "published_on": report.published_on,
            "source": f"{report.agency}{report.year}.pdf",
            "title": f"{report.agency}{report.year}年政府信息公开工作年度报告",
        }
        rows["reports"].append(whole)
        rows["panel"].append(whole | report.panel)
        for name, value in report.cells.items():
            key = key_of(name)
            axes = DATASETS[key.table].key[1:]
            rows[key.table].append(
                about
                | dict(zip(axes, key[1:], strict=True))
                | {"value": value, "state": "blank" if value is None else "printed", "origin": "text"}
                | {"printed": "" if value is None else str(value)}
                | report.cell_facts.get(name, {})
            )
        for name in ("checks", "claims", "findings", "reuse"):
            rows[name] += [about | {"facts": "{}", "passages": "[]"} | row for row in getattr(report, name)]
        rows["sections"] += [about | {"section_no": number, "text": text} for number, text in report.sections.items()]
    write_datasets({name: _table(DATASETS[name], rows[name]) for name in DATASETS}, folder)
    return open_datasets(folder)


def key_of(name: str) -> CellKey:
    table, rest = name.split(".", 1)
    return CellKey(table, *rest.rsplit(".", 1))


def _table(dataset: Dataset, rows: Sequence[Row]) -> pa.Table:
    schema = arrow_schema(dataset.name)
    plain = {column.name: None if column.nullable else _PLAIN[column.type] for column in dataset.columns}
    plain |= {"is_primary": True, "page": 1, "x0": 10.0, "top": 20.0, "x1": 30.0, "bottom": 40.0}
    filled = [{name: row.get(name, plain[name]) for name in dataset.names} for row in rows]
    return pa.Table.from_pylist(filled, schema=schema)
