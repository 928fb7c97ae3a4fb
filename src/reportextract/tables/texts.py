"""The text in each cell of a grid: which characters lie in it, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from reportextract.model import Box, PageReading

# Characters whose middles differ by less than this share of their height are on one line.
SAME_LINE = 0.5
# A gap wider than this, in parts of the character height, is a space.
SPACE = 0.3
# One wider than this parts two numbers, and is written as WIDE_GAP: thousands are set apart by half of it at most.
WIDE_SPACE = 0.8
WIDE_GAP = "  "
# Digits closer than this, in parts of the character height, touch.
ONE_NUMBER = 0.12
# A rule runs through a digit, not beside it, when it is this far inside its width (the advance has some room).
THROUGH = 0.15
# Lines are laid out one after another on one axis, this far apart, to find all gaps at once; no page is as wide.
_APART = 1e5
NUMERAL = frozenset("0123456789.,，０１２３４５６７８９．")


class CellTexts(NamedTuple):
    """The text of a cell line by line, the hull of its characters, and the confidence of the least certain one."""

    lines: tuple[str, ...]
    ink: Box | None
    confidence: float = 1.0


NO_TEXT = CellTexts((), None)


def gather_texts(
    page: PageReading, xs: Sequence[float], ys: Sequence[float], owners: Sequence[Sequence[int]], count: int
) -> list[CellTexts]:
    """The text of each of ``count`` cells of a lattice.

    A character belongs to the cell that holds its middle. A number that is too long for its box, so that a rule runs
    through one of its digits, stays together, in the cell that holds most of it: a number is never cut in two.

    Args:
        xs, ys: The boundaries of the lattice.
        owners: For each place of the lattice, by row and column, the number of its cell.
    """
    boxes, text = page.glyphs.boxes, page.glyphs.text
    if not len(text):
        return [NO_TEXT] * count
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    column = np.searchsorted(xs, middle_x) - 1
    row = np.searchsorted(ys, middle_y) - 1
    inside = np.flatnonzero((column >= 0) & (column < len(xs) - 1) & (row >= 0) & (row < len(ys) - 1))
    cell = np.array(owners)[row[inside], column[inside]]
    _keep_numbers_whole(text, boxes, inside, cell, np.asarray(xs)[column[inside] + 1])

    found = [NO_TEXT] * count
    for number, words in _read_cells(page, inside, cell):
        found[number] = words
    if page.glyphs.confidence is not None:
        surest = np.ones(count)
        np.minimum.at(surest, cell, page.glyphs.confidence[inside])
        found = [words._replace(confidence=float(sure)) for words, sure in zip(found, surest, strict=True)]
    return found


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


def _read_cells(page: PageReading, glyphs: np.ndarray, cell: np.ndarray) -> Iterator[tuple[int, CellTexts]]:
    """The text of each cell that holds characters: lines top to bottom, each left to right, spaces in the gaps.

    Args:
        cell: For each of the ``glyphs``, the number of the cell that it is in.
    """
    if not len(glyphs):
        return
    boxes, text = page.glyphs.boxes, page.glyphs.text
    # Down each cell a line begins at every step down that is not small.
    middle = (boxes[glyphs, 1] + boxes[glyphs, 3]) / 2
    order = np.lexsort((middle, cell))
    glyphs, cell, middle = glyphs[order], cell[order], middle[order]
    height = boxes[glyphs, 3] - boxes[glyphs, 1]
    step = SAME_LINE * np.maximum(np.minimum(height[1:], height[:-1]), 1.0)
    begins = np.ones(len(glyphs), dtype=bool)
    begins[1:] = (cell[1:] != cell[:-1]) | (middle[1:] - middle[:-1] > step)
    line = np.cumsum(begins)
    starts = np.flatnonzero(begins)
    cell_of_line = cell[starts].tolist()

    order = np.lexsort((boxes[glyphs, 0], line))
    glyphs = glyphs[order]
    x0, top, x1, bottom = boxes[glyphs].T
    # With the lines laid out one after another, a space is where no character so far reaches.
    shift = line * _APART
    reach = np.maximum.accumulate(x1 + shift)
    gaps = np.where(begins[1:], 0.0, x0[1:] + shift[1:] - reach[:-1]) / np.maximum(bottom - top, 1.0)[1:]
    letters = [text[glyph] for glyph in glyphs.tolist()]
    for i in np.flatnonzero(gaps > SPACE).tolist():
        letters[i] += WIDE_GAP if gaps[i] > WIDE_SPACE else " "
    ends = [*starts[1:].tolist(), len(letters)]
    lines = ["".join(letters[start:end]) for start, end in zip(starts.tolist(), ends, strict=True)]

    firsts = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
    hulls = zip(
        np.minimum.reduceat(x0, firsts).tolist(),
        np.minimum.reduceat(top, firsts).tolist(),
        np.maximum.reduceat(x1, firsts).tolist(),
        np.maximum.reduceat(bottom, firsts).tolist(),
        strict=True,
    )
    first = 0
    for hull in hulls:
        end = first + 1
        while end < len(lines) and cell_of_line[end] == cell_of_line[first]:
            end += 1
        yield cell_of_line[first], CellTexts(tuple(lines[first:end]), Box(*hull))
        first = end
