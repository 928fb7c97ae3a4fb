"""What a run did and what is published, for a person who doesn't read Parquet, and the same as a dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from reportextract.errors import printable
from reportextract.runs.misprints import published_misprints

if TYPE_CHECKING:
    from reportextract.datasets.read import Datasets

# Documents that gave nothing although they may hold a report. ``not_a_report`` and ``duplicate`` are answers.
FAILED = frozenset({"needs_password", "damaged", "unsupported", "too_large", "timed_out", "crashed"})
_QUALITIES = ("verified", "consistent", "disputed", "partial")
# A screenful; the datasets hold them all.
_SHOWN = 12
_STATUS_WORDS = {
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
_QUALITY_WORDS = {
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


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        found: Files under the inputs.
        read: Files read in this run; ``unchanged`` were known already, ``duplicates`` repeat another file.
        failed: Of those read: (source, status, reason).
        to_review: Of those read: sources of reports that are disputed or partial.
    """

    overview: Overview
    out: str
    found: int
    read: int
    unchanged: int
    duplicates: int
    failed: tuple[tuple[str, str, str], ...]
    to_review: tuple[str, ...]
    seconds: float

    def exit_code(self, fail_on: str = "failed") -> int:
        """0 or 3, by ``--fail-on``: ``never``, ``failed``, or ``review`` (also what needs a person)."""
        if fail_on == "never":
            return 0
        return 3 if self.failed or (fail_on == "review" and self.to_review) else 0

    def as_dict(self) -> dict[str, Any]:
        flat = asdict(self)
        flat["overview"] = self.overview.as_dict()
        flat["failed"] = [
            {"source": source, "status": status, "reason": reason} for source, status, reason in self.failed
        ]
        flat["to_review"] = list(self.to_review)
        flat["seconds"] = round(self.seconds, 3)
        return flat

    def as_text(self) -> str:
        known = f", {self.unchanged} known from before" if self.unchanged else ""
        again = f", {self.duplicates} the same as another" if self.duplicates else ""
        lines = [f"{_count(self.found, 'file')}: {self.read} read{known}{again} ({self.seconds:.1f} s)", ""]
        return "\n".join([*lines, *overview_lines(self.overview), "", f"The datasets are in {printable(self.out)}"])


def overview(published: Datasets) -> Overview:
    """Count what is published."""
    documents = published.table("documents", columns=["source", "status", "reason"]).to_pylist()
    statuses = Counter(document["status"] for document in documents)
    columns = ["report_year", "form", "quality", "source", "page_count", "scanned_pages"]
    columns += ["cells_expected", "cells_printed", "checks_failed"]
    reports = published.table("reports", columns=columns).to_pylist()
    groups = Counter((report["report_year"] or 0, report["form"], report["quality"]) for report in reports)
    qualities = Counter(report["quality"] for report in reports)
    attention = [(d["source"], d["reason"]) for d in documents if d["status"] in FAILED]
    attention += [(r["source"], _doubt(r)) for r in reports if r["quality"] in ("disputed", "partial")]
    return Overview(
        statuses={status: statuses[status] for status in _STATUS_WORDS if status in statuses},
        qualities={quality: qualities[quality] for quality in _QUALITIES if quality in qualities},
        reports={group: groups[group] for group in sorted(groups, key=_group_order)},
        misprints=tuple(published_misprints(published)),
        attention=tuple(sorted(attention)),
    )


def overview_lines(seen: Overview) -> list[str]:
    """What is published, as lines for the screen."""
    lines = [f"Documents: {sum(seen.statuses.values())}"]
    lines += [f"  {count:>5}  {_STATUS_WORDS[status]}" for status, count in seen.statuses.items()]
    if seen.qualities:
        lines += ["", f"Reports: {sum(seen.qualities.values())}"]
        lines += [f"  {count:>5}  {quality}: {_QUALITY_WORDS[quality]}" for quality, count in seen.qualities.items()]
        lines += ["", *_year_lines(seen.reports)]
    if seen.misprints:
        lines += ["", f"Sums that the agencies printed wrongly: {len(seen.misprints)} (kept as printed)"]
        lines += _first(seen.misprints)
    if seen.attention:
        lines += ["", f"Needs a person: {len(seen.attention)}"]
        lines += _first(f"{source}: {reason}" for source, reason in seen.attention)
    return lines


def _year_lines(reports: Mapping[tuple[int, str, str], int]) -> list[str]:
    rows = sorted({(year, form) for year, form, _ in reports}, key=lambda row: (row[0] == 0, row))
    head = f"  {'year':<8}{'form':<7}" + "".join(f"{quality:>12}" for quality in _QUALITIES)
    body = [
        f"  {year or 'unknown':<8}{form:<7}"
        + "".join(f"{reports.get((year, form, quality), 0) or '·':>12}" for quality in _QUALITIES)
        for year, form in rows
    ]
    return [head, *body]


def _group_order(group: tuple[int, str, str]) -> tuple[bool, int, str, int]:
    year, form, quality = group
    return year == 0, year, form, _QUALITIES.index(quality)


def _doubt(report: Mapping[str, Any]) -> str:
    """Why a disputed or partial report needs a look."""
    missing = report["cells_expected"] - report["cells_printed"]
    reasons = []
    if report["scanned_pages"]:
        pages = f"{report['scanned_pages']} of {_count(report['page_count'], 'page')}"
        reasons.append(f"{pages} are scans")
    if missing > 0:
        reasons.append(f"{missing} of {report['cells_expected']} cells hold no number that could be read")
    if report["checks_failed"]:
        reasons.append(f"{_count(report['checks_failed'], 'sum')} fail")
    return f"{report['quality']}: {', '.join(reasons) or 'see its findings'}"


def _first(lines: Iterable[str]) -> list[str]:
    shown = [f"  - {printable(line)}" for line in lines]
    rest = len(shown) - _SHOWN
    return shown if rest <= 0 else [*shown[:_SHOWN], f"  … and {rest} more (in the datasets)"]


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
