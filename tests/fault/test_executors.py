"""One suite for every executor: what one document does to its worker costs that document alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportextract.errors import SetupError
from reportextract.model import Document
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.packed import PackedDocument, pack
from reportextract.runs.process import Job, ReadingOptions, job_for
from tests.fault.clusters import ray_here
from tests.fault.workers import process

EXECUTORS = ["serial", "process", "ray"]


def jobs_for(folder: Path, contents: dict[str, str]) -> list[Job]:
    for name, content in contents.items():
        (folder / name).write_text(content, "utf-8")
    return [job_for(str(folder / name), name, ReadingOptions()) for name in contents]


def packed(executor: str, jobs: list[Job], limits: Limits, workers: int = 2) -> list[PackedDocument]:
    found = list(make_executor(executor, workers, limits, process).run(jobs))
    assert sorted(index for index, _ in found) == list(range(len(jobs)))
    return [document for _, document in sorted(found, key=lambda pair: pair[0])]


def results(executor: str, jobs: list[Job], timeout: float = 20.0, memory_mb: int = 2048) -> list[Document]:
    documents = [one.document for one in packed(executor, jobs, Limits(timeout, memory_mb))]
    assert [document.source for document in documents] == [job.source for job in jobs]
    return documents


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """One Ray for the whole suite; the executor uses the one that is there."""
    with ray_here():
        yield


@pytest.mark.parametrize("executor", EXECUTORS)
def test_every_document_comes_back_once(tmp_path: Path, executor: str) -> None:
    jobs = jobs_for(tmp_path, {f"{i}.pdf": f"report {2000 + i} {i}" for i in range(12)} | {"x.pdf": "damaged"})
    documents = packed(executor, jobs, Limits(20.0))
    assert [d.facts["report_year"] for d in documents[:12] if d.facts is not None] == list(range(2000, 2012))
    assert (documents[12].facts, documents[12].rows) == (None, b"")
    assert documents[12].document.status == "damaged"
    assert documents[12].document.reason == "The PDF is broken. Fetch it again."
    here = [pack(process(job)) for job in jobs]
    assert [d.rows for d in documents] == [d.rows for d in here]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_document_that_hangs_and_some_that_kill_cost_themselves(tmp_path: Path, executor: str) -> None:
    contents = {f"{i:02}.pdf": f"report 2020 {i}" for i in range(36)}
    contents |= {"05a.pdf": "hang", "07a.pdf": "kill", "20a.pdf": "exit"}
    documents = {d.source: d for d in results(executor, jobs_for(tmp_path, dict(sorted(contents.items()))), 2.5)}
    assert sum(d.status == "extracted" for d in documents.values()) == 36
    hung, killed, gone = (documents[name] for name in ("05a.pdf", "07a.pdf", "20a.pdf"))
    assert hung.status == "timed_out"
    assert "2.5 seconds" in hung.reason
    assert "--timeout" in hung.reason
    assert hung.seconds > 2.4
    assert (killed.status, gone.status) == ("crashed", "crashed")
    assert "signal 9" in killed.reason
    assert "exit code 3" in gone.reason


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_document_that_eats_the_memory_costs_itself(tmp_path: Path, executor: str) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1", "b.pdf": "eat", "c.pdf": "report 2020 2"})
    before, hungry, after = results(executor, jobs, timeout=120.0, memory_mb=700)
    assert (before.status, hungry.status, after.status) == ("extracted", "too_large", "extracted")
    assert "700 MB" in hungry.reason


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_worker_lost_once_is_tried_again(tmp_path: Path, executor: str) -> None:
    contents = {"a.pdf": "report 2020 1", "b.pdf": f"once {tmp_path / 'mark'}", "c.pdf": "report 2020 2"}
    assert [d.status for d in results(executor, jobs_for(tmp_path, contents))] == ["extracted"] * 3
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_nothing_to_do_starts_nobody(executor: str) -> None:
    assert list(make_executor(executor, 4, Limits(1.0), process).run([])) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_what_is_missing_for_any_document_stops_the_run(tmp_path: Path, executor: str) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1", "b.pdf": "no-engine"})
    with pytest.raises(SetupError, match="No engine") as error:
        list(make_executor(executor, 1, Limits(20.0), process).run(jobs))
    assert (error.value.exit_code, error.value.hint) == (2, "Install one.")


@pytest.mark.parametrize("executor", EXECUTORS)
def test_workers_are_replaced_after_so_many_documents(tmp_path: Path, executor: str) -> None:
    jobs = jobs_for(tmp_path, {f"{i}.pdf": "who" for i in range(5)})
    workers = [one.document.reason for one in packed(executor, jobs, Limits(20.0, recycle_after=2), workers=1)]
    assert len(set(workers)) == 3
    assert workers[0] == workers[1] != workers[2] == workers[3] != workers[4]


def test_no_worker_survives(tmp_path: Path) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1", "b.pdf": "hang", "c.pdf": "hang"})
    running = make_executor("process", 3, Limits(60.0), process).run(jobs)
    assert next(running)[0] == 0
    running.close()  # as Ctrl-C does
    assert not [child for child in children_here() if "spawn_main" in command_of(child)]


def children_here() -> list[str]:
    """Processes that any thread of this one has started."""
    while True:
        tasks = list(Path("/proc/self/task").iterdir())
        try:
            return [child for task in tasks for child in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue  # a thread ended meanwhile, and its processes are another's now


def command_of(process_id: str) -> str:
    """How a process was started; empty where it has ended."""
    try:
        return Path(f"/proc/{process_id}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_workers_end_when_the_run_is_killed_even_those_that_hang(tmp_path: Path) -> None:
    program = f"""
import os, signal
from tests.fault.test_executors import Limits, children_here, jobs_for, make_executor, process
from pathlib import Path
jobs = jobs_for(Path({str(tmp_path)!r}), {{"a.pdf": "report 2020 1", "b.pdf": "hang", "c.pdf": "hang"}})
running = make_executor("process", 2, Limits(60.0), process).run(jobs)
next(running)
print(*children_here(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    children = ran.stdout.split()
    assert len(children) >= 2
    for _ in range(50):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            break
        time.sleep(0.1)
    assert [child for child in children if Path(f"/proc/{child}/cmdline").exists()] == []


def test_without_ray_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SetupError, match=r"pip install 'reportextract\[ray\]'"):
        make_executor("ray", 2, Limits(1.0))


def test_workers_that_cannot_start_are_a_matter_of_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1"})
    monkeypatch.setattr("multiprocessing.spawn._python_exe", b"/bin/false")
    with pytest.raises(SetupError, match="can't start"):
        list(make_executor("process", 1, Limits(5.0), process).run(jobs))
