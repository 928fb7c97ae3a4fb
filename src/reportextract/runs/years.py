"""What a report has because of its agency's other reports: whether it counts for its year, what was carried over.

It is kept in the ledger and worked out anew only for agencies whose reports came, went or changed. Agencies are gone
through one at a time, so that no more is in memory than the reports of one agency.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from reportextract.datasets.frames import check_row, finding_row
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.runs.fingerprint import digest_of_code
from reportextract.runs.ledger import Ledger
from reportextract.years import Across, YearReport, across_years

if TYPE_CHECKING:
    import pyarrow as pa

# Derived from results, and made again whenever they change: no older ledger needs to be converted.
_TABLES = (
    "CREATE TABLE IF NOT EXISTS across_series (series TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS across (document_id TEXT PRIMARY KEY, series TEXT NOT NULL, "
    "is_primary INTEGER NOT NULL, reason TEXT NOT NULL, rows TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS across_of_series ON across (series)",
    # Holds all that is asked of every result, so that their facts are read of changed agencies only.
    "CREATE INDEX IF NOT EXISTS result_series ON result (agency, document_id, digest, quality)",
)
# Of every agency with more than one report: all that what they say of each other depends on.
_SERIES = """
SELECT series, group_concat(facts, ' ') FROM (
    SELECT agency AS series, document_id || digest || source AS facts FROM result JOIN published USING (document_id)
    WHERE quality IS NOT NULL AND agency IS NOT NULL ORDER BY agency, document_id
) GROUP BY series HAVING count(*) > 1
"""
_DATASETS = ("checks", "findings")


def relate_years(ledger: Ledger) -> None:
    """Bring what reports say about each other up to date, and ``is_primary`` in the table ``published``."""
    for table in _TABLES:
        ledger.change(table)
    known = dict(map(tuple, ledger.query("SELECT series, digest FROM across_series")))
    present = dict(_digests(ledger))
    changed = sorted(series for series, digest in present.items() if known.get(series) != digest)
    gone = [[series] for series in known.keys() - present.keys()]
    ledger.change("DELETE FROM across WHERE series = ?", [*gone, *([series] for series in changed)])
    ledger.change("DELETE FROM across_series WHERE series = ?", gone)
    ledger.change("INSERT INTO across VALUES (?, ?, ?, ?, ?, ?)", _found(ledger, changed))
    ledger.change("INSERT OR REPLACE INTO across_series VALUES (?, ?)", [[s, present[s]] for s in changed])
    ledger.change(
        "UPDATE published SET is_primary = 0 WHERE document_id IN (SELECT document_id FROM across WHERE NOT is_primary)"
    )


def _digests(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """(Series, digest of all it depends on) of every agency with more than one report."""
    code = f"{digest_of_code('years')} {arrow_schema('checks').names}"
    for series, facts in ledger.query(_SERIES):
        yield series, sha256(f"{code} {facts}".encode()).hexdigest()[:16]


def _found(ledger: Ledger, changed: list[str]) -> Iterator[tuple[Any, ...]]:
    query = (
        "SELECT document_id, facts, source FROM result JOIN published USING (document_id) "
        "WHERE quality IS NOT NULL AND agency = ? ORDER BY document_id"
    )
    for series in changed:
        facts = {
            row["document_id"]: json.loads(row["facts"]) | {"document_id": row["document_id"], "source": row["source"]}
            for row in ledger.query(query, [series])
        }
        reports = [YearReport.from_facts(each) for each in facts.values()]
        years = {report.document_id: report.report_year for report in reports}
        for across in across_years(reports):
            rows = json.dumps(_rows(across, facts[across.document_id], years), ensure_ascii=False)
            standing = across.standing
            digest = sha256(f"{standing!r} {rows}".encode()).hexdigest()[:16]
            yield across.document_id, series, standing.is_primary, standing.reason, rows, digest


def _rows(across: Across, facts: dict[str, Any], years: dict[str, int | None]) -> dict[str, list[tuple[Any, ...]]]:
    """Its rows of ``checks`` and ``findings``; findings are numbered after the report's own."""
    identity = (facts["report_year"], facts["agency"], facts["division_code"])
    document_id, first = across.document_id, facts.get("findings", 0) + 1
    return {
        "checks": [check_row(document_id, identity, check, (other, years[other])) for check, other in across.checks],
        "findings": [
            finding_row(document_id, identity, finding_no, finding)
            for finding_no, finding in enumerate(across.findings, start=first)
        ],
    }


def across_tables(rows: list[str]) -> dict[str, pa.Table]:
    """The kept rows of some reports as tables of ``checks`` and ``findings``."""
    import pyarrow as pa

    told = [json.loads(text) for text in rows]
    tables = {}
    for name in _DATASETS:
        schema = arrow_schema(name)
        columns = list(zip(*(row for each in told for row in each[name]), strict=True)) or [()] * len(schema)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        tables[name] = pa.Table.from_arrays(arrays, schema=schema)
    return tables


assert all("document_id" in DATASETS[name].order for name in _DATASETS)
