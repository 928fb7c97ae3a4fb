"""Lines of text in the picture of an upright page, from where there is no ink: the gaps between them.

A page that was straightened has its lines level, so that the empty rows and columns around them find them, single
digits too, which networks that look for text often miss. It takes a fiftieth of such a network's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray
from reportextract.scans.cells import FAINTEST_INK, SMALLEST_MARK

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# Parts of characters are at most so high; what is larger in both directions is a picture or a stamp.
LARGEST_CHARACTER = 42.0
# What is longer than this and no thicker than a rule is a rule.
LONGEST_STROKE, THICKEST_RULE = 45.0, 3.0
LARGEST_AT_EDGE = 18.0
# Holes are at least so wide, and fill this part of their hull; a disc fills 0.79.
SMALLEST_HOLE, SOLID = 8.0, 0.7
# Specks of hard scans have up to so many square points; characters have parts as small, beside larger ones.
SPECK = 0.9
# The size of characters is looked for among marks of these heights (5 pt print to 29 pt titles).
SMALLEST_CHARACTER, LARGEST_TITLE = 4.0, 30.0
# In parts of the size of characters:
# Strokes above one another are one character (三, 二, ：) up to this height together; two lines have twice the size.
ONE_LINE = 1.25
# A title's last character, alone on its line, is larger than that: together as high as wide, its parts this near.
ONE_CHARACTER, SQUARE, APART = 2.2, (0.75, 1.33), 0.25
# Of a line that is cut from others, what is no farther from the cut is theirs.
FRINGE = 0.2
# Specks on its line are so much less wide.
BESIDE_SPECKS = 0.5
# But not if both are as high as this and so many times as wide: lines of small print on a page of larger.
LOWEST_PRINT, SEVERAL = 0.4, 3.0
# Lines set without any space between them are this high, and their ink there is this part of the mean of their rows.
TIGHT, VALLEY = 1.15, 0.5
# The same where the height says that it is one.
TIGHT_VALLEY = 0.2
# A wider gap parts columns. Between the characters of one line it is up to 1, where titles are set wide.
COLUMN_GAP = 2.2
# What is higher than this is several lines in one column, or beside another.
LARGEST_LINE = 1.6
# Of lines of which the rows of one reach into another's, columns are parted by a narrower gap: beside a label that runs
# down, or headers of two lines beside those of three. Between characters there is none so wide in all lines.
GUTTER = 0.5
# A line as low as a dash or 一 is shown to the recogniser as high as this.
LOWEST_LINE = 0.75
# No rules.
NONE = np.empty((0, 3))
# Where lines and columns part each other no more, or by mistake for ever.
_DEEPEST = 4


def find_text_lines(grey: Pixels, dots_per_inch: float, taken: Sequence[Box], upright: FloatArray = NONE) -> list[Box]:
    """The lines of text on a page.

    Args:
        grey: Shape (h, w), upright and clean: paper is white.
        dots_per_inch: Of the paper.
        taken: What is left out, in pixels: the tables, whose cells are read by themselves.
        upright: Shape (n, 3): x, top, bottom of rules, painted over as paper, that part lines.

    Returns:
        The hulls of their ink in pixels, in reading order of their rows.
    """
    import cv2

    scale = dots_per_inch / 72
    ink = np.asarray(cv2.threshold(grey, 255 - FAINTEST_INK, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    edge = THICKEST_RULE * scale
    outer = np.array([(b.x0 - edge, b.top - edge, b.x1 + edge, b.bottom + edge) for b in taken]).reshape(-1, 4)
    for x0, top, x1, bottom in np.maximum(np.rint(outer), 0).astype(int).tolist():
        ink[top:bottom, x0:x1] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    width, height, area = stats[:, 2] / scale, stats[:, 3] / scale, stats[:, 4] / scale**2
    long, thin = np.maximum(width, height), np.minimum(width, height)
    is_text = (area >= SPECK / 6) & (thin <= LARGEST_CHARACTER) & ~((long > LONGEST_STROKE) & (thin <= THICKEST_RULE))
    # What leans out of a table is the rest of a rule.
    x0, top, x1, bottom = stats[:, 0], stats[:, 1], stats[:, 0] + stats[:, 2], stats[:, 1] + stats[:, 3]
    beside = (x0 <= outer[:, 2:3] + 2) & (x1 >= outer[:, 0:1] - 2)
    beside &= (top <= outer[:, 3:4] + 2) & (bottom >= outer[:, 1:2] - 2)
    is_text &= ~(beside.any(axis=0) & (thin <= THICKEST_RULE))
    # A blot, or a hole that is seen in part, is as dark all over as no character is.
    is_text &= (thin < SMALLEST_HOLE) | (area < SOLID * width * height)
    # What touches the edge of the picture and is larger than a character is the edge of the paper.
    at_edge = (x0 <= 1) | (top <= 1) | (x1 >= grey.shape[1] - 1) | (bottom >= grey.shape[0] - 1)
    is_text &= ~(at_edge & (long > LARGEST_AT_EDGE))
    is_text[0] = False
    sizes = height[is_text & (height >= SMALLEST_CHARACTER) & (height <= LARGEST_TITLE)]
    if not len(sizes) or count == 1:
        return []
    typical = float(np.percentile(sizes, 75)) * scale
    ink = is_text.astype(np.uint8)[labels]
    found: list[Box] = []
    _cut(ink, (0, 0, ink.shape[1], ink.shape[0]), typical, upright, found, 0)
    return [box for box in found if max(box.x1 - box.x0, box.bottom - box.top) >= SMALLEST_MARK * scale]


def split_lines(pixels: Pixels, typical: float) -> list[Box]:
    """The lines of a cell: the hull of each in pixels, parted where rows have no ink.

    Args:
        pixels: Shape (h, w): a part of a clean page that holds one cell's text and no rules.
        typical: How high its characters are, in pixels; 0 to part them at every empty row.
    """
    ink = np.asarray(pixels < 255 - FAINTEST_INK, dtype=np.uint8)
    lines = []
    for first, end in _lines(ink, typical):
        columns = np.flatnonzero(ink[first:end].any(axis=0))
        lines.append(Box(float(columns[0]), float(first), float(columns[-1] + 1), float(end)))
    return lines


def _cut(
    ink: Pixels, place: tuple[int, int, int, int], typical: float, upright: FloatArray, found: list[Box], depth: int
) -> None:
    """Parts rows, then columns, and again each of these: labels of two lines stand beside numbers of one."""
    x0, top, x1, bottom = place
    part = ink[top:bottom, x0:x1]
    for first, end in _rows_of(part, typical):
        height = max(float(end - first), LOWEST_LINE * typical)
        are_several = height > LARGEST_LINE * typical
        inked = part[first:end].max(axis=0)
        widest = max(runs_of(inked, 0, typical), key=lambda run: run[1] - run[0])
        # A heading's characters are as high as its line, also where one stands apart: the bars of 三 are no lines.
        is_heading = are_several and _is_line(part[first:end, slice(*widest)], typical)
        are_several = are_several and not is_heading
        height = typical if are_several else height
        size = height if is_heading else typical
        middle = top + (first + end) / 2
        rules = upright[(upright[:, 1] <= middle) & (upright[:, 2] >= middle), 0] - x0
        columns = [
            column
            for run in runs_of(inked, 0, COLUMN_GAP * height)
            for column in _parted_at(inked, run, rules.tolist())
        ]
        if are_several and len(columns) == 1:
            columns = runs_of(inked, 0, GUTTER * typical)
        for start, stop in columns:
            if depth < _DEEPEST and (len(columns) > 1 or depth == 0):
                place = (x0 + start, top + first, x0 + stop, top + end)
                _cut(ink, place, size, upright, found, depth + 1)
                continue
            block = part[first:end, start:stop]
            for upper, lower in _lines(block, typical):
                left, right = _reach(block, upper, lower)
                line = (x0 + start + left, top + first + upper, x0 + start + right, top + first + lower)
                found.append(Box(*map(float, line)))


def _parted_at(inked: npt.NDArray[Any], run: tuple[int, int], rules: Sequence[float]) -> list[tuple[int, int]]:
    """The pieces of a stretch with ink between rules that run through it where it has none."""
    start, end = run
    pieces = []
    for rule in sorted(x for x in rules if start < x < end):
        before, after = np.flatnonzero(inked[start : round(rule)]), np.flatnonzero(inked[round(rule) : end])
        if len(before) and len(after) and not inked[round(rule)]:
            pieces.append((start, start + int(before[-1]) + 1))
            start = round(rule) + int(after[0])
    return [*pieces, (start, end)]


def _lines(ink: Pixels, typical: float) -> list[tuple[int, int]]:
    """Runs of rows with ink; those too high for one line are cut where there is least of it, if it is little."""
    rows = ink.sum(axis=1, dtype=np.int32)
    lines: list[tuple[int, int]] = []
    for first, end in _rows_of(ink, typical):
        count = round((end - first) / (TIGHT * typical)) if typical > 0 else 1
        cuts = [first]
        between = _between_two_lines(ink[first:end], typical) if count == 1 else None
        if between is not None:
            cuts.append(first + between)
        for k in range(1, count):
            pitch = (end - first) / count
            from_row, to_row = round(first + (k - 0.3) * pitch), round(first + (k + 0.3) * pitch) + 1
            valley = from_row + int(rows[from_row:to_row].argmin())
            if rows[valley] <= VALLEY * rows[first:end].mean():
                cuts.append(valley)
        lines.extend(zip(cuts, [*cuts[1:], end], strict=True))
    return lines


def _is_line(ink: Pixels, typical: float) -> bool:
    """Whether a piece is one line, from its first row to its last, of several characters."""
    high, wide = ink.shape
    return wide >= SEVERAL * high and _lines(ink, typical) == [(0, high)]


def _reach(block: Pixels, upper: int, lower: int) -> tuple[int, int]:
    """From which column to which a line of a block goes: what reaches a little into it is of the lines around it."""
    fringe = round(FRINGE * (lower - upper))
    own = block[upper + fringe * (upper > 0) : lower - fringe * (lower < len(block))]
    columns = np.flatnonzero(own.any(axis=0))
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, block.shape[1])


def _rows_of(ink: Pixels, typical: float) -> list[tuple[int, int]]:
    """Runs of rows with ink: strokes above one another are joined, two lines of small print are not."""
    rows: list[tuple[int, int]] = []
    was_line = False
    for first, end in runs_of(ink.max(axis=1)):
        columns = np.flatnonzero(ink[first:end].any(axis=0))
        height = end - first
        is_line = height >= LOWEST_PRINT * typical and columns[-1] - columns[0] >= SEVERAL * height
        is_one = bool(rows) and end - rows[-1][0] <= ONE_LINE * typical and not (is_line and was_line)
        if is_one or (rows and _is_character(ink, rows[-1], (first, end), typical)):
            rows[-1] = (rows[-1][0], end)
            was_line = was_line or is_line
        else:
            rows.append((first, end))
            was_line = is_line
    return rows


def _is_character(ink: Pixels, upper: tuple[int, int], lower: tuple[int, int], typical: float) -> bool:
    """Whether two runs of rows are the parts of one large character: two lines of two are parts side by side, too."""
    high = lower[1] - upper[0]
    if high > ONE_CHARACTER * typical or lower[0] - upper[1] > APART * high:
        return False
    widths = [end - start for start, end in runs_of(ink[upper[0] : lower[1]].max(axis=0))]
    is_one = 2 * max(widths) > sum(widths) + BESIDE_SPECKS * high
    return is_one and SQUARE[0] * high <= max(widths) <= SQUARE[1] * high


def _between_two_lines(ink: Pixels, typical: float) -> int | None:
    """The row between two lines of small print, set so tight that brackets join them; None where it is one line."""
    height = len(ink)
    if typical == 0 or height < 2 * LOWEST_PRINT * typical:
        return None
    rows = ink.sum(axis=1, dtype=np.int32)
    valley = height // 3 + int(rows[height // 3 : height - height // 3].argmin())
    halves = (ink[:valley], ink[valley:])
    spans = [np.ptp(np.flatnonzero(half.any(axis=0))) if half.any() else 0 for half in halves]
    return valley if rows[valley] <= TIGHT_VALLEY * rows.mean() and min(spans) >= SEVERAL * height else None


def runs_of(ink: npt.NDArray[Any], joined: float = 0.0, gap: float = 1.0) -> list[tuple[int, int]]:
    """Where there is ink along an axis: (start, end), pieces joined that are nearer than ``gap``, or no longer than
    ``joined`` together."""
    at = np.flatnonzero(np.diff(np.concatenate([[0], (np.asarray(ink) > 0).astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for start, end in zip(at[::2].tolist(), at[1::2].tolist(), strict=True):
        if runs and (start - runs[-1][1] < gap or end - runs[-1][0] <= joined):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
