"""What the identities say a cell should be: one number, or nothing."""

from __future__ import annotations

from decimal import Decimal

from reportextract.checks import evaluate, implied_values
from reportextract.model import CellKey, Identity
from tests.unit.checks.form import (
    HONGZE_2023,
    IDENTITIES,
    Cells,
    changed,
    filled,
    outcome_sum,
    request,
    row_sum,
    track,
    track_sum,
)

# A table 三 in which every identity holds.
SOUND = filled(
    {
        "received": "9 2 0 0 0 0 11",
        "carried_in": "1 0 0 0 0 0 1",
        "granted": "5 1 0 0 0 0 6",
        "unavailable.not_held": "3 1 0 0 0 0 4",
        "total": "8 2 0 0 0 0 10",
        "carried_out": "2 0 0 0 0 0 2",
    },
    {"reconsideration": "2 1 0 1 4"},
)


def found(cells: Cells, identities: tuple[Identity, ...] = IDENTITIES) -> dict[CellKey, Decimal]:
    return implied_values(identities, evaluate(identities, cells), cells)


def implied(cells: Cells, identities: tuple[Identity, ...] = IDENTITIES) -> dict[str, str]:
    return {f"{key.row}/{key.column}": str(value) for key, value in found(cells, identities).items()}


def test_nothing_where_all_holds() -> None:
    assert implied(SOUND) == {}
    assert implied(filled(otherwise="_")) == {}


def test_hongze_2023_totals() -> None:
    # 10 + 1 + 0 + 0 leaves 11 alone; 5 + 0 + 0 + 0 = 0 could also be a 5 too many: the total is preferred.
    assert implied(HONGZE_2023) == {"reconsideration/total": "11", "suit_after_reconsideration/total": "5"}


def test_every_single_misprint_of_table_three_is_found_again() -> None:
    for key, cell in SOUND.items():
        if key.table == "requests":
            assert cell.value is not None
            wrong = changed(SOUND, {key: str(cell.value + 7)})
            assert found(wrong) == {key: cell.value}, key


def test_a_lost_number_is_implied_for_the_empty_box() -> None:
    assert implied(changed(SOUND, {request("granted", "enterprise"): "_"})) == {"granted/enterprise": "1"}


def test_no_correction_that_breaks_an_identity_that_holds() -> None:
    # The detail of two rows doesn't add up in two columns, but every row holds: no single cell explains it.
    cells = changed(SOUND, {request("granted", "natural_person"): "6", request("granted", "total"): "7"})
    assert implied(cells) == {}


def test_two_misprints_in_a_row_imply_nothing() -> None:
    cells = changed(SOUND, {request("granted", "natural_person"): "6", request("granted", "enterprise"): "4"})
    assert implied(cells) == {}


def test_never_negative() -> None:
    # 1 more in the parts than in the total: part 0 can't be lowered, so only the total is left.
    assert implied(filled(tracks={"direct_suit": "0 0 0 0 0", "reconsideration": "1 0 0 0 0"})) == {
        "reconsideration/total": "1"
    }
    identities = (row_sum("granted"), outcome_sum("natural_person"))
    cells = filled({"granted": "0 0 0 0 0 0 0", "total": "-3 0 0 0 0 0 0"})
    assert implied(cells, identities) == {"total/natural_person": "0"}


def test_a_total_is_not_preferred_to_an_empty_part() -> None:
    assert implied(filled(tracks={"direct_suit": "1 2 3 0 9"}), (track_sum("direct_suit"),)) == {
        "direct_suit/total": "6"
    }
    assert implied(filled(tracks={"direct_suit": "1 2 3 _ 9"}), (track_sum("direct_suit"),)) == {}


def test_an_empty_total_is_implied() -> None:
    assert implied(filled(tracks={"direct_suit": "1 2 3 0 _"})) == {"direct_suit/total": "6"}


def test_an_untestable_identity_around_a_cell_forbids_a_correction() -> None:
    # granted/natural_person would repair row_sum, but its column has an unreadable cell.
    cells = changed(
        SOUND,
        {request("granted", "natural_person"): "6", request("partly_granted", "natural_person"): "?"},
    )
    assert "granted/natural_person" not in implied(cells)


def test_an_unreadable_cell_is_solved() -> None:
    for key, cell in SOUND.items():
        assert found(changed(SOUND, {key: "?"})) == {key: cell.value}, key


def test_several_unreadable_cells_are_solved_where_each_stands_alone_in_an_identity() -> None:
    keys = {request("granted", "natural_person"): "?", request("granted", "enterprise"): "?"}
    assert implied(changed(SOUND, keys)) == {"granted/natural_person": "5", "granted/enterprise": "1"}


def test_unreadable_cells_that_disagree_in_their_row_are_not_solved() -> None:
    keys = {request("granted", "natural_person"): "?", request("granted", "enterprise"): "?"}
    wrong_total = changed(SOUND, {**keys, request("granted", "total"): "9"})
    assert implied(wrong_total) == {}


def test_identities_that_disagree_about_an_unreadable_cell_imply_nothing() -> None:
    cells = changed(SOUND, {request("granted", "natural_person"): "?", request("granted", "total"): "8"})
    assert "granted/natural_person" not in implied(cells)


def test_nothing_is_solved_from_empty_boxes() -> None:
    assert implied(filled({"granted": "? _ _ _ _ _ _"}), (row_sum("granted"),)) == {}


def test_no_solution_below_zero_or_broken() -> None:
    assert implied(filled(tracks={"direct_suit": "? 2 0 0 1"}), (track_sum("direct_suit"),)) == {}
    assert implied(filled(tracks={"direct_suit": "? 2 0 0 2.5"}), (track_sum("direct_suit"),)) == {}


def test_a_missing_cell_has_no_implied_value() -> None:
    cells = dict(SOUND)
    del cells[track("reconsideration", "upheld")]
    assert implied(cells) == {}


def test_the_cell_that_explains_most_is_the_one() -> None:
    # Each total explains one of the two failures, the cell in which row and column cross explains both.
    cells = changed(SOUND, {request("granted", "natural_person"): "6"})
    identities = (row_sum("granted"), outcome_sum("natural_person"))
    assert implied(cells, identities) == {"granted/natural_person": "5"}
