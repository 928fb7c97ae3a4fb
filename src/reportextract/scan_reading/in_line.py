"""A number under a seal, or beside scratches, found by where the others of its row and column stand.

Numbers of a column stand one below the other, those of a row side by side; where a table has one row only, each stands
in its cell as the others do in theirs. Among all that is dark in a cell, the marks that are as high as the row's
figures and stand just there are its number; whatever else there is, is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from reportextract.model import Box
from reportextract.scan_reading.lines import Line
from reportextract.scan_reading.seen import Pixels
from reportextract.scans.cells import FAINTEST_AVERAGED, CellPicture

# So many numbers must tell where a column's stand, and so many where a row's; the nearest ones, as pages are curled.
FEWEST_IN_COLUMN, FEWEST_IN_ROW, NEAREST = 3, 2, 6
# Boxes are of one column, or row, where they share so much of their width, or height.
SHARED = 0.8
# In parts of the height of figures: the middles of a column's numbers differ by no more than this, if it is set in the
# middle; a number's middle is no farther from theirs, and from its row's.
CENTRED, OFF_COLUMN, OFF_ROW = 0.3, 0.22, 0.25
# A figure is so high, and no mark of a number farther from its middle than this.
LOWEST, HIGHEST, WIDEST = 0.7, 1.2, 1.6
# Pixels by which the hulls of the same ink differ.
SAME_HULL = 2
# A figure shows no farther beside its marks, where noise is averaged over so much, than this.
AVERAGED_OVER, WIDER = 0.08, 0.2
# Paper is 255. A grey seal is paler than print: where they touch, only what is darker is looked at.
LEVELS = (191, 160, 112)
# Nothing of a number is lost where beside its row of marks nothing is dark for so much of their height: figures of one
# number stand closer.
APART = 0.7


def number_in_line(cell: CellPicture, numbers: Sequence[tuple[CellPicture, Box]]) -> Line | None:
    """What of the marks in a cell is a number, by its place; None where nothing stands there, or nobody can tell.

    Args:
        numbers: Cells whose numbers are read, and where these stand.
    """
    row = [(other, ink) for other, ink in numbers if _share(*_down(cell), *_down(other)) >= SHARED]
    if len(row) < FEWEST_IN_ROW:
        return None
    y, high = median((ink.top + ink.bottom) / 2 for _, ink in row), median(ink.bottom - ink.top for _, ink in row)
    column = [ink for other, ink in numbers if _share(*_across(cell), *_across(other)) >= SHARED]
    if len(column) >= FEWEST_IN_COLUMN:
        nearest = sorted(column, key=lambda ink: abs((ink.top + ink.bottom) / 2 - y))[:NEAREST]
        x = _agreed([(ink.x0 + ink.x1) / 2 for ink in nearest], CENTRED * high)
    else:
        x = _as_in_row(cell, row, CENTRED * high)
    return None if x is None else _at(cell, x, y, high)


def _agreed(places: Sequence[float], within: float) -> float | None:
    """Where all of some places are, but for one that may be something else; None where they differ or are few."""
    middle = median(places)
    agreeing = sum(abs(place - middle) <= within for place in places)
    return middle if agreeing >= max(FEWEST_IN_COLUMN, len(places) - 1) else None


def _as_in_row(cell: CellPicture, row: Sequence[tuple[CellPicture, Box]], within: float) -> float | None:
    """Where a number stands in its cell as the others of its row do in theirs: from the left, the right or the middle.

    Only cells as wide tell.
    """
    start, end = _across(cell)
    others = [
        ((ink.x0 + ink.x1) / 2, *_across(other))
        for other, ink in row
        if _share(0.0, end - start, 0.0, other.pixels.shape[1]) >= SHARED
    ]
    if not others:
        return None
    for part in (0.0, 0.5, 1.0):
        away = _agreed([middle - (1 - part) * x0 - part * x1 for middle, x0, x1 in others], within)
        if away is not None:
            return (1 - part) * start + part * end + away
    return None


def _down(cell: CellPicture) -> tuple[float, float]:
    return cell.top, cell.top + cell.pixels.shape[0]


def _across(cell: CellPicture) -> tuple[float, float]:
    return cell.x0, cell.x0 + cell.pixels.shape[1]


def _share(start: float, end: float, other_start: float, other_end: float) -> float:
    """What two stretches have in common, as a part of the longer one."""
    return (min(end, other_end) - max(start, other_start)) / max(end - start, other_end - other_start)


def _at(cell: CellPicture, x: float, y: float, high: float) -> Line | None:
    """The marks of a cell that are a number at that place of the page, with nothing else on the picture.

    Where there is nothing else in the cell, either, sums needn't hold with it.
    """
    import cv2

    for level in LEVELS:
        dark = np.asarray(cell.pixels < level, np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        x0, top, width, height = stats[:, :4].T
        is_figure = (height >= LOWEST * high) & (height <= HIGHEST * high) & (width <= HIGHEST * high)
        is_figure &= np.abs(top + height / 2 + cell.top - y) <= OFF_ROW * high
        is_figure &= np.abs(x0 + width / 2 + cell.x0 - x) <= WIDEST * high
        is_figure[0] = False
        if not is_figure.any():
            continue
        left, right = float(x0[is_figure].min()), float((x0 + width)[is_figure].max())
        if abs((left + right) / 2 + cell.x0 - x) > OFF_COLUMN * high:
            continue
        upper, lower = float(top[is_figure].min()), float((top + height)[is_figure].max())
        if _is_part(cell, Box(left, upper, right, lower), high):
            continue
        own = cv2.dilate(np.asarray(is_figure[labels], np.uint8), np.ones((3, 3), np.uint8)) > 0
        ink = Box(left + cell.x0, upper + cell.top, right + cell.x0, lower + cell.top)
        alone = np.where(own, cell.pixels, np.uint8(255))
        is_all = cell.ink is not None and np.abs(np.subtract(ink, cell.ink)).max() <= SAME_HULL
        is_apart = level == LEVELS[0] and not _beside(dark, left, right, upper, lower, high).any()
        found = Line(ink, alone, cell.x0, cell.top, is_alone=True, is_apart=is_apart)
        return found._replace(beside_dirt=not is_all, needs_sum=not is_all)
    return None


def _beside(dark: Pixels, left: float, right: float, upper: float, lower: float, high: float) -> Pixels:
    """What is dark beside a number, where its further figures would be."""
    reach = round(APART * high)
    rows = dark[int(upper) : int(lower)]
    return np.concatenate([rows[:, max(0, int(left) - reach) : int(left)], rows[:, int(right) : int(right) + reach]], 1)


def _is_part(cell: CellPicture, marks: Box, high: float) -> bool:
    """Whether marks are what is darkest of a figure that goes on to their side: the stem of a pale 4."""
    import cv2

    averaged = cv2.GaussianBlur(cell.shown, (0, 0), max(1.0, AVERAGED_OVER * high))
    seen = np.asarray(averaged < float(np.median(averaged)) - FAINTEST_AVERAGED, np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    x0, top, width, height = stats[1:, :4].T
    is_theirs = (x0 < marks.x1) & (x0 + width > marks.x0) & (top < marks.bottom) & (top + height > marks.top)
    # What is higher or wider is a seal.
    is_theirs &= (height <= HIGHEST * high + 2) & (width <= HIGHEST * high + 2)
    beyond = np.maximum(marks.x0 - x0, x0 + width - marks.x1)
    return bool((is_theirs & (beyond > WIDER * high)).any())
