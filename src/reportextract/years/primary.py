"""Which report speaks for its agency and year, where several do (published twice, or once more in print), and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reportextract.years.report import YearReport

_QUALITY_ORDER = {"verified": 0, "consistent": 1, "disputed": 2, "partial": 3}


class Standing(NamedTuple):
    """Whether a report counts for its agency and year, and the reason in a sentence (empty for the only one)."""

    is_primary: bool
    reason: str


def primary_reports(reports: Iterable[YearReport]) -> dict[str, Standing]:
    """The standing of each report by ``document_id``.

    The best quality wins, then the most cells printed, then the latest ``published_on``, then the first source. A
    report whose agency or year is unknown can't be said to repeat another: it stands for itself.
    """
    about: dict[Any, list[YearReport]] = defaultdict(list)
    for report in reports:
        series, year = report.series, report.report_year
        about[report.document_id if series is None or year is None else (series, year)].append(report)
    standings = {}
    for members in about.values():
        first, *others = sorted(members, key=_rank)
        standings[first.document_id] = Standing(True, _why_first(first, others) if others else "")
        for other in others:
            standings[other.document_id] = Standing(False, f"{first.source} counts instead: {_why(first, other)}.")
    return standings


def _rank(report: YearReport) -> tuple[Any, ...]:
    return (
        _QUALITY_ORDER[report.quality],
        -report.cells_printed,
        0 if report.published_on is None else -report.published_on.toordinal(),
        report.source,
        report.document_id,
    )


def _why_first(first: YearReport, others: Sequence[YearReport]) -> str:
    return "; ".join(f"counts instead of {other.source}: {_why(first, other)}" for other in others) + "."


def _why(first: YearReport, other: YearReport) -> str:
    """What sets the first apart from another report of the same agency and year."""
    if first.quality != other.quality:
        return f"it is {first.quality}, the other {other.quality}"
    if first.cells_printed != other.cells_printed:
        return f"it has {first.cells_printed} cells printed, the other {other.cells_printed}"
    if first.published_on != other.published_on and first.published_on is not None:
        return f"it was published on {first.published_on}, the other " + (
            "bears no date" if other.published_on is None else f"on {other.published_on}"
        )
    return "both are equal, and its source comes first"
