"""Upright lines that are none: the sides of figures, one in each row of a column, as even as the dashes of a rule.

In low rows the zeros of a column leave gaps no wider than those of a dashed rule. But a figure keeps clear of the rules
above and below it, and has another side.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.scans.stops import course_of
from reportextract.scans.strokes import CROSSED, JOINT_WITHIN, Course, Strokes

# Points: as far as this from the rules above and below it a figure leaves paper.
CLEAR = 0.8
# Points: the rest of a figure stands so far beside its side, and is about as high.
NEAREST, FARTHEST, AS_HIGH = 1.2, 7.0, 0.8
# So many rows, and of those that a line passes through such a share, show figures.
FEWEST_ROWS, MOST_ROWS = 2, 0.75


def without_piled_figures(strokes: Strokes, lines: FloatArray, others: FloatArray) -> FloatArray:
    """The lines but those that are sides of figures in most of the rows that they pass through.

    Args:
        lines, others: Shape (n, 4), as :meth:`Strokes.longer_than`, each from its own view.
    """
    kept = [not _is_pile(strokes, course_of(strokes, line), others) for line in lines]
    return lines[np.array(kept, dtype=np.bool_)]


def _is_pile(strokes: Strokes, course: Course, others: FloatArray) -> bool:
    at = strokes.crossings(course, others)
    beyond = CROSSED * strokes.scale
    rows = [way for way in pairwise(at) if way[1] - way[0] > 2 * beyond]
    if len(rows) < FEWEST_ROWS or course.first < at[0] - beyond or course.last > at[-1] + beyond:
        return False
    found = [_is_figure(strokes, course, *way) for way in rows]
    return sum(found) >= max(FEWEST_ROWS, MOST_ROWS * len(rows))


def _is_figure(strokes: Strokes, course: Course, start: float, end: float) -> bool:
    """Whether what a line has between two rules is the side of something higher than that, clear of both."""
    clear = round((JOINT_WITHIN + CLEAR) * strokes.scale)
    columns = np.arange(round(start), round(end))
    inked = np.flatnonzero(strokes.is_drawn(course, columns))
    inside = inked[(inked >= clear) & (inked < len(columns) - clear)]
    on_rule = round(JOINT_WITHIN * strokes.scale)
    near_rule = (inked >= on_rule) & (inked < len(columns) - on_rule)
    if not len(inside) or near_rule.sum() > len(inside):
        return False
    rows = np.asarray(course.row(columns), dtype=np.float64)
    return any(_has_other_side(strokes, columns, rows, inside, side) for side in (-1, 1))


def _has_other_side(
    strokes: Strokes, columns: npt.NDArray[np.intp], rows: FloatArray, inked: npt.NDArray[np.intp], side: int
) -> bool:
    """Whether something stands on one side of a line that begins and ends where its ink does, or beyond."""
    middle, reach = (NEAREST + FARTHEST) / 2 * strokes.scale, round((FARTHEST - NEAREST) / 2 * strokes.scale)
    dark = strokes.along(columns, rows + side * middle, reach)
    on_rule = round(JOINT_WITHIN * strokes.scale)
    dark[:on_rule] = dark[-on_rule:] = 0
    beside = np.flatnonzero(dark > strokes.along(columns[inked], rows[inked], 1).max() / 2)
    off = AS_HIGH * strokes.scale
    return len(beside) > 0 and bool(beside[0] <= inked[0] + off and beside[-1] >= inked[-1] - off)
