"""Rules that are broken: pieces on one line are one rule where what is left between them says so."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Rules
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.text_lines import runs_of

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# Pieces of one rule are no farther off one line than this.
ONE_LINE = 1.6
# A piece shorter than this is too short to show where its rule goes on.
SHORTEST_PIECE = 16.0
# Gaps up to the first are closed whatever is in them (no cell is as narrow); up to the second if so much of the way is
# ink, and at most the last as much beside it: the text of a merged cell that a rule points at has its strokes
# everywhere.
ALWAYS, LONGEST_GAP, INK, BESIDE_SHARE = 9.0, 90.0, 0.3, 0.5
# How far beside the line is looked.
BESIDE = 2.2
# Tables hardly ever stand side by side: a gap between two pieces of a level rule is a worn one, unless print crosses
# it. A speck may, or an upright rule that wasn't found; strokes that no more than this parts are one.
MOST_MARKS, ONE_MARK = 1, 1.0
# A gap that begins and ends at rules across, this close to them, and that no other rule passes, is more likely one
# between two tables, with a heading's strokes in it: so much of the way must be ink. One without any ink is none.
# The corner of a table may be broken off a rule across.
AT_RULE, INK_FROM_RULE_TO_RULE, CORNER = 2.0, 0.65, 14.0


# An end of a rule is broken off where at least so many others end together farther on, no more than so far off one
# another, and so much of the way there is still ink, with so little of that beside it: strokes of text that happen to
# be in line have more.
FEWEST_ENDS, TOGETHER, LEFT_OVER, ALONE_SHARE = 2, 3.0, 0.4, 0.06


def bridge_rules(grey: Pixels, rules: Rules, dots_per_inch: float) -> Rules:
    """Rules with their gaps closed, and as long as others of their table where they are broken off.

    Args:
        grey: Shape (h, w), upright and clean.
        rules: In pixels.
        dots_per_inch: Of the paper.
    """
    scale = dots_per_inch / 72
    ink = np.asarray(grey < 255 - FAINTEST_INK, dtype=np.uint8)
    level = _bridged(ink, rules.horizontal, rules.vertical, scale, are_level=True)
    upright = _bridged(ink.T, rules.vertical, rules.horizontal, scale, are_level=False)
    return Rules(_to_sides(ink, level, upright, scale), _to_sides(ink.T, upright, level, scale))


def _to_sides(ink: Pixels, lines: FloatArray, across: FloatArray, scale: float) -> FloatArray:
    """Level lines (y, x0, x1), longer where their broken ends go on to where others end."""
    longer = lines.copy()
    for line, (y, *_) in zip(longer, lines.tolist(), strict=True):
        for side, outward in ((1, -1), (2, 1)):
            beyond = sorted((outward * (lines[:, side] - line[side])).tolist())
            for way in beyond:
                others = np.abs(lines[:, side] - line[side] - outward * way) <= TOGETHER * scale
                if way > LONGEST_GAP * scale:
                    break
                if way > TOGETHER * scale and others.sum() >= FEWEST_ENDS:
                    first, last = sorted((line[side], line[side] + outward * way))
                    is_one_table = not _may_be_apart(lines, across, y, first, last, scale)
                    if is_one_table and _is_worn(ink, round(y), round(first), round(last), scale):
                        line[side] += outward * way
                    break
    return longer


def _is_worn(ink: Pixels, y: int, first: int, last: int, scale: float) -> bool:
    """Whether between two places of a row there is still some of a rule, and hardly anything beside it."""
    reach = round(BESIDE * scale)
    if y - reach < 0 or y + reach >= len(ink) or last <= first:
        return False
    way, beside = _ink_along(ink, y, first, last, scale)
    return bool(way.mean() >= LEFT_OVER and beside <= ALONE_SHARE * way.mean())


def _bridged(ink: Pixels, lines: FloatArray, across: FloatArray, scale: float, are_level: bool) -> FloatArray:
    """Level lines (y, x0, x1), joined; for upright ones everything is transposed."""
    joined: list[list[float]] = []
    for y, x0, x1 in sorted(lines.tolist(), key=lambda line: line[1]):
        partner = None
        if x1 - x0 >= SHORTEST_PIECE * scale:
            before = [
                other
                for other in joined
                if abs(other[0] - y) <= ONE_LINE * scale and other[2] - other[1] >= SHORTEST_PIECE * scale
                if -scale <= x0 - other[2] <= LONGEST_GAP * scale
            ]
            partner = max(before, key=lambda other: other[2], default=None)
        if partner is not None and _is_bridge(ink, lines, across, partner[0], y, partner[2], x0, scale, are_level):
            length, more = partner[2] - partner[1], x1 - x0
            partner[0] = (partner[0] * length + y * more) / (length + more)
            partner[2] = max(partner[2], x1)
        else:
            joined.append([y, x0, x1])
    return np.array(sorted(joined), dtype=np.float64).reshape(-1, 3)


def _is_bridge(
    ink: Pixels,
    lines: FloatArray,
    across: FloatArray,
    y_before: float,
    y_after: float,
    start: float,
    end: float,
    scale: float,
    are_level: bool,
) -> bool:
    if end - start <= ALWAYS * scale:
        return True
    y = round((y_before + y_after) / 2)
    first, last, reach = round(start) + 1, round(end), round(BESIDE * scale)
    if y - reach < 0 or y + reach >= len(ink) or last <= first:
        return False
    way, beside = _ink_along(ink, y, first, last, scale)
    least = INK
    if _may_be_apart(lines, across, y, start, end, scale):
        least = INK_FROM_RULE_TO_RULE
    elif any(
        to - begin > ALWAYS * scale and _may_be_apart(lines, across, y, first + begin, first + to, scale)
        for begin, to in runs_of(~way)
    ):
        return False
    if are_level and least == INK:
        around = (ink[y - reach, first:last] > 0) | (ink[y + reach, first:last] > 0)
        for x in across[(across[:, 1] <= y) & (across[:, 2] >= y), 0].tolist():
            around[max(0, round(x - AT_RULE * scale) - first) : max(0, round(x + AT_RULE * scale) + 1 - first)] = False
        if len(runs_of(around, gap=ONE_MARK * scale)) <= MOST_MARKS:
            return True
    return bool(way.mean() >= least and beside <= BESIDE_SHARE * way.mean())


def _ink_along(ink: Pixels, y: int, first: int, last: int, scale: float) -> tuple[npt.NDArray[np.bool_], float]:
    """Where a row has ink between two places, and how much of the way has some beside it."""
    reach, thick = round(BESIDE * scale), max(1, round(0.4 * scale))
    way = np.asarray(ink[y - thick : y + thick + 1, first:last].any(axis=0), dtype=np.bool_)
    return way, max(float(ink[y - reach, first:last].mean()), float(ink[y + reach, first:last].mean()))


def _may_be_apart(lines: FloatArray, across: FloatArray, y: float, start: float, end: float, scale: float) -> bool:
    """Whether a gap on a line may be one between two tables."""
    near, corner = AT_RULE * scale, CORNER * scale
    at_start, at_end = (
        across[(np.abs(across[:, 0] - x) <= near) & (across[:, 1] <= y + corner) & (across[:, 2] >= y - corner)]
        for x in (start, end)
    )
    if not len(at_start) or not len(at_end):
        return False
    passes = (lines[:, 1] <= start + near) & (lines[:, 2] >= end - near)
    # The edge of the paper passes all tables, beside them.
    reached = np.concatenate([at_start, at_end])
    passes &= (lines[:, 0] >= reached[:, 1].min() - near) & (lines[:, 0] <= reached[:, 2].max() + near)
    return not passes.any()
