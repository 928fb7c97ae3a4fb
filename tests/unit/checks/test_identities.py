"""Identities hold, fail or can't be tested; a failure has a cause."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from reportextract.checks import DOUBTFUL_BELOW, evaluate, with_causes
from reportextract.model import CellKey, Check
from tests.unit.checks.form import (
    APPLICANTS,
    HONGZE_2023,
    IDENTITIES,
    OUTCOMES,
    TRACKS,
    Cells,
    balance,
    changed,
    filled,
    request,
    row_sum,
    track,
    track_sum,
)


def of_verdict(checks: Sequence[Check], verdict: str) -> set[tuple[str, str]]:
    return {(check.check, check.subject) for check in checks if check.verdict == verdict}


def test_hongze_2023_misprints_two_totals() -> None:
    checks = evaluate(IDENTITIES, HONGZE_2023)
    assert len(checks) == len(OUTCOMES) + 2 * len(APPLICANTS) + len(TRACKS)
    assert of_verdict(checks, "untestable") == set()
    failures = [check for check in checks if check.verdict == "fails"]
    assert failures == [
        Check("track_sum", "review_litigation", "reconsideration", Decimal(0), Decimal(11), Decimal(-11), "fails"),
        Check(
            "track_sum", "review_litigation", "suit_after_reconsideration", Decimal(0), Decimal(5), Decimal(-5), "fails"
        ),
    ]


def test_empty_detail_rows_count_as_zero_and_an_empty_row_is_not_tested() -> None:
    # The detail rows of 三 are left empty, the totals are 0, and one request is carried out that never came in.
    cells = filled(
        {"received": "0 0 0 0 0 0 0", "carried_in": "0 0 0 0 0 0 0", "total": "0 0 0 0 0 0 0"}
        | {"carried_out": "1 0 0 0 0 0 0"},
        {"direct_suit": "1 1 0 0 2"},
        otherwise="_",
    )
    checks = evaluate(IDENTITIES, cells)
    assert of_verdict(checks, "fails") == {("row_sum", "carried_out"), ("balance", "natural_person")}
    details = set(OUTCOMES) - {"received", "carried_in", "total", "carried_out"}
    assert of_verdict(checks, "untestable") == {("row_sum", outcome) for outcome in details}
    assert ("outcome_sum", "natural_person") in of_verdict(checks, "holds")


def test_an_empty_total_beside_numbers_fails() -> None:
    cells = filled({"granted": "3 0 0 0 0 0 _"})
    (check,) = evaluate([row_sum("granted")], cells)
    assert (check.left, check.right, check.difference, check.verdict) == (0, 3, -3, "fails")


def test_an_empty_box_among_zeros_is_testable() -> None:
    (check,) = evaluate([row_sum("granted")], filled({"granted": "_ _ _ _ _ _ 0"}))
    assert check.verdict == "holds"


def test_dashes_are_zeros() -> None:
    (check,) = evaluate([row_sum("granted")], filled({"granted": "/ / / / / / /"}))
    assert (check.left, check.right, check.verdict) == (0, 0, "holds")


@pytest.mark.parametrize("printed", ["? 0 0 0 0 0 0", "3 0 0 0 0 0 ?", "? _ _ _ _ _ _"])
def test_an_unreadable_cell_leaves_nothing_to_test(printed: str) -> None:
    (check,) = evaluate([row_sum("granted")], filled({"granted": printed}))
    assert check == Check("row_sum", "requests", "granted", None, None, None, "untestable")


def test_a_missing_cell_leaves_nothing_to_test() -> None:
    cells = filled()
    del cells[request("granted", "enterprise")]
    checks = evaluate(IDENTITIES, cells)
    assert of_verdict(checks, "untestable") == {("row_sum", "granted"), ("outcome_sum", "enterprise")}


def test_decimals_are_exact() -> None:
    cells = changed(filled(), {track("direct_suit", "upheld"): "0.1", track("direct_suit", "corrected"): "0.2"})
    cells = changed(cells, {track("direct_suit", "total"): "0.3"})
    (check,) = evaluate([track_sum("direct_suit")], cells)
    assert check.verdict == "holds"


def causes(cells: Cells, confirmed: set[CellKey], doubted: set[CellKey]) -> dict[str, str | None]:
    checks = with_causes(evaluate(IDENTITIES, cells), IDENTITIES, cells, confirmed, doubted)
    assert all(check.cause is None for check in checks if check.verdict != "fails")
    return {check.subject: check.cause for check in checks if check.verdict == "fails"}


def test_published_where_a_second_reading_confirms_every_cell() -> None:
    row = {track("reconsideration", result) for result in ("upheld", "corrected", "other", "pending", "total")}
    assert causes(HONGZE_2023, row, set()) == {"reconsideration": "published", "suit_after_reconsideration": "unknown"}
    for key in row:
        assert causes(HONGZE_2023, row - {key}, set())["reconsideration"] == "unknown"


def test_an_empty_box_must_be_confirmed_too() -> None:
    cells = changed(HONGZE_2023, {track("reconsideration", "total"): "_"})
    row = {track("reconsideration", result) for result in ("upheld", "corrected", "other", "pending")}
    assert causes(cells, row, set())["reconsideration"] == "unknown"
    assert causes(cells, row | {track("reconsideration", "total")}, set())["reconsideration"] == "published"


def test_reading_where_one_cell_is_in_doubt() -> None:
    everything = set(HONGZE_2023)
    doubted = {track("reconsideration", "pending")}
    assert causes(HONGZE_2023, everything, doubted) == {
        "reconsideration": "reading",
        "suit_after_reconsideration": "published",
    }
    unsure = changed(HONGZE_2023, {track("suit_after_reconsideration", "upheld"): "5"}, DOUBTFUL_BELOW - 0.01)
    assert causes(unsure, everything, set()) == {
        "reconsideration": "published",
        "suit_after_reconsideration": "reading",
    }


def test_doubt_elsewhere_does_not_matter() -> None:
    doubted = {request("granted", "enterprise")}
    assert set(causes(HONGZE_2023, set(HONGZE_2023), doubted).values()) == {"published"}


def test_balance_is_per_applicant() -> None:
    cells = filled({"received": "2 0 0 0 0 0 2", "carried_out": "1 0 0 0 0 0 1", "total": "1 0 0 0 0 0 1"})
    assert {check.verdict for check in evaluate([balance(applicant) for applicant in APPLICANTS], cells)} == {"holds"}
