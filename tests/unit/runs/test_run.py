"""A run reads what is new, keeps what it knows, and publishes the same whatever way it came by it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reportextract import open_datasets
from reportextract.datasets.schema import DATASETS
from reportextract.errors import SetupError, UsageError
from reportextract.ingest import find
from reportextract.runs import plan, units
from reportextract.runs import run as running
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.fingerprint import Fingerprint
from reportextract.runs.packed import PackedDocument, pack
from reportextract.runs.process import Job, ReadingOptions
from reportextract.runs.run import RunOptions, run
from reportextract.runs.summary import RunSummary
from tests.fault.workers import process

DAY_ONE = datetime(2024, 5, 1, 2, tzinfo=UTC)
DAY_TWO = datetime(2024, 5, 2, 2, tzinfo=UTC)


@dataclass
class Here:
    """An executor in this process that notes what it was asked to read."""

    read: list[str] = field(default_factory=list)

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]:
        for index, job in reversed(list(enumerate(jobs))):
            self.read.append(job.source)
            yield index, pack(process(job))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.pdf": "report 2023 1",
        "b/二.pdf": "report 2022 2",
        "b/bad.pdf": "damaged",
        "c copy of a.pdf": "report 2023 1",
        "truth.json": "{}",
    }
    for name, content in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path / "in"


def go(
    folder: Path, now: datetime = DAY_ONE, out: str = "out", here: Here | None = None, **options: object
) -> tuple[RunSummary, list[str]]:
    executor = Here() if here is None else here
    chosen = RunOptions(inputs=(str(folder),), out=str(folder.parent / out), **options)  # type: ignore[arg-type]
    summary = run(chosen, executor=executor, now=now)
    return summary, sorted(executor.read)


def digests(out: Path, but: str = "nothing") -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*.parquet")
        if but not in str(path.relative_to(out))
    }


def statuses(out: Path) -> dict[str, str]:
    documents = open_datasets(out).documents
    return dict(zip(documents["source"], documents["status"], strict=True))


def test_every_file_gets_a_row(folder: Path) -> None:
    summary, read = go(folder)
    assert read == ["a.pdf", "b/bad.pdf", "b/二.pdf"]
    out = folder.parent / "out"
    assert statuses(out) == {
        "a.pdf": "extracted",
        "b/bad.pdf": "damaged",
        "b/二.pdf": "extracted",
        "c copy of a.pdf": "duplicate",
    }
    documents = open_datasets(out).documents.set_index("source")
    assert documents.loc["c copy of a.pdf", "reason"] == "The same content as a.pdf."
    assert documents.loc["c copy of a.pdf", "document_id"] == documents.loc["a.pdf", "document_id"]
    assert documents.loc["a.pdf", "document_id"] == hashlib.sha256(b"report 2023 1").hexdigest()[:16]
    assert (summary.found, summary.read, summary.unchanged, summary.duplicates) == (4, 3, 0, 1)
    assert [source for source, _, _ in summary.failed] == ["b/bad.pdf"]
    assert len(open_datasets(out).reports) == 2


def test_a_second_run_reads_nothing_and_changes_no_byte(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    before = digests(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    summary, read = go(folder, DAY_TWO)
    assert read == []
    assert (summary.read, summary.unchanged, summary.failed) == (0, 3, ())
    assert summary.overview.statuses == {"extracted": 2, "damaged": 1, "duplicate": 1}
    assert digests(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == stamps


def test_datasets_do_not_tell_in_how_many_runs_they_were_made(folder: Path) -> None:
    late = folder / "a first.pdf"
    go(folder)
    late.write_text("report 2023 7", "utf-8")
    (folder / "0 copy of a.pdf").write_text("report 2023 1", "utf-8")
    _, read = go(folder, DAY_TWO)
    assert read == ["a first.pdf"]
    go(folder, DAY_TWO, out="fresh")
    assert digests(folder.parent / "out", "documents") == digests(folder.parent / "fresh", "documents")
    reports = open_datasets(folder.parent / "out").reports
    assert "0 copy of a.pdf" in set(reports["source"])
    times = open_datasets(folder.parent / "out").documents.set_index("source")
    assert times.loc["a first.pdf", "extracted_at"] == DAY_TWO
    assert times.loc["0 copy of a.pdf", "first_seen_at"] == DAY_ONE


def test_changed_moved_and_vanished_files(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    (folder / "a.pdf").write_text("report 2023 5", "utf-8")  # its old content lives on in its copy
    (folder / "b/二.pdf").rename(folder / "moved.pdf")
    (folder / "b/bad.pdf").unlink()
    _, read = go(folder, DAY_TWO)
    assert read == ["a.pdf"]
    assert statuses(out) == {
        "a.pdf": "extracted",
        "c copy of a.pdf": "extracted",
        "moved.pdf": "extracted",
        "b/bad.pdf": "damaged",
    }
    assert sorted(open_datasets(out).panel["source"]) == ["a.pdf", "c copy of a.pdf", "moved.pdf"]
    go(folder, DAY_TWO, prune=True)
    assert set(statuses(out)) == {"a.pdf", "c copy of a.pdf", "moved.pdf"}
    (folder / "moved.pdf").write_text("report 2022 9", "utf-8")
    go(folder, DAY_TWO)
    assert len(open_datasets(out).reports) == 3


def test_an_empty_folder_keeps_what_was_published(folder: Path) -> None:
    go(folder)
    empty = folder.parent / "empty"
    empty.mkdir()
    summary, read = go(empty)
    assert (summary.found, read) == (0, [])
    assert len(statuses(folder.parent / "out")) == 4


def test_what_forces_reading_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go(folder)
    everything = ["a.pdf", "b/bad.pdf", "b/二.pdf"]
    assert go(folder, DAY_TWO, force=True)[1] == everything
    assert go(folder, DAY_TWO, reading=ReadingOptions(reader="pdfplumber"))[1] == everything
    assert go(folder, DAY_TWO)[1] == everything
    assert go(folder, DAY_TWO)[1] == []
    monkeypatch.setattr(running, "fingerprint", lambda options: Fingerprint("a later version", "the same engine"))
    assert go(folder, DAY_TWO)[1] == everything


def test_a_note_beside_a_file_that_changes_is_read(folder: Path) -> None:
    go(folder)
    note = folder / "a.source.toml"
    note.write_text('agency = "洪泽区人民政府"', "utf-8")
    assert go(folder, DAY_TWO)[1] == ["a.pdf"]
    assert go(folder, DAY_TWO)[1] == []
    note.write_text('agency = "下堡镇人民政府"', "utf-8")
    assert go(folder, DAY_TWO)[1] == ["a.pdf"]
    note.unlink()
    assert go(folder, DAY_TWO)[1] == ["a.pdf"]


def test_failures_of_the_machinery_get_another_chance(folder: Path) -> None:
    (folder / "b/bad.pdf").write_text(f"once {folder.parent / 'mark'}", "utf-8")
    (folder / "x.pdf").write_text("kill", "utf-8")
    options = RunOptions(inputs=(str(folder),), out=str(folder.parent / "out"))
    run(options, executor=make_executor("process", 2, Limits(30.0), process))
    assert statuses(folder.parent / "out")["x.pdf"] == "crashed"
    (folder / "x.pdf").write_text("kill", "utf-8")
    summary = run(options, executor=make_executor("process", 2, Limits(30.0), process))
    assert (summary.read, [status for _, status, _ in summary.failed]) == (1, ["crashed"])


@pytest.mark.parametrize("name", ["serial", "process"])
def test_the_executor_changes_no_byte(folder: Path, name: str) -> None:
    go(folder)
    options = RunOptions(inputs=(str(folder),), out=str(folder.parent / name))
    run(options, executor=make_executor(name, 2, Limits(30.0), process), now=DAY_ONE)
    assert digests(folder.parent / name, "documents") == digests(folder.parent / "out", "documents")
    ours, theirs = (
        pq.read_table(folder.parent / which / "documents").drop_columns(["seconds"]) for which in ("out", name)
    )
    assert ours.equals(theirs)


def test_many_documents_are_parted_by_their_ids(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        (folder / f"{number}.pdf").write_text(f"report 2022 {number + 10}", "utf-8")
    monkeypatch.setattr(units, "MOST_REPORTS", 4)
    go(folder)
    out = folder.parent / "out"
    files = sorted(path.name for path in (out / "requests" / "report_year=2022").iterdir())
    assert 8 < len(files) <= 16
    assert all(len(name.split("-")[1]) == 1 for name in files)
    requests = open_datasets(out).requests
    assert len(requests) == 22 * 175
    ids = requests.loc[requests["report_year"] == 2022, "document_id"].tolist()
    assert ids == sorted(ids)
    before = {path: path.stat().st_ino for path in out.rglob("*.parquet")}
    (folder / "late.pdf").write_text("report 2022 99", "utf-8")
    go(folder, DAY_TWO)
    after = {path: path.stat().st_ino for path in out.rglob("*.parquet")}
    # One unit of the year and the documents are new; every other file is the same on the disk.
    assert len(after.items() - before.items()) == len(DATASETS)
    go(folder, out="fresh")
    assert digests(folder.parent / "fresh", "documents") == digests(out, "documents")


def test_what_is_known_is_not_even_hashed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_SETTLED_NS", 0)
    go(folder)
    monkeypatch.setattr(plan, "inspect_file", None)
    assert go(folder, DAY_TWO)[0].unchanged == 3


def test_one_report_of_an_agency_and_year_is_primary(folder: Path) -> None:
    go(folder)
    frame = open_datasets(folder.parent / "out").reports
    assert frame["is_primary"].tolist() == [True, True]


def test_what_cannot_be_read_from_the_disk_has_a_row(folder: Path) -> None:
    (folder / "gone.pdf").symlink_to("nowhere")
    (folder / "also gone.pdf").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.pdf")
    summary, _ = go(folder)
    found = statuses(folder.parent / "out")
    assert (found["gone.pdf"], found["also gone.pdf"], found["pipe.pdf"]) == ("damaged", "damaged", "unsupported")
    assert len(summary.failed) == 4
    rows = open_datasets(folder.parent / "out").documents.set_index("source")
    assert rows.loc[["gone.pdf", "also gone.pdf"], "document_id"].nunique() == 2
    assert rows.loc["gone.pdf", "sha256"] is None or rows["sha256"].isna()["gone.pdf"]
    (folder / "gone.pdf").unlink()
    (folder / "gone.pdf").write_text("report 2021 3", "utf-8")
    go(folder, DAY_TWO)
    assert statuses(folder.parent / "out")["gone.pdf"] == "extracted"
    assert len(statuses(folder.parent / "out")) == 7


def test_set_up_and_usage_errors_publish_nothing(folder: Path) -> None:
    with pytest.raises(SetupError, match="nowhere"):
        go(folder / "nowhere")
    with pytest.raises(UsageError, match="--out"):
        run(RunOptions(inputs=(str(folder),), out=str(folder)), executor=Here())
    (folder.parent / "file").write_text("x")
    with pytest.raises(SetupError, match="can't be written"):
        go(folder, out="file/out")
    assert not (folder.parent / "out").exists()
