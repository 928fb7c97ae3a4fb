"""ZIP archives are read where they lie, and can do nothing but be read."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reportextract import open_datasets
from reportextract.errors import Damaged, NeedsPassword, TooLarge, Unsupported
from reportextract.ingest import archives, contents
from reportextract.ingest.contents import archive_members, inspect_file, read_bytes
from reportextract.runs.packed import PackedDocument
from reportextract.runs.packed import pack as packed
from reportextract.runs.process import Job, process_document
from reportextract.runs.run import RunOptions, run
from tests.fault.workers import process
from tests.unit.runs.test_run import DAY_TWO, Here, digests


def pack(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return path


def test_names_lead_nowhere_but_down(tmp_path: Path) -> None:
    names = [
        "../../etc/a.pdf",
        "/root/b.pdf",
        "C:\\x\\c.pdf",
        "./d/../e.pdf",
        "..",
        "__MACOSX/._a.pdf",
        ".hidden",
        "f/",
    ]
    found = archive_members(str(pack(tmp_path / "a.zip", dict.fromkeys(names, b"x"))))
    assert [name for _, name in found] == ["etc/a.pdf", "root/b.pdf", "C:/x/c.pdf", "d/e.pdf", "file 5"]


def test_chinese_names_of_old_archives(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"ABCDEF.pdf": b"x"})
    path.write_bytes(path.read_bytes().replace(b"ABCDEF", "下堡镇".encode("gbk")))
    assert archive_members(str(path)) == [(0, "下堡镇.pdf")]


def test_what_is_no_archive_of_documents(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="packed as a ZIP"):
        archive_members(str(pack(tmp_path / "a.docx", {"word/document.xml": b"x"})))
    with pytest.raises(Unsupported, match="holds no file"):
        archive_members(str(pack(tmp_path / "b.zip", {"folder/": b""})))
    broken = pack(tmp_path / "c.zip", {"a.pdf": b"x" * 1000})
    broken.write_bytes(broken.read_bytes()[:-30])
    with pytest.raises(Damaged, match="broken"):
        archive_members(str(broken))


def test_bombs_are_not_lit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pack(tmp_path / "a.zip", {"zeros": bytes(120_000_000)})
    assert bomb.stat().st_size < 200_000
    with pytest.raises(TooLarge, match="120 MB: it is not unpacked"):
        archive_members(str(bomb))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    with pytest.raises(TooLarge, match="4 files, more than the 3"):
        archive_members(str(pack(tmp_path / "b.zip", {str(i): b"" for i in range(4)})))


def test_a_file_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"zeros": bytes(50_000_000)})
    data = path.read_bytes()
    assert data.count(struct.pack("<L", 50_000_000)) == 2
    path.write_bytes(data.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 1000)))
    with pytest.raises(Damaged):
        read_bytes(str(path), 0)


def test_files_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    """One compressed block that many directory entries point to: a bomb of which each file looks harmless."""
    path = pack(tmp_path / "a.zip", {"a": bytes(1_000_000), "b": b"x"})
    data = bytearray(path.read_bytes())
    last = data.rindex(b"PK\x01\x02")
    data[last + 42 : last + 46] = struct.pack("<L", 0)  # b begins where a does
    path.write_bytes(data)
    with pytest.raises(Damaged):
        read_bytes(str(path), 1)


def test_an_encrypted_file_needs_its_password(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.pdf": b"x"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(NeedsPassword, match="in its archive"):
        inspect_file(str(path), 0)


def test_an_archive_that_changed_is_opened_anew(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a": b"one", "b": b"two"})
    assert read_bytes(str(path), 1) == b"two"
    pack(path, {"a": b"another"})
    with pytest.raises(Damaged, match="has changed"):
        read_bytes(str(path), 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.pdf", "report 2020 9")
    files = {
        "x/a.pdf": b"report 2023 1",
        "b.pdf": b"report 2022 2",
        "inner.zip": inner.getvalue(),
        "b.pdf ": b"damaged",
    }
    pack(tmp_path / "in" / "all.zip", files)
    (tmp_path / "in" / "c.pdf").write_bytes(b"report 2022 2")
    (tmp_path / "in" / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    return tmp_path / "in"


class Reading(Here):
    """Archives as the run reads them, the rest as tests do."""

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]:
        for index, job in enumerate(jobs):
            self.read.append(job.source)
            yield index, packed(process_document(job) if job.media_type == "application/zip" else process(job))


def go(folder: Path, **options: object) -> tuple[list[str], list[str]]:
    here = Reading()
    chosen = RunOptions(inputs=(str(folder),), out=str(folder.parent / "out"), **options)  # type: ignore[arg-type]
    summary = run(chosen, executor=here, now=DAY_TWO)
    return sorted(here.read), [source for source, _, _ in summary.failed]


def test_archives_in_the_input_are_folders_of_documents(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, failed = go(folder)
    assert read == ["all.zip/b.pdf", "all.zip/b.pdf ", "all.zip/inner.zip", "all.zip/x/a.pdf", "broken.zip"]
    documents = open_datasets(folder.parent / "out").documents.set_index("source")
    assert documents["status"].to_dict() == {
        "all.zip/b.pdf": "extracted",
        "all.zip/b.pdf ": "damaged",
        "all.zip/inner.zip": "unsupported",
        "all.zip/x/a.pdf": "extracted",
        "broken.zip": "damaged",
        "c.pdf": "duplicate",
    }
    assert failed == ["all.zip/b.pdf ", "all.zip/inner.zip", "broken.zip"]
    assert go(folder) == ([], [])
    before = digests(folder.parent / "out", "documents")
    (folder / "all.zip").rename(folder / "moved.zip")
    assert go(folder)[0] == []
    assert "moved.zip/x/a.pdf" in open_datasets(folder.parent / "out").documents["source"].tolist()
    assert before != digests(folder.parent / "out", "documents")  # ``source`` is in reports too
    (folder / "moved.zip").unlink()
    go(folder, prune=True)
    assert sorted(open_datasets(folder.parent / "out").documents["source"]) == ["broken.zip", "c.pdf"]


def test_a_huge_file_is_named_and_not_hashed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with open(tmp_path / "in" / "huge.pdf", "wb") as file:
        file.truncate(10**13)
    read, failed = go(tmp_path / "in")
    assert (read, failed) == ([], ["huge.pdf"])
    documents = open_datasets(tmp_path / "out").documents
    assert documents["status"].tolist() == ["too_large"]
    assert "10000 GB" in documents["reason"][0]
    assert go(tmp_path / "in") == ([], [])


def test_a_file_that_grows_is_hashed_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(contents, "_CHUNK", 10)
    opened = contents._open_regular

    def growing(name: str) -> object:
        file = opened(name)

        class Growing:
            def __enter__(self) -> Growing:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def fileno(self) -> int:
                return file.fileno()

            def read(self, size: int) -> bytes:
                with path.open("ab") as more:
                    more.write(b"y" * 50)
                return file.read(size)

        return Growing()

    monkeypatch.setattr(contents, "_open_regular", growing)
    facts = inspect_file(str(path))
    assert facts.size_bytes == 100
