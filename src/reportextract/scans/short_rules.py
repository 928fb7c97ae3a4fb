"""Rules too short to be told from strokes by themselves: seen once the cells around them are known.

In a low row a rule is no longer than a character is high. But it runs from one side of what seems to be one cell to
the other without a gap, and text keeps clear of the rules above and below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, Grid, Rules
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.parted_cells import equal_boxes, supposed_sides

Pixels = npt.NDArray[np.uint8]
# x, top, bottom; of level lines y, x0, x1.
Line = tuple[float, float, float]

# All lengths in points.
# Cells lower than this are cut by the same rules as their neighbours, or not at all.
LOWEST_CELL = 7.0
# A rule covers this share of the way from side to side: it may be broken a little, or faint.
COVERED = 0.93
# It is no thicker than this, and that far beside it, on both sides, so much of its way is free: text keeps its distance
# from rules, and strokes of characters have others beside them.
THICKEST, BESIDE, FREE = 2.5, 1.8, 0.8
# From side to side without a gap, it may be as thick as this: no stroke is as long.
THICK_BORDER = 4.0
# On a line where other cells have a rule, so much of it must be left, within this distance, in marks that are no
# thicker than a rule and come as close as this to one end: a 1 has more paper above and below it.
LEFT, WITHIN, LOOKED_AT, NEAR_END = 0.35, 0.6, 4.0, 0.7
# So much where something thicker stands on the line as well: text that touches the rule.
LEFT_BESIDE_TEXT = 0.45
# Where nothing else is printed, as far as the second to both sides of its line but for the first, some of a rule shows
# too, if there is so much of its way: strokes of characters that align show only in lines of text.
BESIDE_RULE, OF_ITS_TEXT, BETWEEN_LINES, SHOWN = 1.5, 12.0, 0.1, 0.2
# A side of a cell that is at least so long shows a rule by itself, broken or not: with paper on both sides at one of
# these distances, for so much of what shows either ink or paper, itself so much of the way, and from one end.
# The second number is asked of sides shorter than LONG_SIDE: in the lowest of them a 1 is half of it.
SHORT_SIDE, LONG_SIDE, PAPER_BESIDE = 16.0, 24.0, (1.9, 2.5)
DRAWN, DRAWN_TO_BOTH_ENDS, LEAST_TOLD = (0.5, 0.65), (0.35, 0.6), (0.35, 0.6)
# Where no other cell has a rule, more is asked: nothing else along the way, or a long way of which most can be seen.
# Two lines of text whose strokes align have, in up to 37 points, 0.78 of their ink on a line and characters beside it.
FOUND, NOTHING_ELSE, LONG_WAY, MOST_TOLD = (0.65, 0.75), 0.95, 45.0, 0.55
# Ink that shows a rule is darker than the paper by so many times its noise, of which every so many pixels tell, and by
# so much at least.
NOISES, SAMPLED, FAINTEST_RULE = 6.0, 5, 28.0
# As far from a cell's own sides nothing is looked for: that is their blur.
FROM_SIDE = 4.0
# So much of the cell's sides are the rules themselves.
RULE = 1.2
# Of so many boxes of one width, one above the other, a rule parts more than one: they are in line as far as this.
PILE, IN_LINE = 4, 3.0


def find_short_rules(grey: Pixels, grids: Sequence[Grid], dots_per_inch: float) -> Rules:
    """Rules inside what seems to be one cell: from side to side, or what is left of one where others are in line.

    Args:
        grey: Shape (h, w), upright and clean.
        grids: As the rules known so far draw them, in pixels.
        dots_per_inch: Of the paper.

    Returns:
        In pixels, as :func:`~reportextract.scans.lines.find_rules`.
    """
    scale = dots_per_inch / 72
    upright: list[Line] = []
    level: list[Line] = []
    ink = np.asarray(grey < 255 - FAINTEST_INK)
    drawn_down, drawn_across = _Drawn.of(ink, scale), _Drawn.of(ink.T, scale)
    # Where others have a rule, a faint one is none of print's pale sides.
    faint = np.asarray(grey < 255 - _faintest(grey))
    faint_down, faint_across = _Drawn.of(faint, scale), _Drawn.of(faint.T, scale)
    for grid in grids:
        inside_upright: list[Line] = []
        inside_level: list[Line] = []
        equal = equal_boxes(grid, scale)
        for cell in grid.cells:
            xs = grid.xs[cell.column : cell.column + cell.column_span + 1]
            ys = grid.ys[cell.row : cell.row + cell.row_span + 1]
            supposed = [x for places in supposed_sides(equal, xs, cell.row_span, scale) for x in places]
            for x in (*xs[1:-1], *supposed):
                upright.extend((x, *piece) for piece in _left_of(faint, faint_down, x, ys, scale))
            level.extend((y, *piece) for y in ys[1:-1] for piece in _left_of(faint.T, faint_across, y, xs, scale))
            inside_upright.extend(_inside(ink, drawn_down, cell.box, scale))
            inside_level.extend(_inside(ink.T, drawn_across, _turned(cell.box), scale))
        boxes = [cell.box for cell in grid.cells]
        upright.extend(_of_several(inside_upright, boxes, grid.xs, scale))
        level.extend(_of_several(inside_level, [_turned(box) for box in boxes], grid.ys, scale))
    return Rules(np.array(level, dtype=np.float64).reshape(-1, 3), np.array(upright, dtype=np.float64).reshape(-1, 3))


def _faintest(grey: Pixels) -> float:
    """How dark a rule is at least: as print; on clean paper, where a faint one shows, less."""
    sampled = 255.0 - grey[::SAMPLED, ::SAMPLED]
    paper = sampled[sampled < FAINTEST_INK]
    noise = 1.48 * float(np.median(np.abs(paper - np.median(paper)))) if len(paper) else 0.0
    return min(FAINTEST_INK, max(FAINTEST_RULE, NOISES * noise))


def _turned(box: Box) -> Box:
    """A box of the page seen with rows for columns."""
    return Box(box.top, box.x0, box.bottom, box.x1)


def _inside(ink: npt.NDArray[Any], drawn: _Drawn, box: Box, scale: float) -> list[Line]:
    """Upright lines from one side of a box to the other."""
    height, width = ink.shape
    x0, x1 = max(0, round(box.x0)), min(width, round(box.x1) + 1)
    top, bottom = max(0, round(box.top)), min(height, round(box.bottom) + 1)
    if min(x1 - x0, bottom - top) < LOWEST_CELL * scale:
        return []
    places = [*(x0 + x for x in _across(ink[top:bottom, x0:x1], scale)), *drawn.found(x0, x1, top, bottom)]
    return [(x, box.top, box.bottom) for x in places]


def _of_several(lines: Sequence[Line], boxes: Sequence[Box], sides: Sequence[float], scale: float) -> list[Line]:
    """The lines but those that part one box alone, at a place where no other box ends: the arc of a seal.

    The box is one of a pile of equally wide ones, or the table's columns begin elsewhere in it.

    Args:
        boxes: The table's, from the same view as the lines.
        sides: Where any of them begins or ends.
    """
    near = IN_LINE * scale
    kept = []
    for x, top, bottom in lines:
        is_in_line = any(abs(x - side) <= near for side in sides)
        if not is_in_line and not any(abs(x - other[0]) <= near and (top, bottom) != other[1:] for other in lines):
            own = next(b for b in boxes if b.x0 < x < b.x1 and (b.top, b.bottom) == (top, bottom))
            pile = [b for b in boxes if abs(b.x0 - own.x0) <= near and abs(b.x1 - own.x1) <= near]
            beginning = Counter(b.x0 for b in boxes if own.x0 + near < b.x0 < own.x1 - near)
            if max([len(pile), *beginning.values()]) >= PILE:
                continue
        kept.append((x, top, bottom))
    return kept


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Where upright lines may be drawn; for level ones the picture is transposed.

    Attributes:
        thin: Ink with paper on both sides. Other ink says nothing: a seal or a character may lie over a rule.
        paper: Where there is no ink.
    """

    thin: npt.NDArray[np.bool_]
    paper: npt.NDArray[np.bool_]
    scale: float

    @classmethod
    def of(cls, ink: npt.NDArray[Any], scale: float) -> _Drawn:
        # A rule that leans by a pixel is in either of two columns.
        wide = ink.copy()
        wide[:, 1:] |= ink[:, :-1]
        wide[:, :-1] |= ink[:, 1:]
        # Paper on a side is missing where all places looked at there have ink.
        near, far = (round(away * scale) for away in PAPER_BESIDE)
        thin = wide.copy()
        thin[:, far:] &= ~(wide[:, far - near : wide.shape[1] - near] & wide[:, : wide.shape[1] - far])
        thin[:, : wide.shape[1] - far] &= ~(wide[:, near : wide.shape[1] - far + near] & wide[:, far:])
        return cls(thin, ~wide, scale)

    def is_drawn(self, x: float, top: float, bottom: float) -> bool:
        """Whether a rule is drawn from one rule to another, as far as nothing lies over it."""
        first, end = round(top + RULE * self.scale), round(bottom - RULE * self.scale)
        if bottom - top < SHORT_SIDE * self.scale or not 0 <= round(x) < self.thin.shape[1]:
            return False
        is_short = bottom - top < LONG_SIDE * self.scale
        reach = max(1, round(WITHIN * self.scale))
        columns = slice(max(0, round(x) - reach), round(x) + reach + 1)
        thin = np.asarray(self.thin[first:end, columns].any(axis=1), dtype=np.bool_)
        paper = self.paper[first:end, columns].all(axis=1)
        told = int(thin.sum()) + int(paper.sum())
        # A 1 has paper above and below.
        near = round(NEAR_END * self.scale) + 1
        ends = bool(thin[:near].any()) + bool(thin[-near:].any())
        if not ends or told < LEAST_TOLD[is_short] * (end - first):
            return False
        return int(thin.sum()) >= (DRAWN_TO_BOTH_ENDS if ends == 2 else DRAWN)[is_short] * told

    def found(self, x0: int, x1: int, top: int, bottom: int) -> list[float]:
        """Upright lines inside a cell, from its upper side to its lower one."""
        if bottom - top < SHORT_SIDE * self.scale:
            return []
        rows = slice(round(top + RULE * self.scale), round(bottom - RULE * self.scale))
        from_side = round(FROM_SIDE * self.scale)
        columns = slice(x0 + from_side, x1 - from_side)
        thin, paper = self.thin[rows, columns].sum(axis=0), self.paper[rows, columns].sum(axis=0)
        told = thin + paper
        length = bottom - top
        is_line = told >= (MOST_TOLD if length >= LONG_WAY * self.scale else NOTHING_ELSE) * (rows.stop - rows.start)
        is_line &= thin >= FOUND[length < LONG_SIDE * self.scale] * told
        if length < LONG_WAY * self.scale:
            # A 1 has paper above and below.
            end = round(NEAR_END * self.scale) + 1
            reaches = self.thin[rows, columns][[*range(end), *range(-end, 0)]].reshape(2, end, -1).any(axis=1)
            is_line = is_line & reaches.all(axis=0)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], is_line.astype(np.int8), [0]])))
        runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        return [x0 + from_side + (start + end - 1) / 2 for start, end in runs]


def _left_of(
    ink: npt.NDArray[Any], drawn: _Drawn, x: float, ys: Sequence[float], scale: float
) -> list[tuple[float, float]]:
    """The pieces of an upright line, between neighbouring ``ys``, of which something is printed there."""
    column, reach = round(x), round(LOOKED_AT * scale)
    if column - reach < 0 or column + reach >= ink.shape[1]:
        return []
    pieces = []
    for top, bottom in pairwise(ys):
        rows = slice(max(0, round(top + RULE * scale)), max(0, round(bottom - RULE * scale)))
        part = np.ascontiguousarray(ink[rows, column - reach : column + reach + 1], dtype=np.uint8)
        if not len(part) or not _shows_between_lines(ink[rows], column, scale):
            continue
        if _is_left(part, scale) or drawn.is_drawn(x, top, bottom):
            pieces.append((top, bottom))
    return pieces


def _shows_between_lines(ink: npt.NDArray[Any], column: int, scale: float) -> bool:
    """Whether something is printed along an upright line also where no text is, as far as there is such a place."""
    near, far, within = (round(away * scale) for away in (BESIDE_RULE, OF_ITS_TEXT, WITHIN))
    before, after = ink[:, max(0, column - far) : column - near], ink[:, column + near + 1 : column + far]
    clear = ~(before.any(axis=1) | after.any(axis=1))
    if clear.sum() < BETWEEN_LINES * len(ink):
        return True
    shown = ink[clear, column - within : column + within + 1].any(axis=1)
    return bool(shown.mean() >= SHOWN)


def _is_left(part: Pixels, scale: float) -> bool:
    """Whether the marks along the middle of a narrow strip are pieces of a rule: thin, up to its ends, and enough."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    middle, within = part.shape[1] // 2, max(1, round(WITHIN * scale))
    met = np.unique(labels[:, middle - within : middle + within + 1])
    met = met[met > 0]
    thin = met[stats[met, 2] <= THICKEST * scale]
    if not len(thin):
        return False
    rows: npt.NDArray[np.bool_] = np.asarray(np.isin(labels, thin).any(axis=1))
    ends = round(NEAR_END * scale)
    least = LEFT if len(thin) == len(met) else LEFT_BESIDE_TEXT
    return bool(rows.mean() >= least and (rows[:ends].any() or rows[-ends:].any()))


def _across(ink: npt.NDArray[Any], scale: float) -> list[float]:
    """Where columns are ink from the first row to the last."""
    inner = ink[round(RULE * scale) : len(ink) - round(RULE * scale)]
    from_side, reach = round(FROM_SIDE * scale), round(BESIDE * scale)
    if inner.shape[1] <= 2 * from_side or not len(inner):
        return []
    # A rule that leans by a pixel is in either of two columns.
    wide = inner.copy()
    wide[:, 1:] |= inner[:, :-1]
    wide[:, :-1] |= inner[:, 1:]
    covered = wide.mean(axis=0) >= COVERED
    covered[:from_side] = covered[-from_side:] = False
    share = inner.mean(axis=0)
    found = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], covered.astype(np.int8), [0]])))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        before, after = share[max(0, start - reach - 1) : start - 1], share[end + 1 : end + 1 + reach]
        is_alone = max(before.min(initial=1.0), after.min(initial=1.0)) <= 1 - FREE
        if end - start <= THICK_BORDER * scale + 2 and is_alone:
            found.append((start + end - 1) / 2)
    return found
