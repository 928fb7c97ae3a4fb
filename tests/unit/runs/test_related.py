"""Rows of ``reuse`` in the ledger: right after whatever came, was lost, broke or was killed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from benchmarks.reuse import keep_report

from reportextract.errors import SetupError
from reportextract.reuse.index import TextIndex
from reportextract.runs import related
from reportextract.runs.ledger import Ledger, SeenFile, open_ledger
from reportextract.runs.packed import unpack
from reportextract.runs.relate import relate
from reportextract.runs.related import INDEX_FILE, relate_texts
from tests.unit.reuse.worlds import MANY, World, by_definition


class Killed(BaseException):
    """As if the process had ended there."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("reportextract.reuse.update.MANY_AGENCIES", MANY)
    made = World(Random(7))
    made.grow(30)
    return made


def run(folder: Path, world: World) -> None:
    """What of a run concerns reused text."""
    with open_ledger(folder) as ledger:
        files = [SeenFile(name, "1", name, name, 1, "application/pdf") for name in world.reports]
        ledger.see(files, files, prune=True)
        for told in world.reports.values():
            keep_report(ledger, told.facts, told.texts)
        relate(ledger)
        secondary = [[name] for name, told in world.reports.items() if not told.is_primary]
        ledger.change("UPDATE published SET is_primary = 0 WHERE document_id = ?", secondary)
        relate_texts(ledger)


def rows(folder: Path) -> list[dict[str, Any]]:
    with open_ledger(folder) as ledger:
        found = ledger.query("SELECT schema_id, rows FROM related ORDER BY document_id")
        return [row for schema, packed in found for row in unpack(packed, ledger.schemas(schema))["reuse"].to_pylist()]


def expected(world: World) -> list[dict[str, Any]]:
    return by_definition(list(world.reports.values()))


def never(*arguments: object) -> None:
    raise AssertionError("nothing was to be compared")


def test_runs_bring_up_to_date_what_changed(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, world)
    with monkeypatch.context() as patch:
        patch.setattr(related, "_MADE_ANEW_ABOVE", 2.0)
        patch.setattr(Path, "unlink", never)
        for _ in range(8):
            for _ in range(3):
                world.change()
            run(tmp_path, world)
            assert rows(tmp_path) == expected(world) != []
    for _ in range(60):  # more than half of all: the index is made again
        world.change()
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


def test_where_nothing_changed_nothing_is_compared_and_no_index_missed(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, world)
    (tmp_path / INDEX_FILE).unlink()
    monkeypatch.setattr(related, "update", never)
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


def test_nothing_gives_nothing(tmp_path: Path, world: World) -> None:
    run(tmp_path, world)
    world.reports.clear()
    run(tmp_path, world)
    assert rows(tmp_path) == []


def drop_texts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE section_text SET text = x'00'")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "lost": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "not a database": lambda path: path.write_bytes(b"reuse" * 1000),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:20_000]),
    "texts broken": drop_texts,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_lost_or_broken_index_is_made_again(tmp_path: Path, world: World, damage: Callable[[Path], object]) -> None:
    run(tmp_path, world)
    damage(tmp_path / INDEX_FILE)
    world.change()
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


def test_an_index_of_another_state_is_made_again(tmp_path: Path, world: World) -> None:
    """As after a backup was put back: by what such an index holds, nothing has changed since."""
    run(tmp_path, world)
    old, known = (tmp_path / INDEX_FILE).read_bytes(), dict(world.reports)
    world.grow(12)
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)
    (tmp_path / INDEX_FILE).write_bytes(old)
    world.reports = known
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


def test_other_code_compares_all_again(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, world)
    with open_ledger(tmp_path) as ledger:
        ledger.change("DELETE FROM related")
    monkeypatch.setattr(related, "digest_of_code", lambda package: "other")
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


@pytest.mark.parametrize("moment", ["in between", "before the ledger keeps it", "before the index keeps it"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_killed_run_leaves_no_mixture(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch, moment: str, is_first: bool
) -> None:
    before: list[dict[str, Any]] = []
    if not is_first:
        run(tmp_path, world)
        before = rows(tmp_path)
    world.grow(4)

    def kill(*arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "in between":
            patch.setattr(TextIndex, "change_common", kill)
        elif moment == "before the index keeps it":
            patch.setattr(TextIndex, "commit", kill)
        else:
            patch.setattr(Ledger, "commit", _once_then(Ledger.commit, kill))
        with suppress(Killed):
            run(tmp_path, world)
    assert rows(tmp_path) == (expected(world) if moment == "before the index keeps it" else before)
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)
    world.grow(1)
    run(tmp_path, world)
    assert rows(tmp_path) == expected(world)


def _once_then(first: Callable[[Ledger], None], then: Callable[[Ledger], None]) -> Callable[[Ledger], None]:
    """The first commit is that of what was read."""
    calls: list[Ledger] = []

    def commit(ledger: Ledger) -> None:
        calls.append(ledger)
        (first if len(calls) == 1 else then)(ledger)

    return commit


def test_where_much_is_new_another_process_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(Random(8))
    world.grow(30)
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    run(tmp_path / "here", world)
    monkeypatch.setattr(related, "_ALONE_ABOVE", 0)
    with monkeypatch.context() as patch:
        patch.setattr(related, "_bring_up_to_date", never)  # in this process
        run(tmp_path / "there", world)
    assert rows(tmp_path / "there") == rows(tmp_path / "here") != []
    with monkeypatch.context() as patch:
        patch.setattr(related, "_alone", end)
        world.grow(1)
        with pytest.raises(SetupError, match="exit code 3"):
            run(tmp_path / "there", world)
    run(tmp_path / "there", world)
    run(tmp_path / "here", world)
    assert rows(tmp_path / "there") == rows(tmp_path / "here")


def end(folder: Path) -> None:
    os._exit(3)
