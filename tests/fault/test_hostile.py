"""Whatever lies in the input folder: it gets its status, in bounded time and memory, and nothing else is harmed."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from reportextract import open_datasets
from reportextract.model import Document
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.process import ReadingOptions, job_for
from reportextract.runs.run import RunOptions, run
from tests.fault import hostile
from tests.unit.runs.test_run import DAY_ONE, statuses

STATUSES = {
    "truncated": "damaged",
    "encrypted": "needs_password",
    "zero_pages": "damaged",
    "many_pages_claimed": "damaged",
    "deep_page_tree": "damaged",
    "deep_arrays": "not_a_report",
    "deep_operators": "not_a_report",
    "page_tree_loop": "damaged",
    "form_loop": "too_large",
    "form_tree": "too_large",
    "gigantic_page": "not_a_report",
    "gigantic_image": "too_large",
    "decompression_bomb": "too_large",
    "embedded_file": "extracted",
    "png_bomb": "too_large",
    "tiff_loop": "extracted",
    "tiff_of_text": "damaged",
    "cmap_bomb": "not_a_report",
}
# Enough for the libraries and an OCR engine; the default gives three times as much.
LIMITS = Limits(timeout=60.0, memory_mb=700)


def read(folder: Path, names: list[str], limits: Limits) -> dict[str, Document]:
    for name in names:
        (folder / name).write_bytes(hostile.FILES[name]())
    jobs = [job_for(str(folder / name), name, ReadingOptions()) for name in names]
    return {packed.document.source: packed.document for _, packed in make_executor("process", 2, limits).run(jobs)}


def test_every_hostile_file_has_a_status_here() -> None:
    assert hostile.FILES.keys() == STATUSES.keys()


def test_hostile_files_get_their_status(tmp_path: Path) -> None:
    documents = read(tmp_path, sorted(STATUSES), LIMITS)
    assert {name: document.status for name, document in documents.items()} == STATUSES
    for name, document in documents.items():
        if document.status not in ("extracted", "not_a_report"):
            assert document.reason.count(". ") >= 1, name  # what it is, and what to do


def test_nothing_in_a_pdf_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.javascript(str(mark)))
    ((_, packed),) = make_executor("process", 1, LIMITS).run([job_for(str(path), "a.pdf", ReadingOptions())])
    assert packed.document.status == "not_a_report"
    assert not mark.exists()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.pdf"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    shutil.copy(hostile.REPORT, tmp_path / "in" / "good.pdf")
    return tmp_path / "in"


def test_odd_names_links_and_rights_cost_themselves(folder: Path) -> None:
    good = hostile.REPORT.read_bytes()
    odd = [
        "a\nb.pdf",
        'quote\'s "and" `more`; rm -rf $HOME.pdf',
        "=cmd|'calc'!A0.pdf",
        "\u202egnp.pdf",
        "-rf",
        " .pdf",
    ]
    for number, name in enumerate(odd):
        (folder / name).write_bytes(good + b"%" + str(number).encode())
    (folder / os.fsdecode("旧.pdf".encode("gbk"))).write_bytes(good + b"%gbk")
    (folder / "round").mkdir()
    (folder / "round" / "again").symlink_to(folder)
    (folder / "itself.pdf").symlink_to("itself.pdf")
    (folder / "nowhere.pdf").symlink_to("/nowhere/at/all")
    (folder / "zeros.pdf").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.pdf")
    (folder / "locked.pdf").write_bytes(good + b"%locked")
    (folder / "locked.pdf").chmod(0)
    out = folder.parent / "out"
    summary = run(
        RunOptions(inputs=(str(folder),), out=str(out)), executor=make_executor("process", 2, LIMITS), now=DAY_ONE
    )
    found = statuses(out)
    assert {found[name] for name in (*odd, "good.pdf", "\\xbe\\xc9.pdf")} == {"extracted"}
    assert (found["itself.pdf"], found["nowhere.pdf"]) == ("damaged", "damaged")
    assert (found["zeros.pdf"], found["pipe.pdf"]) == ("unsupported", "unsupported")
    # Root may read everything.
    assert found["locked.pdf"] == ("extracted" if os.geteuid() == 0 else "damaged")
    assert len(found) == len(odd) + 7
    assert "itself.pdf: The file can't be read" in summary.as_text()
    assert open_datasets(out).reports["quality"].eq("verified").all()


def test_a_file_that_somebody_is_writing_to_is_read_when_they_are_done(folder: Path) -> None:
    path, stop = folder / "growing.pdf", threading.Event()
    path.write_bytes(hostile.REPORT.read_bytes())

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(b"% and more\n" * 100)
                file.flush()
                stop.wait(0.001)

    writer = threading.Thread(target=grow)
    writer.start()
    options = RunOptions(inputs=(str(folder),), out=str(folder.parent / "out"))
    try:
        run(options, executor=make_executor("process", 1, LIMITS), now=DAY_ONE)
    finally:
        stop.set()
        writer.join()
    found = statuses(folder.parent / "out")
    assert found == {"good.pdf": "extracted", "growing.pdf": "crashed"}
    with path.open("ab") as file:
        file.write(b"\nstartxref\n0\n%%EOF\n")
    run(options, executor=make_executor("process", 1, LIMITS), now=DAY_ONE)
    assert statuses(folder.parent / "out")["growing.pdf"] == "extracted"
