"""Documents and reports → rows → Arrow tables and pandas frames.

A row is a tuple in the order of the dataset's columns (``schema.DATASETS``). Rows of a document come out in the
order of the form; ``tables`` only has to sort documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportextract.datasets.keys import KEYS, ORDER
from reportextract.datasets.schema import CELL_DATASETS, DATASETS, arrow_schema
from reportextract.measures import Facts, measure_all
from reportextract.model import Box, Cell, Check, Document, Finding, Report

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

# A hundredth of a point is a thousandth of the smallest character; more digits would be noise of the arithmetic.
_BOX_DIGITS = 2
_CONFIDENCE_DIGITS = 4
_INT64 = range(-(2**63), 2**63)
_WHOLE_NUMBERS = frozenset({"requests", "review_litigation"})


def empty_rows() -> Rows:
    """Every dataset without rows."""
    return {name: [] for name in DATASETS}


def add_document(
    rows: Rows, document: Document, extractor_version: str, first_seen_at: datetime, extracted_at: datetime
) -> None:
    """Append a document, and its report if it has one, to ``rows``."""
    rows["documents"].append(
        (
            document.document_id,
            document.sha256 or None,
            document.source,
            document.size_bytes,
            document.media_type,
            document.page_count,
            document.scanned_pages,
            document.status,
            document.reason,
            extractor_version,
            round(document.seconds, 4),
            first_seen_at,
            extracted_at,
        )
    )
    add_contents(rows, document)


def add_contents(rows: Rows, document: Document) -> None:
    """Append a document's report, if it has one, and its findings to ``rows``."""
    findings: list[Finding] = list(document.findings)
    if document.report is not None:
        add_report(rows, document.report, document.document_id, document.source)
        findings = [*document.report.findings, *findings]
    _add_findings(rows, document.document_id, document.report, findings)


def add_report(rows: Rows, report: Report, document_id: str, source: str) -> None:
    """Append all that a report says, except its findings, to ``rows``."""
    year, agency, place = report.report_year, report.agency or None, report.place
    identity = (year, agency, place.division_code)
    where = (place.level, place.province, place.prefecture, place.county, place.township, place.division_code)
    printed = sum(1 for cell in report.cells if cell.state in ("printed", "dash"))
    failed = sum(1 for check in report.checks if check.verdict == "fails" and check.check != "claim")
    rows["reports"].append(
        (
            document_id,
            report.title,
            agency,
            *where,
            year,
            report.form,
            report.published_on,
            report.page_count,
            report.scanned_pages,
            True,
            "",
            report.quality,
            report.cells_expected,
            printed,
            failed,
            source,
        )
    )
    values: dict[Any, int | float | None] = {}
    for cell in sorted(report.cells, key=lambda cell: ORDER[cell.key]):
        row = _cell_row(cell, document_id, identity)
        values[cell.key] = row[6]
        rows[cell.key.table].append(row)
    rows["checks"] += (check_row(document_id, identity, check) for check in report.checks)
    for claim_no, claim in enumerate(report.claims, start=1):
        rows["claims"].append(
            (
                document_id,
                claim_no,
                *identity,
                claim.section_no,
                claim.table,
                claim.row,
                claim.column,
                _real(claim.value),
                claim.printed,
                claim.is_approximate,
                _real(claim.table_value),
                claim.agrees,
                claim.page,
                *((None,) * 4 if claim.box is None else _box(claim.box)),
            )
        )
    for section in report.sections:
        rows["sections"].append(
            (
                document_id,
                section.number,
                *identity,
                section.title,
                section.text,
                section.page_first,
                section.page_last,
            )
        )
    rows["panel"].append(
        (
            document_id,
            agency,
            *where,
            year,
            report.form,
            report.published_on,
            True,
            report.quality,
            source,
            *map(values.get, KEYS),
            *measure_all(Facts(values, year, report.published_on, printed, report.cells_expected)).values(),
        )
    )


def tables(rows: Rows) -> dict[str, pa.Table]:
    """Rows → one Arrow table a dataset, sorted as its definition says, with descriptions and units in the schema."""
    return {name: _table(name, rows[name]) for name in DATASETS}


def report_rows(report: Report) -> Rows:
    """A report's rows in every dataset but ``documents``, which is about files."""
    rows = empty_rows()
    add_report(rows, report, report.document_id, report.source)
    _add_findings(rows, report.document_id, report, report.findings)
    del rows["documents"]
    return rows


def report_frames(report: Report) -> dict[str, pd.DataFrame]:
    """A report as pandas frames by dataset name; whole numbers stay whole (``Int64``) beside missing ones.

    ``documents`` is not among them: it is about files. ``report.document_id`` is its key in all others.
    """
    return {name: to_pandas(_table(name, rows)) for name, rows in report_rows(report).items()}


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame in which integers and booleans may be missing without becoming floats."""
    import pandas as pd
    import pyarrow as pa

    kinds = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get)
    return frame


def sort_table(name: str, table: pa.Table) -> pa.Table:
    """Sort by the dataset's order. The sort is stable: within a document rows stay as the form orders them."""
    return table.sort_by([(column, "ascending") for column in DATASETS[name].order])


def _table(name: str, rows: list[Row]) -> pa.Table:
    import pyarrow as pa

    schema = arrow_schema(name)
    columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return sort_table(name, pa.Table.from_arrays(arrays, schema=schema))


def _cell_row(cell: Cell, document_id: str, identity: Row) -> Row:
    key, value, state = cell.key, cell.value, cell.state
    number: int | float | None
    implied: int | float | None
    if key.table in _WHOLE_NUMBERS:
        number, implied = _whole(value), _whole(cell.implied_value)
        if value is not None and number is None:
            state = "unreadable"  # a count that is no whole number was read wrongly; ``printed`` keeps it
    else:
        number, implied = _real(value), _real(cell.implied_value)
    return (
        document_id,
        key.row,
        key.column,
        *identity,
        number,
        cell.unit,
        state,
        cell.printed,
        cell.origin,
        round(cell.confidence, _CONFIDENCE_DIGITS),
        implied,
        cell.page,
        *_box(cell.box),
        cell.why,
    )


def _add_findings(rows: Rows, document_id: str, report: Report | None, findings: Iterable[Finding]) -> None:
    identity: Row = (None, None, None)
    if report is not None:
        identity = (report.report_year, report.agency or None, report.place.division_code)
    rows["findings"] += (
        finding_row(document_id, identity, finding_no, finding) for finding_no, finding in enumerate(findings, start=1)
    )


def check_row(
    document_id: str, identity: Row, check: Check, other: tuple[str | None, int | None] = (None, None)
) -> Row:
    """A row of ``checks``.

    Args:
        identity: Year, agency and division code of the report.
        other: ``document_id`` and year of the report that it is compared with, where it is.
    """
    return (
        document_id,
        check.check,
        check.table,
        check.subject,
        *identity,
        _real(check.left),
        _real(check.right),
        _real(check.difference),
        check.verdict,
        check.cause,
        *other,
    )


def finding_row(document_id: str, identity: Row, finding_no: int, finding: Finding) -> Row:
    """A row of ``findings``."""
    return (
        document_id,
        finding_no,
        *identity,
        finding.code,
        finding.severity,
        finding.message,
        finding.page,
        *((None,) * 4 if finding.box is None else _box(finding.box)),
        *((None,) * 3 if finding.key is None else finding.key),
        _json(finding.facts),
    )


def _json(facts: Mapping[str, str]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)


def _box(box: Box) -> Row:
    x0, top, x1, bottom = box
    return (
        round(float(x0), _BOX_DIGITS),
        round(float(top), _BOX_DIGITS),
        round(float(x1), _BOX_DIGITS),
        round(float(bottom), _BOX_DIGITS),
    )


def _whole(number: Decimal | None) -> int | None:
    if number is None:
        return None
    whole = int(number)
    return whole if whole == number and whole in _INT64 else None


def _real(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


assert all(dataset.names.index("value") == 6 for dataset in CELL_DATASETS)
