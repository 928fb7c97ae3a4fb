"""Rules that a scan has lost: a box that rules draw holds one number, and of several that stand in one, each has its
own box.

Side by side they must stand as they would there: each near the middle of its part of the box, which is as wide as the
boxes of the row's other numbers; a number that fell to pieces stands in the middle of its box. A number below
something else has its own box where the boxes beside it end between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from reportextract.model import Grid, GridCell, PageReading, Rules
from reportextract.tables.grid import find_ruled_grids
from reportextract.tables.segments import NUMBER_LIKE
from reportextract.tables.texts import WIDE_GAP, WIDE_SPACE

# How far a number's middle is from that of its part of the box, and how much wider or narrower that part is than the
# boxes of other numbers in the row: as shares of its width.
FROM_MIDDLE, AS_WIDE = 0.15, 0.25
# Points: no box of a number is narrower. No row has more of them.
NARROWEST, MOST_BOXES = 12.0, 16
# So many numbers in one box, beside a label, are a row.
FEWEST_NUMBERS = 3
# Points: what is left of a rule is so thin, wider if it was not read as a number, and so near to where the rule was.
THIN, NO_NUMBER, BESIDE = 3.5, 6.0, 2.0
# On one line are those that have so much of their height in common.
ON_ONE_LINE = 0.5


class _Piece(NamedTuple):
    """Characters without a wide gap: a number, words, or what is left of a rule."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_number(self) -> bool:
        """Whether it is one, or one with a speck beside it that was taken for a part of it."""
        digits = sum(map(str.isdigit, self.text))
        return NUMBER_LIKE.fullmatch(self.text) is not None or digits == len(self.text) - 1 > 0


def find_rules_between_numbers(page: PageReading) -> Rules:
    """The rules that are missing around numbers.

    Args:
        page: With what was read on it.

    Returns:
        In points of the page; each as long as its box is high or wide.
    """
    level, upright = [], []
    for grid in find_ruled_grids(page):
        for cell in grid.cells:
            if any(map(str.isdigit, cell.text)):
                pieces = _pieces(page, cell)
                level += [(y, cell.box.x0, cell.box.x1) for y in _above_numbers(grid, cell, pieces)]
                sides = _beside_numbers(grid, cell, pieces) or _as_next_row(grid, cell, pieces)
                upright += [(x, cell.box.top, cell.box.bottom) for x in sides]
    return Rules(
        np.array(level, dtype=np.float64).reshape(-1, 3),
        np.array(upright, dtype=np.float64).reshape(-1, 3),
    )


def _beside_numbers(grid: Grid, cell: GridCell, pieces: Sequence[_Piece]) -> list[float]:
    """Where a box is to be parted by upright rules; nowhere if it holds one number, or something else."""
    pieces = [piece for piece in pieces if piece.is_number or any(map(str.isalnum, piece.text))]
    others = [
        other.box.x1 - other.box.x0
        for other in grid.cells
        if other.row == cell.row and WIDE_GAP not in other.text and NUMBER_LIKE.fullmatch(other.text)
    ]
    ways = []
    for count in range(2, min(len(pieces), MOST_BOXES) + 1):
        width = (cell.box.x1 - cell.box.x0) / count
        usual = float(np.median(others)) if others else width
        sides = [cell.box.x0 + k * width for k in range(count + 1)]
        if width >= NARROWEST and abs(width - usual) <= AS_WIDE * usual and _stand_apart(pieces, sides):
            ways.append(sides[1:-1])
    return ways[0] if len(ways) == 1 else []


def _as_next_row(grid: Grid, cell: GridCell, pieces: Sequence[_Piece]) -> list[float]:
    """Where a box with a label and its numbers is to be parted as the row above or below it is.

    Each number must have a part of its own, with nothing else in it, and no rule cross what is printed.
    """
    numbers = [piece for piece in pieces if piece.is_number]
    words = [piece for piece in pieces if not piece.is_number and any(map(str.isalnum, piece.text))]
    label_end = max((word.x1 for word in words), default=cell.box.x0)
    if len(numbers) < FEWEST_NUMBERS or label_end > numbers[0].x0:
        return []
    for row in (cell.row + cell.row_span, cell.row - 1):
        beside = [other.box.x0 for other in grid.cells if other.row <= row < other.row + other.row_span]
        known = sorted(x for x in beside if label_end <= x < cell.box.x1 - BESIDE)
        # Of the sides of its label columns the last is the numbers'.
        sides = [*[x for x in known if x <= numbers[0].x0][-1:], *(x for x in known if x > numbers[0].x0)]
        parts = list(pairwise([*sides, cell.box.x1]))
        held = [sum(left < number.x0 and number.x1 < right for number in numbers) for left, right in parts]
        if sum(held) == len(numbers) and max(held) == 1:
            return sides
    return []


def _stand_apart(pieces: Sequence[_Piece], sides: Sequence[float]) -> bool:
    """Whether in each of the parts one number stands, in its middle, and at their sides what is left of rules."""
    numbers = [piece for piece in pieces if not _is_rest_of_rule(piece, sides[1:-1])]
    if len(numbers) != len(sides) - 1 or any(_in_common(a, b) < ON_ONE_LINE for a, b in pairwise(numbers)):
        return False
    return all(
        piece.is_number
        and left < piece.x0
        and piece.x1 < right
        and abs(piece.middle - (left + right) / 2) <= FROM_MIDDLE * (right - left)
        for piece, (left, right) in zip(numbers, pairwise(sides), strict=True)
    )


def _is_rest_of_rule(piece: _Piece, places: Sequence[float]) -> bool:
    is_thin = piece.x1 - piece.x0 <= (THIN if piece.is_number else NO_NUMBER)
    return is_thin and any(abs(piece.middle - x) <= BESIDE for x in places)


def _above_numbers(grid: Grid, cell: GridCell, pieces: Sequence[_Piece]) -> list[float]:
    """Where a box is to be parted by a level rule: where others of the grid are, and below it stand numbers only."""
    for y in grid.ys[cell.row + 1 : cell.row + cell.row_span]:
        above, below = [p for p in pieces if p.bottom <= y], [p for p in pieces if p.top >= y]
        if above and below and len(above) + len(below) == len(pieces) and all(p.is_number for p in below):
            return [y]
    return []


def _pieces(page: PageReading, cell: GridCell) -> list[_Piece]:
    """What stands in a box, from left to right."""
    places, box = page.glyphs.boxes, cell.box
    x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
    inside = np.flatnonzero((box.x0 < x) & (x < box.x1) & (box.top < y) & (y < box.bottom))
    pieces: list[_Piece] = []
    for k in inside[np.argsort(places[inside, 0])].tolist():
        x0, top, x1, bottom = places[k].tolist()
        piece = _Piece(x0, top, x1, bottom, page.glyphs.text[k])
        before = next((p for p in reversed(pieces) if _in_common(p, piece) >= ON_ONE_LINE), None)
        if before is not None and piece.x0 - before.x1 <= WIDE_SPACE * (piece.bottom - piece.top):
            pieces[pieces.index(before)] = _Piece(
                before.x0,
                min(before.top, piece.top),
                max(before.x1, piece.x1),
                max(before.bottom, piece.bottom),
                before.text + piece.text,
            )
        else:
            pieces.append(piece)
    return pieces


def _in_common(one: _Piece, other: _Piece) -> float:
    """How much of the lower one's height two pieces have in common."""
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common / max(min(one.bottom - one.top, other.bottom - other.top), 1e-6)
