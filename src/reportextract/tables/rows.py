"""Rows of a table that words draw, and the cells made of their pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportextract.model import Box, GridCell
from reportextract.tables.segments import Segment


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block, or what stands between two level rules; points from the top of the page."""

    top: float
    bottom: float
    segments: tuple[Segment, ...]


def cell_of(row: int, column: int, box: Box, pieces: Sequence[Segment]) -> GridCell:
    """A cell that holds some pieces, a line each."""
    if not pieces:
        return GridCell(row, column, 1, 1, box)
    confidence = min([s.confidence for s in pieces])
    return GridCell(row, column, 1, 1, box, tuple([s.text for s in pieces]), hull_of(pieces), confidence)


def hull_of(pieces: Sequence[Segment]) -> Box:
    return Box(
        min(s.x0 for s in pieces), min(s.top for s in pieces), max(s.x1 for s in pieces), max(s.bottom for s in pieces)
    )
