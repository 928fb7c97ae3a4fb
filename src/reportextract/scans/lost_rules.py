"""Rules of which nothing is left: where others have one, a cell that holds two texts, one on each side, is two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Grid, GridCell, Rules
from reportextract.scans.cells import FAINTEST_INK

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

# Points: the texts are this far apart, across and down; numbers are no wider than this in most boxes of a column,
# labels are; so much of the cell's sides are the rules themselves.
APART, APART_DOWN, NUMBER, SIDE = 5.0, 2.0, 36.0, 1.5
FEWEST_BOXES = 3
# So many of the table's rows, as a share, have the upright rule, and the row itself so many of the table's rules: a
# header has few. A cell over more columns than this is a header, too.
OTHERS_HAVE_IT, ROW_HAS, MOST_COLUMNS = 0.35, 0.5, 4
# Columns that most level rules cross have a cell in each row; the label of a group of rows stands in none of them.
CROSSED = 0.6
# Headers stand over others in as many rows, where so many columns must have a rule: of the seven of table 三, five are
# below another header. Table 四 is little else.
HEADER_ROWS, AMONG_HEADERS, FEWEST_ROWS = 3, 0.74, 6
# So many of these columns have the level rule.
COLUMNS_HAVE_IT = 0.5
# In a table of few rows and many columns, as many of all columns; and the cell is as wide as most are, in points, which
# the label of a group is not.
NEARLY_ALL, MANY_COLUMNS, AS_WIDE = 0.8, 9, 1.5


def find_lost_rules(grey: Pixels, grids: Sequence[Grid], dots_per_inch: float) -> Rules:
    """Rules that are missing between two texts of what seems to be one cell.

    Args:
        grey: Shape (h, w), upright and clean.
        grids: As the rules known so far draw them, in pixels.
        dots_per_inch: Of the paper.

    Returns:
        In pixels, as :func:`~reportextract.scans.lines.find_rules`.
    """
    ink = np.asarray(grey < 255 - FAINTEST_INK)
    scale = dots_per_inch / 72
    upright = [rule for grid in grids for rule in _between_columns(ink, grid, scale)]
    level = [rule for grid in grids for rule in (*_between_rows(ink, grid, scale), *_under_headers(ink, grid, scale))]
    return Rules(np.array(level, dtype=np.float64).reshape(-1, 3), np.array(upright, dtype=np.float64).reshape(-1, 3))


def _between_columns(ink: Mask, grid: Grid, scale: float) -> list[tuple[float, float, float]]:
    """Upright rules missing between a text and a number beside it."""
    printed = printed_upright(grid)
    if printed.shape[1] < 3:
        return []
    by_column, by_row = printed.mean(axis=0), printed[:, 1:-1].mean(axis=1)
    side = round(SIDE * scale) + 1
    numeric = _numeric_columns(ink, grid, side, NUMBER * scale)
    found = []
    for cell in grid.cells:
        if not 1 < cell.column_span <= MOST_COLUMNS or cell.row_span > 1 or by_row[cell.row] < ROW_HAS:
            continue
        inked = _inked(ink, cell, side, axis=0)
        for k in range(cell.column + 1, cell.column + cell.column_span):
            if by_column[k] >= OTHERS_HAVE_IT and k in numeric and _parts(inked, grid.xs, k, side, APART * scale):
                found.append((grid.xs[k], cell.box.top, cell.box.bottom))
    return found


def _between_rows(ink: Mask, grid: Grid, scale: float) -> list[tuple[float, float, float]]:
    """Level rules missing between two texts of a column that has a cell in each row, or between labels beside them."""
    printed = _printed_level(grid)
    if len(printed) - 1 < FEWEST_ROWS:
        return []
    crossed = printed[1:-1].mean(axis=0) >= CROSSED
    if not crossed.any():
        return []
    by_row = printed[:, crossed].mean(axis=1)
    side = round(SIDE * scale) + 1
    numeric = crossed & np.isin(range(len(crossed)), list(_numeric_columns(ink, grid, side, NUMBER * scale)))
    found = []
    for cell in grid.cells:
        end = cell.column + cell.column_span
        has_rows = crossed[cell.column : end].all()
        # Each row of numbers has its label.
        is_label = not has_rows and end < len(crossed) and numeric[end:].all() and cell.row >= HEADER_ROWS
        if cell.row_span == 1 or not (has_rows or is_label):
            continue
        most_have_it = COLUMNS_HAVE_IT if has_rows else NEARLY_ALL
        if cell.row < HEADER_ROWS:
            most_have_it = AMONG_HEADERS
        inked = _inked(ink, cell, side, axis=1)
        for k in range(cell.row + 1, cell.row + cell.row_span):
            if by_row[k] >= most_have_it and _parts(inked, grid.ys, k, side, APART_DOWN * scale):
                found.append((grid.ys[k], cell.box.x0, cell.box.x1))
    return found


def _under_headers(ink: Mask, grid: Grid, scale: float) -> list[tuple[float, float, float]]:
    """Level rules missing between a column's header and its number, in a table that is little else."""
    printed = _printed_level(grid)
    widths = np.diff(grid.xs)
    if len(printed) - 1 >= FEWEST_ROWS or len(widths) < MANY_COLUMNS:
        return []
    is_usual = np.abs(widths - np.median(widths)) <= AS_WIDE * scale
    by_row = printed.mean(axis=1)
    side = round(SIDE * scale) + 1
    return [
        (grid.ys[k], cell.box.x0, cell.box.x1)
        for cell in grid.cells
        if cell.row_span > 1 and cell.column_span == 1 and is_usual[cell.column]
        for k in range(cell.row + 1, cell.row + cell.row_span)
        if by_row[k] >= NEARLY_ALL and _parts(_inked(ink, cell, side, axis=1), grid.ys, k, side, APART_DOWN * scale)
    ]


def printed_upright(grid: Grid) -> Mask:
    """Which upright boundaries are printed; shape (rows, boundaries)."""
    printed = np.zeros((len(grid.ys) - 1, len(grid.xs)), dtype=bool)
    for cell in grid.cells:
        printed[cell.row : cell.row + cell.row_span, [cell.column, cell.column + cell.column_span]] = True
    return printed


def _printed_level(grid: Grid) -> Mask:
    """Which level boundaries are printed; shape (boundaries, columns)."""
    printed = np.zeros((len(grid.ys), len(grid.xs) - 1), dtype=bool)
    for cell in grid.cells:
        printed[[cell.row, cell.row + cell.row_span], cell.column : cell.column + cell.column_span] = True
    return printed


def _inked(ink: Mask, cell: GridCell, side: int, axis: int) -> Mask:
    """Which columns (axis 0) or rows (axis 1) of the page have ink inside a cell's other sides."""
    x0, top, x1, bottom = (round(value) for value in cell.box)
    part = ink[top + side : bottom - side, :] if axis == 0 else ink[:, x0 + side : x1 - side]
    return np.asarray(part.any(axis=axis), dtype=np.bool_)


def _parts(inked: Mask, boundaries: Sequence[float], k: int, side: int, apart: float) -> bool:
    """Whether there is ink on both sides of a boundary, as far apart as that."""
    before, at, after = (round(place) for place in boundaries[k - 1 : k + 2])
    first, second = np.flatnonzero(inked[before + side : at - side]), np.flatnonzero(inked[at + side : after - side])
    return bool(len(first) and len(second)) and at - before + int(second[0]) - int(first[-1]) >= apart


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
