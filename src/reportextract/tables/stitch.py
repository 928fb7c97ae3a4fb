"""One table from the pieces into which page breaks cut it.

Stitching orders and joins; it never drops or makes up a row, a column or a word. Whether two rows at a break are one
row cut in half can only be told by what their labels mean, so that is left to the alignment with the form: here it
only says where such a cut is possible (``TableRow.may_continue``).
"""

from __future__ import annotations

from collections.abc import Sequence

from reportextract.model import Box, Grid, GridCell, Table, TableRow

# A row whose right part hangs over from the row above by more than this share of its width is the same row:
# only its label was ruled in two.
HANGING = 0.6


def stitch_table(grids: Sequence[Grid]) -> Table:
    """Joins the pieces of one table, given in reading order."""
    rows: list[TableRow] = []
    for fragment, grid in enumerate(grids):
        before: Box | None = None
        for number, (cells, starting) in enumerate(_rows_of(grid)):
            ink = next((c.ink for c in starting if c.ink is not None), None)
            rows.append(
                TableRow(
                    page=grid.page,
                    fragment=fragment,
                    cells=cells,
                    starting=starting,
                    may_continue=(number == 0 and fragment > 0) or (number > 0 and not grid.rows_ruled),
                    distance=0.0 if ink is None or before is None else _distance(before, ink),
                )
            )
            before = ink if ink is not None else before
    return Table(tuple(rows), tuple(grids))


def _distance(above: Box, below: Box) -> float:
    return (below.top + below.bottom - above.top - above.bottom) / 2 / max(below.bottom - below.top, 1.0)


def _rows_of(grid: Grid) -> list[tuple[tuple[GridCell, ...], tuple[GridCell, ...]]]:
    """(cells that cover the row, cells that start in it) for each row of a grid."""
    count = len(grid.ys) - 1
    covering: list[list[GridCell]] = [[] for _ in range(count)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            covering[row].append(cell)
    split = grid.box.x0 + (1 - HANGING) * (grid.box.x1 - grid.box.x0)
    rows: list[tuple[list[GridCell], list[GridCell]]] = []
    for number, cells in enumerate(covering):
        cells.sort(key=lambda c: c.column)
        starting = [c for c in cells if c.row == number]
        over = [c for c in cells if c.row < number and c.box.x1 > split]
        hanging = sum([c.box.x1 - max(c.box.x0, split) for c in over])
        if rows and hanging > HANGING * (grid.box.x1 - split):
            rows[-1][0].extend(c for c in starting)
            rows[-1][1].extend(starting)
        else:
            rows.append((cells, starting))
    return [(tuple(cells), tuple(starting)) for cells, starting in rows]
