"""Dots and scratches beside a number: what among the ink of a cell is no print.

A scratch is a thin stroke lower than the figures beside it; figures of one number are all equally high. A minus sign is
such a stroke too, level and before the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Box
from reportextract.scans.behind import how_dark
from reportextract.scans.cells import FAINTEST_AVERAGED, FAINTEST_INK, CellPicture
from reportextract.scans.text_lines import runs_of

# A mark as small as this part of a character's size, in a line of its own, is a speck.
SPECK = 0.3
# Numbers are no longer than this, in parts of a character's size.
SHORT = 4.0
# A mark as small as this part of a number's height, at its beginning or end, is a dot. Before a number it is none where
# it stands in the middle part of the height and is much wider than high, or as wide as that and a little wider than
# high: a minus may be as small.
DOT, MIDDLE, LONG, MINUS, WIDER = 0.4, (0.3, 0.7), 1.5, 0.34, 1.2
# A scratch's longer side is less than the first part of the height of what stands beside it in a line of its own, and
# than the second on the same line; so much of its way across is ink.
LOWER, LOWER_BESIDE, THIN = 0.85, 0.75, 0.22
# On a number's own line it is so far from it, in parts of its height.
APART = 0.4
# Degrees: a stroke that leans more from the level, and from the upright to the left, is no dash, no 1 and no /; up to
# so many times as long as what stands beside it is high.
OFF_LEVEL, OFF_UPRIGHT, UNLIKE_PRINT = (12.0, 55.0), 12.0, 1.5
# And it is no wider than this part of its length (standard deviations): a thin 8 or 0 is.
SLENDER = 0.5
# A stroke is level or upright where one side is less than this part of the other; else it leans, and has at most so
# much of its width in a row, and of its height in a column, as the bars of a + and the foot of a 1 have not.
STEEP, OF_SIDE = 0.35, 0.7
# A pale figure is higher by so much, in parts of the others' height, where what is around a mark is averaged over so
# much, and looked at so far.
GROWN, AVERAGED_OVER, AROUND = 0.3, 0.08, 0.4
# Beside print that is so dark, what is less dark than this part of it shows from behind: a watermark. It is as dark
# where noise is averaged as at its darkest, but for this part; that of thin strokes is not.
DARK_PRINT, BEHIND, EVEN = 70.0, 0.5, 0.88
# A dash is as long as this part of a character, and fills so much of its hull.
DASH, BAR = 0.3, 0.75
# No figure is so low, beside others; an upright scratch is no wider than this part of its height.
LOWEST_FIGURE, UPRIGHT = 0.6, 0.55
# Parts of one number are no farther from each other than this, in parts of its height: side by side, and one above
# the other.
BESIDE, ABOVE = 1.5, 0.5


class Cleaned(NamedTuple):
    """What of a cell's lines is print.

    Attributes:
        lines: The hulls of the lines, in pixels of the upright page.
        dirt: Those of the specks and scratches beside them.
        is_dirty: Whether any of these is larger than a speck, and so near a line that it may belong to it.
    """

    lines: list[Box]
    dirt: list[Box]
    is_dirty: bool


def without_dirt(lines: Sequence[Box], cell: CellPicture, typical: float) -> Cleaned:
    """The lines of a cell without those that are specks and scratches, and without such around numbers.

    Args:
        lines: The hulls of the lines, in pixels of the upright page, from the top.
        typical: The height of a character, in pixels.
    """
    dirt: list[Box] = []
    if len(lines) > 1:
        dirt = _behind(lines, cell)
        lines = [line for line in lines if line not in dirt]
    if len(lines) > 1:
        # A dash is set among figures.
        lowest = LOWEST_FIGURE * typical
        highest = max(lowest, *(line.bottom - line.top for line in lines))
        # Beside an arc of a seal nothing is low.
        arcs = [line for line in lines if _is_scratch(_part(cell, line), highest)]
        highest = max([lowest, *(line.bottom - line.top for line in lines if line not in arcs)])
        dirt += [
            line
            for line in lines
            if (line in arcs or _is_dirt(_part(cell, line), typical, highest))
            and not is_pale_print(cell, line, highest)
        ]
        lines = [line for line in lines if line not in dirt]
    kept = []
    for line in lines:
        ink, above_or_below = _without_dots(line, cell, typical)
        ink, beside = _without_ends(ink, cell, typical)
        kept.append(ink)
        dirt += above_or_below + beside
    large = [mark for mark in dirt if max(mark.x1 - mark.x0, mark.bottom - mark.top) >= SPECK * typical]
    lowest = LOWEST_FIGURE * typical
    return Cleaned(kept, dirt, any(_is_near(mark, line, lowest) for mark in large for line in kept))


def _behind(marks: Sequence[Box], cell: CellPicture) -> list[Box]:
    """Those that show from behind the others: less dark, and evenly so, as thin print that is pale is not."""
    parts = [
        cell.shown[int(top) - cell.top : int(bottom) - cell.top, int(x0) - cell.x0 : int(x1) - cell.x0]
        for x0, top, x1, bottom in marks
    ]
    averaged = [how_dark(part) for part in parts]
    if max(averaged) < DARK_PRINT:
        return []
    darkest = [255.0 - float(part.min()) for part in parts]
    return [
        mark
        for mark, dark, most in zip(marks, averaged, darkest, strict=True)
        if dark < BEHIND * max(averaged) and dark >= EVEN * most
    ]


def _is_near(mark: Box, line: Box, lowest: float) -> bool:
    """Whether a mark is so near a line, which is taken for at least so high, that it may be a part of it."""
    height = max(line.bottom - line.top, lowest)
    beside = max(mark.x0 - line.x1, line.x0 - mark.x1)
    above = max(mark.top - line.bottom, line.top - mark.bottom)
    return beside <= BESIDE * height and above <= ABOVE * height


def painted_over(pixels: npt.NDArray[np.uint8], cell: CellPicture, dirt: Sequence[Box]) -> npt.NDArray[np.uint8]:
    """A picture of a cell with paper where dirt was."""
    if not dirt:
        return pixels
    pixels = pixels.copy()
    for x0, top, x1, bottom in dirt:
        # A pixel more: its blur.
        rows = slice(max(0, int(top) - cell.top - 1), int(bottom) - cell.top + 1)
        pixels[rows, max(0, int(x0) - cell.x0 - 1) : int(x1) - cell.x0 + 1] = 255
    return pixels


def _part(cell: CellPicture, ink: Box) -> npt.NDArray[np.bool_]:
    """What is dark within a hull."""
    rows = slice(int(ink.top) - cell.top, int(ink.bottom) - cell.top)
    return np.asarray(cell.pixels[rows, int(ink.x0) - cell.x0 : int(ink.x1) - cell.x0] < 255 - FAINTEST_INK)


def _is_dirt(mark: npt.NDArray[np.bool_], typical: float, beside: float) -> bool:
    """Whether a line of its own is no print, beside a line that is so high.

    An upright stroke may be a 1, with a note beside it that is set larger.
    """
    longer = max(mark.shape)
    if longer < SPECK * typical:
        return True
    if _is_scratch(mark, beside):
        return True
    return longer < LOWER * beside and _is_thin(mark, beside) and (_is_level(mark) or _is_leaning(mark))


def _is_scratch(mark: npt.NDArray[np.bool_], beside: float) -> bool:
    """Whether a line of its own, in a cell with one that is so high, is a stroke as no print is."""
    return max(mark.shape) < UNLIKE_PRINT * beside and _is_thin(mark, beside) and _is_unlike_print(mark)


def _is_thin(mark: npt.NDArray[np.bool_], beside: float) -> bool:
    """Whether a mark is one piece and thin, beside print that is so high, and goes one way."""
    import cv2

    count = cv2.connectedComponents(mark.astype(np.uint8), connectivity=8)[0]
    if count != 2 or float(mark.sum()) > THIN * beside * float(np.hypot(*mark.shape)):
        return False
    y, x = np.nonzero(mark)
    if len(x) < 3:
        return True
    narrow, wide = np.linalg.eigvalsh(np.cov(x, y))
    return bool(narrow <= SLENDER**2 * wide)


def _is_dash(mark: npt.NDArray[np.bool_], typical: float) -> bool:
    """Whether a row of ink is one level bar, as long as a dash is."""
    columns = np.flatnonzero(mark.any(axis=0))
    bar = mark[:, columns[0] : columns[-1] + 1]
    return bool(_is_level(bar) and bar.shape[1] >= DASH * typical and bar.mean() >= BAR)


def _is_level(mark: npt.NDArray[np.bool_]) -> bool:
    return bool(mark.shape[0] < STEEP * mark.shape[1])


def _is_leaning(mark: npt.NDArray[np.bool_]) -> bool:
    height, width = mark.shape
    return min(height, width) >= STEEP * max(height, width) and not _has_bar(mark)


def _has_bar(mark: npt.NDArray[np.bool_]) -> bool:
    """Whether a mark has ink along most of a row or of a column."""
    height, width = mark.shape
    return bool(mark.sum(axis=1).max() > OF_SIDE * width or mark.sum(axis=0).max() > OF_SIDE * height)


def _is_unlike_print(mark: npt.NDArray[np.bool_]) -> bool:
    """Whether a stroke leans as no mark does that stands alone; a character with a bar, as 无, is no stroke."""
    y, x = np.nonzero(mark)
    if len(x) < 3 or _has_bar(mark):
        return False
    slope = np.linalg.eigh(np.cov(x, -y))[1][:, -1]
    degrees = float(np.degrees(np.arctan2(slope[1], slope[0]))) % 180
    from_level = min(degrees, 180 - degrees)
    leans_left = degrees > 90 + OFF_UPRIGHT
    return OFF_LEVEL[0] < from_level < OFF_LEVEL[1] or (leans_left and from_level > OFF_LEVEL[0])


def is_pale_print(cell: CellPicture, mark: Box, high: float, number: Box | None = None) -> bool:
    """Whether a mark is what shows of a pale figure: more of it does where noise is averaged.

    Args:
        number: Above or below the mark: none of it is looked at.
    """
    import cv2

    dark = _part(cell, mark).any(axis=1)
    around = round(AROUND * high)
    if number is not None:
        around = max(0, min(around, int(max(number.top - mark.bottom, mark.top - number.bottom)) // 2))
    x0, x1 = max(0, int(mark.x0) - cell.x0 - around), int(mark.x1) - cell.x0 + around
    top, bottom = max(0, int(mark.top) - cell.top - around), int(mark.bottom) - cell.top + around
    averaged = cv2.GaussianBlur(cell.pixels, (0, 0), max(1.0, AVERAGED_OVER * high))
    # Averaged noise is darker than white.
    paper = float(np.median(averaged))
    shown = averaged[top:bottom, x0 + around : x1 - around] < paper - FAINTEST_AVERAGED
    return bool(shown.any(axis=1).sum() > dark.sum() + GROWN * high)


def _without_dots(ink: Box, cell: CellPicture, typical: float) -> tuple[Box, list[Box]]:
    """The hull of a number without dots above and below it, and these."""
    part = _part(cell, ink)
    runs = runs_of(part.sum(axis=1))
    if len(runs) < 2 or part.shape[1] > SHORT * typical:
        return ink, []
    highest = max(runs, key=lambda run: run[1] - run[0])
    high = float(highest[1] - highest[0])
    if high < LOWEST_FIGURE * typical:
        # A dash, beside which a speck may be higher.
        bars = [run for run in runs if _is_dash(part[slice(*run)], typical)]
        if len(bars) != 1:
            return ink, []
        highest, high = bars[0], LOWEST_FIGURE * typical
    dots = []
    for first, end in runs:
        columns = np.flatnonzero(part[first:end].any(axis=0))
        dot = Box(ink.x0 + int(columns[0]), ink.top + first, ink.x0 + int(columns[-1]) + 1, ink.top + end)
        if (first, end) == highest:
            number = dot
        elif max(end - first, dot.x1 - dot.x0) < DOT * high:
            dots.append(dot)
        else:
            return ink, []
    return (ink, []) if any(is_pale_print(cell, dot, high, number) for dot in dots) else (number, dots)


def _without_ends(ink: Box, cell: CellPicture, typical: float) -> tuple[Box, list[Box]]:
    """The hull of a number without dots and scratches before or after it, and these."""
    part = _part(cell, ink)
    runs = runs_of(part.sum(axis=0))
    if not runs:
        return ink, []
    kept = list(runs)
    places = {run: ink._replace(x0=ink.x0 + run[0], x1=ink.x0 + run[1]) for run in runs}
    behind = _behind(list(places.values()), cell)
    sizes = {run: max(int(part[:, slice(*run)].any(axis=1).sum()), run[1] - run[0]) for run in runs}
    longest = max((run for run in runs if places[run] not in behind), key=lambda run: sizes[run])
    high = max(float(len(part)), LOWEST_FIGURE * typical)

    def is_end(run: tuple[int, int], gap: int, before: bool) -> bool:
        is_behind = places[run] in behind and gap >= APART * high
        return is_behind or _is_end(part, run, gap, high, before)

    while kept[-1] != longest and is_end(kept[-1], kept[-1][0] - kept[-2][1], before=False):
        kept.pop()
    while kept[0] != longest and is_end(kept[0], kept[1][0] - kept[0][1], before=True):
        kept.pop(0)
    if len(kept) == len(runs) or kept[-1][1] - kept[0][0] > SHORT * typical:
        return ink, []
    first, end = kept[0][0], kept[-1][1]
    dirt = []
    for start, stop in (run for run in runs if run not in kept):
        if (place := places[start, stop]) not in behind and is_pale_print(cell, place, high):
            return ink, []
        filled = np.flatnonzero(part[:, start:stop].any(axis=1))
        dirt.append(Box(ink.x0 + start, ink.top + int(filled[0]), ink.x0 + stop, ink.top + int(filled[-1]) + 1))
    filled = np.flatnonzero(part[:, first:end].any(axis=1))
    return Box(ink.x0 + first, ink.top + int(filled[0]), ink.x0 + end, ink.top + int(filled[-1]) + 1), dirt


def _is_end(part: npt.NDArray[np.bool_], run: tuple[int, int], gap: int, high: float, before: bool) -> bool:
    """Whether the first or last run of columns of a line is a dot or a scratch, so far from the next run.

    Args:
        high: The height of the line's figures.
    """
    mark = part[:, run[0] : run[1]]
    filled = np.flatnonzero(mark.any(axis=1))
    mark = mark[filled[0] : filled[-1] + 1]
    height, width = mark.shape
    middle = (filled[0] + filled[-1] + 1) / 2 / len(part)
    is_wide = width >= LONG * height or width > max(WIDER * height, MINUS * high)
    may_be_minus = before and is_wide and MIDDLE[0] < middle < MIDDLE[1]
    if max(height, width) < DOT * high and width < 2 * height and not may_be_minus:
        return True
    if gap < APART * high or not _is_thin(mark, high):
        return False
    if max(height, width) < UNLIKE_PRINT * high and _is_unlike_print(mark):
        return True
    if _is_leaning(mark) or (_is_level(mark) and not before):
        return bool(max(height, width) < LOWER_BESIDE * high)
    return bool(width < UPRIGHT * height and height < LOWEST_FIGURE * high)
