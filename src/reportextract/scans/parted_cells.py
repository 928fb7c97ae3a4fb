"""What seems one wide cell and is several: the texts in it stand as they would in cells of their own.

Where a row has lost its upright rules, each of its texts still stands in the middle of its box, or all of them at one
distance from the left or the right sides. The boxes' sides are known from other rows; where no row has one left, the
boxes beside it, all equally wide, say where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Grid, GridCell, Rules
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.lost_rules import printed_upright
from reportextract.scans.text_lines import runs_of

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Stretch = tuple[float, float]

# All lengths in points.
# Texts are this far apart at least; so much of a cell's sides are the rules themselves.
APART, SIDE = 5.0, 1.5
# Beside what is left of a rule there is so much paper; Word's thicker borders, blurred, are so wide.
LED_UP, THICKEST_BORDER = 1.2, 3.5
# How far a text may be from the middle of its box; set to a side, how far it is from it at most, and how far these
# distances may differ.
FROM_MIDDLE, FROM_SIDE, SAME = 3.4, 8.0, 2.0
# No box is narrower.
NARROWEST = 12.0
# So many of the other rows, as a share, have the rule.
OTHERS_HAVE_IT = 0.3
# Boxes are equally wide that differ by no more than this; fewer are no rule. A box takes the room of so many at most.
AS_WIDE, FEWEST_EQUAL, MOST_IN_ONE = 1.5, 4, 5
# Labels are wider than so many.
NO_LABEL = 2


def find_parting_rules(grey: Pixels, grids: Sequence[Grid], dots_per_inch: float) -> Rules:
    """The upright rules that part cells with several texts.

    Args:
        grey: Shape (h, w), upright and clean.
        grids: As the rules known so far draw them, in pixels.
        dots_per_inch: Of the paper.

    Returns:
        In pixels, as :func:`~reportextract.scans.lines.find_rules`; none of them level.
    """
    ink = np.asarray(grey < 255 - FAINTEST_INK)
    scale = dots_per_inch / 72
    found = [
        (x, cell.box.top, cell.box.bottom)
        for grid in grids
        for printed, equal in ((printed_upright(grid), equal_boxes(grid, scale)),)
        for cell in grid.cells
        for x in _cuts(ink, cell, *_sides(grid, cell, printed, equal, scale), scale)
    ]
    return Rules(np.empty((0, 3)), np.array(found, dtype=np.float64).reshape(-1, 3))


def _sides(
    grid: Grid, cell: GridCell, printed: Mask, equal: EqualBoxes | None, scale: float
) -> tuple[list[float], list[list[float]]]:
    """Where boxes may begin and end within a cell: where they do in other rows, and where if they were equally wide.

    Returns:
        All places, ascending; and those of them that no row has, by the stretch that they part: all or none.
    """
    other_rows = np.delete(printed, slice(cell.row, cell.row + cell.row_span), axis=0)
    shares = other_rows.mean(axis=0) if len(other_rows) else np.zeros(printed.shape[1])
    inner = range(cell.column + 1, cell.column + cell.column_span)
    known = [cell.box.x0, *(grid.xs[k] for k in inner if shares[k] >= OTHERS_HAVE_IT), cell.box.x1]
    if min(after - before for before, after in pairwise(known)) < NARROWEST * scale:
        return [], []
    supposed = supposed_sides(equal, known, cell.row_span, scale)
    return sorted([*known, *(x for places in supposed for x in places)]), supposed


class EqualBoxes(NamedTuple):
    """The boxes of a table that are equally wide: where the first of them begins, and how wide they are."""

    first: float
    width: float


def equal_boxes(grid: Grid, scale: float) -> EqualBoxes | None:
    """The narrowest of a table's boxes of which enough are equally wide; None where there are none."""
    widths = np.diff(grid.xs)
    alike = np.abs(widths[:, None] - widths[None, :]) <= AS_WIDE * scale
    equal = widths[alike.sum(axis=1) >= FEWEST_EQUAL]
    if not len(equal):
        return None
    are_equal = np.abs(widths - equal.min()) <= AS_WIDE * scale
    return EqualBoxes(grid.xs[int(np.flatnonzero(are_equal)[0])], float(np.median(widths[are_equal])))


def supposed_sides(equal: EqualBoxes | None, known: Sequence[float], row_span: int, scale: float) -> list[list[float]]:
    """Where rules were if a table's boxes are equally wide, by the stretch that they part.

    Args:
        equal: Of the table.
        known: Where boxes of a row begin or end, ascending; what lies between two of them may be parted.
        row_span: How many rows the box stands beside: before the columns, more than one is a group's label.
    """
    if equal is None:
        return []
    supposed = []
    for before, after in pairwise(known):
        # Boxes that lost the rule between them are twice as wide, and may be more. Labels stand before the columns.
        count = round((after - before) / equal.width)
        is_label = after <= equal.first + AS_WIDE * scale and (count > NO_LABEL or row_span > 1)
        fits = abs(after - before - count * equal.width) <= AS_WIDE * scale * count
        if 1 < count <= MOST_IN_ONE and fits and not is_label:
            supposed.append([before + k * (after - before) / count for k in range(1, count)])
    return supposed


def _cuts(
    ink: Mask, cell: GridCell, sides: Sequence[float], supposed: Sequence[Sequence[float]], scale: float
) -> list[float]:
    """Where a cell is to be cut; nowhere if its texts don't say so, or not clearly."""
    if len(sides) < 3:
        return []
    x0, top, x1, bottom = (round(value) for value in cell.box)
    side = round(SIDE * scale) + 1
    inside = ink[top + side : bottom - side, x0 + side : x1 - side]
    if not inside.size:
        return []
    inked = np.asarray(inside.any(axis=0), dtype=np.bool_)
    # What stands at a side is what is left of its rule; but not what text leads up to.
    inked[:side] = inked[-side:] = False
    for x in sides[1:-1]:
        left, right = max(0, round(x) - x0 - 2 * side + 1), max(0, round(x) - x0)
        near = round(LED_UP * scale)
        # A thick border's piece is wider; text may be set close to one that goes on to the next row.
        for start, end in runs_of(inked):
            if start <= round(x) - x0 - side <= end and end - start <= THICKEST_BORDER * scale:
                left, right = min(left, start), max(right, end)
                if inside[[0, -1], start:end].any():
                    inked[start:end] = False
        if not inked[max(0, left - near) : left].any() and not inked[right : right + near].any():
            inked[left:right] = False
    texts = [(a + x0 + side, b + x0 + side) for a, b in runs_of(inked, 0, APART * scale)]
    if len(texts) < 2:
        return []
    for offset, farthest, spread in (
        (_from_middle, FROM_MIDDLE, 2 * FROM_MIDDLE), (_from_left, FROM_SIDE, SAME), (_from_right, FROM_SIDE, SAME)
    ):  # fmt: skip
        ways = [
            way
            for way in _ways(texts, sides, offset, farthest * scale, spread * scale)
            if all(sum(x in way for x in places) in (0, len(places)) for places in supposed)
        ]
        if ways:
            return list(ways[0][1:-1]) if len(ways) == 1 and _parts_where_widest(texts, ways[0]) else []
    return []


def _parts_where_widest(texts: Sequence[Stretch], sides: Sequence[float]) -> bool:
    """Whether the texts are farther apart at each side between boxes than within any: pale print falls to pieces."""
    gaps = [(before[1], after[0]) for before, after in pairwise(texts)]
    at_sides = [b - a for a, b in gaps if any(a <= x <= b for x in sides[1:-1])]
    within = [b - a for a, b in gaps if not any(a <= x <= b for x in sides[1:-1])]
    return min(at_sides, default=0.0) > max(within, default=0.0)


def _from_middle(text: Stretch, box: Stretch) -> float:
    return (text[0] + text[1] - box[0] - box[1]) / 2


def _from_left(text: Stretch, box: Stretch) -> float:
    return text[0] - box[0]


def _from_right(text: Stretch, box: Stretch) -> float:
    return box[1] - text[1]


def _ways(
    texts: Sequence[Stretch],
    sides: Sequence[float],
    offset: Callable[[Stretch, Stretch], float],
    farthest: float,
    spread: float,
) -> list[Sequence[float]]:
    """The ways to give each text, or several together, a box: those with the most boxes, two at least."""

    @cache
    def ways(text: int, side: int) -> list[tuple[list[float], list[float]]]:
        """From a text and a side on: the sides of the boxes, and the texts' offsets in them."""
        if text == len(texts):
            return [([sides[side]], [])] if side == len(sides) - 1 else []
        found: list[tuple[list[float], list[float]]] = []
        for last in range(text, len(texts)):
            for end in range(side + 1, len(sides)):
                box, hull = (sides[side], sides[end]), (texts[text][0], texts[last][1])
                off = offset(hull, box)
                if box[0] <= hull[0] and hull[1] <= box[1] and abs(off) <= farthest:
                    found.extend(([sides[side], *rest], [off, *offs]) for rest, offs in ways(last + 1, end))
        return found

    fitting = [way for way, offsets in ways(0, 0) if len(way) > 2 and max(offsets) - min(offsets) <= spread]
    most = max(map(len, fitting), default=0)
    return [way for way in fitting if len(way) == most]
