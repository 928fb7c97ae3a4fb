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
# A gap that begins and ends at rules across, this close to them, and that no other rule passes, is more likely one
# between two tables, with a heading's strokes in it: so much of the way must be ink. One without any ink is none.
# The corner of a table may be broken off a rule across.
AT_RULE, INK_FROM_RULE_TO_RULE, CORNER = 2.0, 0.65, 14.0


def bridge_rules(grey: Pixels, rules: Rules, dots_per_inch: float) -> Rules:
    """Rules with their gaps closed.

    Args:
        grey: Shape (h, w), upright and clean.
        rules: In pixels.
        dots_per_inch: Of the paper.
    """
    scale = dots_per_inch / 72
    ink = np.asarray(grey < 255 - FAINTEST_INK, dtype=np.uint8)
    return Rules(
        _bridged(ink, rules.horizontal, rules.vertical, scale), _bridged(ink.T, rules.vertical, rules.horizontal, scale)
    )


def _bridged(ink: Pixels, lines: FloatArray, across: FloatArray, scale: float) -> FloatArray:
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
        if partner is not None and _is_bridge(ink, lines, across, partner[0], y, partner[2], x0, scale):
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
) -> bool:
    if end - start <= ALWAYS * scale:
        return True
    y = round((y_before + y_after) / 2)
    first, last, reach = round(start) + 1, round(end), round(BESIDE * scale)
    if y - reach < 0 or y + reach >= len(ink) or last <= first:
        return False
    thick = max(1, round(0.4 * scale))
    way = np.asarray(ink[y - thick : y + thick + 1, first:last].any(axis=0), dtype=np.bool_)
    beside = max(ink[y - reach, first:last].mean(), ink[y + reach, first:last].mean())
    least = INK
    if _may_be_apart(lines, across, y, start, end, scale):
        least = INK_FROM_RULE_TO_RULE
    elif any(
        to - begin > ALWAYS * scale and _may_be_apart(lines, across, y, first + begin, first + to, scale)
        for begin, to in runs_of(~way)
    ):
        return False
    return bool(way.mean() >= least and beside <= BESIDE_SHARE * way.mean())


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
