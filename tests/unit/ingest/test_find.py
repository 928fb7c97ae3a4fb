"""Which files are documents, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reportextract.errors import SetupError
from reportextract.ingest.find import find_sources


def touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names(*inputs: Path | str, exclude: tuple[Path, ...] = ()) -> list[str]:
    return [found.source for found in find_sources(list(inputs), exclude)]


def test_a_folder_gives_every_file_below_it_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.pdf", "a/2.pdf", "a/1.docx", "没有后缀", "A.pdf")
    assert names(tmp_path) == ["A.pdf", "a/1.docx", "a/2.pdf", "b.pdf", "没有后缀"]


def test_companions_and_hidden_files_are_no_documents(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "a.source.toml", "truth.json", ".gitkeep", ".DS_Store", ".git/config", "x/truth.json")
    assert names(tmp_path) == ["a.pdf"]


def test_a_shells_star_may_name_companions(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "a.source.toml", "truth.json")
    assert names(*sorted(tmp_path.iterdir())) == ["a.pdf"]


@pytest.mark.parametrize(
    "name", ["-rf.pdf", "--help", "a \"b\" 'c'.pdf", "two\nlines.pdf", " 空 格 .PDF", "a?b*[c].pdf"]
)
def test_strange_names_are_names(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    assert names(tmp_path) == [name]
    assert names(tmp_path / name) == [name]


def test_a_name_that_is_not_utf8_is_spelled_out(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), "报告.pdf".encode("gbk"))
    with open(path, "wb") as file:
        file.write(b"x")
    (found,) = find_sources([tmp_path])
    assert found.source == r"\xb1\xa8\xb8\xe6.pdf"
    assert Path(found.path).read_bytes() == b"x"


def test_links_are_followed_and_loops_are_not(tmp_path: Path) -> None:
    touch(tmp_path, "in/a/1.pdf", "elsewhere/2.pdf")
    (tmp_path / "in/a/up").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/back").symlink_to(tmp_path / "in/a")
    (tmp_path / "in/self").symlink_to("self")
    (tmp_path / "in/gone").symlink_to("nowhere.pdf")
    assert names(tmp_path / "in") == ["a/1.pdf", "gone", "out/2.pdf", "self"]


def test_a_pipe_is_listed_like_any_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == ["pipe"]


def test_globs_name_files_below_their_fixed_part(tmp_path: Path) -> None:
    touch(tmp_path, "in/2023/a.pdf", "in/2024/b.pdf", "in/2024/c.txt", "in/2024/deep/d.pdf")
    assert names(f"{tmp_path}/in/*/*.pdf") == ["2023/a.pdf", "2024/b.pdf"]
    assert names(f"{tmp_path}/in/**/*.pdf") == ["2023/a.pdf", "2024/b.pdf", "2024/deep/d.pdf"]
    assert names(f"{tmp_path}/in/202?") == ["2023/a.pdf", "2024/b.pdf", "2024/c.txt", "2024/deep/d.pdf"]


def test_the_same_file_given_twice_is_one_document(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "b.pdf")
    assert names(tmp_path, tmp_path / "a.pdf", f"{tmp_path}/*.pdf") == ["a.pdf", "b.pdf"]


def test_files_of_one_name_in_two_inputs_stay_apart(tmp_path: Path) -> None:
    touch(tmp_path, "north/a.pdf", "south/a.pdf", "south/b.pdf", "x/north/a.pdf")
    assert names(tmp_path / "north", tmp_path / "south") == ["b.pdf", "north/a.pdf", "south/a.pdf"]
    found = names(tmp_path / "north", tmp_path / "x/north")
    assert len(set(found)) == 2
    assert all(name.endswith("north/a.pdf") for name in found)


def test_the_output_folder_is_not_input(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "out/documents/part-0.parquet")
    assert names(tmp_path, exclude=(tmp_path / "out",)) == ["a.pdf"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert names(tmp_path) == []


@pytest.mark.parametrize("missing", ["nowhere", "no*.pdf", "memory://bucket/reports"])
def test_what_is_missing_is_said(tmp_path: Path, missing: str) -> None:
    given = missing if "://" in missing else f"{tmp_path}/{missing}"
    with pytest.raises(SetupError) as error:
        find_sources([given])
    assert missing in error.value.message
    assert error.value.hint != ""
    assert error.value.exit_code == 2
