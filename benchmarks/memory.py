"""How much memory a worker needs: a fresh process that extracts every document once, one after the other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Highest resident memory in MiB: with nothing imported, with the pipeline imported, after all documents."""

    started: float
    imported: float
    peak: float


def peak_memory() -> float:
    """The most memory that this process ever had resident, in MiB.

    Linux keeps ``ru_maxrss`` across ``exec``: a child starts with its parent's peak. ``VmHWM`` is the child's own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) / 1024
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure_worker(documents: Sequence[Path]) -> Memory:
    """Runs this module as the worker."""
    names = "\n".join(map(str, documents))
    command = [sys.executable, "-m", "benchmarks.memory"]
    worker = subprocess.run(command, input=names, check=True, stdout=subprocess.PIPE, text=True)
    return Memory(**json.loads(worker.stdout))


def _work() -> None:
    started = peak_memory()
    from reportextract import extract, pipeline  # noqa: F401 - the pipeline is loaded when first used; load it now
    from reportextract.errors import DocumentError

    imported = peak_memory()
    for name in sys.stdin.read().splitlines():
        try:
            extract(name)
        except DocumentError as error:
            print(f"{name}: {error}", file=sys.stderr)
    print(json.dumps(asdict(Memory(started, imported, peak_memory()))))


if __name__ == "__main__":
    _work()
