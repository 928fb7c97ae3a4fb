"""All grids of a page: those that rules draw, then those that only words draw."""

from __future__ import annotations

from reportextract.model import Grid, PageReading
from reportextract.tables.aligned import find_aligned_grids
from reportextract.tables.grid import find_ruled_grids


def find_grids(page: PageReading) -> tuple[Grid, ...]:
    """The grids of a page, top to bottom, left to right."""
    ruled = find_ruled_grids(page)
    aligned = find_aligned_grids(page, [g.box for g in ruled])
    return tuple(sorted((*ruled, *aligned), key=lambda g: (g.box.top, g.box.x0)))
