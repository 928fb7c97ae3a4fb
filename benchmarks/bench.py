"""``make bench``: what a document costs, as multiples of pdfium's plain text of the same file in the same run.

Beside the pipeline stand pdfplumber's and camelot's own table extraction, and below them the memory of
a worker and the time until ``reportextract --help`` is on the screen; then what a scanned page costs beside other
OCR (``benchmarks.scans``). Nothing here is asserted in tests: times belong to a machine.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.memory import Memory, measure_worker
from benchmarks.scans import (
    PIPELINE,
    ScanMemory,
    ScanTiming,
    find_scans,
    measure_scan_memory,
    measure_scans,
    scan_limits_table,
    scan_timing_table,
)
from benchmarks.timing import Work, interleave
from reportextract.errors import DocumentError, SetupError
from reportextract.evaluate.tables import Table, as_markdown, as_text

PLAIN = "pdfium plain text"
PDFPLUMBER = "pdfplumber extract_tables"
CAMELOT = "camelot lattice"

ROUNDS = {PLAIN: 7, PIPELINE: 7, PDFPLUMBER: 2, CAMELOT: 1}
CAMELOT_DOCUMENTS = 5
"""Camelot takes seconds a document; its ratio hardly varies, so a few documents spread over the folder are enough."""

PIPELINE_LIMIT = 5.0
MEMORY_LIMIT = 250.0
START_UP_LIMIT = 0.3


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds on one document by contender.

    Attributes:
        group: ``text layer`` or ``second opinion`` (pages were read again by another reader).
    """

    document: str
    group: str
    seconds: Mapping[str, float]

    def ratio(self, contender: str) -> float:
        """How many times the plain text's seconds."""
        return self.seconds[contender] / self.seconds[PLAIN]


@dataclass(frozen=True, slots=True)
class Measurements:
    """All that ``make bench`` measures; memory in MiB, start-up in seconds.

    Attributes:
        scans: Empty where there is no document of scanned pages alone.
    """

    timings: tuple[Timing, ...]
    memory: Memory
    start_up: float
    scans: tuple[ScanTiming, ...] = ()
    scan_memory: ScanMemory | None = None


# --- the contenders ---------------------------------------------------------------------------------


def read_plain_text(path: Path) -> int:
    """The peer: every page's text by pdfium, nothing else."""
    import pypdfium2

    characters = 0
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text_page = page.get_textpage()
            characters += len(text_page.get_text_bounded())
            text_page.close()
            page.close()
    return characters


def run_pipeline(path: Path) -> object:
    """File in, checked report out."""
    import reportextract

    return reportextract.extract(path)


def extract_with_pdfplumber(path: Path) -> int:
    """The tables of every page, without any meaning."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def extract_with_camelot(path: Path) -> int:
    """The ruled tables of every page, without any meaning."""
    import camelot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every page without a table
        return len(camelot.read_pdf(str(path), pages="all", flavor="lattice"))


CONTENDERS: Mapping[str, Work] = {
    PLAIN: read_plain_text,
    PIPELINE: run_pipeline,
    PDFPLUMBER: extract_with_pdfplumber,
    CAMELOT: extract_with_camelot,
}


# --- measuring --------------------------------------------------------------------------------------


def find_reports(folders: Sequence[Path]) -> dict[Path, str]:
    """Every PDF that gives a report by its text, with its group.

    The others (damaged, no report) have nothing to compare, and scanned pages are compared with other OCR.
    """
    import reportextract

    groups = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        try:
            report = reportextract.extract(path, ocr="off")
        except DocumentError as error:
            print(f"left out: {path}: {error}", file=sys.stderr)
            continue
        if report.scanned_pages > 0:
            continue
        if report.pages_read_again:
            groups[path] = "second opinion"
        else:
            groups[path] = "text layer"
    return groups


def measure_start_up(times: int = 10) -> float:
    """The least seconds of ``reportextract --help``, from the shell's view."""
    command = [str(Path(sys.executable).with_name("reportextract")), "--help"]
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure(folders: Sequence[Path]) -> Measurements:
    """Everything, over all reports in ``folders``.

    Raises:
        SetupError: There are none.
    """
    groups, scans = find_reports(folders), find_scans(folders)
    if len(groups) == len(scans) == 0:
        raise SetupError(f"No document that gives a report in {', '.join(map(str, folders))}.")
    for path in list(groups)[:1]:
        for work in CONTENDERS.values():
            work(path)  # imports and caches are paid once, not by the first document
    step = max(1, len(groups) // CAMELOT_DOCUMENTS)
    timings = []
    for index, (path, group) in enumerate(groups.items()):
        is_camelots = index % step == 0 and index < step * CAMELOT_DOCUMENTS
        rounds = ROUNDS if is_camelots else ROUNDS | {CAMELOT: 0}
        seconds = interleave(path, {name: (work, rounds[name]) for name, work in CONTENDERS.items()})
        timings.append(Timing(path.name, group, seconds))
        if sys.stderr.isatty():
            print(f"\r{index + 1}/{len(groups)}", end="", file=sys.stderr, flush=True)
    memory, start_up = measure_worker(list(groups)), measure_start_up()
    if len(scans) == 0:
        return Measurements(tuple(timings), memory, start_up)
    return Measurements(tuple(timings), memory, start_up, tuple(measure_scans(scans)), measure_scan_memory(scans))


# --- what is printed --------------------------------------------------------------------------------


def summary_table(timings: Sequence[Timing]) -> Table:
    """A line for each group and contender: ratios to plain text over the documents that it was timed on."""
    rows = [["documents", "contender", "count", "median ×", "mean ×", "max ×", "median ms"]]
    for group in dict.fromkeys(timing.group for timing in timings):
        for contender in CONTENDERS:
            timed = [t for t in timings if t.group == group and contender in t.seconds]
            if len(timed) == 0:
                continue
            ratios = [timing.ratio(contender) for timing in timed]
            rows.append(
                [
                    group,
                    contender,
                    str(len(timed)),
                    f"{statistics.median(ratios):.2f}",
                    f"{statistics.mean(ratios):.2f}",
                    f"{max(ratios):.2f}",
                    f"{statistics.median(t.seconds[contender] for t in timed) * 1000:.1f}",
                ]
            )
    return rows


def document_table(timings: Sequence[Timing]) -> Table:
    """A line for each document."""
    return [
        ["document", "group", f"{PLAIN} ms", *(f"{name} ×" for name in CONTENDERS if name != PLAIN)],
        *(
            [
                timing.document,
                timing.group,
                f"{timing.seconds[PLAIN] * 1000:.1f}",
                *(f"{timing.ratio(n):.2f}" if n in timing.seconds else "-" for n in CONTENDERS if n != PLAIN),
            ]
            for timing in timings
        ),
    ]


def limits_table(measured: Measurements) -> Table:
    """The project's limits beside what was measured."""
    readable = measured.timings
    once = [t.ratio(PIPELINE) for t in readable if t.group == "text layer"]
    memory = measured.memory
    at_most = f"{PIPELINE_LIMIT} ×"
    rows = [
        ["limit", "measured", "at most"],
        [
            "pipeline, all with a text layer, median",
            _times(statistics.median, [t.ratio(PIPELINE) for t in readable]),
            at_most,
        ],
        ["pipeline, where one reading was enough, median", _times(statistics.median, once), at_most],
        ["pipeline, where one reading was enough, highest", _times(max, once), at_most],
        ["peak memory of a worker", f"{memory.peak:.0f} MiB", f"{MEMORY_LIMIT:.0f} MiB"],
        ["of it with the pipeline imported", f"{memory.imported:.0f} MiB", ""],
        ["reportextract --help", f"{measured.start_up:.2f} s", f"{START_UP_LIMIT} s"],
    ]
    if measured.scan_memory is not None:
        rows += scan_limits_table(measured.scans, measured.scan_memory)[1:]
    return rows


def _times(choose: Callable[[list[float]], float], ratios: list[float]) -> str:
    return f"{choose(ratios):.2f} ×" if len(ratios) > 0 else "-"


def to_json(measured: Measurements) -> dict[str, Any]:
    """Everything, for machines."""
    return {
        "timings": [
            {"document": timing.document, "group": timing.group, "seconds": dict(timing.seconds)}
            for timing in measured.timings
        ],
        "memory_mib": asdict(measured.memory),
        "start_up_seconds": measured.start_up,
        "scans": [asdict(timing) for timing in measured.scans],
        "scan_memory_mib": None if measured.scan_memory is None else asdict(measured.scan_memory),
    }


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="benchmarks.bench", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--format", choices=("text", "md", "json"), default="text")
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        measured = measure(arguments.folders)
    except SetupError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if arguments.format == "json":
        print(json.dumps(to_json(measured), ensure_ascii=False, indent=1))
        return 0
    draw = as_markdown if arguments.format == "md" else as_text
    tables = [document_table(measured.timings), summary_table(measured.timings)]
    tables += [scan_timing_table(measured.scans)] if len(measured.scans) > 0 else []
    tables.append(limits_table(measured))
    print("\n\n".join(draw(table) for table in tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
