"""The programs that measure: what they leave alone, and that nobody is timed unfairly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.bench import CAMELOT, PIPELINE, PLAIN, Timing, summary_table
from benchmarks.chart import as_svg
from benchmarks.confidence import Read, bin_table, in_bins, wilson
from benchmarks.memory import peak_memory
from benchmarks.readme import BEGIN, END, README, replace_block
from benchmarks.scans import (
    PADDLEOCR,
    RAPIDOCR,
    ScanMemory,
    ScanTiming,
    scan_accuracy_table,
    scan_limits_table,
)
from benchmarks.timing import interleave

from reportextract.evaluate.scores import Comparison, Scores
from reportextract.model import CellKey


def test_the_readme_has_one_block_for_results() -> None:
    text = README.read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)
    written = replace_block(text, "| a table |")
    assert f"{BEGIN}\n| a table |\n{END}" in written
    assert replace_block(written, "| a table |") == written
    assert written.split(BEGIN)[0] == text.split(BEGIN)[0]
    assert written.split(END)[1] == text.split(END)[1]


def test_contenders_take_turns_and_may_sit_out() -> None:
    calls: list[str] = []
    contenders = {
        "first": (lambda path: calls.append("first"), 2),
        "second": (lambda path: calls.append("second"), 1),
        "absent": (lambda path: calls.append("absent"), 0),
    }
    seconds = interleave(Path("any"), contenders)
    assert calls == ["first", "second", "first"]
    assert list(seconds) == ["first", "second"]


def test_ratios_are_per_document() -> None:
    timings = [
        Timing("a.pdf", "text layer", {PLAIN: 0.010, PIPELINE: 0.020, CAMELOT: 1.0}),
        Timing("b.pdf", "text layer", {PLAIN: 0.001, PIPELINE: 0.004}),
        Timing("c.pdf", "second opinion", {PLAIN: 0.010, PIPELINE: 0.200}),
    ]
    rows = {(row[0], row[1]): row[2:] for row in summary_table(timings)}
    assert rows["text layer", PIPELINE] == ["2", "3.00", "3.00", "4.00", "12.0"]
    assert rows["text layer", CAMELOT] == ["1", "100.00", "100.00", "100.00", "1000.0"]
    assert rows["second opinion", PIPELINE][1] == "20.00"


def test_peak_memory_of_this_process() -> None:
    before = peak_memory()
    block = bytearray(64 * 2**20)
    block[:: 2**12] = b"x" * len(block[:: 2**12])
    assert 10 < before <= peak_memory() < 10_000
    assert peak_memory() >= 64


def scores_of(source: str, kind: str, **counts: int) -> Comparison:
    scores = Scores(documents=1, **counts)
    return Comparison(source, kind, "extracted", "verified" if scores.verified else "partial", (), scores, ())


def test_scans_are_scored_by_kind_beside_their_limits() -> None:
    comparisons = [
        scores_of("a.pdf", "scan-clean", cells=200, right=200, verified=1),
        scores_of("b.pdf", "scan-clean", cells=200, right=197, wrong=1, missing=2),
        scores_of("c.png", "screenshot", cells=100, right=99, extra=1, missing=1, verified=1, wrong_in_verified=1),
    ]
    header, clean, screenshot = scan_accuracy_table(comparisons)
    assert header == [
        "scans", "documents", "cells", "right %", "at least", "wrong", "not read", "verified %", "at least",
        "wrong in verified",
    ]  # fmt: skip
    assert clean == ["scan-clean", "2", "400", "99.25", "99.9", "1", "2", "50", "95", "0"]
    assert screenshot == ["screenshot", "1", "100", "99.00", "", "1", "1", "100", "", "1"]
    sources = [c.source for c in comparisons if c.kind == "scan-clean"]
    for able, said in (((), "0 of 0"), (sources, f"1 of {len(sources)}")):
        assert scan_accuracy_table(comparisons, able)[1] == [*clean, said]


def test_a_scanned_page_costs_so_much_of_each_other_ocr() -> None:
    timings = [
        ScanTiming("a.pdf", 4, {PIPELINE: 1.0, RAPIDOCR: 2.0, PADDLEOCR: 5.0}),
        ScanTiming("b.pdf", 2, {PIPELINE: 3.0, RAPIDOCR: 4.0, PADDLEOCR: 6.0}),
        ScanTiming("c.pdf", 2, {PIPELINE: 2.0, RAPIDOCR: 5.0, PADDLEOCR: 5.0}),
    ]
    memory = ScanMemory(peak=650.0, after=(500.0, 600.0, 610.0, 612.0, 611.0, 613.0, 612.0, 614.0), pages=200)
    rows = {row[0]: row[1:] for row in scan_limits_table(timings, memory)[1:]}
    assert rows["a scanned page, of rapidocr, page OCR, median"] == ["0.50 ×", "0.7 ×"]
    assert rows["a scanned page, of paddleocr, page OCR, median"] == ["0.40 ×", "0.3 ×"]
    assert rows["peak memory of a worker that reads scans"] == ["650 MiB", "700 MiB"]
    assert rows["its growth over 200 pages"] == ["2 MiB", ""]  # 611 after a quarter, 613 at the end


def read(confidence: float, value: int, printed: int | None) -> Read:
    cell = CellKey("requests", "received", "total")
    shown = None if printed is None else Decimal(printed)
    return Read("a.pdf", "scan-hard", cell, 1, str(value), Decimal(value), shown, confidence, "ocr", "partial")


def test_numbers_are_counted_by_their_confidence() -> None:
    numbers = [read(1.0, 3, 3), read(0.999, 3, 3), read(0.9989, 3, 5), read(0.3, 0, None), read(0.4, 0, 0)]
    low, high, highest = in_bins(numbers)
    assert (low.low, low.count, low.wrong, low.mean) == (0.0, 2, 1, pytest.approx(0.35))
    assert (high.low, high.high, high.count, high.wrong) == (0.995, 0.999, 1, 1)
    assert (highest.low, highest.high, highest.count, highest.wrong) == (0.999, 1.0, 2, 0)
    assert low.expected == pytest.approx(1.3)
    assert bin_table([low])[1] == ["0 to below 0.5", "2", "1", "1.3", "50.00", "9.45"]


def test_no_mistake_in_many_numbers_is_no_proof_of_none() -> None:
    assert wilson(0, 100) == pytest.approx((0.0, 0.0370), abs=1e-4)
    assert wilson(5, 100) == pytest.approx((0.0215, 0.1118), abs=1e-4)
    assert wilson(0, 10_000)[1] < 0.0004


def test_the_chart_stands_where_the_shares_are() -> None:
    chart = ElementTree.fromstring(as_svg(in_bins([read(0.9, 1, 1)] * 90 + [read(0.9, 1, 2)] * 10)))
    dots = [e for e in chart.iter() if e.tag.endswith("circle")]
    # Announced 10 %, found 10 %: on the diagonal, four fifths of the way from 0.001 % to 100 %.
    assert [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in dots] == [
        (pytest.approx(80 + 0.8 * 380), pytest.approx(30 + 0.2 * 380))
    ]
