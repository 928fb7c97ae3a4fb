"""Headers over the columns of a ruled table, in a row whose own rules can't be seen: grey ones on a grey shade.

Or in the last row above a page break: no column goes on below it that would tell of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from reportextract.model import Box, Grid, GridCell, PageReading
from reportextract.tables.segments import NUMBER_LIKE, Segment, find_segments
from reportextract.tables.texts import WIDE_GAP

# A cell holds the headers of the columns below if it has a text of its own over so many of them, as a share; over
# fewer than that, over each.
HEADED, FEW = 0.6, 4
# What headers have and strokes have not.
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
# Points by which a header may reach into the next column.
OVER = 1.5


def with_headers_apart(grid: Grid, page: PageReading) -> Grid:
    """The grid with what stands over each of its columns in a cell of its own, where one cell holds it all."""
    cells: list[GridCell] = []
    for cell in grid.cells:
        cells.extend(_apart(cell, grid, page) or [cell])
    if len(cells) > len(grid.cells):
        return replace(grid, cells=tuple(cells))
    return _with_last_row_apart(grid, page) if page.origin == "ocr" else grid


def _with_last_row_apart(grid: Grid, page: PageReading) -> Grid:
    """The grid with the texts of its last row in cells of their own, where one cell holds them far apart."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    last = [cell for cell in grid.cells if cell.row + cell.row_span == rows]
    if rows < 2 or len(last) != 1 or last[0].column_span != columns:
        return grid
    # What is left of the rule between them reads as a stroke, or can't be read.
    lines = [[s for s in line if _WORD.search(s.text)] for line in _inside(last[0].box, page)]
    lines = [line for line in lines if line]
    if len(lines) != 1 or len(lines[0]) == 1 or any(c.isdigit() for s in lines[0] for c in s.text):
        return grid
    gaps = [(a.x1, b.x0) for a, b in pairwise(lines[0])]
    edges = [next((x for x in grid.xs if gap[0] < x < gap[1]), (gap[0] + gap[1]) / 2) for gap in gaps]
    xs = tuple(sorted({*grid.xs, *edges}))
    bounds = [grid.xs[0], *edges, grid.xs[-1]]
    found = []
    for (x0, x1), segment in zip(pairwise(bounds), lines[0], strict=True):
        box = Box(x0, last[0].box.top, x1, last[0].box.bottom)
        header = _header(last[0], xs.index(x0), box, [segment])
        found.append(header._replace(column_span=xs.index(x1) - xs.index(x0)))
    others = [_over(cell, grid.xs, xs) for cell in grid.cells if cell is not last[0]]
    return replace(grid, xs=xs, cells=(*others, *found))


def _over(cell: GridCell, old: Sequence[float], new: Sequence[float]) -> GridCell:
    """The same cell in a grid that has more columns."""
    first, end = new.index(old[cell.column]), new.index(old[cell.column + cell.column_span])
    return cell._replace(column=first, column_span=end - first)


def _apart(cell: GridCell, grid: Grid, page: PageReading) -> list[GridCell]:
    """The headers in a cell; none where it holds something else."""
    if cell.column_span == 1 or not any(WIDE_GAP in line for line in cell.lines):
        return []
    if any(NUMBER_LIKE.fullmatch(c.text) for c in grid.cells if c.row == cell.row):
        return []  # a label beside its numbers, with a comma's room in it
    below = [c for c in grid.cells if c.row == cell.row + cell.row_span]
    first, end = cell.column, cell.column + cell.column_span
    columns = [c for c in below if first <= c.column < end]
    if len(columns) < 2 or any(c.column_span > 1 for c in columns):
        return []
    over: dict[int, list[Segment]] = {}
    lines = _inside(cell.box, page)
    # A title stands alone on its line, above the headers; in the middle, it may be over one column.
    first_headers = next((k for k, line in enumerate(lines) if len(line) > 1), 0)
    wider = [s for line in lines[:first_headers] for s in line]
    for segment in [s for line in lines[first_headers:] for s in line]:
        own = [c for c in columns if c.box.x0 - OVER <= segment.x0 and segment.x1 <= c.box.x1 + OVER]
        if own:
            over.setdefault(own[0].column, []).append(segment)
        else:
            wider.append(segment)
    if len(over) < (HEADED if len(columns) >= FEW else 1.0) * len(columns) or any(
        s.is_number_like for pieces in over.values() for s in pieces
    ):
        return []
    found = []
    for column in columns:
        pieces = over.get(column.column, [])
        if pieces:
            box = Box(column.box.x0, cell.box.top, column.box.x1, cell.box.bottom)
            found.append(_header(cell, column.column, box, pieces))
    for segment in wider:
        under = [c for c in columns if c.box.x0 < segment.x1 and segment.x0 < c.box.x1]
        if under:
            header = _header(cell, under[0].column, segment.box, [segment])
            found.append(header._replace(column_span=len(under)))
    return sorted(found, key=lambda c: (c.column, c.box.top))


def _inside(box: Box, page: PageReading) -> list[list[Segment]]:
    """The pieces of text in a box, line by line."""
    lines = [
        [s for s in line if box.x0 <= s.middle_x <= box.x1 and box.top <= s.middle_y <= box.bottom]
        for line in find_segments(page, ())
    ]
    return [line for line in lines if line]


def _header(cell: GridCell, column: int, box: Box, pieces: Sequence[Segment]) -> GridCell:
    hull = Box(
        min(s.x0 for s in pieces), min(s.top for s in pieces), max(s.x1 for s in pieces), max(s.bottom for s in pieces)
    )
    texts = tuple(s.text for s in pieces)
    return GridCell(cell.row, column, cell.row_span, 1, box, texts, hull, min(s.confidence for s in pieces))
