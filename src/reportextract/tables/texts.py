"""The text in each cell of a grid: which characters lie in it, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reportextract.model import Box, PageReading

# Characters whose middles differ by less than this share of their height are on one line.
SAME_LINE = 0.5
# A gap wider than this, in parts of the character height, is a space.
SPACE = 0.3
# Digits closer than this, in parts of the character height, touch.
ONE_NUMBER = 0.12
# A rule runs through a digit, not beside it, when it is this far inside its width (the advance has some room).
THROUGH = 0.15
NUMERAL = frozenset("0123456789.,，０１２３４５６７８９．")


class CellTexts(NamedTuple):
    """The text of a cell line by line, the hull of its characters, and the confidence of the least certain one."""

    lines: tuple[str, ...]
    ink: Box | None
    confidence: float = 1.0


NO_TEXT = CellTexts((), None)


def gather_texts(
    page: PageReading,
    places: Sequence[Sequence[float]],
    xs: Sequence[float],
    ys: Sequence[float],
    spans: Sequence[tuple[int, int, int, int]],
) -> list[CellTexts]:
    """The text of each span (row, column, row span, column span) of a lattice, in the order of ``spans``.

    A character belongs to the cell that holds its middle. A number that is too long for its box, so that a rule runs
    through one of its digits, stays together, in the cell that holds most of it: a number is never cut in two.

    Args:
        places: The boxes of the page's characters as lists, made once for all its lattices.
    """
    boxes, text = page.glyphs.boxes, page.glyphs.text
    if not len(text):
        return [NO_TEXT] * len(spans)
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    column = np.searchsorted(xs, middle_x) - 1
    row = np.searchsorted(ys, middle_y) - 1
    inside = np.flatnonzero((column >= 0) & (column < len(xs) - 1) & (row >= 0) & (row < len(ys) - 1))
    owner = np.full((len(ys) - 1, len(xs) - 1), -1)
    for number, (r, c, r_span, c_span) in enumerate(spans):
        owner[r : r + r_span, c : c + c_span] = number
    cell = owner[row[inside], column[inside]]
    _keep_numbers_whole(text, boxes, inside, cell, np.asarray(xs)[column[inside] + 1])

    members: list[list[int]] = [[] for _ in spans]
    for glyph, number in zip(inside.tolist(), cell.tolist(), strict=True):
        members[number].append(glyph)
    texts = [read_lines(text, places, glyphs) if glyphs else NO_TEXT for glyphs in members]
    confidence = page.glyphs.confidence
    if confidence is None:
        return texts
    return [
        found._replace(confidence=float(confidence[glyphs].min())) if glyphs else found
        for found, glyphs in zip(texts, members, strict=True)
    ]


def _keep_numbers_whole(text: str, boxes: np.ndarray, inside: np.ndarray, cell: np.ndarray, edge: np.ndarray) -> None:
    """Gives all digits of a number that runs across a rule to one cell, in place.

    A rule between two digits, however close, parts two numbers; one through a digit doesn't.

    Args:
        edge: For each character of ``inside``, the right edge of the column that holds its middle.
    """
    if len(inside) < 2:
        return
    a, b = inside[:-1], inside[1:]
    height = np.maximum(boxes[a, 3] - boxes[a, 1], 1.0)
    touching = (
        (cell[:-1] != cell[1:])
        & (b == a + 1)
        & (
            (edge[:-1] < boxes[a, 2] - THROUGH * (boxes[a, 2] - boxes[a, 0]))
            | (edge[:-1] > boxes[b, 0] + THROUGH * (boxes[b, 2] - boxes[b, 0]))
        )
        & (np.abs(boxes[b, 0] - boxes[a, 2]) < ONE_NUMBER * height)
        & (np.abs(boxes[b, 1] - boxes[a, 1]) < ONE_NUMBER * height)
    )
    for k in np.flatnonzero(touching).tolist():
        if text[inside[k]] in NUMERAL and text[inside[k + 1]] in NUMERAL:
            first = k
            while first > 0 and inside[first] == inside[first - 1] + 1 and text[inside[first - 1]] in NUMERAL:
                if abs(boxes[inside[first], 0] - boxes[inside[first - 1], 2]) >= ONE_NUMBER * height[first - 1]:
                    break
                first -= 1
            last = k + 1
            while last + 1 < len(inside) and inside[last + 1] == inside[last] + 1 and text[inside[last + 1]] in NUMERAL:
                if abs(boxes[inside[last + 1], 0] - boxes[inside[last], 2]) >= ONE_NUMBER * height[last]:
                    break
                last += 1
            run = cell[first : last + 1]
            numbers, counts = np.unique(run, return_counts=True)
            cell[first : last + 1] = numbers[counts.argmax()]


def read_lines(text: str, boxes: Sequence[Sequence[float]], glyphs: Sequence[int]) -> CellTexts:
    """Reads some characters as lines, top to bottom, each left to right, with a space where there is a gap."""
    if len(glyphs) == 1:
        only = glyphs[0]
        return CellTexts((text[only],), Box(*boxes[only]))
    x0, top, x1, bottom = zip(*[boxes[g] for g in glyphs], strict=True)
    hull = Box(min(x0), min(top), max(x1), max(bottom))
    # Most cells hold one line, and its characters in order.
    if max(top) - min(top) + max(bottom) - min(bottom) < SAME_LINE * (bottom[0] - top[0]):
        return CellTexts((_read_line(text, boxes, sorted(glyphs, key=lambda g: boxes[g][0])),), hull)
    ordered = sorted(glyphs, key=lambda g: boxes[g][1] + boxes[g][3])
    lines: list[list[int]] = [[ordered[0]]]
    previous = boxes[ordered[0]]
    for g in ordered[1:]:
        box = boxes[g]
        height = max(min(box[3] - box[1], previous[3] - previous[1]), 1.0)
        if (box[1] + box[3] - previous[1] - previous[3]) / 2 > SAME_LINE * height:
            lines.append([g])
        else:
            lines[-1].append(g)
        previous = box
    return CellTexts(tuple(_read_line(text, boxes, sorted(line, key=lambda g: boxes[g][0])) for line in lines), hull)


def _read_line(text: str, boxes: Sequence[Sequence[float]], line: Sequence[int]) -> str:
    """The characters of a line, given from left to right, with a space in each gap."""
    parts = [text[line[0]]]
    end = boxes[line[0]][2]
    for g in line[1:]:
        start, top, stop, bottom = boxes[g]
        if start - end > SPACE * (bottom - top):
            parts.append(" ")
        parts.append(text[g])
        if stop > end:
            end = stop
    return "".join(parts)
