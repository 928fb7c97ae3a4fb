"""How published files are cut, and what each is made from.

A *unit* is a set of documents whose rows stand in files of their own: those of a year whose ``document_id`` begins with
the same digits (for ``documents``: all whose id does). How many digits follows from how many documents there are:
files stay small enough for one more report to cost one unit, and few enough for readers. Nothing of this depends on the
order in which runs came by the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reportextract import __version__
from reportextract.datasets.folder import Stage
from reportextract.datasets.frames import sort_table
from reportextract.datasets.manifest import PublishedUnit
from reportextract.datasets.schema import arrow_schema
from reportextract.datasets.write import write_part
from reportextract.runs.ledger import Ledger
from reportextract.runs.overview import FAILED, failure_kind
from reportextract.runs.packed import REPORT_DATASETS, conform, current_schemas, unpack
from reportextract.runs.years import across_tables

if TYPE_CHECKING:
    import pyarrow as pa

# Measured with synthetic reports: a unit of a thousand is written in about a second, and a hundred thousand reports of
# ten years make some 1,600 files.
MOST_REPORTS = 1024
MOST_DOCUMENTS = 8192  # their rows are one a document, not two hundred

_DOCUMENTS = "documents"
_DOCUMENT_ROWS = """
SELECT file.document_id, file.sha256, file.source, file.size_bytes, file.media_type, result.page_count,
    result.scanned_pages, result.status, result.reason, result.extractor_version, result.seconds, result.first_seen_at,
    result.extracted_at, published.source AS first
FROM file JOIN result USING (document_id) JOIN published USING (document_id)
ORDER BY file.document_id, file.source
"""
_REPORT_ROWS = """
SELECT result.document_id, result.report_year, result.digest, result.quality, published.source,
    published.is_primary, related.digest AS related_digest, across.reason, across.digest AS across_digest
FROM result JOIN published USING (document_id) LEFT JOIN related USING (document_id)
LEFT JOIN across USING (document_id) WHERE result.digest != ''
ORDER BY result.report_year, result.document_id
"""
_CONTENTS = """
SELECT schema_id, rows FROM packed JOIN result USING (document_id) WHERE document_id = :document_id
UNION ALL SELECT schema_id, rows FROM related WHERE document_id = :document_id
"""
_ACROSS = "SELECT rows FROM across WHERE document_id = :document_id"


@dataclass(slots=True)
class Unit:
    """What files are made from.

    Attributes:
        year: None for ``documents`` and for reports whose year is unknown.
        prefix: What the ``document_id`` of its documents begins with.
        keep_year: See ``write_part``.
        rows: Rows of ``documents``, or of reports: (document_id, digest, source, is_primary, primary_reason, digests
            of what other reports give it).
    """

    name: str
    year: int | None
    prefix: str
    keep_year: bool = False
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_of_documents(self) -> bool:
        return self.name.startswith(f"{_DOCUMENTS}/")

    @property
    def fingerprint(self) -> str:
        """Of all that its files are made from."""
        digest = sha256(f"{__version__} {current_schemas()[0]} {self.keep_year}\n".encode())
        for row in self.rows:
            digest.update(f"{row!r}\n".encode())
        return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a unit's files are made from.

    Attributes:
        packed: Packed rows in order of their documents, each with the key of the schemas that they were packed with.
        across: Rows that their agencies' other reports give them, as ``relate_years`` keeps them.
    """

    packed: list[tuple[str, bytes]]
    schemas: dict[str, dict[str, pa.Schema]]
    across: list[str]


def units(ledger: Ledger) -> Iterator[Unit]:
    """Everything that is to be published, unit by unit; ``relate`` comes first."""
    yield from _units_of_documents(ledger)
    yield from _units_of_reports(ledger)


def _units_of_documents(ledger: Ledger) -> Iterator[Unit]:
    (count,) = next(ledger.query("SELECT count(*) FROM file WHERE document_id != ''"))
    digits = prefix_digits(count, MOST_DOCUMENTS)
    made = False
    for prefix, rows in groupby(ledger.query(_DOCUMENT_ROWS), key=lambda row: row["document_id"][:digits]):
        unit = Unit(f"{_DOCUMENTS}/{prefix}", None, prefix)
        for row in rows:
            unit.rows.append(_document_row(row))
            status, reason = unit.rows[-1][7:9]
            unit.counts[f"status {status}"] += 1
            if status in FAILED:
                unit.counts[f"failure {failure_kind(status, reason)}"] += 1
        made = True
        yield unit
    if not made:
        yield Unit(f"{_DOCUMENTS}/", None, "")


def _document_row(row: Any) -> tuple[Any, ...]:
    *columns, first = row
    document = dict(zip(row.keys(), row, strict=True))
    if document["source"] != first:
        document |= {"page_count": None, "scanned_pages": None, "status": "duplicate", "seconds": 0.0}
        document["reason"] = f"The same content as {first}."
    document["sha256"] = document["sha256"] or None
    del document["first"]
    assert len(document) == len(columns)
    return tuple(document.values())


def _units_of_reports(ledger: Ledger) -> Iterator[Unit]:
    counts = {
        row["report_year"]: row["number"]
        for row in ledger.query(
            "SELECT report_year, count(*) AS number FROM result JOIN published USING (document_id) "
            "WHERE digest != '' GROUP BY report_year"
        )
    }
    digits = {year: prefix_digits(count, MOST_REPORTS) for year, count in counts.items()}
    is_any_year_known = any(year is not None for year in counts)

    def place(row: Any) -> tuple[int | None, str]:
        year = row["report_year"]
        return year, row["document_id"][: digits[year]]

    for (year, prefix), rows in groupby(ledger.query(_REPORT_ROWS), key=place):
        unit = Unit(
            f"{'unknown' if year is None else year}/{prefix}", year, prefix, year is None and not is_any_year_known
        )
        for row in rows:
            unit.rows.append(
                (
                    *(row["document_id"], row["digest"], row["source"], bool(row["is_primary"]), row["reason"] or ""),
                    *(row["related_digest"], row["across_digest"]),
                )
            )
            if row["quality"] is not None:
                unit.counts[f"quality {row['quality']}"] += 1
        yield unit
    if not counts:
        yield Unit("unknown/", None, "", keep_year=True)


def prefix_digits(count: int, most: int) -> int:
    """How many hex digits of the ids part so many documents into groups of about ``most`` or fewer."""
    digits = 0
    while count > most * 16**digits:
        digits += 1
    return digits


def write_unit(stage: Stage, unit: Unit, contents: Contents) -> PublishedUnit:
    """Write the files of a unit."""
    import pyarrow as pa

    if unit.is_of_documents:
        table = pa.Table.from_pylist([_timed(row) for row in unit.rows], schema=arrow_schema(_DOCUMENTS))
        files = [write_part(stage, _DOCUMENTS, table, None, unit.prefix)]
    else:
        by_name = _report_tables(unit, contents)
        # Beside folders of years, a file without rows says nothing.
        files = [
            write_part(stage, name, by_name[name], unit.year, unit.prefix, unit.keep_year)
            for name in REPORT_DATASETS
            if by_name[name].num_rows or unit.year is not None or unit.keep_year
        ]
    return PublishedUnit(unit.name, unit.fingerprint, tuple(files), dict(unit.counts))


def contents_of(ledger: Ledger, unit: Unit) -> Contents:
    """What the ledger keeps of a unit's documents: their own rows, then those that other reports give them."""
    found = Contents([], {}, [])
    if unit.is_of_documents:
        return found
    for document_id, *_ in unit.rows:
        found.packed.extend(map(tuple, ledger.query(_CONTENTS, {"document_id": document_id})))
        found.across.extend(row[0] for row in ledger.query(_ACROSS, {"document_id": document_id}))
    for schema_id in {schema_id for schema_id, _ in found.packed}:
        found.schemas[schema_id] = ledger.schemas(schema_id)
    return found


def _timed(row: tuple[Any, ...]) -> dict[str, Any]:
    named = dict(zip(arrow_schema(_DOCUMENTS).names, row, strict=True))
    return named | {name: datetime.fromisoformat(named[name]) for name in ("first_seen_at", "extracted_at")}


def _report_tables(unit: Unit, contents: Contents) -> dict[str, pa.Table]:
    """The tables of the unit's documents in order of their ids; within a document rows stay as they were made."""
    import pyarrow as pa

    parts: dict[str, list[tuple[str, pa.RecordBatch]]] = {name: [] for name in REPORT_DATASETS}
    for schema_id, rows in contents.packed:
        for name, batch in unpack(rows, contents.schemas[schema_id]).items():
            parts[name].append((schema_id, batch))
    told = {row[0]: {"source": row[2], "is_primary": row[3], "primary_reason": row[4]} for row in unit.rows}
    across = across_tables(contents.across)
    tables = {}
    for name, batches in parts.items():
        alike = [
            conform(pa.Table.from_batches([batch for _, batch in group]), name)
            for _, group in groupby(batches, key=lambda pair: pair[0])
        ]
        table = pa.concat_tables(alike) if alike else arrow_schema(name).empty_table()
        if name in across:
            table = sort_table(name, pa.concat_tables([table, across[name]]))
        for column in ("source", "is_primary", "primary_reason"):
            if column in table.column_names:
                index = table.schema.get_field_index(column)
                field = table.schema.field(index)
                values = [told[document_id][column] for document_id in table["document_id"].to_pylist()]
                table = table.set_column(index, field, pa.array(values, field.type))
        tables[name] = table
    return tables
