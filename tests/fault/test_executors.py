"""One suite for every executor: what one document does to its worker costs that document alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportextract.errors import SetupError
from reportextract.model import Document
from reportextract.runs.executors import make_executor
from reportextract.runs.process import Job, ReadingOptions, job_for
from tests.fault.workers import process

EXECUTORS = ["serial", "process"]


def jobs_for(folder: Path, contents: dict[str, str]) -> list[Job]:
    for name, content in contents.items():
        (folder / name).write_text(content, "utf-8")
    return [job_for(str(folder / name), name, ReadingOptions()) for name in contents]


def results(executor: str, jobs: list[Job], timeout: float = 20.0, workers: int = 2) -> list[Document]:
    found = list(make_executor(executor, workers, timeout, process).run(jobs))
    assert sorted(index for index, _ in found) == list(range(len(jobs)))
    documents = [document for _, document in sorted(found, key=lambda pair: pair[0])]
    assert [document.source for document in documents] == [job.source for job in jobs]
    return documents


@pytest.mark.parametrize("executor", EXECUTORS)
def test_every_document_comes_back_once(tmp_path: Path, executor: str) -> None:
    jobs = jobs_for(tmp_path, {f"{i}.pdf": f"report {2000 + i} {i}" for i in range(12)} | {"x.pdf": "damaged"})
    documents = results(executor, jobs)
    assert [d.report.report_year for d in documents[:12] if d.report is not None] == list(range(2000, 2012))
    assert documents[12].status == "damaged"
    assert documents[12].reason == "The PDF is broken. Fetch it again."


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_document_that_hangs_and_some_that_kill_cost_themselves(tmp_path: Path, executor: str) -> None:
    contents = {f"{i:02}.pdf": f"report 2020 {i}" for i in range(36)}
    contents |= {"05a.pdf": "hang", "07a.pdf": "kill", "20a.pdf": "exit"}
    documents = {d.source: d for d in results(executor, jobs_for(tmp_path, dict(sorted(contents.items()))), 1.5)}
    assert sum(d.status == "extracted" for d in documents.values()) == 36
    hung, killed, gone = (documents[name] for name in ("05a.pdf", "07a.pdf", "20a.pdf"))
    assert hung.status == "timed_out"
    assert "1.5 seconds" in hung.reason
    assert "--timeout" in hung.reason
    assert 1.4 < hung.seconds < 4
    assert (killed.status, gone.status) == ("crashed", "crashed")
    assert "signal 9" in killed.reason
    assert "exit code 3" in gone.reason


def test_a_worker_lost_once_is_tried_again(tmp_path: Path) -> None:
    contents = {"a.pdf": "report 2020 1", "b.pdf": f"once {tmp_path / 'mark'}", "c.pdf": "report 2020 2"}
    assert [d.status for d in results("process", jobs_for(tmp_path, contents))] == ["extracted"] * 3
    assert (tmp_path / "mark").exists()


def test_nothing_to_do_starts_nobody() -> None:
    assert list(make_executor("process", 4, 1.0, process).run([])) == []


def test_no_worker_survives(tmp_path: Path) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1", "b.pdf": "hang", "c.pdf": "hang"})
    running = make_executor("process", 3, 60.0, process).run(jobs)
    assert next(running)[0] == 0
    running.close()  # as Ctrl-C does
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    commands = [Path(f"/proc/{child}/cmdline").read_text() for child in children]
    assert not [command for command in commands if "spawn_main" in command]


def test_workers_end_when_the_run_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("report 2020 1", "utf-8")
    program = f"""
import os, signal
from tests.fault.test_executors import jobs_for, make_executor, process
from pathlib import Path
jobs = jobs_for(Path({str(tmp_path)!r}), {{str(i): "report 2020 1" for i in range(50)}})
running = make_executor("process", 2, 60.0, process).run(jobs)
next(running)
print(Path(f"/proc/{{os.getpid()}}/task/{{os.getpid()}}/children").read_text(), flush=True)
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


@pytest.mark.parametrize("name", ["ray", "slurm"])
def test_executors_of_later_versions_are_refused(name: str) -> None:
    with pytest.raises(SetupError, match="not part of this version"):
        make_executor(name, 2, 1.0)


def test_workers_that_cannot_start_are_a_matter_of_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = jobs_for(tmp_path, {"a.pdf": "report 2020 1"})
    monkeypatch.setattr("multiprocessing.spawn._python_exe", b"/bin/false")
    with pytest.raises(SetupError, match="can't start"):
        list(make_executor("process", 1, 5.0, process).run(jobs))
