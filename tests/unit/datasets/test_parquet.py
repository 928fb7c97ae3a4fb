"""What is published is what was read, the same bytes each time, and never half of it."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from reportextract import __version__, open_datasets
from reportextract.datasets import folder
from reportextract.datasets.folder import LocalFolder
from reportextract.datasets.frames import add_document, empty_rows, tables
from reportextract.datasets.manifest import MANIFEST
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.datasets.write import write_datasets
from reportextract.errors import SetupError
from reportextract.model import Report
from tests.unit.datasets.hand import document, misprinted, report

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def publish(out: Path, reports: dict[str, Report | None]) -> None:
    rows = empty_rows()
    for source, found in reports.items():
        add_document(rows, document(source, found), "0.1.0", NOW, NOW)
    write_datasets(tables(rows), out)


def digests(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in out.rglob("*.parquet")
    }


THREE = {"a.pdf": misprinted(), "b.pdf": report(report_year=None), "c.pdf": report(report_year=2022), "d.pdf": None}


def test_folders_are_hive_partitions(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([MANIFEST, *DATASETS])
    unknown, *years = sorted(path.name for path in (tmp_path / "requests").iterdir())
    assert years == ["report_year=2022", "report_year=2023"]
    assert re.fullmatch(r"part-[0-9a-f]{12}\.parquet", unknown)
    assert len(list((tmp_path / "documents").iterdir())) == 1


def test_pandas_reads_them_without_us(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    frame = pd.read_parquet(tmp_path / "requests")
    assert len(frame) == 3 * 175
    assert frame["value"].sum() == 16
    years = frame["report_year"].astype("Int64")
    assert years.value_counts(dropna=False).to_dict() == {2022: 175, 2023: 175, pd.NA: 175}


def test_ours_reads_them_with_whole_numbers(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    datasets = open_datasets(tmp_path)
    for name in DATASETS:
        assert tuple(datasets[name].columns) == DATASETS[name].names
        assert datasets.table(name).schema.equals(arrow_schema(name))
    assert datasets.reports["report_year"].dtype == pd.Int32Dtype()
    assert sorted(datasets.reports["report_year"].dropna()) == [2022, 2023]
    assert datasets.requests["value"].dtype == pd.Int64Dtype()
    assert set(datasets) == set(DATASETS)
    with pytest.raises(AttributeError, match="no dataset"):
        datasets.request  # noqa: B018
    with pytest.raises(SetupError, match="no datasets"):
        open_datasets(tmp_path / "requests")


def test_datasets_in_which_no_year_is_known_can_be_read(tmp_path: Path) -> None:
    publish(tmp_path, {"b.pdf": report(report_year=None)})
    assert pd.read_parquet(tmp_path / "reports")["report_year"].isna().tolist() == [True]
    assert open_datasets(tmp_path).requests["report_year"].isna().all()


def test_a_broken_dataset_is_said_to_be_broken(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    (only,) = (tmp_path / "reports" / "report_year=2023").iterdir()
    only.write_bytes(b"PAR1 or not")
    with pytest.raises(SetupError, match=r"reports in .* broken") as error:
        open_datasets(tmp_path).reports  # noqa: B018
    assert "remove" in error.value.hint
    (tmp_path / "checks").rename(tmp_path / "gone")
    with pytest.raises(SetupError, match="checks"):
        open_datasets(tmp_path).checks  # noqa: B018


def test_the_order_of_documents_changes_no_byte(tmp_path: Path) -> None:
    publish(tmp_path / "one", THREE)
    publish(tmp_path / "two", dict(reversed(THREE.items())))
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert len(digests(tmp_path / "one")) > 20


def test_files_say_what_wrote_them_and_what_columns_mean(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    (path,) = (tmp_path / "requests" / "report_year=2023").iterdir()
    schema = pq.read_schema(path)
    assert schema.metadata[b"reportextract_version"].decode() == __version__
    assert schema.metadata[b"dataset"] == b"requests"
    assert schema.field("x0").metadata[b"unit"] == b"points"
    assert b"null where nothing is printed" in schema.field("value").metadata[b"description"]
    assert "report_year" not in schema.names


def test_stale_partitions_disappear_and_foreign_files_stay(tmp_path: Path) -> None:
    publish(tmp_path, THREE)
    (tmp_path / "notes.txt").write_text("mine")
    publish(tmp_path, {"a.pdf": report(report_year=2020)})
    assert [path.name for path in (tmp_path / "requests").iterdir()] == ["report_year=2020"]
    assert len(list((tmp_path / "requests" / "report_year=2020").iterdir())) == 1
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_datasets_without_rows_can_be_read(tmp_path: Path) -> None:
    publish(tmp_path, {})
    for name in DATASETS:
        assert pd.read_parquet(tmp_path / name).shape == (0, len(DATASETS[name].columns))
        assert open_datasets(tmp_path)[name].empty
    publish(tmp_path, THREE)
    assert len(open_datasets(tmp_path).requests) == 525


def test_a_failure_while_writing_leaves_the_old_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, THREE)
    before = digests(tmp_path)
    written = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 9:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SetupError, match=r"No space left.*unharmed"):
            publish(tmp_path, {"a.pdf": report()})
    assert digests(tmp_path) == before
    publish(tmp_path, THREE)
    assert digests(tmp_path) == before


@pytest.fixture
def out(tmp_path: Path) -> Path:
    publish(tmp_path / "out", THREE)
    return tmp_path / "out"


def without_exchange(one: Path, other: Path) -> bool:
    return False


def test_what_was_opened_stays_as_it_was(out: Path) -> None:
    opened = open_datasets(out)
    publish(out, {"a.pdf": report(report_year=2020)})
    assert len(opened.requests) == 3 * 175
    assert opened.reports["report_year"].dropna().tolist() == [2022, 2023]
    assert open_datasets(out).reports["report_year"].tolist() == [2020]
    publish(out, {"a.pdf": report(report_year=2019)})
    with pytest.raises(SetupError, match="anew twice"):
        opened.requests  # noqa: B018


def test_who_has_listed_a_folder_never_reads_new_rows_under_old_names(out: Path) -> None:
    listed = sorted(out.rglob("*.parquet"))
    before = {path: path.read_bytes() for path in listed}
    publish(out, {"a.pdf": misprinted(), "e.pdf": report(report_year=2022)})
    still_there = [path for path in listed if path.exists()]
    assert 0 < len(still_there) < len(listed)
    assert all(path.read_bytes() == before[path] for path in still_there)


def test_where_folders_cannot_be_exchanged(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (out / "notes.txt").write_text("mine")
    monkeypatch.setattr(folder, "_exchange", without_exchange)
    publish(out, {"a.pdf": report(report_year=2020)})
    assert open_datasets(out).reports["report_year"].tolist() == [2020]
    assert (out / "notes.txt").read_text() == "mine"


def test_a_run_killed_between_the_two_renames_is_made_good(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(out)
    renames = []

    def die(old: Path, new: Path) -> None:
        renames.append(new)
        if len(renames) == 2:
            raise KeyboardInterrupt
        os.rename(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_exchange", without_exchange)
        patch.setattr(os, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            publish(out, {"a.pdf": report(report_year=2020)})
    assert not out.exists()
    LocalFolder(out).recover()
    assert digests(out) == before


def test_a_run_killed_after_the_exchange_loses_no_foreign_file(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (out / "notes.txt").write_text("mine")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_move_foreign", die)
        patch.setattr(folder.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            publish(out, {"a.pdf": report(report_year=2020)})
    assert not (out / "notes.txt").exists()
    LocalFolder(out).recover()
    assert (out / "notes.txt").read_text() == "mine"
    assert open_datasets(out).reports["report_year"].tolist() == [2020]


def test_a_broken_manifest_is_said_to_be_broken(out: Path) -> None:
    (out / MANIFEST).write_text("{")
    with pytest.raises(SetupError, match="broken"):
        open_datasets(out)
    (out / MANIFEST).write_text('{"format": 99}')
    with pytest.raises(SetupError, match="later version"):
        open_datasets(out)
