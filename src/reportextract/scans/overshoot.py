"""Where rules end: what goes on beyond the last rule that one crosses may be strokes of the text there."""

from __future__ import annotations

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.dashes import DASH_GAP, is_dashed
from reportextract.scans.strokes import (
    CROSSED,
    FAINTEST,
    FLANK_SHARE,
    JOINT_WITHIN,
    SHORTEST_BRANCH,
    SHORTEST_RULE,
    SOLID_GAP,
    SOLID_SHARE,
    Strokes,
)

# A stretch with gaps, of a line that has some elsewhere too, is part of it if it has hardly less ink than the rest.
AS_SOLID = 0.9
# Points: one as high as a row, with nothing but paper on both sides, is the side of a last row that no rule closes.
# Strokes have others of their character or of its neighbours beside them.
LOWEST_OPEN_ROW = 13.0


def trimmed(strokes: Strokes, lines: FloatArray, others: FloatArray) -> FloatArray:
    """Lines without what continues them beyond the last line they cross, where that is strokes of text.

    Args:
        lines, others: Shape (n, 4), as :meth:`Strokes.longer_than`, each from its own view.
    """
    kept = lines.copy()
    all_ends = strokes.longer_than(SHORTEST_BRANCH)
    for line in kept:
        y, reach = (line[1] + line[3]) / 2, JOINT_WITHIN * strokes.scale
        at = others[(others[:, 0] <= y + reach) & (others[:, 2] >= y - reach)][:, (1, 3)].mean(axis=1)
        lean = (line[3] - line[1]) / (line[2] - line[0])
        for side, inward in ((0, 1), (2, -1)):
            ahead = inward * (at - line[side])
            for place in at[np.argsort(ahead)].tolist():
                stretch = inward * (place - line[side])
                if stretch <= CROSSED * strokes.scale:
                    continue  # it ends here
                if stretch >= SHORTEST_RULE * strokes.scale or _belongs(
                    strokes, line, lean, side, place, at, all_ends[:, side]
                ):
                    break
                # A header's strokes may come just before the rule; else the line ends where it crosses.
                shorter = line.copy()
                shorter[side] = _unbroken_from(strokes, place, line, lean, inward)
                shorter[side + 1] += lean * (shorter[side] - line[side])
                if _belongs(strokes, shorter, lean, side, place, at, all_ends[:, side]):
                    line[:] = shorter
                    break
                line[side + 1] += lean * (place - line[side])
                line[side] = place
    # Of what is strokes from end to end nothing is left.
    return kept[kept[:, 2] > kept[:, 0]]


def _belongs(
    strokes: Strokes, line: FloatArray, lean: float, side: int, place: float, at: FloatArray, ends: FloatArray
) -> bool:
    """Whether the stretch from an end of a line to the next crossing is part of it."""
    end = line[side]
    first, last = min(end, place), max(end, place)
    # A stub that ends nowhere is a stroke, unless others end at the same height: at a page break.
    ends_at_rule = bool((np.abs(at - end) <= CROSSED * strokes.scale).any())
    is_cut = strokes.agree(np.array([end]), ends)[0] > 1
    is_short = not ends_at_rule and not is_cut and last - first < SHORTEST_BRANCH * strokes.scale
    if is_short and not _is_side_of_open_row(strokes, line, lean, first, last):
        return False
    return _is_alone(strokes, line, lean, first, last)


def _is_side_of_open_row(strokes: Strokes, line: FloatArray, lean: float, first: float, last: float) -> bool:
    """Whether a stretch of a line is as long as a row is high, in the middle of nothing but paper."""
    return last - first >= LOWEST_OPEN_ROW * strokes.scale and all(strokes.papers(line, lean, first, last))


def _is_alone(strokes: Strokes, line: FloatArray, lean: float, first: float, last: float) -> bool:
    """Whether a stretch of a line is as dark as the rest, as solid, and has paper on one side."""
    whole = np.linspace(line[0], line[2] - 1, 200).astype(np.intp)
    usual = float(np.median(strokes.along(whole, line[1] + lean * (whole - line[0]), 2)))
    columns = np.arange(int(first), min(int(last) + 1, strokes.length))
    rows = line[1] + lean * (columns - line[0])
    # Where the paper is curled, the end of a line is beside the straight line through all of it.
    aside = round(strokes.scale)
    rows = rows + max(range(-aside, aside + 1), key=lambda shift: float(strokes.along(columns, rows + shift, 0).mean()))
    own = strokes.along(columns, rows, 1)
    inked = np.flatnonzero(own > max(FAINTEST, usual / 3))
    reached = np.concatenate([[-1], inked, [len(columns)]])
    if strokes.solid_share(reached) < SOLID_SHARE:
        all_columns = np.arange(int(line[0]), min(int(line[2]), strokes.length))
        along = strokes.along(all_columns, line[1] + lean * (all_columns - line[0]), 1)
        as_a_whole = np.flatnonzero(along > max(FAINTEST, usual / 3))
        if is_dashed(as_a_whole, strokes.scale):
            if np.diff(reached).max() > DASH_GAP * strokes.scale:
                return False
        else:
            rest = (all_columns < first) | (all_columns > last)
            elsewhere = float((along[rest] > max(FAINTEST, usual / 3)).mean()) if rest.any() else 1.0
            if elsewhere >= SOLID_SHARE or len(inked) < AS_SOLID * elsewhere * len(columns):
                return False
    flanks = [strokes.flank(columns, rows, side, strokes.scale) for side in (-1, 1)]
    return min(sum(flank) / len(flank) for flank in flanks) <= FLANK_SHARE * (float(own.mean()) - strokes.paper)


def _unbroken_from(strokes: Strokes, place: float, line: FloatArray, lean: float, inward: int) -> float:
    """How far a line goes on from a crossing towards its end without a gap."""
    end = line[0] if inward > 0 else line[2] - 1
    columns = np.arange(int(place), int(end), -inward)
    dark = strokes.along(columns, line[1] + lean * (columns - line[0]), 1) > FAINTEST
    gaps = np.flatnonzero(np.diff(np.flatnonzero(dark)) - 1 > SOLID_GAP * strokes.scale)
    inked = columns[dark]
    last = inked[gaps[0]] if len(gaps) else inked[-1] if len(inked) else columns[0] if len(columns) else place
    return float(last)
