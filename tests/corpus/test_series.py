"""The six years hang together, except where they are meant not to."""

from __future__ import annotations

import json
from pathlib import Path

from tests.corpus.form import APPLICANTS, Key
from tests.corpus.series import ODD, YEARS, plans

SHIPPED = Path(__file__).with_name("series")


def cells() -> dict[int, dict[Key, str]]:
    return {
        plan.recipe.year: {Key(c["table"], c["row"], c["col"]): c["value"] for c in plan.truth["cells"]}
        for plan in plans()
    }


def test_the_shipped_documents_are_what_is_made() -> None:
    truth = json.loads((SHIPPED / "truth.json").read_text("utf-8"))
    made = {f"{plan.recipe.name}.pdf": plan.truth for plan in plans()}
    assert {path.name for path in SHIPPED.glob("*.pdf")} == set(truth) == set(made)
    for name, expected in made.items():
        assert {k: truth[name][k] for k in ("cells", "claims", "sections")} == {
            k: expected[k] for k in ("cells", "claims", "sections")
        }


def test_what_is_odd_is_odd_and_nothing_else() -> None:
    by_year = cells()
    assert list(by_year) == list(YEARS)
    broken = {
        (year, kind)
        for year in list(YEARS)[1:]
        for kind, _ in APPLICANTS
        if by_year[year][Key("requests", "carried_in", kind)] != by_year[year - 1][Key("requests", "carried_out", kind)]
    }
    assert broken == {(ODD["carry_over"], "natural_person"), (ODD["carry_over"], "total")}
    assert all(plan.truth["published_violations"] == [] for plan in plans())
    contradicted = [plan.recipe.year for plan in plans() if not plan.truth["claims"][0]["agrees"]]
    assert contradicted == [ODD["claim"]]
    fifth = {plan.recipe.year: plan.truth["sections"]["5"] for plan in plans()}
    assert [year for year in list(YEARS)[1:] if fifth[year] == fifth[year - 1]] == [ODD["copied"]]
    editions = {plan.recipe.year: plan.recipe.edition for plan in plans()}
    assert [year for year in list(YEARS)[1:] if editions[year] != editions[year - 1]] == [ODD["new_form"]]
