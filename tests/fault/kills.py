"""A run that is killed again and again: nothing is lost, and whoever reads meanwhile never sees half of it.

    python -m tests.fault.kills --count 50 --seed 1

In each round all documents change, so that everything is published anew; the run, or in every third round one of its
workers, is killed (SIGKILL) at a moment chosen by chance. Meanwhile others read the datasets, through this package and
with pandas alone. At last a run is let finish, and its datasets compared with those of one that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from reportextract import open_datasets
from reportextract.errors import SetupError
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.run import RunOptions, run
from tests.fault.workers import process
from tests.unit.runs.test_run import DAY_ONE, digests

ROOT = Path(__file__).parents[2]
DOCUMENTS = 24


def fill(folder: Path, round_no: int) -> None:
    """The documents as they are in a round: each says its number."""
    folder.mkdir(exist_ok=True)
    for number in range(DOCUMENTS):
        # A name of its own each time: the agency tells documents of one round apart.
        path = folder / f"{number:02}.pdf"
        beside = path.with_suffix(".part")
        beside.write_text(f"slow 0.01 {2018 + number % 4} {round_no}  {number}", "utf-8")
        beside.rename(path)


def run_to_the_end(inputs: Path, out: Path) -> None:
    """A run in this process."""
    options = RunOptions(inputs=(str(inputs),), out=str(out))
    run(options, executor=make_executor("process", 2, Limits(30.0), process), now=DAY_ONE)


def start(inputs: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "tests.fault.kills", "--run", str(inputs), str(out)], cwd=ROOT)


@dataclass
class Readers:
    """Those who read while runs are killed.

    Attributes:
        reads: How often each way of reading succeeded.
        wrong: What they saw that they should not have seen.
    """

    out: Path
    reads: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def read_all(self) -> None:
        """Everything through this package: one publication, whatever happens meanwhile."""
        while not self.stop.is_set():
            try:
                opened = open_datasets(self.out)
                requests, reports = opened.requests, opened.reports
            except SetupError as error:
                if "no datasets" not in str(error) and "anew twice" not in str(error):
                    self.wrong.append(str(error))
                continue
            self.look("package", set(requests["value"]) - {0}, len(requests) == 175 * len(reports))

    def read_one(self) -> None:
        """One dataset with pandas alone: it may find that a file is gone, and never a mixture."""
        import pandas as pd

        while not self.stop.is_set():
            try:
                requests = pd.read_parquet(self.out / "requests")
            except (OSError, ValueError):
                continue
            self.look("pandas", set(requests["value"]) - {0}, requests["document_id"].nunique() * 175 == len(requests))

    def look(self, who: str, rounds: set[int], is_whole: bool) -> None:
        self.reads[who] += 1
        if len(rounds) != 1 or not is_whole:
            self.wrong.append(f"{who} saw rounds {rounds}, whole: {is_whole}")


def kill_again_and_again(folder: Path, count: int, seed: int) -> Readers:
    """Kill runs at so many moments, then let one finish.

    Raises:
        AssertionError: The datasets are not those of a run that nobody disturbed.
    """
    chance = random.Random(seed)
    inputs, out = folder / "in", folder / "out"
    fill(inputs, 1)
    started = time.monotonic()
    run_to_the_end(inputs, out)
    longest = time.monotonic() - started + 1.5  # a process of its own starts within a second or so
    readers = Readers(out)
    threads = [threading.Thread(target=read) for read in (readers.read_all, readers.read_one)]
    for thread in threads:
        thread.start()
    try:
        for round_no in range(2, count + 2):
            fill(inputs, round_no)
            running = start(inputs, out)
            time.sleep(chance.uniform(0.0, longest))
            if round_no % 3 == 0 and (workers := _children(running.pid)):
                _kill(chance.choice(workers))
                running.wait()
            else:
                running.kill()
                running.wait()
        run_to_the_end(inputs, out)
    finally:
        readers.stop.set()
        for thread in threads:
            thread.join()
    fill(folder / "undisturbed in", count + 1)
    run_to_the_end(folder / "undisturbed in", folder / "undisturbed")
    assert digests(out, "documents") == digests(folder / "undisturbed", "documents")
    columns = ["document_id", "sha256", "source", "size_bytes", "media_type", "page_count", "status", "reason"]
    ours, theirs = (open_datasets(path).documents[columns] for path in (out, folder / "undisturbed"))
    assert ours.equals(theirs)
    return readers


def _children(process_id: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process_id}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _kill(process_id: int) -> None:
    try:
        os.kill(process_id, signal.SIGKILL)
    except ProcessLookupError:
        return


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", nargs=2, metavar=("IN", "OUT"), type=Path, help="what is killed")
    arguments = parser.parse_args()
    if arguments.run:
        run_to_the_end(*arguments.run)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        readers = kill_again_and_again(Path(folder), arguments.count, arguments.seed)
    print(f"{arguments.count} kills; datasets equal; read meanwhile: {dict(readers.reads)}; wrong: {readers.wrong[:5]}")
    return 1 if readers.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
