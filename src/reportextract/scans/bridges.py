"""Rules that are broken: pieces on one line are one rule where what is left between them says so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
# How far beside the line is looked; ink on it that is shorter than a speck may be one.
BESIDE, SPECK = 2.2, 2.0
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
    level = _Direction(ink, rules.horizontal, rules.vertical, scale).bridged(are_level=True)
    upright = _Direction(ink.T, rules.vertical, rules.horizontal, scale).bridged(are_level=False)
    return Rules(_Direction(ink, level, upright, scale).to_sides(), _Direction(ink.T, upright, level, scale).to_sides())


@dataclass(frozen=True, slots=True)
class _Direction:
    """The rules of one direction, as if they were level: for upright ones everything is transposed.

    Attributes:
        lines: Shape (n, 3): y, x0, x1 in pixels.
        across: Those of the other direction: x, y0, y1.
        scale: Pixels a point.
    """

    ink: Pixels
    lines: FloatArray
    across: FloatArray
    scale: float

    def bridged(self, are_level: bool) -> FloatArray:
        """The rules, those joined that are one."""
        scale = self.scale
        joined: list[list[float]] = []
        for y, x0, x1 in sorted(self.lines.tolist(), key=lambda line: line[1]):
            partner = None
            if x1 - x0 >= SHORTEST_PIECE * scale:
                before = [
                    other
                    for other in joined
                    if abs(other[0] - y) <= ONE_LINE * scale and other[2] - other[1] >= SHORTEST_PIECE * scale
                    if -scale <= x0 - other[2] <= LONGEST_GAP * scale
                ]
                partner = max(before, key=lambda other: other[2], default=None)
            if partner is not None and self._is_bridge((partner[0] + y) / 2, partner[2], x0, are_level):
                length, more = partner[2] - partner[1], x1 - x0
                partner[0] = (partner[0] * length + y * more) / (length + more)
                partner[2] = max(partner[2], x1)
            else:
                joined.append([y, x0, x1])
        return np.array(sorted(joined), dtype=np.float64).reshape(-1, 3)

    def to_sides(self) -> FloatArray:
        """The rules, longer where their broken ends go on to where others end."""
        together = TOGETHER * self.scale
        longer = self.lines.copy()
        for line in longer:
            for side, outward in ((1, -1), (2, 1)):
                ways = outward * (self.lines[:, side] - line[side])
                way = min(
                    (way for way in ways if way > together and (np.abs(ways - way) <= together).sum() >= FEWEST_ENDS),
                    default=np.inf,
                )
                if way > LONGEST_GAP * self.scale:
                    continue
                start, end = sorted((line[side], line[side] + outward * way))
                # What lies in line there is another rule's, that no bridge led to.
                in_line = np.abs(self.lines[:, 0] - line[0]) <= ONE_LINE * self.scale
                is_free = not (
                    in_line & (self.lines[:, 1] < end - together) & (self.lines[:, 2] > start + together)
                ).any()
                if is_free and self._is_worn(line[0], start, end):
                    line[side] += outward * way
        return longer

    def _is_bridge(self, at: float, start: float, end: float, are_level: bool) -> bool:
        if end - start <= ALWAYS * self.scale:
            return True
        way = self._inked(at, start, end)
        if way is None:
            return False
        least = INK
        if self._may_be_apart(at, start, end):
            least = INK_FROM_RULE_TO_RULE
        elif self._are_tables_between(at, start, way):
            return False
        elif are_level and self._is_free(at, start, end):
            return True
        return bool(
            way.mean() >= least and self._beside(at, start, end).mean(axis=1).max() <= BESIDE_SHARE * way.mean()
        )

    def _is_worn(self, at: float, start: float, end: float) -> bool:
        """Whether between two places there is still some of a rule of one table, and hardly anything beside it."""
        way = self._inked(at, start, end)
        if way is None or self._may_be_apart(at, start, end) or self._are_tables_between(at, start, way):
            return False
        share = float(way.mean())
        return bool(share >= LEFT_OVER and self._beside(at, start, end).mean(axis=1).max() <= ALONE_SHARE * share)

    def _inked(self, at: float, start: float, end: float) -> npt.NDArray[np.bool_] | None:
        """Where there is ink between two places; None where the picture ends."""
        y, first, last, reach = round(at), round(start) + 1, round(end), round(BESIDE * self.scale)
        if y - reach < 0 or y + reach >= len(self.ink) or last <= first:
            return None
        thick = max(1, round(0.4 * self.scale))
        return np.asarray(self.ink[y - thick : y + thick + 1, first:last].any(axis=0), dtype=np.bool_)

    def _beside(self, at: float, start: float, end: float) -> npt.NDArray[np.bool_]:
        """Where there is ink above, and below, between two places; shape (2, n)."""
        reach = round(BESIDE * self.scale)
        rows = self.ink[[round(at) - reach, round(at) + reach], round(start) + 1 : round(end)]
        return np.asarray(rows > 0, dtype=np.bool_)

    def _is_free(self, at: float, start: float, end: float) -> bool:
        """Whether nothing is printed across a gap, rules apart."""
        around = np.asarray(self._beside(at, start, end).any(axis=0), dtype=np.bool_)
        near = AT_RULE * self.scale
        for x in self.across[(self.across[:, 1] <= at) & (self.across[:, 2] >= at), 0] - round(start) - 1:
            around[max(0, round(x - near)) : max(0, round(x + near) + 1)] = False
        return len(runs_of(around, gap=ONE_MARK * self.scale)) <= MOST_MARKS

    def _are_tables_between(self, at: float, start: float, way: npt.NDArray[np.bool_]) -> bool:
        """Whether a stretch without ink, or what of it lies between two rules across, may be one between two tables."""
        corner = CORNER * self.scale
        met = (self.across[:, 1] <= at + corner) & (self.across[:, 2] >= at - corner)
        for begin, to in runs_of(~way, gap=SPECK * self.scale):
            first, last = start + 1 + begin, start + 1 + to
            inside = met & (self.across[:, 0] > first) & (self.across[:, 0] < last)
            places = [first, *np.sort(self.across[inside, 0]).tolist(), last]
            if any(b - a > ALWAYS * self.scale and self._may_be_apart(at, a, b) for a, b in pairwise(places)):
                return True
        return False

    def _may_be_apart(self, at: float, start: float, end: float) -> bool:
        """Whether a gap may be one between two tables."""
        lines, across, near, corner = self.lines, self.across, AT_RULE * self.scale, CORNER * self.scale
        at_start, at_end = (
            across[(np.abs(across[:, 0] - x) <= near) & (across[:, 1] <= at + corner) & (across[:, 2] >= at - corner)]
            for x in (start, end)
        )
        if not len(at_start) or not len(at_end):
            return False
        passes = (lines[:, 1] <= start + near) & (lines[:, 2] >= end - near)
        # The edge of the paper passes all tables, beside them.
        reached = np.concatenate([at_start, at_end])
        passes &= (lines[:, 0] >= reached[:, 1].min() - near) & (lines[:, 0] <= reached[:, 2].max() + near)
        return not passes.any()
