"""Marks as small as specks that are print: the same one comes again in the same place of one cell after another.

The dash of an empty box and the figures of a web page that was shrunk to the paper are no larger than specks. Specks
differ, and lie anywhere. A page with few cells may have a dash once only: then in the very middle of its cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray
from reportextract.scans.cells import CellPicture

# All lengths in points.
# So many cells must hold the same mark.
FEWEST_ALIKE = 4
# The same are marks whose sides differ by no more than the first, at places that differ by no more than the second,
# seen from the same side of their cells or from the middle.
SAME_SIZE, SAME_PLACE = 0.75, 1.1
# A level mark is wider than high by more than this.
LEVEL = 1.25
# This close to a side of its cell, a mark that runs along it, so many times as long as it is wide, is the rule's; a 0,
# blurred, is at most 1.5 times as high as wide.
AT_SIDE, ALONG = 2.0, 1.6


def with_small_print(cells: Sequence[CellPicture], dots_per_inch: float) -> list[CellPicture]:
    """The cells of a page; where a small mark is print, it is their ink.

    Args:
        cells: As :func:`reportextract.scans.cells.cut_cells` gives them.
        dots_per_inch: Of the paper.
    """
    scale = dots_per_inch / 72
    marked = [
        (index, cell, cell.mark)
        for index, cell in enumerate(cells)
        if cell.mark is not None and not _is_along_side(cell, cell.mark, AT_SIDE * scale)
    ]
    if not marked:
        return list(cells)
    alike = _alike([(cell, mark) for _, cell, mark in marked], scale)
    found = list(cells)
    for (index, cell, mark), count in zip(marked, alike.tolist(), strict=True):
        if count >= FEWEST_ALIKE or _is_dash_in_middle(cell, mark, scale):
            found[index] = replace(cell, ink=mark, is_small_print=True)
    return found


def _is_dash_in_middle(cell: CellPicture, mark: Box, scale: float) -> bool:
    _, x, _, _, y, _ = _place_of(cell, mark)
    is_level = mark.x1 - mark.x0 > LEVEL * (mark.bottom - mark.top)
    return is_level and max(abs(x), abs(y)) <= max(1.0, SAME_PLACE * scale)


def _is_along_side(cell: CellPicture, mark: Box, within: float) -> bool:
    """Whether a mark runs along a side of its cell and close to it: what is left of a rule, again and again."""
    height, width = cell.pixels.shape
    across, down = mark.x1 - mark.x0, mark.bottom - mark.top
    beside = min(mark.x0 - cell.x0, cell.x0 + width - mark.x1) <= within
    at_end = min(mark.top - cell.top, cell.top + height - mark.bottom) <= within
    return (beside and down > ALONG * across) or (at_end and across > ALONG * down)


def _alike(marked: Sequence[tuple[CellPicture, Box]], scale: float) -> FloatArray:
    """How many of the marks are the same as each, itself among them; shape (n,)."""
    # A pixel more or less is how it fell on the scanner's grid.
    sizes = np.array([(mark.x1 - mark.x0, mark.bottom - mark.top) for _, mark in marked])
    same = _near(sizes[:, :1], max(1.0, SAME_SIZE * scale)) & _near(sizes[:, 1:], max(1.0, SAME_SIZE * scale))
    places = np.array([_place_of(cell, mark) for cell, mark in marked])
    within = max(1.0, SAME_PLACE * scale)
    same &= _near(places[:, :3], within) & _near(places[:, 3:], within)
    return np.asarray(same.sum(axis=1), dtype=np.float64)


def _place_of(cell: CellPicture, mark: Box) -> tuple[float, ...]:
    """The middle of a mark: from the left, the middle and the right of its cell, from the top, the middle, the foot."""
    height, width = cell.pixels.shape
    x, y = (mark.x0 + mark.x1) / 2 - cell.x0, (mark.top + mark.bottom) / 2 - cell.top
    return x, x - width / 2, x - width, y, y - height / 2, y - height


def _near(values: FloatArray, within: float) -> npt.NDArray[np.bool_]:
    """Which rows of values are near which in at least one of them; shape (n, n)."""
    return np.asarray((np.abs(values[:, None, :] - values[None, :, :]) <= within).any(axis=2), dtype=np.bool_)
