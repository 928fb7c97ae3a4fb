"""Measures computed by hand from printed numbers."""

from __future__ import annotations

from datetime import date

import pytest

import reportextract
from reportextract.datasets.keys import KEYS
from reportextract.measures import MEASURES, Facts, measure_all
from reportextract.model import CellKey

HONGZE = "data/raw/洪泽区2023年政府信息公开工作年度报告.pdf"


def facts(values: dict[str, int | None], **others: object) -> Facts:
    """Cells as ``requests.granted.total``: 3; all of the 2021 form's that are not named are 0."""
    cells: dict[CellKey, int | float | None] = {
        key: 0
        for key in KEYS
        if key.table in ("requests", "review_litigation") and not (key.table == "requests" and key.row == "other")
    }
    for name, value in values.items():
        table, rest = name.split(".", 1)
        row, column = rest.rsplit(".", 1)
        assert CellKey(table, row, column) in cells, name
        cells[CellKey(table, row, column)] = value
    given: dict[str, object] = {
        "report_year": 2023, "published_on": date(2024, 1, 20), "cells_printed": 190, "cells_expected": 200,
    }  # fmt: skip
    return Facts(cells, **(given | others))  # type: ignore[arg-type]


def test_shares_of_the_requests_handled() -> None:
    measured = measure_all(
        facts({
            "requests.received.total": 18, "requests.carried_in.total": 4, "requests.carried_out.total": 2,
            "requests.received.natural_person": 9, "requests.granted.total": 7, "requests.partly_granted.total": 1,
            "requests.denied.state_secret.total": 1, "requests.denied.enforcement_file.total": 2,
            "requests.unavailable.not_held.total": 4, "requests.unavailable.needs_creation.total": 1,
            "requests.unprocessed.petition.total": 2, "requests.other.unpaid_fee.total": 2,
            "requests.total.total": 20,
        })
    )  # fmt: skip
    assert measured["disclosure_rate"] == 0.4
    assert measured["denied_share"] == 0.15
    assert measured["unavailable_share"] == 0.25
    assert measured["not_held_share"] == 0.2
    assert measured["unprocessed_share"] == 0.1
    assert measured["other_outcome_share"] == 0.1
    assert measured["carried_out_share"] == pytest.approx(2 / 22)
    assert measured["natural_person_share"] == 0.5
    assert measured["completeness"] == 0.95


def test_review_and_suits_leave_the_pending_out_of_rates_and_count_them_in_frequencies() -> None:
    measured = measure_all(
        facts({
            "requests.received.total": 50,
            "review_litigation.reconsideration.upheld": 6, "review_litigation.reconsideration.corrected": 2,
            "review_litigation.reconsideration.pending": 4, "review_litigation.reconsideration.total": 99,
            "review_litigation.direct_suit.upheld": 1, "review_litigation.suit_after_reconsideration.corrected": 1,
            "review_litigation.suit_after_reconsideration.pending": 1,
        })
    )  # fmt: skip
    assert measured["review_correction_rate"] == 0.25
    assert measured["suit_correction_rate"] == 0.5
    assert measured["reviews_per_100_requests"] == 24.0
    assert measured["suits_per_100_requests"] == 6.0


def test_nothing_is_filled_in() -> None:
    measured = measure_all(facts({"requests.granted.total": None, "requests.total.total": 5}))
    assert measured["disclosure_rate"] is None
    assert measured["denied_share"] == 0
    assert measured["natural_person_share"] is None  # no request was received: a share of nothing
    assert measured["review_correction_rate"] is None


def test_other_outcomes_of_the_form_of_2019_stand_in_one_row() -> None:
    given = facts({"requests.total.total": 4})
    values = {key: value for key, value in given.values.items() if not key.row.startswith("other.")}
    values[CellKey("requests", "other", "total")] = 1
    assert measure_all(Facts(values, 2020, None, 0, 0))["other_outcome_share"] == 0.25


def test_days_late_count_from_the_year_after() -> None:
    measured = measure_all(facts({}, published_on=date(2024, 3, 26)))
    assert measured["days_after_31_january"] == 55  # 29 days of February 2024 and 26 of March
    assert measured["days_after_31_march"] == -5
    assert measure_all(facts({}, published_on=None))["days_after_31_january"] is None


def test_measures_name_cells_that_exist() -> None:
    for measure in MEASURES:
        for cells in (*measure.numerator, *measure.denominator):
            assert set(cells) <= set(KEYS), measure.name
        assert len(measure.name) <= 32


def test_the_panel_holds_the_measures_of_a_real_report() -> None:
    row = reportextract.extract(HONGZE).to_frames()["panel"].iloc[0]
    # On the page: 21 handled, 4 granted in part, 3 denied, 10 not held; 10 reconsiderations upheld, 1 corrected.
    assert row["disclosure_rate"] == pytest.approx(4 / 21)
    assert row["denied_share"] == pytest.approx(3 / 21)
    assert row["not_held_share"] == pytest.approx(10 / 21)
    assert row["review_correction_rate"] == pytest.approx(1 / 11)
    # 5 suits after reconsideration, whose total is misprinted as 0, for 21 requests.
    assert row["suits_per_100_requests"] == pytest.approx(500 / 21)
