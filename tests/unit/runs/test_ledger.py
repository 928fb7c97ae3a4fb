"""What the ledger keeps, and for how long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from reportextract import open_datasets
from reportextract.datasets.schema import arrow_schema
from reportextract.errors import Crashed, SetupError, Unreadable
from reportextract.runs import process as reading
from reportextract.runs.fingerprint import Fingerprint, fingerprint
from reportextract.runs.ledger import KeptResult, Ledger, SeenFile, open_ledger
from reportextract.runs.lock import exclusive
from reportextract.runs.packed import conform, pack, unpack
from reportextract.runs.plan import is_current
from reportextract.runs.process import ReadingOptions, job_for, process_document
from tests.unit.datasets.hand import document, misprinted
from tests.unit.runs.test_run import DAY_TWO, folder, go, statuses

__all__ = ["folder"]
NOW = Fingerprint("code", "engine")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path) as opened:
        yield opened


def test_rows_survive_being_packed(ledger: Ledger) -> None:
    packed = pack(document("a.pdf", misprinted()))
    ledger.keep(packed, NOW, "", "2024-05-01T00:00:00+00:00", "1")
    (row,) = ledger.query("SELECT * FROM result")
    unpacked = unpack(packed.rows, ledger.schemas(row["schema_id"]))
    frames = misprinted().to_frames()
    assert "claims" not in unpacked  # it has no rows
    for name, batch in unpacked.items():
        mine = pa.Table.from_batches([batch]).drop_columns(
            [n for n in ("document_id", "source") if n in batch.schema.names]
        )
        theirs = pa.Table.from_pandas(frames[name], schema=arrow_schema(name), preserve_index=False)
        assert mine.equals(theirs.select(mine.column_names).cast(mine.schema)), name
    assert json.loads(row["facts"])["misprints"] == [
        "洪泽区人民政府 2023: 一、本年新收政府信息公开申请数量 总计 9, but 自然人 7 (page 3)",
        "洪泽区人民政府 2023: 行政复议 总计 0, but 结果维持 10 + 结果纠正 1 = 11 (page 4)",
    ]


def test_rows_of_an_earlier_version_get_todays_columns() -> None:
    today = arrow_schema("sections")
    old = pa.table({"document_id": ["a"], "section_no": pa.array([1], pa.int32()), "gone": [1]})
    (row,) = conform(old, "sections").to_pylist()
    assert conform(old, "sections").schema.equals(today)
    assert (row["document_id"], row["section_no"], row["agency"], row["text"]) == ("a", 1, None, "")


def failing(error: Crashed | Unreadable) -> object:
    return replace(pack(document("a.pdf", None, status="crashed", reason=str(error), retry=error.retry)))


def test_a_report_is_not_given_up_for_one_bad_night(ledger: Ledger) -> None:
    ledger.see([seen("a.pdf")], [seen("a.pdf")], prune=False)
    keep = pack(document("a.pdf", misprinted()))
    ledger.keep(keep, NOW, "", "t1", "1")
    later = Fingerprint("later code", "engine")
    for _ in range(2):
        ledger.keep(failing(Crashed("Died.")), later, "", "t2", "2")
        assert ledger.kept(keep.document.document_id).status == "extracted"
    for _ in range(5):
        ledger.keep(failing(Unreadable("No disk.")), later, "", "t2", "2")
        assert ledger.kept(keep.document.document_id).status == "extracted"
    ledger.keep(failing(Crashed("Died.")), later, "", "t3", "2")
    assert ledger.kept(keep.document.document_id).status == "crashed"


def seen(source: str) -> SeenFile:
    made = document(source, None)
    return SeenFile(source, "", made.sha256, made.document_id, 1, "application/pdf")


def kept(**changes: object) -> KeptResult:
    plain = KeptResult("extracted", "code", None, "", "300 s", "no", 1)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_what_is_read_again() -> None:
    assert is_current(kept(), NOW, "300 s")
    assert is_current(kept(), NOW, "10 s")
    assert is_current(kept(), Fingerprint("code", "another engine"), "300 s")
    assert is_current(kept(ocr="engine"), NOW, "300 s")
    assert not is_current(kept(ocr="engine"), Fingerprint("code", "another engine"), "300 s")
    assert not is_current(kept(), Fingerprint("other code", "engine"), "300 s")
    assert not is_current(kept(retry="always", attempts=9), NOW, "300 s")
    assert not is_current(kept(retry="few", attempts=2), NOW, "300 s")
    assert is_current(kept(retry="few", attempts=3), NOW, "300 s")
    assert not is_current(kept(retry="few", attempts=3), NOW, "900 s")


def test_a_crash_is_tried_in_three_runs_and_then_rests(folder: Path) -> None:
    (folder / "b/bad.pdf").write_text("no-engine", "utf-8")

    class Crashing:
        def run(self, jobs):  # type: ignore[no-untyped-def]
            for index, job in enumerate(jobs):
                yield index, pack(job.failed(Crashed("Died."), 0.1))

    from reportextract.runs.run import RunOptions, run

    options = RunOptions(inputs=(str(folder),), out=str(folder.parent / "out"))
    assert [run(options, executor=Crashing()).read for _ in range(4)] == [3, 3, 3, 0]


def test_fingerprints_change_with_what_matters() -> None:
    plain = fingerprint(ReadingOptions())
    assert plain == fingerprint(ReadingOptions(ocr_threads=4, ocr_cache="elsewhere"))
    assert plain.extractor != fingerprint(ReadingOptions(reader="pdfplumber")).extractor
    off = fingerprint(ReadingOptions(ocr="off"))
    assert (plain.extractor, plain.ocr != off.ocr) == (off.extractor, True)


def test_documents_tell_whether_ocr_had_a_say() -> None:
    root = Path(__file__).parents[2] / "corpus"
    printed, scanned = (
        job_for(str(root / name), name, ReadingOptions()) for name in ("documents/plain-2021.pdf", "bad/empty.pdf")
    )
    assert not process_document(printed).depends_on_ocr
    assert not process_document(scanned).depends_on_ocr
    assert process_document(replace(printed, options=ReadingOptions(ocr="off"))).depends_on_ocr
    options, asked = reading._noting_ocr(ReadingOptions(ocr="rapidocr"))
    with options.ocr.engine_for("0", 7):
        assert asked == [7]


def test_a_known_file_that_cannot_be_read_tonight_keeps_its_rows(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    path = folder / "b/二.pdf"
    path.unlink()
    path.symlink_to("nowhere")
    summary, read = go(folder, DAY_TWO)
    assert read == []
    assert [(source, state) for source, state, _ in summary.failed] == [("b/二.pdf", "damaged")]
    assert statuses(out)["b/二.pdf"] == "extracted"
    assert len(open_datasets(out).reports) == 2


def test_nothing_is_pruned_where_nothing_is_found(folder: Path) -> None:
    go(folder)
    empty = folder.parent / "empty"
    empty.mkdir()
    with pytest.raises(SetupError, match="mounted"):
        go(empty, prune=True)
    assert len(statuses(folder.parent / "out")) == 4


def test_an_input_that_goes_away_is_no_damage(folder: Path) -> None:
    out = folder.parent / "out"
    go(folder)

    class Unmounting:
        def run(self, jobs):  # type: ignore[no-untyped-def]
            os.rename(folder, folder.parent / "away")
            for index, job in enumerate(jobs):
                yield index, pack(process_document(job))

    from reportextract.runs.run import RunOptions, run

    (folder / "new.pdf").write_text("report 2022 8", "utf-8")
    options = RunOptions(inputs=(str(folder),), out=str(out))
    with pytest.raises(SetupError, match="went away"):
        run(options, executor=Unmounting())
    os.rename(folder.parent / "away", folder)
    summary, read = go(folder, DAY_TWO)
    assert read == ["new.pdf"]
    assert [source for source, _, _ in summary.failed] == []


def test_the_second_run_at_once_says_so(folder: Path) -> None:
    state = folder.parent / "out.state"
    with exclusive(state), pytest.raises(SetupError, match=rf"Another run is at work.*process {os.getpid()}"):
        go(folder)
    command = [sys.executable, "-m", "reportextract", "run", str(folder), "--out", str(folder.parent / "out")]
    with exclusive(state):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Another run is at work" in ran.stderr
    assert go(folder)[0].read == 3


def test_a_broken_ledger_is_said_to_be_broken(folder: Path) -> None:
    state = folder.parent / "out.state"
    state.mkdir()
    (state / "ledger.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(SetupError, match="ledger"):
        go(folder)
