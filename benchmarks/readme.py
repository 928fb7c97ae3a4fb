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
from benchmarks.scans import scan_accuracy_table, scan_timing_table
from reportextract.evaluate.command import GROUP_COLUMNS, by_kind
from reportextract.evaluate.scores import Comparison
from reportextract.evaluate.tables import Table, as_markdown

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- measured: written by `make measure` -->"
END = "<!-- measured: end -->"
SCANNED = ("scan-", "screenshot")
"""How kinds of documents begin whose pages are pictures."""
PACKAGES = ("reportextract", "pypdfium2", "rapidocr", "openvino", "onnxruntime", "paddleocr")


def results_table(evaluated: dict[Path, list[Comparison]]) -> Table:
    """A line for each folder and kind of document."""
    rows = [["folder", "kind", *GROUP_COLUMNS]]
    for folder, comparisons in evaluated.items():
        for kind, scores in by_kind(comparisons).items():
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
    evaluated = {folder: evaluate(folder) for folder in arguments.folders}
    scanned = [c for comparisons in evaluated.values() for c in comparisons if c.kind.startswith(SCANNED)]
    measured = measure(arguments.folders)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    block = "\n\n".join(
        [
            as_markdown(results_table(evaluated)),
            *([as_markdown(scan_accuracy_table(scanned))] if len(scanned) > 0 else []),
            as_markdown(limits_table(measured)),
            as_markdown(summary_table(measured.timings)),
            *([as_markdown(scan_timing_table(measured.scans))] if len(measured.scans) > 0 else []),
            f"{versions}, Python {platform.python_version()}; times are multiples of pdfium's plain text of the "
            "same file in the same run, least of several rounds. Scans: CPU seconds with one thread, medians of warm "
            "rounds, beside the page OCR of rapidocr and paddleocr with the same weights, all on ONNX Runtime; and "
            "beside rapidocr on OpenVINO as it comes, which calculates with 16 bits where the processor can.",
        ]
    )
    README.write_text(replace_block(README.read_text(encoding="utf-8"), block), encoding="utf-8")
    print(block)
    return 0


if __name__ == "__main__":
    sys.exit(main())
