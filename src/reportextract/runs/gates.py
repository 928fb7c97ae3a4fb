"""Gates: what a night's datasets must have in common with what people rely on, or they are not published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from reportextract.datasets.manifest import Manifest

_QUALITY, _FAILURE = "quality ", "failure "
# Fewer findings are good news, and what reports have in common depends on which there are.
_MAY_SHRINK = frozenset({"findings", "reuse"})


@dataclass(frozen=True, slots=True)
class Gates:
    """The table ``[gates]`` of a pipeline's file; None where a gate stands open.

    Attributes:
        least_reports: Reports that there must be at least.
        least_verified_share: Of all reports, the share whose quality is ``verified``, at least; 0 to 1.
        largest_drop: Of the rows that a dataset has of a year, the share that may go missing; 0 to 1. Findings may
            become fewer, and so may what reports have in common.
        most_new_failures: Documents that may fail in a way that none of the published failed in.
    """

    least_reports: int | None = None
    least_verified_share: float | None = None
    largest_drop: float | None = None
    most_new_failures: int | None = None


GATE_NAMES = tuple(gate.name for gate in fields(Gates))


def broken_gates(gates: Gates, candidate: Manifest, published: Manifest | None) -> Iterator[str]:
    """A sentence for each gate that the candidate doesn't pass.

    Drops and new failures are measured against what is published; the first time there is nothing to compare with. That
    the ledger is the one that the published datasets came from is asked always: a lost ledger would drop them unseen.
    """
    counts = candidate.counts()
    reports = sum(number for name, number in counts.items() if name.startswith(_QUALITY))
    verified = counts[f"{_QUALITY}verified"]
    if gates.least_reports is not None and reports < gates.least_reports:
        yield f"There are {reports} reports; at least {gates.least_reports} are asked for (least_reports)."
    if gates.least_verified_share is not None and reports and verified / reports < gates.least_verified_share:
        yield (
            f"{verified} of {reports} reports are verified ({verified / reports:.1%}); at least "
            f"{gates.least_verified_share:.1%} are asked for (least_verified_share)."
        )
    if published is None:
        return
    yield from _lost_ledger(candidate, published)
    if gates.largest_drop is not None:
        yield from _drops(gates.largest_drop, candidate, published)
    if gates.most_new_failures is not None:
        yield from _new_failures(gates.most_new_failures, candidate, published)


def _lost_ledger(candidate: Manifest, published: Manifest) -> Iterator[str]:
    now, before = (sum(file.rows for file in manifest.files("documents")) for manifest in (candidate, published))
    if candidate.ledger_id != published.ledger_id and now < before:
        yield (
            f"The published datasets hold {before} documents and come from another ledger than this one, which knows "
            f"{now}: the others would be lost. Put the ledger back, or name all inputs."
        )


def _drops(largest: float, candidate: Manifest, published: Manifest) -> Iterator[str]:
    now = candidate.rows()
    for (dataset, year), before in sorted(published.rows().items(), key=lambda pair: (pair[0][0], pair[0][1] or 0)):
        left = now[dataset, year]
        if before and dataset not in _MAY_SHRINK and (before - left) / before > largest:
            of_year = "" if year is None else f" of {year}"
            yield (
                f"{dataset}: {left} rows{of_year} where {before} are published, {(before - left) / before:.1%} fewer; "
                f"{largest:.1%} may go missing (largest_drop)."
            )


def _new_failures(most: int, candidate: Manifest, published: Manifest) -> Iterator[str]:
    seen = published.counts()
    new = {
        name.removeprefix(_FAILURE): number
        for name, number in sorted(candidate.counts().items())
        if name.startswith(_FAILURE) and name not in seen
    }
    if sum(new.values()) > most:
        kinds = "; ".join(f"{number} × {kind}" for kind, number in new.items())
        yield (
            f"{sum(new.values())} documents fail in a way that none failed in before, {most} may (most_new_failures): "
            f"{kinds}"
        )
