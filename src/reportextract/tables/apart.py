"""Two tables that seem one on a scan: a section's heading stands between them, in a box of its own.

Where a table ends a few points above the next one's heading, the sides of both may look like one broken rule.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from reportextract.model import Box, Grid
from reportextract.tables.regions import is_section_heading


def tables_apart(grid: Grid) -> list[Grid]:
    """The grids above and below the headings that stand in a ruled grid; the grid itself where there are none."""
    columns = len(grid.xs) - 1
    at = [
        cell.row
        for cell in grid.cells
        if cell.column_span == columns and cell.row_span == 1 and is_section_heading("".join(cell.lines))
    ]
    if not at:
        return [grid]
    ends = [-1, *sorted(at), len(grid.ys) - 1]
    parts = [_rows_of(grid, before + 1, after) for before, after in pairwise(ends)]
    return [part for part in parts if part is not None]


def _rows_of(grid: Grid, first: int, end: int) -> Grid | None:
    """Some rows of a grid with the boundaries that they have; None if there are none."""
    inside = [cell for cell in grid.cells if first <= cell.row and cell.row + cell.row_span <= end]
    if not inside:
        return None
    used = sorted({side for cell in inside for side in (cell.column, cell.column + cell.column_span)})
    place = {column: k for k, column in enumerate(used)}
    cells = tuple(
        cell._replace(
            row=cell.row - first,
            column=place[cell.column],
            column_span=place[cell.column + cell.column_span] - place[cell.column],
        )
        for cell in inside
    )
    xs, ys = tuple(grid.xs[column] for column in used), grid.ys[first : end + 1]
    return replace(
        grid,
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        xs=xs,
        ys=ys,
        cells=cells,
        closed_top=grid.closed_top or first > 0,
        closed_bottom=grid.closed_bottom or end < len(grid.ys) - 1,
    )
