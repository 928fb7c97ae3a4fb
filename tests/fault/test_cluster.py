"""A run over a Ray cluster of two nodes, one of which dies on the way, ends with the same datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from reportextract import open_datasets
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.packed import PackedDocument
from reportextract.runs.run import RunOptions, run
from tests.fault.clusters import two_nodes
from tests.fault.workers import process
from tests.unit.runs.test_run import DAY_ONE, Here, digests


def test_a_node_killed_midway_changes_no_byte(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(40):
        (tmp_path / "in" / f"{number:02}.pdf").write_text(f"slow 0.2 {2010 + number % 7} {number}", "utf-8")
    (tmp_path / "in" / "bad.pdf").write_text("damaged", "utf-8")
    undisturbed = RunOptions(inputs=(str(tmp_path / "in"),), out=str(tmp_path / "undisturbed"))
    run(undisturbed, executor=Here(), now=DAY_ONE)
    with two_nodes() as (cluster, second):
        is_alive: list[bool] = []

        def kill_one(
            documents: Iterable[tuple[int, PackedDocument]], total: int
        ) -> Iterator[tuple[int, PackedDocument]]:
            for number, found in enumerate(documents):
                if number == 8:
                    is_alive.append(second.live_processes() != [])
                    cluster.remove_node(second, allow_graceful=False)
                yield found
            is_alive.append(second.live_processes() != [])

        options = RunOptions(inputs=(str(tmp_path / "in"),), out=str(tmp_path / "out"))
        executor = make_executor("ray", 2, Limits(30.0), process)
        summary = run(options, executor=executor, now=DAY_ONE, progress=kill_one)
    assert is_alive == [True, False]
    assert summary.read == 41
    assert digests(tmp_path / "out", "documents") == digests(tmp_path / "undisturbed", "documents")
    columns = ["document_id", "source", "status", "reason"]
    ours, theirs = (open_datasets(tmp_path / name).documents[columns] for name in ("out", "undisturbed"))
    assert ours.equals(theirs)
