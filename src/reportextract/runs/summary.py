"""What a run did and what is published, for a person who doesn't read Parquet, and the same as a dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reportextract.errors import printable
from reportextract.runs.overview import FAILED, QUALITIES, QUALITY_WORDS, STATUS_WORDS, Overview, counted, overview

__all__ = ["FAILED", "Overview", "ReadReport", "RunSummary", "overview", "overview_lines"]

# A screenful; the datasets hold them all.
_SHOWN = 12
GATE_FAILED, DOCUMENTS_FAILED = 4, 3


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report that a run read."""

    source: str
    agency: str | None
    report_year: int | None
    quality: str
    is_new: bool

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        found: Files under the inputs.
        read: Files read in this run; ``unchanged`` were known already, ``duplicates`` repeat another file.
        failed: Of those looked at: (source, status, reason).
        to_review: Of those read: sources of reports that are disputed or partial.
        vanished: Files of earlier runs that are gone and keep their rows.
        reports: Reports read in this run, the first of them by source.
        changes: What is different from the last run: (what, before, now).
        gates: The gates that failed, a sentence each; empty where the datasets were published.
        candidate: Where the datasets are that a gate kept from being published.
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
    vanished: int = 0
    reports: tuple[ReadReport, ...] = ()
    changes: tuple[tuple[str, int, int], ...] = ()
    is_published_anew: bool = False
    gates: tuple[str, ...] = ()
    candidate: str = ""
    page: str = ""

    def exit_code(self, fail_on: str = "failed") -> int:
        """4 where a gate failed; else 0 or 3, by ``--fail-on``: ``never``, ``failed``, or ``review`` (also what needs
        a person)."""
        if self.gates:
            return GATE_FAILED
        if fail_on == "never":
            return 0
        return DOCUMENTS_FAILED if self.failed or (fail_on == "review" and self.to_review) else 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "overview": self.overview.as_dict(),
            "out": self.out,
            "found": self.found,
            "read": self.read,
            "unchanged": self.unchanged,
            "duplicates": self.duplicates,
            "failed": [
                {"source": source, "status": status, "reason": reason} for source, status, reason in self.failed
            ],
            "to_review": list(self.to_review),
            "seconds": round(self.seconds, 3),
            "vanished": self.vanished,
            "reports": [report.as_dict() for report in self.reports],
            "changes": [{"what": what, "before": before, "now": now} for what, before, now in self.changes],
            "is_published_anew": self.is_published_anew,
            "gates": list(self.gates),
            "candidate": self.candidate,
            "page": self.page,
        }

    def as_text(self) -> str:
        known = f", {self.unchanged} known from before" if self.unchanged else ""
        again = f", {self.duplicates} the same as another" if self.duplicates else ""
        gone = f", {self.vanished} gone (rows kept)" if self.vanished else ""
        lines = [f"{counted(self.found, 'file')}: {self.read} read{known}{again}{gone} ({self.seconds:.1f} s)", ""]
        lines += overview_lines(self.overview)
        if self.changes:
            lines += ["", "Since the last run:"]
            lines += [f"  {now - before:>+5}  {what} ({before} → {now})" for what, before, now in self.changes]
        lines.append("")
        if self.gates:
            lines += ["NOT PUBLISHED: the datasets of the last run are still in place, because"]
            lines += [f"  - {printable(gate)}" for gate in self.gates]
            lines += [
                f"What would have been published is in {printable(self.candidate)}",
                "If it is right: run again with --accept",
            ]
        else:
            lines += [f"The datasets are in {printable(self.out)}"]
        if self.page:
            lines += [f"This page to look at: {printable(self.page)}"]
        return "\n".join(lines)


def changes_between(before: Mapping[str, Any] | None, now: Overview) -> tuple[tuple[str, int, int], ...]:
    """What is different from an earlier overview, as ``Overview.as_dict`` kept it: (what, before, now)."""
    if before is None:
        return ()
    found = []
    for kind, words in (("documents", STATUS_WORDS), ("quality", dict(zip(QUALITIES, QUALITIES, strict=True)))):
        counts = now.statuses if kind == "documents" else now.qualities
        for name, word in words.items():
            old, new = before[kind].get(name, 0), counts.get(name, 0)
            if old != new:
                is_plain = name == "extracted" or kind == "quality"
                found.append((word if is_plain else f"documents that {word}", old, new))
    return tuple(found)


def overview_lines(seen: Overview) -> list[str]:
    """What is published, as lines for the screen."""
    lines = [f"Documents: {sum(seen.statuses.values())}"]
    lines += [f"  {count:>5}  {STATUS_WORDS[status]}" for status, count in seen.statuses.items()]
    if seen.qualities:
        lines += ["", f"Reports: {sum(seen.qualities.values())}"]
        lines += [f"  {count:>5}  {quality}: {QUALITY_WORDS[quality]}" for quality, count in seen.qualities.items()]
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
    head = f"  {'year':<8}{'form':<7}" + "".join(f"{quality:>12}" for quality in QUALITIES)
    body = [
        f"  {year or 'unknown':<8}{form:<7}"
        + "".join(f"{reports.get((year, form, quality), 0) or '·':>12}" for quality in QUALITIES)
        for year, form in rows
    ]
    return [head, *body]


def _first(lines: Iterable[str]) -> list[str]:
    shown = [f"  - {printable(line)}" for line in lines]
    rest = len(shown) - _SHOWN
    return shown if rest <= 0 else [*shown[:_SHOWN], f"  … and {rest} more (in the datasets)"]
