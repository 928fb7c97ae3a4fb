"""The command: reads both sides, compares, prints tables for people or JSON for machines."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from reportextract.errors import ReportExtractError, UsageError
from reportextract.evaluate.scores import Comparison, Scores, compare_all
from reportextract.evaluate.sources import read_published, read_truth
from reportextract.evaluate.tables import Table, as_markdown, as_text

DIFFERENCES_SHOWN = 40
"""Cells listed one by one below the tables: about a screen; ``--all`` lists every one."""

COLUMNS: Mapping[str, Callable[[Scores], str]] = {
    "cells": lambda s: str(s.cells),
    "right": lambda s: str(s.right),
    "wrong": lambda s: str(s.wrong),
    "missing": lambda s: str(s.missing),
    "withheld": lambda s: str(s.withheld),
    "extra": lambda s: str(s.extra),
    "agency": lambda s: _share(s.agency_right, s.documents),
    "year": lambda s: _share(s.year_right, s.documents),
    "form": lambda s: _share(s.form_right, s.documents),
    "misprints found": lambda s: _share(s.violations_found, s.violations),
    "false": lambda s: str(s.violations_false),
    "prose": lambda s: f"{s.section_similarity / s.sections:.3f}" if s.sections > 0 else "-",
}
GROUP_COLUMNS: Mapping[str, Callable[[Scores], str]] = {
    "documents": lambda s: str(s.documents),
    "extracted": lambda s: str(s.extracted),
    **COLUMNS,
    "verified": lambda s: str(s.verified),
    "wrong in verified": lambda s: str(s.wrong_in_verified),
}


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole > 0 else "-"


# --- sums ----------------------------------------------------------------------------------------


def total(comparisons: Sequence[Comparison]) -> Scores:
    """The scores of all documents together."""
    return sum((comparison.scores for comparison in comparisons), start=Scores())


def by_kind(comparisons: Sequence[Comparison]) -> dict[str, Scores]:
    """The scores by kind of document, in the order of the truth."""
    sums: dict[str, Scores] = {}
    for comparison in comparisons:
        sums[comparison.kind] = sums.get(comparison.kind, Scores()) + comparison.scores
    return sums


def by_feature(comparisons: Sequence[Comparison]) -> dict[str, Scores]:
    """The scores by what is peculiar about a document, in alphabetical order; a document counts under each."""
    sums: dict[str, Scores] = {}
    for comparison in comparisons:
        for feature in comparison.features:
            sums[feature] = sums.get(feature, Scores()) + comparison.scores
    return dict(sorted(sums.items()))


# --- what is printed --------------------------------------------------------------------------------


def to_json(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Everything, for machines."""
    return {
        "total": asdict(total(comparisons)),
        "kinds": {kind: asdict(scores) for kind, scores in by_kind(comparisons).items()},
        "features": {feature: asdict(scores) for feature, scores in by_feature(comparisons).items()},
        "qualities": dict(Counter(comparison.quality for comparison in comparisons)),
        "documents": [
            {
                "source": comparison.source,
                "kind": comparison.kind,
                "status": comparison.status,
                "quality": comparison.quality,
                "scores": asdict(comparison.scores),
                "differences": [
                    {
                        "verdict": difference.verdict,
                        "cell": ".".join(difference.key),
                        "printed": difference.printed,
                        "published": difference.published,
                    }
                    for difference in comparison.differences
                ],
            }
            for comparison in comparisons
        ],
    }


def document_table(comparisons: Sequence[Comparison]) -> Table:
    """One line a document."""
    return [
        ["document", "kind", "status", "quality", *COLUMNS],
        *([c.source, c.kind, c.status, c.quality, *(show(c.scores) for show in COLUMNS.values())] for c in comparisons),
    ]


def group_table(title: str, groups: Mapping[str, Scores]) -> Table:
    """One line a group of documents."""
    return [
        [title, *GROUP_COLUMNS],
        *([name, *(show(scores) for show in GROUP_COLUMNS.values())] for name, scores in groups.items()),
    ]


def difference_lines(comparisons: Sequence[Comparison], limit: int | None) -> list[str]:
    """One line a cell that is not right, wrong ones first; one line for a document that gave no report at all."""
    order = {"wrong": 0, "extra": 1, "missing": 2, "withheld": 3}
    read = [comparison for comparison in comparisons if comparison.status == "extracted"]
    differences = sorted(
        ((comparison.source, difference) for comparison in read for difference in comparison.differences),
        key=lambda pair: order[pair[1].verdict],
    )
    lines = [
        f"{d.verdict}: {source} {'.'.join(d.key)}: printed {d.printed or 'nowhere'}, published {d.published}"
        for source, d in differences
    ] + [f"missing: {c.source}: all {c.scores.cells} cells ({c.status})" for c in comparisons if c not in read]
    shown = lines[:limit]
    hidden = len(lines) - len(shown)
    return [*shown, f"… and {hidden} more (--all lists them)"] if hidden > 0 else shown


def to_text(
    comparisons: Sequence[Comparison], unjudged: Sequence[str], draw: Callable[[Table], str], limit: int | None
) -> str:
    """The tables for people.

    Args:
        unjudged: Reports that were published and that the truth doesn't know.
        draw: Makes text of a table.
        limit: How many cells to list one by one, and features only where something is not right; None for all.
    """
    features = by_feature(comparisons)
    shown = {name: scores for name, scores in features.items() if limit is None or not scores.is_perfect}
    qualities = Counter(comparison.quality for comparison in comparisons)
    blocks = [
        draw(document_table(comparisons)),
        draw(group_table("kind", by_kind(comparisons) | {"all": total(comparisons)})),
        draw(group_table("feature", shown)) if len(shown) > 0 else "",
        f"Features without a mistake: {len(features) - len(shown)}" if len(features) > len(shown) else "",
        "Documents by quality: " + ", ".join(f"{name} {count}" for name, count in sorted(qualities.items())),
        f"Reports without a truth: {', '.join(unjudged)}" if len(unjudged) > 0 else "",
        "\n".join(difference_lines(comparisons, limit)),
    ]
    return "\n\n".join(block for block in blocks if block != "")


class _Parser(argparse.ArgumentParser):
    """Ends with 1 on wrong usage, as every command of the project does."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UsageError.exit_code, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command.

    Returns:
        0; with ``--strict`` 1 where anything was wrong, extra, missing or misjudged;
        2 where one of the two sides isn't there.
    """
    parser = _Parser(
        prog="reportextract evaluate",
        description="Compare published datasets with what a person reads on the pages.",
        epilog="example: reportextract evaluate data/parquet data/raw/truth.json",
    )
    parser.add_argument("out", type=Path, help="folder that `reportextract run` published into")
    parser.add_argument("truth", type=Path, help="truth.json: by file, what is printed")
    parser.add_argument("--format", choices=("text", "md", "json"), default="text")
    parser.add_argument("--kind", action="append", help="only documents of this kind (may be repeated)")
    parser.add_argument("--strict", action="store_true", help="end with 1 where anything is wrong, extra or missing")
    parser.add_argument("--all", action="store_true", help="list every feature and every cell that is not right")
    arguments = parser.parse_args(argv)
    try:
        truths = read_truth(arguments.truth)
        published = read_published(arguments.out)
    except ReportExtractError as error:
        print(f"reportextract evaluate: {error}", file=sys.stderr)
        return error.exit_code
    unjudged = sorted(
        source for source, found in published.items() if found.quality is not None and source not in truths
    )
    if arguments.kind is not None:
        truths = {source: truth for source, truth in truths.items() if truth.kind in arguments.kind}
    comparisons = compare_all(published, truths)
    if arguments.format == "json":
        print(json.dumps(to_json(comparisons) | {"unjudged": unjudged}, ensure_ascii=False, indent=1))
    else:
        draw = as_markdown if arguments.format == "md" else as_text
        print(to_text(comparisons, unjudged, draw, None if arguments.all else DIFFERENCES_SHOWN))
    return 1 if arguments.strict and not total(comparisons).is_perfect else 0
