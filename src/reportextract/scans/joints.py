"""Rules too short to be told by their length: those that lead from one rule to another, or end where others end."""

from __future__ import annotations

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.overshoot import trimmed
from reportextract.scans.strokes import (
    AVERAGED,
    CROSSED,
    JOINT_WITHIN,
    SHORTEST_BRANCH,
    SHORTEST_JOINT,
    SHORTEST_RULE,
    STEEPEST,
    WIDEST_CHARACTER,
    Strokes,
)

# Points: the strokes of headings that touch the rule above them are no longer.
HIGHEST_HEADING = 18.0


def joining(strokes: Strokes, others: FloatArray, long: FloatArray) -> FloatArray:
    """Those too short to be rules by themselves, that lead from one of the ``others`` to another.

    A page's edge or a page break cuts rules too: an end may also be where one of the ``long`` ones ends, or
    another short one that isn't as short as a stroke.

    Args:
        others, long: The long rules of the other direction, and of this one; shape (n, 4), as
            :meth:`Strokes.longer_than`, each from its own view.
    """
    if not len(others):
        return np.empty((0, 4))
    x, y, width, height = strokes.boxes.T
    # Averaging made each line longer.
    longest = (SHORTEST_RULE + AVERAGED) * strokes.scale
    short = np.flatnonzero((width >= SHORTEST_JOINT * strokes.scale) & (width < longest))
    x, rows, width = x[short], (y + height / 2)[short], width[short]
    starts, ends = strokes.ends_meet(x, rows, x + width, rows, others, AVERAGED)
    branches = (width >= SHORTEST_BRANCH * strokes.scale) & (starts | ends)
    may_hang = (width >= HIGHEST_HEADING * strokes.scale) & (starts ^ ends) & ~branches
    hanging = _side_by_side(strokes, strokes.rules(short[may_hang], HIGHEST_HEADING), others)
    reach = AVERAGED * strokes.scale
    for meet, at, cut in ((starts, x, long[:, 0]), (ends, x + width, long[:, 2])):
        cut = np.concatenate([cut, at[branches]])
        meet |= (np.abs(at[:, None] - cut[None, :]) <= reach).any(axis=1)
    # What goes on beyond a rule may be a stroke of the line of text below it.
    whole = (starts & ends) | branches
    overshoots = (starts | ends) & ~whole & strokes.crosses(x, rows, x + width, others)
    cut = trimmed(strokes, strokes.rules(short[overshoots], SHORTEST_JOINT), others)
    found = np.concatenate([strokes.rules(short[whole], SHORTEST_JOINT), cut])
    length = found[:, 2] - found[:, 0]
    steep = np.abs(found[:, 3] - found[:, 1]) > STEEPEST * length
    found = found[(length < SHORTEST_RULE * strokes.scale) & ~steep]
    length = found[:, 2] - found[:, 0]
    starts, ends = strokes.ends_meet(found[:, 0], found[:, 1], found[:, 2], found[:, 3], others, CROSSED)
    branches = found[(starts | ends) & (length >= SHORTEST_BRANCH * strokes.scale)]
    for side, meet in ((0, starts), (2, ends)):
        meet |= strokes.agree(found[:, side], long[:, side]) > 0
        # Each branch agrees with itself.
        meet |= strokes.agree(found[:, side], branches[:, side]) > 1
    # What crosses a rule is no stroke of a character, though it may end in a gap.
    passing = (starts | ends) & ~(starts & ends) & (found[:, 2] - found[:, 0] >= SHORTEST_BRANCH * strokes.scale)
    passing &= strokes.crosses(found[:, 0], (found[:, 1] + found[:, 3]) / 2, found[:, 2], others)
    return np.concatenate([found[starts & ends], hanging, trimmed(strokes, found[passing], others)])


def _side_by_side(strokes: Strokes, lines: FloatArray, others: FloatArray) -> FloatArray:
    """Those lines that hang from one of the ``others``, as long as another that hangs there, a column away.

    The sides of a last row, or a first one, that no rule closes, with paper on one side. A heading's strokes may
    touch the rule above it; they are lower, and have others beside them.
    """
    steep = np.abs(lines[:, 3] - lines[:, 1]) > STEEPEST * (lines[:, 2] - lines[:, 0])
    beside_paper = [any(strokes.papers(line, 0.0, line[0], line[2])) for line in lines]
    lines = lines[~steep & np.array(beside_paper, dtype=np.bool_)]
    starts, ends = strokes.ends_meet(lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3], others, CROSSED)
    lines = lines[starts ^ ends]
    y = (lines[:, 1] + lines[:, 3]) / 2
    as_long = np.abs(lines[:, None, (0, 2)] - lines[None, :, (0, 2)]).max(axis=2) <= JOINT_WITHIN * strokes.scale
    is_apart = np.abs(y[:, None] - y[None, :]) >= WIDEST_CHARACTER * strokes.scale
    return np.asarray(lines[(as_long & is_apart).any(axis=1)], dtype=np.float64)
