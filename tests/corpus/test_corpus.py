"""The corpus itself: what it ships is what its recipes say, and its arithmetic is the form's."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.corpus import figures, layout
from tests.corpus.build import plan
from tests.corpus.form import Key
from tests.corpus.recipe import Recipe
from tests.corpus.recipes import drawn, shipped
from tests.corpus.sheet import cut_sheet

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
SEED = 7


def read_truth(path: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return truth


def printed(truth: dict[str, Any]) -> dict[Key, str]:
    return {Key(cell["table"], cell["row"], cell["col"]): cell["value"] for cell in truth["cells"]}


def test_shipped_documents_and_truth_name_the_same_files() -> None:
    names = {path.name for path in (HERE / "documents").glob("*.pdf")}
    assert names == set(read_truth(HERE / "documents" / "truth.json"))
    assert names == {f"{recipe.name}.pdf" for recipe in shipped()}
    readme = (HERE / "README.md").read_text("utf-8")
    assert all(f"| {recipe.name} |" in readme for recipe in shipped())


def test_truth_is_what_the_recipes_still_make() -> None:
    truth = read_truth(HERE / "documents" / "truth.json")
    for recipe in shipped():
        made = plan(recipe, SEED).truth
        kept = [{k: v for k, v in cell.items() if k != "unreadable"} for cell in truth[f"{recipe.name}.pdf"]["cells"]]
        assert made["cells"] == kept, recipe.name


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_invented_numbers_obey_every_identity(edition: str) -> None:
    for magnitude in ("zeros", "few", "many", "large"):
        recipe = Recipe("x", edition=edition, magnitude=magnitude)
        for seed in range(20):
            assert figures.published_violations(figures.invent(recipe, Random(seed))) == []


@pytest.mark.parametrize("check", ["row_sum", "outcome_sum", "balance", "track_sum"])
def test_a_misprint_breaks_the_identity_it_was_made_for(check: str) -> None:
    for seed in range(20):
        values = figures.invent(Recipe("x", magnitude="many", violations=(check,)), Random(seed))
        assert check in {broken["check"] for broken in figures.published_violations(values)}


def test_violations_agree_with_the_truth_that_others_typed() -> None:
    for name, truth in read_truth(RAW / "truth.json").items():
        expected = {(v["check"], v["subject"]) for v in truth["published_violations"]}
        found = {(v["check"], v["subject"]) for v in figures.published_violations(printed(truth))}
        assert found == expected, name


def test_xiabao_is_zero_in_every_cell_of_the_2019_form() -> None:
    truth = read_truth(HERE.parent / "golden" / "xiabao_2020.json")
    cells = printed(truth)
    counts = [sum(key.table == table for key in cells) for table in ("disclosure", "requests", "review_litigation")]
    assert counts == [22, 161, 15]
    assert set(cells.values()) == {"0"}
    assert set(cells) == set(figures.invent(Recipe("x", edition="2019"), Random(0)))


def test_every_cell_of_a_form_is_printed_exactly_once() -> None:
    for recipe in drawn(3, 40):
        author = layout.Author(recipe, figures.invent(recipe, Random(1)), Random(2))
        sheets = [*author.disclosure(), author.requests(), author.review()]
        keys = [box.key for sheet in sheets for box in sheet.boxes if box.key is not None]
        assert len(keys) == len(set(keys)), recipe.name


def test_cutting_a_table_keeps_every_number() -> None:
    recipe = Recipe("x", magnitude="many")
    sheet = layout.Author(recipe, figures.invent(recipe, Random(1)), Random(2)).requests()
    for at in range(1, sheet.row_count):
        above, below = cut_sheet(sheet, at)
        values = [box.truth for part in (above, below) for box in part.boxes if box.key is not None]
        assert sorted(values) == sorted(box.truth for box in sheet.boxes if box.key is not None)
