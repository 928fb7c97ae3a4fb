"""What is published, counted: from the ledger after a run, from the datasets where there is no ledger."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportextract.runs.misprints import published_misprints

if TYPE_CHECKING:
    from reportextract.datasets.read import Datasets
    from reportextract.runs.ledger import Ledger

# Documents that gave nothing although they may hold a report. ``not_a_report`` and ``duplicate`` are answers.
FAILED = frozenset({"needs_password", "damaged", "unsupported", "too_large", "timed_out", "crashed"})
QUALITIES = ("verified", "consistent", "disputed", "partial")
DOUBTFUL = ("disputed", "partial")
STATUS_WORDS = {
    "extracted": "reports read",
    "not_a_report": "are something else",
    "needs_password": "need a password",
    "damaged": "are damaged",
    "unsupported": "are of a kind not read",
    "too_large": "are too large",
    "timed_out": "took too long",
    "crashed": "made the extractor fail",
    "duplicate": "repeat another file",
}
QUALITY_WORDS = {
    "verified": "every number read and every sum tested",
    "consistent": "nothing contradicts the numbers, but not all sums could be tested",
    "disputed": "a number is in doubt",
    "partial": "cells are missing",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """What is published.

    Attributes:
        statuses: Documents by status.
        qualities: Reports by quality.
        reports: Reports by (year, form, quality); year 0 where unknown.
        misprints: Sums that agencies printed wrongly, a sentence each.
        attention: What needs a person: (source, why).
    """

    statuses: Mapping[str, int]
    qualities: Mapping[str, int]
    reports: Mapping[tuple[int, str, str], int]
    misprints: tuple[str, ...]
    attention: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": dict(self.statuses),
            "quality": dict(self.qualities),
            "reports": [
                {"report_year": year or None, "form": form, "quality": quality, "reports": count}
                for (year, form, quality), count in self.reports.items()
            ],
            "misprints": list(self.misprints),
            "needs_a_person": [{"source": source, "reason": reason} for source, reason in self.attention],
        }


def overview(published: Datasets) -> Overview:
    """Count what is published, from the datasets."""
    documents = published.table("documents", columns=["source", "status", "reason"]).to_pylist()
    columns = ["report_year", "form", "quality", "source", "page_count", "scanned_pages"]
    columns += ["cells_expected", "cells_printed", "checks_failed"]
    reports = published.table("reports", columns=columns).to_pylist()
    return _counted(
        Counter(document["status"] for document in documents),
        Counter((report["report_year"] or 0, report["form"], report["quality"]) for report in reports),
        published_misprints(published),
        ((document["source"], document["reason"]) for document in documents if document["status"] in FAILED),
        (report for report in reports if report["quality"] in DOUBTFUL),
    )


def ledger_overview(ledger: Ledger) -> Overview:
    """Count what is published, from the ledger that it was published from; ``relate`` has filled ``published``."""
    statuses: Counter[str] = Counter()
    for status, count in ledger.query(
        "SELECT CASE WHEN file.source = published.source THEN status ELSE 'duplicate' END, count(*) "
        "FROM file JOIN result USING (document_id) JOIN published USING (document_id) GROUP BY 1"
    ):
        statuses[status] += count
    groups: Counter[tuple[int, str, str]] = Counter()
    for year, form, quality, count in ledger.query(
        "SELECT coalesce(report_year, 0), json_extract(facts, '$.form'), quality, count(*) "
        "FROM result JOIN published USING (document_id) WHERE quality IS NOT NULL GROUP BY 1, 2, 3"
    ):
        groups[year, form, quality] += count
    misprints: list[str] = []
    for (sentences,) in ledger.query(
        "SELECT json_extract(facts, '$.misprints') AS said FROM result JOIN published USING (document_id) "
        "WHERE facts IS NOT NULL AND said != '[]' ORDER BY published.source"
    ):
        misprints += json.loads(sentences)
    failed = ledger.query(
        f"SELECT published.source, reason FROM result JOIN published USING (document_id) "
        f"WHERE status IN ({', '.join('?' * len(FAILED))})",
        sorted(FAILED),
    )
    doubtful = ledger.query(
        "SELECT facts, published.source FROM result JOIN published USING (document_id) WHERE quality IN (?, ?)",
        DOUBTFUL,
    )
    return _counted(
        statuses,
        groups,
        misprints,
        ((source, reason) for source, reason in failed),
        (json.loads(facts) | {"source": source} for facts, source in doubtful),
    )


def failure_kind(status: str, reason: str) -> str:
    """What failures of one kind have in common: the status and the reason without numbers and names."""
    sentence = reason.split(". ")[0].rstrip(".")
    sentence = re.sub(r"\((\w+): .*", r"(\1)", sentence)
    return f"{status}: {re.sub(r'[0-9]+', '#', sentence)}"


def _counted(
    statuses: Counter[str],
    groups: Counter[tuple[int, str, str]],
    misprints: Iterable[str],
    failed: Iterable[tuple[str, str]],
    doubtful: Iterable[Mapping[str, Any]],
) -> Overview:
    qualities: Counter[str] = Counter()
    for (_, _, quality), count in groups.items():
        qualities[quality] += count
    attention = [*failed, *((report["source"], _doubt(report)) for report in doubtful)]
    return Overview(
        statuses={status: statuses[status] for status in STATUS_WORDS if status in statuses},
        qualities={quality: qualities[quality] for quality in QUALITIES if quality in qualities},
        reports={group: groups[group] for group in sorted(groups, key=_group_order)},
        misprints=tuple(misprints),
        attention=tuple(sorted(attention)),
    )


def _group_order(group: tuple[int, str, str]) -> tuple[bool, int, str, int]:
    year, form, quality = group
    return year == 0, year, form, QUALITIES.index(quality)


def _doubt(report: Mapping[str, Any]) -> str:
    """Why a disputed or partial report needs a look."""
    missing = report["cells_expected"] - report["cells_printed"]
    reasons = []
    if report["scanned_pages"]:
        pages = f"{report['scanned_pages']} of {counted(report['page_count'], 'page')}"
        reasons.append(f"{pages} are scans")
    if missing > 0:
        reasons.append(f"{missing} of {report['cells_expected']} cells hold no number that could be read")
    if report["checks_failed"]:
        reasons.append(f"{counted(report['checks_failed'], 'sum')} fail")
    return f"{report['quality']}: {', '.join(reasons) or 'see its findings'}"


def counted(count: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
