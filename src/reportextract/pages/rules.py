"""Ruling lines from the marks that draw them: thin rectangles, strokes, dashes and dots."""

from __future__ import annotations

import numpy as np

from reportextract.model import FloatArray, Rules

# A mark up to this thick is a line, not an area. Word's thickest table border is 6 pt; shaded cells are higher than 8.
THICKEST_RULE = 6.2
# Lines closer than this are one line in print (double borders: two strokes 1.5 to 3 pt apart). Rows are never this low.
SAME_RULE = 3.6
# Dashes, dots and pieces drawn cell by cell belong to one line across gaps up to this long.
LARGEST_GAP = 4.5
# What is shorter than this after merging is no rule: underscores, strokes of letters, dots.
SHORTEST_RULE = 9.0


def merge_rules(marks: FloatArray, width: float, height: float) -> Rules:
    """Merges marks into the lines a person sees.

    Args:
        marks: Shape (n, 4): x0, top, x1, bottom of everything on the page that is at most
            :data:`THICKEST_RULE` thick in one direction.
        width, height: The page; marks outside it are not visible and are dropped.

    Returns:
        Rules sorted by position, then start.
    """
    if not len(marks):
        empty = np.empty((0, 3))
        return Rules(empty, empty)
    inside = (marks[:, 0] < width) & (marks[:, 2] > 0) & (marks[:, 1] < height) & (marks[:, 3] > 0)
    marks = np.clip(marks[inside], 0, [width, height, width, height])
    wide = marks[:, 2] - marks[:, 0]
    high = marks[:, 3] - marks[:, 1]
    # A dot may be part of a dotted line in either direction; merging decides.
    horizontal = marks[(high <= THICKEST_RULE) & ((wide > high) | (wide <= THICKEST_RULE))]
    vertical = marks[(wide <= THICKEST_RULE) & ((high > wide) | (high <= THICKEST_RULE))]
    return Rules(
        _merge((horizontal[:, 1] + horizontal[:, 3]) / 2, horizontal[:, 0], horizontal[:, 2]),
        _merge((vertical[:, 0] + vertical[:, 2]) / 2, vertical[:, 1], vertical[:, 3]),
    )


def _merge(at: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """Joins marks on (nearly) the same line and (nearly) touching; shape (n, 3): position, start, end."""
    if not len(at):
        return np.empty((0, 3))
    merged: list[tuple[float, float, float]] = []
    order = np.argsort(at, kind="stable")
    positions = at[order]
    breaks = np.flatnonzero(np.diff(positions) > SAME_RULE / 2) + 1
    for group in np.split(order, breaks):
        for line in _bands(at, group):
            by_start = line[np.argsort(start[line], kind="stable")]
            starts, ends, places = start[by_start].tolist(), end[by_start].tolist(), at[by_start].tolist()
            here, first, last, weight = places[0] * (ends[0] - starts[0]), starts[0], ends[0], ends[0] - starts[0]
            for p, s, e in zip(places[1:], starts[1:], ends[1:], strict=True):
                if s <= last + LARGEST_GAP:
                    last = max(last, e)
                else:
                    if last - first >= SHORTEST_RULE:
                        merged.append((here / weight, first, last))
                    here, first, last, weight = 0.0, s, e, 0.0
                here += p * (e - s)
                weight += e - s
            if last - first >= SHORTEST_RULE:
                merged.append((here / weight, first, last))
    return np.array(sorted(merged)) if merged else np.empty((0, 3))


def _bands(at: FloatArray, group: np.ndarray) -> list[np.ndarray]:
    """Cuts a chain of close lines where it is wider than one line can be."""
    positions = at[group]
    if positions[-1] - positions[0] <= SAME_RULE:
        return [group]
    bands, first = [], 0
    for i in range(1, len(group)):
        if positions[i] - positions[first] > SAME_RULE:
            bands.append(group[first:i])
            first = i
    bands.append(group[first:])
    return bands
