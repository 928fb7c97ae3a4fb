"""One word for a report; ``verified`` is the one that must never be wrong."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import pytest

from reportextract.checks import DOUBTFUL_BELOW, evaluate, judge_quality, with_causes
from reportextract.checks.quality import ALONE_CONFIDENCE
from reportextract.model import CellKey, Quality
from tests.unit.checks.form import HONGZE_2023, IDENTITIES, Cells, cell, changed, filled, request, track

LICENSING = CellKey("disclosure", "licensing", "decisions")
FEES = CellKey("disclosure", "fees", "fee_amount")


def with_disclosure(cells: Cells, confidence: float = 1.0) -> Cells:
    return {**cells, LICENSING: cell(LICENSING, "550", confidence), FEES: cell(FEES, "7730.28", confidence)}


def quality(
    cells: Cells,
    *,
    expected: AbstractSet[CellKey] | None = None,
    confirmed: AbstractSet[CellKey] = frozenset(),
    doubted: AbstractSet[CellKey] = frozenset(),
) -> Quality:
    checks = with_causes(evaluate(IDENTITIES, cells), IDENTITIES, cells, confirmed, doubted)
    return judge_quality(cells, cells.keys() if expected is None else expected, checks, IDENTITIES, doubted)


def test_all_read_and_holding_is_verified() -> None:
    assert quality(with_disclosure(filled())) == "verified"


def test_misprints_beyond_doubt_are_verified() -> None:
    cells = with_disclosure(HONGZE_2023)
    assert quality(cells, confirmed=cells.keys()) == "verified"


def test_failures_without_a_second_reading_are_disputed() -> None:
    assert quality(with_disclosure(HONGZE_2023)) == "disputed"


@pytest.mark.parametrize(
    "key", [track("reconsideration", "total"), request("granted", "total"), LICENSING], ids=lambda key: key.row
)
def test_readings_that_disagree_are_disputed(key: CellKey) -> None:
    cells = with_disclosure(HONGZE_2023)
    assert quality(cells, confirmed=cells.keys() - {key}, doubted={key}) == "disputed"


def test_dashes_are_numbers() -> None:
    assert quality(with_disclosure(filled(otherwise="/"))) == "verified"


def test_an_empty_box_is_weaker_evidence() -> None:
    cells = changed(with_disclosure(filled()), {request("granted", "enterprise"): "_"})
    assert quality(cells) == "consistent"
    assert quality({**with_disclosure(filled()), FEES: cell(FEES, "_")}) == "consistent"


def test_an_untestable_identity_is_weaker_evidence() -> None:
    assert quality(with_disclosure(filled(otherwise="_"))) == "consistent"


def test_an_unreadable_or_missing_cell_is_partial() -> None:
    cells = with_disclosure(filled())
    assert quality(changed(cells, {request("granted", "enterprise"): "?"})) == "partial"
    assert quality({**cells, FEES: cell(FEES, "?")}) == "partial"
    assert quality({key: value for key, value in cells.items() if key != FEES}, expected=cells.keys()) == "partial"


def test_no_cells_at_all_is_partial() -> None:
    assert judge_quality({}, set(), (), (), set()) == "partial"


def test_an_unreadable_cell_that_is_also_doubted_is_partial() -> None:
    cells = changed(with_disclosure(filled()), {request("granted", "enterprise"): "?"})
    assert quality(cells, doubted={request("granted", "enterprise")}) == "partial"


def test_wrong_numbers_matter_more_than_missing_ones() -> None:
    cells = {**with_disclosure(HONGZE_2023), FEES: cell(FEES, "?")}
    assert quality(cells) == "disputed"
    assert quality(cells, confirmed=cells.keys()) == "partial"


def test_low_confidence_is_never_verified() -> None:
    cells = with_disclosure(filled())
    key = request("granted", "enterprise")
    assert quality(changed(cells, {key: "0"}, DOUBTFUL_BELOW)) == "verified"
    assert quality(changed(cells, {key: "0"}, DOUBTFUL_BELOW - 0.01)) == "consistent"


def test_cells_that_no_identity_vouches_for_need_more() -> None:
    assert quality(with_disclosure(filled(), ALONE_CONFIDENCE)) == "verified"
    assert quality(with_disclosure(filled(), ALONE_CONFIDENCE - 0.01)) == "consistent"


@pytest.mark.parametrize(("name", "expected"), [("reconsideration", "consistent"), ("direct_suit", "verified")])
def test_an_identity_that_fails_in_print_vouches_for_nothing(name: str, expected: Quality) -> None:
    cells = changed(with_disclosure(HONGZE_2023), {track(name, "other"): "0"}, DOUBTFUL_BELOW)
    assert quality(cells, confirmed=cells.keys()) == expected


def test_a_table_without_identities_stands_alone() -> None:
    cells = changed(filled(), {track("direct_suit", "upheld"): "0"}, DOUBTFUL_BELOW)
    identities = [identity for identity in IDENTITIES if identity.table == "requests"]
    checks = evaluate(identities, cells)
    assert judge_quality(cells, cells.keys(), checks, identities, set()) == "consistent"
