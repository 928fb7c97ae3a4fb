"""Ruling lines from the marks that draw them: thin rectangles, strokes, dashes and dots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Rules

# A mark up to this thick is a line, not an area. Word's thickest table border is 6 pt; shaded cells are higher than 8.
THICKEST_RULE = 6.2
# A path with more pieces than this draws a picture or letters, not rules: a table drawn as one path has up to 500.
MOST_RULE_PIECES = 2000
# A letter drawn as curves has about this many pieces; a longer path counts as so many letters.
PIECES_OF_A_LETTER = 30
# More than this share of curves among its pieces, and a path is a letter or a drawing (rounded table corners are less).
CURVED_SHARE = 0.25
# A side of a stroked figure off the level by more than this, in points, is no rule.
LEVEL_WITHIN = 1.0
# Lines closer than this are one line in print: double borders have two strokes 1.5 to 3 pt apart, triple ones span
# 4.5. No row or column is as narrow as this.
SAME_RULE = 4.6
# Dashes, dots and pieces drawn cell by cell belong to one line across gaps up to this long.
LARGEST_GAP = 4.5
# What is shorter than this after merging is no rule: underscores, strokes of letters, dots.
SHORTEST_RULE = 9.0
# Lines are laid out one after another on one axis, this far apart, to merge them all at once; no page is as long.
_APART = 1e6


def merge_rules(marks: FloatArray, width: float, height: float) -> Rules:
    """Merges marks into the lines a person sees.

    Args:
        marks: Shape (n, 4): x0, top, x1, bottom of everything on the page that is at most
            :data:`THICKEST_RULE` thick in one direction.
        width, height: The page; marks outside it are not visible and are dropped.

    Returns:
        Rules sorted by position, then start.
    """
    inside = (marks[:, 0] < width) & (marks[:, 2] > 0) & (marks[:, 1] < height) & (marks[:, 3] > 0)
    marks = np.clip(marks[inside], 0, [width, height, width, height])
    wide = marks[:, 2] - marks[:, 0]
    high = marks[:, 3] - marks[:, 1]
    # A dot may be part of a dotted line in either direction; merging decides.
    horizontal = marks[(high <= THICKEST_RULE) & ((wide > high) | (wide <= THICKEST_RULE))]
    vertical = marks[(wide <= THICKEST_RULE) & ((high > wide) | (high <= THICKEST_RULE))]
    # Both directions at once, the vertical ones far beyond the page.
    at = np.concatenate(((horizontal[:, 1] + horizontal[:, 3]) / 2, (vertical[:, 0] + vertical[:, 2]) / 2 + _APART))
    merged = _merge(
        at,
        np.concatenate((horizontal[:, 0], vertical[:, 1])),
        np.concatenate((horizontal[:, 2], vertical[:, 3])),
    )
    beyond = int(np.searchsorted(merged[:, 0], _APART / 2))
    return Rules(merged[:beyond], merged[beyond:] - [_APART, 0.0, 0.0])


def _merge(at: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """Joins marks on (nearly) the same line and (nearly) touching; shape (n, 3): position, start, end."""
    if not len(at):
        return np.empty((0, 3))
    order = np.argsort(at, kind="stable")
    lines = np.empty(len(at))
    lines[order] = _lines(at[order])
    start, end = start + lines * _APART, end + lines * _APART
    order = np.argsort(start, kind="stable")
    at, start, end = at[order], start[order], end[order]
    reach = np.maximum.accumulate(end)
    firsts = _starts(start[1:] > reach[:-1] + LARGEST_GAP)
    lasts = np.append(firsts[1:], len(at)) - 1
    # A line stands where its longest pieces stand.
    weight = np.maximum(end - start, 1e-3)
    places = np.add.reduceat(at * weight, firsts) / np.add.reduceat(weight, firsts)
    shift = lines[order][firsts] * _APART
    merged = np.stack([places, start[firsts] - shift, reach[lasts] - shift], axis=1)
    merged = merged[merged[:, 2] - merged[:, 1] >= SHORTEST_RULE]
    ordered: FloatArray = merged[np.lexsort((merged[:, 1], merged[:, 0]))]
    return ordered


def _lines(positions: FloatArray) -> FloatArray:
    """The number of the line, from 0, to which each of the sorted positions belongs."""
    apart = np.diff(positions) > SAME_RULE
    lines = np.zeros(len(positions))
    np.cumsum(apart, out=lines[1:])
    firsts = _starts(apart)
    lasts = np.append(firsts[1:], len(positions)) - 1
    if not (positions[lasts] - positions[firsts] > SAME_RULE).any():
        return lines
    # A chain of close marks wider than a line can be (dots set in two directions) is cut one by one.
    line, first = 0.0, positions[0]
    for i, position in enumerate(positions.tolist()):
        if position - first > SAME_RULE:
            line, first = line + 1, position
        lines[i] = line
    return lines


def _starts(breaks: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Where groups start when ``breaks[i]`` says that one ends before row i + 1."""
    starts = np.ones(len(breaks) + 1, dtype=bool)
    starts[1:] = breaks
    return np.flatnonzero(starts)
