"""``make measure``: evaluates and times, and writes the results between the markers in README.md.

The numbers in the README are this program's, never typed.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
from pathlib import Path

from benchmarks.bench import limits_table, measure, summary_table
from benchmarks.evaluate import evaluate
from reportextract.evaluate.command import GROUP_COLUMNS, by_kind
from reportextract.evaluate.tables import Table, as_markdown

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- measured: written by `make measure` -->"
END = "<!-- measured: end -->"


def results_table(folders: list[Path]) -> Table:
    """A line for each folder and kind of document."""
    rows = [["folder", "kind", *GROUP_COLUMNS]]
    for folder in folders:
        for kind, scores in by_kind(evaluate(folder)).items():
            rows.append([str(folder), kind, *(show(scores) for show in GROUP_COLUMNS.values())])
    return rows


def replace_block(text: str, block: str) -> str:
    """``text`` with ``block`` between the markers instead of what stood there."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def main() -> int:
    """Measures and rewrites the README."""
    parser = argparse.ArgumentParser(prog="benchmarks.readme", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    results = results_table(arguments.folders)
    measured = measure(arguments.folders)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("reportextract", "pypdfium2"))
    block = "\n\n".join(
        [
            as_markdown(results),
            as_markdown(limits_table(measured)),
            as_markdown(summary_table(measured.timings)),
            f"{versions}, Python {platform.python_version()}; times are multiples of pdfium's plain text of the "
            "same file in the same run, least of several rounds.",
        ]
    )
    README.write_text(replace_block(README.read_text(encoding="utf-8"), block), encoding="utf-8")
    print(block)
    return 0


if __name__ == "__main__":
    sys.exit(main())
