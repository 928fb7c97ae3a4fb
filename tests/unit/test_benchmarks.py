"""The programs that measure: what they leave alone, and that nobody is timed unfairly."""

from __future__ import annotations

from pathlib import Path

from benchmarks.bench import CAMELOT, PIPELINE, PLAIN, Timing, summary_table
from benchmarks.memory import peak_memory
from benchmarks.readme import BEGIN, END, README, replace_block
from benchmarks.timing import interleave


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
