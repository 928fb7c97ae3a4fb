"""Disturbed tables give the right numbers or none: what damages a label or a rule never moves a number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportextract.forms import load_form
from reportextract.model import CellKey, Glyphs, PageReading, Rules
from reportextract.placement import Placement
from reportextract.reading import read_form
from tests.typeset_form import EDGES, TOP, SetRow, Sheet, request_rows, set_header, set_row

ROWS = [a.key for a in load_form().outcomes if "2021" in a.editions]


def numbers() -> dict[CellKey, str]:
    """A different number in every cell, so that no two can be taken for each other."""
    return {key: str(100 + i) for i, key in enumerate(load_form().expected("2021", "requests"))}


def damaged(row: SetRow, how: str) -> SetRow:
    label = "".join(row.label)
    if how == "gone":
        label = ""
    elif how == "typo":
        label = label[: len(label) // 2] + "某" + label[len(label) // 2 + 1 :]
    elif how == "letters lost":
        label = "".join(c for i, c in enumerate(label) if i % 5 != 3)
    elif how == "annotated":
        label += "（含上年结转）"
    elif how == "other mark":
        label = label.replace(".", "、")
    width = 12
    lines = tuple(label[i : i + width] for i in range(0, len(label), width)) or ("",)
    return SetRow(row.key, row.group, row.column, lines, row.numbers)


def set_page(rows: list[SetRow], extra_at: int | None) -> PageReading:
    sheet = Sheet()
    y = set_header(sheet, TOP)
    group = ""
    for i, row in enumerate(rows):
        if i == extra_at:
            extra = SetRow("", row.group, row.column, ("9.申请人撤回了申请",), ("7",) * 7)
            y = set_row(sheet, extra, y, extra.label, extra.numbers, first_of_group=False)
            sheet.horizontal.append((y, EDGES[row.column], EDGES[-1]))
        y = set_row(sheet, row, y, row.label, row.numbers, first_of_group=row.group != group)
        group = row.group
        sheet.horizontal.append((y, EDGES[row.column], EDGES[-1]))
    return sheet.page(1)


def test_findings_of_a_scan_stand_where_its_page_is_seen() -> None:
    page = set_page(request_rows("2021", numbers()), extra_at=3)
    # As if the page had lain a quarter turn to the side: x becomes its height.
    quarter = Placement(np.array([[0.0, -1.0, 900.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    (flat,) = [f for f in read_form([page]).findings if f.code == "ROW_UNKNOWN"]
    (seen,) = [f for f in read_form([replace(page, to_page=quarter)]).findings if f.code == "ROW_UNKNOWN"]
    assert flat.box is not None
    assert seen.box == (900 - flat.box.bottom, flat.box.x0, 900 - flat.box.top, flat.box.x1)


@settings(max_examples=150, deadline=None)
# The label of the group, 不予公开, stands beside a row without one where 予以公开 is expected.
@example(
    damage={"received": "gone", "denied.state_secret": "gone"}, dropped={"granted", "partly_granted"}, extra_at=None
)
@example(damage={"denied.state_secret": "gone"}, dropped={"granted", "partly_granted"}, extra_at=None)
@given(
    damage=st.dictionaries(
        st.sampled_from(ROWS),
        st.sampled_from(["gone", "typo", "letters lost", "annotated", "other mark"]),
        max_size=8,
    ),
    dropped=st.sets(st.sampled_from(ROWS), max_size=3),
    extra_at=st.none() | st.integers(0, 20),
)
def test_damaged_labels_dropped_and_extra_rows(damage: dict[str, str], dropped: set[str], extra_at: int | None) -> None:
    true = numbers()
    rows = [r for r in request_rows("2021", true) if r.key not in dropped]
    page = set_page([damaged(r, damage[r.key]) if r.key in damage else r for r in rows], extra_at)
    found = {k: c.value for k, c in read_form([page]).cells.items()}

    wrong = {k: v for k, v in found.items() if v is not None and v != Decimal(true[k])}
    assert wrong == {}, damage
    untouched = [k for k in true if k.row not in damage and k.row not in dropped]
    assert [k for k in untouched if k not in found] == []


@settings(max_examples=60, deadline=None)
@example(shift=0.0, lost={4, 149}, seed=0)  # a piece of one row, in which 101 and 102 share a box
@given(
    shift=st.floats(-1.2, 1.2),
    lost=st.sets(st.integers(0, 400), max_size=6),
    seed=st.integers(0, 10**6),
)
def test_rules_that_jitter_or_are_missing(shift: float, lost: set[int], seed: int) -> None:
    """Rules a point off change nothing; lost ones may cost cells, but no number changes its place unseen."""
    true = numbers()
    page = set_page(request_rows("2021", true), None)
    noise = np.random.default_rng(seed)

    def disturb(lines: np.ndarray, offset: int) -> np.ndarray:
        kept = np.array([row for i, row in enumerate(lines.tolist()) if i + offset not in lost])
        kept[:, 0] += shift * noise.uniform(-1, 1, len(kept))
        return kept[np.argsort(kept[:, 0], kind="stable")]

    rules = Rules(disturb(page.rules.horizontal, 0), disturb(page.rules.vertical, len(page.rules.horizontal)))
    again = PageReading(
        page.number, page.width, page.height, 0, Glyphs(page.glyphs.text, page.glyphs.boxes), rules, "set"
    )
    reading = read_form([again])
    wrong = {k: c.value for k, c in reading.cells.items() if c.value is not None and c.value != Decimal(true[k])}
    assert wrong == {}
    if not lost:
        assert reading.cells.keys() == true.keys()
