"""Rules of tables that have none in the other direction: nothing to meet, but they begin and end together."""

from __future__ import annotations

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.interrupted import unbroken
from reportextract.scans.strokes import (
    AVERAGED,
    CROSSED,
    FAINTEST,
    JOINT_FLANK_SHARE,
    JOINT_WITHIN,
    LINK_OFF,
    SAME_RULE,
    SHORTEST_BRANCH,
    SHORTEST_RULE,
    Strokes,
)

# All lengths in points.
# Shorter ones than this are not looked at where lines begin and end together.
SHORTEST_IN_STEP = 11.0
# No stroke of a character is as long as this, without a gap.
SHORTEST_PARTED = 24.0
# A line pauses at a title between two blocks, of a line of text or some; its strokes fill no more of that than this.
SHORTEST_PAUSE, LONGEST_PAUSE, PAUSING_SHARE = 10.0, 48.0, 0.6
# Where so many end, another that goes on a little is continued by a stroke.
ENDING_TOGETHER = 3


def in_step(strokes: Strokes, long: FloatArray) -> FloatArray:
    """Those too short to be rules by themselves, that begin and end where others do, between two ``long`` ones.

    Such are the columns of low blocks in a table without rules in the other direction; the long ones are rules that
    meet none. One that isn't as short as a stroke may begin and end anywhere, with paper on both sides.
    """
    reach, width = JOINT_WITHIN * strokes.scale, strokes.boxes[:, 2]
    if len(long) < 2:
        return np.empty((0, 4))
    are_short = (width >= SHORTEST_IN_STEP * strokes.scale) & (width < (SHORTEST_RULE + AVERAGED) * strokes.scale)
    short = strokes.rules(np.flatnonzero(are_short), SHORTEST_IN_STEP)
    # Where a block's heading stands in the way, its strokes may join the rules above and below it.
    parted = unbroken(strokes, SHORTEST_PARTED)
    short = short[short[:, 2] - short[:, 0] < SHORTEST_RULE * strokes.scale]
    every = np.concatenate([short, long])
    found = []
    for line, is_parted in (*((line, False) for line in short), *((line, True) for line in parted)):
        along = long[(long[:, 0] <= line[0] + reach) & (long[:, 2] >= line[2] - reach)]
        aside = np.abs(along[:, 1] - line[1])
        is_between = (along[:, 1] < line[1]).any() and (along[:, 1] > line[1]).any()
        if not is_between or aside.min() <= SAME_RULE * strokes.scale:
            continue
        # Each agrees with itself.
        agreeing = [int(strokes.agree(line[[side]], every[:, side])[0]) - 1 for side in (0, 2)]
        if is_parted:
            is_rule = _is_clear(strokes, line)
        elif line[2] - line[0] >= SHORTEST_BRANCH * strokes.scale:
            is_rule = min(agreeing) >= 1 or _is_clear(strokes, line)
        else:
            is_rule = min(agreeing) >= 1 and sum(agreeing) >= 3 and _is_clear(strokes, line)
        if is_rule:
            found.append(line)
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _is_clear(strokes: Strokes, line: FloatArray) -> bool:
    """Whether a line has paper on both sides."""
    columns = np.arange(round(line[0]), round(line[2]))
    rows = np.interp(columns, line[[0, 2]], line[[1, 3]])
    own = float(strokes.along(columns, rows, 1).mean())
    flanks = [strokes.flank(columns, rows, side, strokes.scale) for side in (-1, 1)]
    return max(max(flank) for flank in flanks) <= JOINT_FLANK_SHARE * own


def pausing(strokes: Strokes, lines: FloatArray) -> FloatArray:
    """Lines cut where others pause or end, and where their own ink is strokes of the text there."""
    reach = JOINT_WITHIN * strokes.scale
    lines = _ending_together(strokes, lines)
    # Where a line ends and another in the same place begins again.
    pauses = [
        (before[2], after[0])
        for before in lines
        for after in lines
        if abs(before[3] - after[1]) <= LINK_OFF * strokes.scale
        and SHORTEST_PAUSE * strokes.scale <= after[0] - before[2] <= LONGEST_PAUSE * strokes.scale
    ]
    found = []
    for line in lines:
        rest = line
        for start, end in sorted(set(pauses)):
            if start - rest[0] <= reach or rest[2] - end <= reach:
                continue
            lean = (line[3] - line[1]) / (line[2] - line[0])
            columns = np.arange(round(start + reach), round(end - reach))
            dark = strokes.along(columns, line[1] + lean * (columns - line[0]), 1) > FAINTEST
            if dark.mean() <= PAUSING_SHARE:
                found.append(np.array([*rest[:2], start, line[1] + lean * (start - line[0])]))
                rest = np.array([end, line[1] + lean * (end - line[0]), *rest[2:]])
        found.append(rest)
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _ending_together(strokes: Strokes, lines: FloatArray) -> FloatArray:
    """Lines without what continues them a little beyond the place where many others end, and not one as they do."""
    shorter = lines.copy()
    for side, outward in ((0, -1), (2, 1)):
        ends = lines[:, side]
        for line in shorter:
            beyond = outward * (line[side] - ends)
            if (np.abs(beyond) <= CROSSED * strokes.scale).sum() > 1:
                continue
            near = ends[(beyond > 0) & (beyond < SHORTEST_BRANCH * strokes.scale)]
            if len(near) and (agreeing := strokes.agree(near, near)).max() >= ENDING_TOGETHER:
                line[side] = near[agreeing.argmax()]
    return shorter
