"""``make evaluate``: the pipeline over folders of documents with a ``truth.json``, and how right it was.

Each folder is published into a temporary one and compared with ``reportextract evaluate``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from reportextract.evaluate import main as compare
from reportextract.evaluate.scores import Comparison, compare_all
from reportextract.evaluate.sources import read_published, read_truth


def publish(folder: Path, out: Path) -> None:
    """Runs the pipeline over ``folder`` as a person would. Failed documents are the comparison's business."""
    command = [sys.executable, "-m", "reportextract", "run", str(folder), "--out", str(out)]
    subprocess.run([*command, "--quiet", "--fail-on", "never"], check=True, stdout=subprocess.DEVNULL)


def evaluate(folder: Path) -> list[Comparison]:
    """Publishes ``folder`` and compares every document of its ``truth.json``."""
    with tempfile.TemporaryDirectory() as out:
        publish(folder, Path(out))
        return compare_all(read_published(Path(out)), read_truth(folder / "truth.json"))


def main() -> int:
    """Prints the comparison for every folder; options it doesn't know go to ``reportextract evaluate``."""
    parser = argparse.ArgumentParser(prog="benchmarks.evaluate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments, options = parser.parse_known_args()
    exit_code = 0
    for folder in arguments.folders:
        print(f"== {folder}", flush=True)
        with tempfile.TemporaryDirectory() as out:
            publish(folder, Path(out))
            exit_code = max(exit_code, compare([out, str(folder / "truth.json"), *options]))
        print()
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
