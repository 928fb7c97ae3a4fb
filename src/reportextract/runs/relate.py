"""What a report's rows say because of other reports: which of several speaks for its agency and year.

Agencies are gone through one at a time, so that no more is in memory than the reports of one agency.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from reportextract.datasets.primary import primary_reports
from reportextract.runs.ledger import Ledger

_PUBLISHED = "SELECT document_id, min(source) AS source FROM file WHERE document_id != '' GROUP BY document_id"


def relate(ledger: Ledger) -> None:
    """Fill the table ``published``: the contents that are published, the first source of each by order of
    characters, and whether its report is the primary one of its agency and year."""
    ledger.change("DELETE FROM published")
    ledger.change(f"INSERT INTO published SELECT document_id, source, 1 FROM ({_PUBLISHED})")
    secondary = [[document_id] for document_id in _secondary(ledger)]
    ledger.change("UPDATE published SET is_primary = 0 WHERE document_id = ?", secondary)


def _secondary(ledger: Ledger) -> Iterator[str]:
    """Reports of which there is a better one."""
    several = ledger.query(
        "SELECT agency, facts, source, document_id FROM result JOIN published USING (document_id) "
        "WHERE quality IS NOT NULL AND agency IS NOT NULL AND agency IN "
        "(SELECT agency FROM result WHERE agency IS NOT NULL AND report_year IS NOT NULL "
        " GROUP BY agency, report_year HAVING count(*) > 1) "
        "ORDER BY agency, document_id"
    )
    for _, rows in groupby(several, key=lambda row: row["agency"]):
        reports = [_report(row) for row in rows]
        chosen = primary_reports(reports)
        yield from (report["document_id"] for report in reports if report["document_id"] not in chosen)


def _report(row: Any) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(row["facts"])
    published_on = facts["published_on"]
    return facts | {
        "document_id": row["document_id"],
        "source": row["source"],
        "published_on": None if published_on is None else date.fromisoformat(published_on),
    }
