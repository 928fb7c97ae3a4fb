"""Rules of which nothing is left: where other rows have one, a cell that holds two texts, one on each side, is two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Grid, Rules
from reportextract.scans.cells import FAINTEST_INK

Pixels = npt.NDArray[np.uint8]

# Points: the texts are this far apart; numbers are no wider than this in most boxes of a column, labels are; so much of
# the cell's sides are the rules themselves.
TEXTS_APART, NUMBER, SIDE = 5.0, 36.0, 1.5
FEWEST_BOXES = 3
# So many of the table's rows, as a share, have the rule, and the row itself so many of the table's rules: a header has
# few. A cell over more columns than this is a header, too.
OTHERS_HAVE_IT, ROW_HAS, MOST_COLUMNS = 0.35, 0.5, 4


def find_lost_rules(grey: Pixels, grids: Sequence[Grid], dots_per_inch: float) -> Rules:
    """Upright rules that are missing between two texts of what seems to be one cell.

    Level ones can't be told: the label of a group of rows has lines of text on both sides of each.

    Args:
        grey: Shape (h, w), upright and clean.
        grids: As the rules known so far draw them, in pixels.
        dots_per_inch: Of the paper.

    Returns:
        In pixels, as :func:`~reportextract.scans.lines.find_rules`.
    """
    ink = np.asarray(grey < 255 - FAINTEST_INK)
    found = [rule for grid in grids for rule in _between_texts(ink, grid, dots_per_inch / 72)]
    return Rules(np.empty((0, 3)), np.array(found, dtype=np.float64).reshape(-1, 3))


def _between_texts(ink: npt.NDArray[Any], grid: Grid, scale: float) -> list[tuple[float, float, float]]:
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if columns < 2:
        return []
    printed = np.zeros((rows, columns + 1), dtype=bool)
    for cell in grid.cells:
        printed[cell.row : cell.row + cell.row_span, [cell.column, cell.column + cell.column_span]] = True
    by_column, by_row = printed.mean(axis=0), printed[:, 1:-1].mean(axis=1)
    side = round(SIDE * scale) + 1
    numeric = _numeric_columns(ink, grid, side, NUMBER * scale)
    found = []
    for cell in grid.cells:
        if not 1 < cell.column_span <= MOST_COLUMNS or cell.row_span > 1 or by_row[cell.row] < ROW_HAS:
            continue
        rows_inside = slice(round(cell.box.top) + side, round(cell.box.bottom) - side)
        inked: npt.NDArray[np.bool_] = np.asarray(ink[rows_inside].any(axis=0), dtype=np.bool_)
        for k in range(cell.column + 1, cell.column + cell.column_span):
            if by_column[k] < OTHERS_HAVE_IT or k not in numeric:
                continue
            before, x, after = (round(at) for at in grid.xs[k - 1 : k + 2])
            left = np.flatnonzero(inked[before + side : x - side])
            right = np.flatnonzero(inked[x + side : after - side])
            if len(left) and len(right) and x - before + int(right[0]) - int(left[-1]) >= TEXTS_APART * scale:
                found.append((grid.xs[k], cell.box.top, cell.box.bottom))
    return found


def _numeric_columns(ink: npt.NDArray[Any], grid: Grid, side: int, widest: float) -> set[int]:
    """The columns that hold numbers: the two parts of a label may be as far apart as a label and its number."""
    widths: dict[int, list[int]] = {}
    for cell in grid.cells:
        if cell.column_span == cell.row_span == 1:
            x0, top, x1, bottom = (round(value) for value in cell.box)
            inked = np.flatnonzero(ink[top + side : bottom - side, x0 + side : x1 - side].any(axis=0))
            if len(inked):
                widths.setdefault(cell.column, []).append(int(inked[-1] - inked[0]))
    return {column for column, found in widths.items() if len(found) >= FEWEST_BOXES and np.median(found) <= widest}
