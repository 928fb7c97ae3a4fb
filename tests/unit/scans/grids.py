"""Grids drawn for the tests, some of their rules lost, and how they then seem."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from reportextract.model import Glyphs, Grid, PageReading, Rules
from reportextract.tables.grid import find_ruled_grids
from tests.unit.scans.drawing import Pixels, blank, horizontal, px, vertical


def drawn_grid(
    xs: Sequence[float],
    ys: Sequence[float],
    lost: Collection[tuple[int, float]] = (),
    lost_level: Collection[tuple[int, float]] = (),
) -> tuple[Pixels, list[Grid]]:
    """A page with rows and columns; points.

    Args:
        lost: The upright rules (row, x) of which nothing is left.
        lost_level: The same of the level ones (column, y).
    """
    page = blank()
    upright = [(x, *row) for k, row in enumerate(pairwise(ys)) for x in xs if (k, x) not in lost]
    level = []
    for y in ys:
        pieces = [column for k, column in enumerate(pairwise(xs)) if (k, y) not in lost_level]
        starts = [x0 for x0, _ in pieces if all(x0 != x1 for _, x1 in pieces)]
        ends = [x1 for _, x1 in pieces if all(x1 != x0 for x0, _ in pieces)]
        level.extend((y, x0, x1) for x0, x1 in zip(starts, ends, strict=True))
    for y, x0, x1 in level:
        horizontal(page, y, x0, x1 + 1)
    for x, top, bottom in upright:
        vertical(page, x, top, bottom)
    rules = Rules(*(np.array([tuple(map(px, rule)) for rule in lines], float) for lines in (level, upright)))
    frame = PageReading(1, 9999, 9999, 0, Glyphs("", np.empty((0, 4))), rules, "drawn")
    return page, list(find_ruled_grids(frame))


def block(page: Pixels, x0: float, x1: float, top: float, height: float = 8.0) -> None:
    """Ink as wide and as high as a text; points."""
    page[px(top) : px(top + height), px(x0) : px(x1)] = 20
