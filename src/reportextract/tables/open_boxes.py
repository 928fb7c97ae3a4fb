"""Where in a table that rules don't close its numbers and headers stand: boxes to be read once more, as cells are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from reportextract.model import Box, FloatArray, Grid, GridCell, Rules
from reportextract.tables.segments import NUMBER_LIKE

# Around a number, so much of its line's height above and below is looked at, and so many points behind the last one.
ROOM_AROUND, ROOM_BEHIND = 0.7, 8.0
# A grid with fewer is a line of prose and a speck.
FEWEST_NUMBERS = 2
# Points: a row in which nothing is printed is as high at least.
LOWEST_ROW = 6.0


def number_boxes(grid: Grid, upright: FloatArray) -> list[Box]:
    """Where the numbers of a grid without rules stand, row by row: each with some room around it, up to the next row's.

    In each row, the boxes at its right end in which there are no words.

    Args:
        upright: Shape (n, 3): x, top, bottom of the page's upright rules; no box reaches across one.
    """
    rows = _rows_of_numbers(grid)
    boxes: list[Box] = []
    if sum(any(map(str.isdigit, cell.text)) for _, _, cells in rows for cell in cells) < FEWEST_NUMBERS:
        return boxes
    for (upper, lower), (_, _, cells) in zip(_reaches(rows), rows, strict=True):
        right = max(cell.box.x1 for cell in cells)
        for cell in cells:
            x0, x1 = cell.box.x0, cell.box.x1 + (ROOM_BEHIND if cell.box.x1 == right else 0)
            ink = cell.ink or Box((x0 + x1) / 2, upper, (x0 + x1) / 2, lower)
            beside = upright[(upright[:, 1] < lower) & (upright[:, 2] > upper), 0]
            x0 = max([x0, *beside[beside < ink.x0]])
            x1 = min([x1, *beside[beside > ink.x1]])
            boxes.append(Box(float(x0), upper, float(x1), lower))
    return boxes


def header_boxes(grid: Grid, rules: Rules) -> list[Box]:
    """The boxes above a grid's numbers that are higher than wide: their text may run down.

    They lie between the page's upright rules; without any, between its level ones and over the columns of numbers.
    """
    rows = _rows_of_numbers(grid)
    if not rows:
        return []
    end = _reaches(rows)[0][0]
    boxes = _between_upright(grid, rules.vertical, end) if grid.columns_ruled else _over_columns(rows, rules, end)
    return [box for box in boxes if box.bottom - box.top > box.x1 - box.x0 > LOWEST_ROW]


def _over_columns(rows: Sequence[tuple[float, float, list[GridCell]]], rules: Rules, end: float) -> list[Box]:
    """Over each column of numbers, what is between their last two level rules."""
    boxes = []
    for cell in max((cells for _, _, cells in rows), key=len):
        x = (cell.box.x0 + cell.box.x1) / 2
        across = rules.horizontal[(rules.horizontal[:, 1] < x) & (rules.horizontal[:, 2] > x), 0]
        above = np.sort(across[across < end + LOWEST_ROW])
        if len(above) > 1:
            boxes.append(Box(cell.box.x0, float(above[-2]), cell.box.x1, float(above[-1])))
    return boxes


def _between_upright(grid: Grid, upright: FloatArray, end: float) -> list[Box]:
    """Between the upright rules that reach down to the numbers."""
    reach = LOWEST_ROW
    inside = (upright[:, 0] > grid.box.x0 - reach) & (upright[:, 0] < grid.box.x1 + reach)
    over = upright[inside & (upright[:, 1] < end - reach) & (upright[:, 2] >= end)]
    boxes: list[Box] = []
    tops = sorted({min([grid.box.top, *over[:, 1].tolist()]), *over[:, 1].tolist(), end})
    for top, bottom in itertools.pairwise(tops):
        edges = sorted({grid.box.x0, grid.box.x1, *over[over[:, 1] <= top, 0].tolist()})
        for x0, x1 in itertools.pairwise(edges):
            above = next((b for b in boxes if b.bottom == top and (b.x0, b.x1) == (x0, x1)), None)
            if above is not None:
                boxes.remove(above)
            boxes.append(Box(x0, top if above is None else above.top, x1, bottom))
    return boxes


def boxes_between(grid: Grid) -> list[Box]:
    """The stretches of a grid's columns, between upright rules, above, between and below its rows of numbers."""
    rows = _rows_of_numbers(grid)
    if not grid.columns_ruled or not rows:
        return []
    fullest = max((cells for _, _, cells in rows), key=len)
    reaches = [(0.0, grid.box.top), *_reaches(rows), (grid.box.bottom, 0.0)]
    return [
        Box(cell.box.x0, above, cell.box.x1, below)
        for (_, above), (below, _) in itertools.pairwise(reaches)
        if below - above >= LOWEST_ROW
        for cell in fullest
    ]


def _reaches(rows: Sequence[tuple[float, float, list[GridCell]]]) -> list[tuple[float, float]]:
    """From where to where the boxes of each row reach."""
    reaches = []
    for k, (top, bottom, _) in enumerate(rows):
        room = ROOM_AROUND * (bottom - top)
        upper = max(top - room, (top + rows[k - 1][1]) / 2) if k else top - room
        lower = min(bottom + room, (bottom + rows[k + 1][0]) / 2) if k + 1 < len(rows) else bottom + room
        reaches.append((upper, lower))
    return reaches


def _rows_of_numbers(grid: Grid) -> list[tuple[float, float, list[GridCell]]]:
    """The rows that have numbers: from where to where these reach, and the boxes at the right end without words."""
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.column > 0:
            rows.setdefault(cell.row, []).append(cell)
    found: list[tuple[float, float, list[GridCell]]] = []
    for _, cells in sorted(rows.items()):
        numbers = _without_words(sorted(cells, key=lambda c: c.box.x0))
        inks = [cell.ink for cell in numbers if cell.ink is not None]
        if not any(NUMBER_LIKE.fullmatch(cell.text) for cell in numbers) or not inks:
            continue
        top, bottom = min(ink.top for ink in inks), max(ink.bottom for ink in inks)
        if found and top < found[-1][1]:
            # A dash of the row, seen as a line of its own.
            found[-1] = (min(top, found[-1][0]), max(bottom, found[-1][1]), _in_one_row(found[-1][2], numbers))
        else:
            found.append((top, bottom, numbers))
    return found


def _in_one_row(cells: Sequence[GridCell], others: Sequence[GridCell]) -> list[GridCell]:
    """The cells of two rows that are one: of those in the same column, the one that holds something."""
    more = [c for c in others if all(c.box.x1 <= cell.box.x0 + 1 or c.box.x0 >= cell.box.x1 - 1 for cell in cells)]
    filled = {round(c.box.x0): c for c in others if c.ink is not None}
    kept = [filled.get(round(cell.box.x0), cell) if cell.ink is None else cell for cell in cells]
    return sorted([*kept, *more], key=lambda c: c.box.x0)


def _without_words(cells: Sequence[GridCell]) -> list[GridCell]:
    """The cells at the right end of a row (from the left) in which there are no words."""
    first = max((k + 1 for k, cell in enumerate(cells) if _has_words(cell)), default=0)
    return list(cells[first:])


def _has_words(cell: GridCell) -> bool:
    if cell.text == "一" or NUMBER_LIKE.fullmatch(cell.text):
        return False  # 一 alone is a dash
    return any("\u4e00" <= character <= "\u9fff" for character in cell.text)
