"""``make nightly``: what runs over thousands of documents cost, in time, processor time and memory.

Throughput is measured with documents typeset for it, each read for real; publishing with rows of one of them under
other names. Each measurement is a process of its own, so that its memory is its own. On a machine that others use,
believe processor time before time. Nothing here is asserted in tests.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.corpus.build import plan
from tests.corpus.direct import plain_recipe, typeset

from benchmarks.memory import peak_memory
from reportextract.datasets.folder import LocalFolder
from reportextract.runs.desk import Limits, memory_mb
from reportextract.runs.executors import make_executor
from reportextract.runs.fingerprint import fingerprint
from reportextract.runs.gates import Gates
from reportextract.runs.ledger import Ledger, SeenFile, open_ledger
from reportextract.runs.packed import PackedDocument, current_schemas, pack, pack_tables, unpack
from reportextract.runs.process import Job, ReadingOptions, job_for, process_document
from reportextract.runs.publish import publish
from reportextract.runs.run import RunOptions, run

KNOWN, PUBLISHED, DISTINCT = 10_000, 100_000, 10_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = range(2015, 2025)
_SAMPLE_SECONDS = 0.5


class Told:
    """Documents of which another's rows are told, without a file being read."""

    def __init__(self, template: PackedDocument) -> None:
        import pyarrow as pa

        self.template = template
        self.schemas = {name: pa.ipc.read_schema(pa.py_buffer(m)) for name, m in current_schemas()[1].items()}
        self.batches = unpack(template.rows, self.schemas)

    def document(self, number: int, source: str, digest: str) -> PackedDocument:
        """The template as if it were the report of another agency and year."""
        import pyarrow as pa

        assert self.template.facts is not None
        place, year = divmod(number, len(YEARS))
        told = {
            "document_id": digest[:16],
            "agency": f"第{place}镇人民政府",
            "division_code": f"{100_000_000 + place}",
            "series": f"division:{100_000_000 + place}",
            "report_year": YEARS[year],
            "source": source,
        }
        tables = {}
        for name, batch in self.batches.items():
            columns = [
                pa.repeat(pa.scalar(told[field.name], field.type), batch.num_rows) if field.name in told else column
                for field, column in zip(batch.schema, batch.columns, strict=True)
            ]
            tables[name] = pa.Table.from_arrays(columns, schema=batch.schema)
        document = replace(self.template.document, document_id=digest[:16], sha256=digest, source=source)
        return PackedDocument(document, dict(self.template.facts) | told, pack_tables(tables))

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]:
        """As an executor."""
        for index, job in enumerate(jobs):
            yield index, self.document(index, job.source, job.sha256)


def _template(folder: Path) -> PackedDocument:
    path = folder / "template.pdf"
    path.write_bytes(typeset(plan(plain_recipe(4, 1), 1)))
    return pack(process_document(job_for(str(path), path.name, ReadingOptions(ocr="off"))))


# --- steps: each a process -----------------------------------------------------------------------


def know(folder: Path, count: int) -> dict[str, Any]:
    """A folder of documents that are known already, made by a run that reads none of them."""
    inputs = folder / "in"
    inputs.mkdir()
    for number in range(count):
        (inputs / f"{number:06}.pdf").write_bytes(b"%%PDF-1.5 %d" % number)
    time.sleep(4)  # files that were just written are hashed again, to be sure
    options = RunOptions(inputs=(str(inputs),), out=str(folder / "out"), reading=ReadingOptions(ocr="off"))
    run(options, executor=Told(_template(folder)), now=NOW)
    return {}


def nothing_new(folder: Path, count: int) -> dict[str, Any]:
    """The command over documents that are all known."""
    command = [sys.executable, "-m", "reportextract", "run", str(folder / "in"), "--out", str(folder / "out")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    ran = subprocess.run([*command, "--ocr", "off", "--json"], check=True, stdout=subprocess.PIPE)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    summary = json.loads(ran.stdout)
    assert (summary["read"], summary["unchanged"]) == (0, count), summary
    return {"seconds": seconds, "cpu_seconds": _cpu(after) - _cpu(before), "peak_mib": after.ru_maxrss / 1024}


def fill(folder: Path, count: int) -> dict[str, Any]:
    """A ledger that holds so many reports, none published."""
    told, state = Told(_template(folder)), folder / "out.state"
    state.mkdir(exist_ok=True)
    with open_ledger(state) as ledger:
        files = [_file(number) for number in range(count)]
        ledger.see(files, files, prune=False)
        for number, file in enumerate(files):
            _keep(ledger, told, number, file)
    return {"ledger_mb": (state / "ledger.sqlite").stat().st_size / 1e6}


def publish_all(folder: Path, count: int) -> dict[str, Any]:
    """Publishing what the ledger holds."""
    return _measured(lambda: _publish(folder))


def publish_one_more(folder: Path, count: int) -> dict[str, Any]:
    """One report more."""
    told = Told(_template(folder))
    with open_ledger(folder / "out.state") as ledger:
        file = _file(count)
        files = [*ledger.files(), file]
        ledger.see(files, [file], prune=False)
        _keep(ledger, told, count, file)
    return _measured(lambda: _publish(folder))


def read(folder: Path, count: int, workers: int) -> dict[str, Any]:
    """Documents read for real."""
    memory: list[list[float]] = []
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(_SAMPLE_SECONDS):
            memory.append([memory_mb(child) for child in _workers()])

    options = RunOptions(
        inputs=(str(folder / "documents"),), out=str(folder / f"out-{workers}"), reading=ReadingOptions(ocr="off")
    )
    executor = make_executor("process", workers, Limits())
    sampling = threading.Thread(target=sample)
    sampling.start()
    seconds: dict[str, float] = {}

    def timed(documents: Any, total: int) -> Iterator[Any]:
        """The time from the first document read to the last: starting and publishing are measured elsewhere."""
        first = None
        for found in documents:
            first = time.perf_counter() if first is None else first
            yield found
        seconds["reading"] = time.perf_counter() - (first or 0.0)

    before = time.process_time()
    summary = run(options, executor=executor, progress=timed, now=NOW)
    own = time.process_time() - before
    stop.set()
    sampling.join()
    assert summary.read == count, summary.failed[:3]
    full = [sum(one) / len(one) for one in memory if len(one) >= workers and min(one) > 100]
    tenth = max(1, len(full) // 10)
    first, last = statistics.mean(full[tenth : 2 * tenth]), statistics.mean(full[-tenth:])
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": summary.seconds,
        "reading_seconds": seconds["reading"],
        "documents_per_second": (count - 1) / seconds["reading"],
        "coordinator_cpu_seconds": own,
        "workers_cpu_seconds": _cpu(children),
        "coordinator_peak_mib": peak_memory(),
        "worker_mb_second_tenth": first,
        "worker_mb_last_tenth": last,
        "worker_growth": last / first - 1,
    }


def _measured(work: Callable[[], Any]) -> dict[str, Any]:
    started, cpu = time.perf_counter(), time.process_time()
    found = work()
    return {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mib": peak_memory(),
        **found,
    }


def _publish(folder: Path) -> dict[str, Any]:
    with open_ledger(folder / "out.state") as ledger:
        publication = publish(ledger, LocalFolder(folder / "out"), Gates(), NOW)
    files = list(publication.manifest.files())
    return {
        "units_written": publication.units_written,
        "files": len(files),
        "mb": sum(f.size_bytes for f in files) / 1e6,
    }


def _file(number: int) -> SeenFile:
    digest = sha256(f"document {number}".encode()).hexdigest()
    return SeenFile(f"{number // 1000:03}/{number:06}.pdf", "1", digest, digest[:16], 1000, "application/pdf")


def _keep(ledger: Ledger, told: Told, number: int, file: SeenFile) -> None:
    packed = told.document(number, file.source, file.sha256)
    ledger.keep(packed, fingerprint(ReadingOptions(ocr="off")), "", NOW.isoformat(), "0")


def _workers() -> list[int]:
    tasks = Path("/proc/self/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _cpu(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


# --- all together --------------------------------------------------------------------------------

_STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    step.__name__: step for step in (know, nothing_new, fill, publish_all, publish_one_more, read)
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="documents of each kind (default: 10,000 and 100,000)")
    parser.add_argument("--only", choices=("known", "publish", "read"), action="append")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        name, folder, *numbers = arguments.step
        print(json.dumps(_STEPS[name](Path(folder), *map(int, numbers))))
        return 0
    kinds = arguments.only or ["known", "publish", "read"]
    load = os.getloadavg()[0]
    print(f"{len(os.sched_getaffinity(0))} processors; load when this began: {load:.1f}\n")
    with tempfile.TemporaryDirectory() as place:
        if "known" in kinds:
            count = arguments.count or KNOWN
            _step("know", _sub(place, "known"), count, quiet=True)
            _step("nothing_new", Path(place, "known"), count)
        if "publish" in kinds:
            count = arguments.count or PUBLISHED
            _step("fill", _sub(place, "publish"), count)
            _step("publish_all", Path(place, "publish"), count)
            _step("publish_one_more", Path(place, "publish"), count)
        if "read" in kinds:
            count = arguments.count or DISTINCT
            folder = _sub(place, "read")
            _sub(str(folder), "documents")
            for number in range(count):
                made = typeset(plan(plain_recipe(number, 1), 1))
                (folder / "documents" / f"{number:06}.pdf").write_bytes(made)
            one = _step("read", folder, count, 1)
            two = _step("read", folder, count, 2)
            ratio = two["documents_per_second"] / one["documents_per_second"]
            print(f"two workers read {ratio:.2f} times as fast as one")
    return 0


def _sub(place: str, name: str) -> Path:
    folder = Path(place, name)
    folder.mkdir()
    return folder


def _step(name: str, folder: Path, *numbers: int, quiet: bool = False) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.nightly", "--step", name, str(folder), *map(str, numbers)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    if not quiet:
        print(f"{name.replace('_', ' ')} ({', '.join(f'{number:,}' for number in numbers)})")
        for key, value in found.items():
            print(
                f"  {key.replace('_', ' '):<26}{value:>12,.2f}"
                if isinstance(value, float)
                else f"  {key:<26}{value:>9}"
            )
        print(flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
