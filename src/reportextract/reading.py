"""From the pages as one reader saw them to the cells of the form: grids, tables, alignment, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from reportextract.forms import Alignment, PlacedCell, align_tables, load_form
from reportextract.model import Box, Cell, CellKey, Finding, Origin, PageReading, Table, Value
from reportextract.tables import find_grids, stitch_table
from reportextract.values import as_quantity, parse_value

# Points: no box for a number is narrower or lower (a scan's double rule is 3 to 5 apart).
NARROWEST_BOX = 6.0
# A box is empty where its picture shows nothing in so much of its width: beyond a frame's side there never is anything.
MOST_OF_BOX = 0.7


@dataclass(frozen=True, slots=True)
class FormReading:
    """What one reading of a document found of the form.

    Attributes:
        tables: Each of the form's tables that was found, stitched over its pages.
        cells: Every cell of the form that was found, by key.
        expected: The cells that the form at hand has, found or not.
        edition: The edition that most of what is printed speaks for; empty if nothing does.
        placed: What the alignment said of each cell.
    """

    tables: dict[str, Table]
    cells: dict[CellKey, Cell]
    expected: tuple[CellKey, ...]
    edition: str
    findings: tuple[Finding, ...]
    placed: Mapping[CellKey, PlacedCell] = field(default_factory=dict)


def read_form(pages: Sequence[PageReading], origin: Origin = "text") -> FormReading:
    """Finds the form's tables on the pages and reads their cells.

    Args:
        pages: In order. A page whose text layer isn't what is printed gives nothing.
        origin: How the characters were come by.
    """
    grids = find_grids([page for page in pages if page.trust == "text"])
    tables, alignments = align_tables(grids, stitch_table, _is_value)
    cells: dict[CellKey, Cell] = {}
    places: dict[CellKey, PlacedCell] = {}
    findings: list[Finding] = []
    on = {page.number: page for page in pages}
    for alignment in alignments:
        findings.extend(alignment.findings)
        for placed in alignment.cells:
            page = on[placed.page]
            if page.origin != "text" and "\n" in placed.printed:
                # What is left of a rule or a seal may look like a digit of its own, above or below a number.
                placed = placed._replace(one_box=False)
            is_open = tables[alignment.table].evidence != "ruled"
            if page.origin != "text" and not placed.printed and _is_sliver(placed.box, is_open):
                placed = placed._replace(obstacle="its box is too narrow for a number")
            if page.origin != "text" and not placed.printed and is_open and not placed.obstacle:
                if not _is_seen_blank(placed.box, page):
                    # What is too faint to be read is no line of text.
                    nothing = "nothing was read here, where no rules say what belongs to the cell"
                    placed = placed._replace(obstacle=nothing)
                elif _is_between_rules(placed, tables[alignment.table]):
                    # Whatever else the row says, no number of it stands here.
                    placed = placed._replace(one_box=True)
            value = value_of(placed, placed.printed)
            places[placed.key] = placed
            cells[placed.key] = _cell_of(placed, value, origin if page.origin == "text" else page.origin, page)
            if value.state == "unreadable":
                findings.append(_unreadable(placed, value))
    edition = _edition(alignments)
    expected = tuple(key for alignment in alignments for key in alignment.expected)
    form = load_form()
    for name in form.vocabulary():
        if name not in tables:
            expected += form.expected(edition or form.editions[-1], name)
    return FormReading(tables, cells, expected, edition, tuple(_where_seen(f, on) for f in findings), places)


def _is_sliver(box: Box, is_open: bool) -> bool:
    """Whether a box is what lies between two rules that are one; one that none close is as low as its line's ink."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    return (width if is_open else min(width, height)) < NARROWEST_BOX


def _is_between_rules(placed: PlacedCell, table: Table) -> bool:
    """Whether rules part a cell's column from the others."""
    x, y = (placed.box.x0 + placed.box.x1) / 2, (placed.box.top + placed.box.bottom) / 2
    return any(
        grid.columns_ruled
        and grid.page == placed.page
        and grid.box.x0 < x < grid.box.x1
        and grid.box.top - 1 < y < grid.box.bottom + 1
        for grid in table.fragments
    )


def _is_seen_blank(box: Box, page: PageReading) -> bool:
    """Whether the page's picture shows nothing where most of a box is, in its own row."""
    return any(
        min(blank.x1, box.x1) - max(blank.x0, box.x0) >= MOST_OF_BOX * (box.x1 - box.x0)
        and (
            box.top <= (blank.top + blank.bottom) / 2 <= box.bottom
            or (blank.top <= box.top and box.bottom <= blank.bottom)
        )
        for blank in page.blanks
    )


@lru_cache(maxsize=8192)
def _is_value(text: str) -> bool:
    return parse_value(text, one_box=True).state != "unreadable"


def value_of(placed: PlacedCell, printed: str) -> Value:
    """What a text says in a cell of the form."""
    if placed.obstacle:
        return Value(None, "unreadable", note=placed.obstacle)
    return as_quantity(parse_value(printed, one_box=placed.one_box), placed.quantity)


def _as_seen(box: Box, page: PageReading) -> Box:
    """A place of the reading where a person sees it on the page."""
    return box if page.to_page is None else Box(*page.to_page.boxes(np.array([box]))[0].tolist())


def _where_seen(finding: Finding, pages: Mapping[int, PageReading]) -> Finding:
    if finding.box is None or finding.page is None:
        return finding
    return replace(finding, box=_as_seen(finding.box, pages[finding.page]))


def _cell_of(placed: PlacedCell, value: Value, origin: Origin, page: PageReading) -> Cell:
    return Cell(
        key=placed.key,
        value=value.number,
        state=value.state,
        printed=placed.printed,
        unit=value.unit or placed.unit,
        page=placed.page,
        box=_as_seen(placed.box, page),
        origin=origin,
        confidence=min(placed.confidence, placed.legibility),
        why=placed.why,
    )


def _unreadable(placed: PlacedCell, value: Value) -> Finding:
    name = ".".join(placed.key)
    return Finding(
        code="CELL_UNREADABLE",
        severity="error",
        message=f"Page {placed.page}, {name}: “{placed.printed}” can't be read as a number ({value.note}); look at it.",
        page=placed.page,
        box=placed.box,
        key=placed.key,
        facts={"printed": placed.printed, "reason": value.note or ""},
    )


def _edition(alignments: Sequence[Alignment]) -> str:
    """The edition with the most evidence over all tables."""
    votes: dict[str, float] = {}
    for alignment in alignments:
        for edition, weight in alignment.editions.items():
            votes[edition] = votes.get(edition, 0.0) + weight
    best = max(votes, key=lambda e: votes[e], default="")
    return best if best and votes[best] > 0 else ""
