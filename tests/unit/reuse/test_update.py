"""One report more, less or changed gives what comparing all of them anew would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.unit.reuse.worlds import MANY, Told, World, by_definition

from reportextract.reuse.find import find_reuse
from reportextract.reuse.index import TextIndex, open_index
from reportextract.reuse.rows import rows_of
from reportextract.reuse.update import update

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportextract.reuse.update.MANY_AGENCIES", MANY)


def bring_up_to_date(index: TextIndex, rows: Rows, reports: dict[str, Told]) -> set[str]:
    """As a run does; returns which reports were told anew."""
    known = index.digests()
    present = {told.document_id: told for told in reports.values() if told.is_primary}
    gone = [name for name, digest in known.items() if name not in present or present[name].digest != digest]
    come = [told.to_compare() for name, told in present.items() if known.get(name) != told.digest]
    touched = update(index, gone, [each for each in come if each is not None])
    for document_id in touched.documents:
        rows.pop(document_id, None)
    rows |= dict(rows_of(index, touched))
    return touched.documents


def in_order(rows: Rows) -> list[dict[str, Any]]:
    return [{"agency_count": None} | row for _, of_report in sorted(rows.items()) for row in of_report]


@pytest.mark.parametrize("seed", range(6))
def test_all_at_once_is_what_the_definition_says(seed: int) -> None:
    world = World(Random(seed))
    world.grow(30)
    rows = find_reuse(*world.tables()).to_pylist()
    assert {row["relation"] for row in rows} == {"year_before", "other_agency"}
    assert rows == [{name: row[name] for name in rows[0]} for row in by_definition(list(world.reports.values()))]


@pytest.mark.parametrize("seed", range(6))
def test_little_by_little_is_what_all_at_once_is(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    world, rows = World(chance), Rows()
    world.grow(20)
    common = set()
    for _ in range(25):
        for _ in range(chance.randint(1, 8)):
            world.change()
        with open_index(tmp_path / "index") as index:
            bring_up_to_date(index, rows, world.reports)
            common.add(len(index.common()))
            index.commit()
        assert in_order(rows) == by_definition(list(world.reports.values()))
    assert len(common) > 5  # wording became common, and was so no more
