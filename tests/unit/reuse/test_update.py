"""One report more, less or changed gives what comparing all of them anew would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reportextract.reuse.find import find_reuse
from reportextract.reuse.index import TextIndex, open_index
from reportextract.reuse.rows import rows_of
from reportextract.reuse.update import update
from tests.unit.reuse.worlds import MANY, Told, World, by_definition

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportextract.reuse.update.MANY_AGENCIES", MANY)


def bring_up_to_date(index: TextIndex, rows: Rows, reports: dict[str, Told]) -> set[str]:
    """As a run does; returns which reports were told anew."""
    known = dict(index.digests())
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


@pytest.mark.parametrize("seed", range(3))
def test_of_many_that_are_as_much_alike_the_same_are_told_in_whatever_order_they_come(seed: int) -> None:
    chance = Random(seed)
    world = World(chance)
    text = "，".join(world.invented(30) for _ in range(3))
    copies = [
        Told(f"{place}{year}", place, year, ((1, text), (5, text))) for place in range(3) for year in range(2015, 2020)
    ]
    chance.shuffle(copies)
    rows = Rows()
    with open_index(None) as index:
        for told in copies:
            world.reports[told.document_id] = told
            bring_up_to_date(index, rows, world.reports)
    assert in_order(rows) == by_definition(copies)
    assert len([row for row in in_order(rows) if row["relation"] == "other_agency"]) > len(copies)


def test_only_what_a_report_touches_is_told_anew() -> None:
    world = World(Random(1))
    text, other = ("，".join(world.invented(30) for _ in range(3)) for _ in range(2))
    world.reports = {
        told.document_id: told
        for told in (
            Told("copy", 1, 2020, ((1, text),)),
            Told("next year", 2, 2021, ((1, world.invented(90)),)),
            Told("year after", 2, 2022, ((1, world.invented(90)),)),
            Told("alone", 3, 2020, ((1, other),)),
        )
    }
    rows = Rows()
    with open_index(None) as index:
        assert bring_up_to_date(index, rows, world.reports) == set(world.reports)
        assert bring_up_to_date(index, rows, world.reports) == set()
        world.reports["new"] = Told("new", 2, 2020, ((1, text),))
        assert bring_up_to_date(index, rows, world.reports) == {"new", "copy", "next year"}
        world.reports["new"] = replace(world.reports["new"], texts=((1, other),))
        assert bring_up_to_date(index, rows, world.reports) == {"new", "copy", "next year", "alone"}
        del world.reports["new"]
        assert bring_up_to_date(index, rows, world.reports) == {"new", "next year", "alone"}


def test_wording_is_common_while_enough_agencies_write_it() -> None:
    """Up and down across the threshold: what was a copy is nobody's own, and a copy again."""
    world = World(Random(2))
    text = "，".join(world.invented(30) for _ in range(3))
    copies = [Told(f"copy {place}", place, 2020, ((1, text),)) for place in range(MANY + 1)]
    rows = Rows()
    told = []
    with open_index(None) as index:
        for count in (1, MANY, MANY + 1, MANY, 1, 0, MANY + 1, 2):
            world.reports = {told.document_id: told for told in copies[:count]}
            bring_up_to_date(index, rows, world.reports)
            assert in_order(rows) == by_definition(copies[:count])
            told.append(sum(map(len, rows.values())))
    assert told == [0, MANY * (MANY - 1), 0, MANY * (MANY - 1), 0, 0, 0, 2]
