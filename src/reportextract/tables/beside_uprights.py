"""Columns of a table that has upright rules and hardly a level one: which rules part it, and its cells between them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from reportextract.model import Box, GridCell, PageReading
from reportextract.tables.regions import is_title_of_block
from reportextract.tables.rows import Row, cell_of
from reportextract.tables.segments import Segment

# In parts of a line's height: a label's lines, and the numbers in their middle, are no farther apart.
LINE_STEP = 1.6
# An upright rule parts the rows of a block if it runs along so much of it; shorter ones are strokes of a header.
LEAST_UPRIGHT = 0.4
# And if so many lines have text on each side of it, or anything: a frame's have not, whatever specks lie beside it.
LINES_PARTED, MARKS_PARTED = 0.1, 0.5
# Points: pieces of one upright rule are as far apart, aside and along.
SAME_RULE, TOUCHING = 1.5, 3.0

Rule = tuple[float, float, float]
"""x, top, bottom."""


def find_uprights(page: PageReading, lines: Sequence[Sequence[Segment]], box: Box) -> list[Rule]:
    """The upright rules inside a block that part its rows.

    Args:
        lines: Of the block, whose hull is ``box``.
    """
    return [
        (x, top, bottom)
        for x, top, bottom in _unbroken(page.rules.vertical.tolist())
        if box.x0 + 5 < x < box.x1 - 5
        and min(bottom, box.bottom) - max(top, box.top) > LEAST_UPRIGHT * (box.bottom - box.top)
        and _parts(x, lines)
    ]


def _parts(x: float, lines: Sequence[Sequence[Segment]]) -> bool:
    """Whether an upright rule has texts of enough lines on both sides; a number may stand between a label's lines.

    What else is printed counts if many rows have it: a column may hold dashes only, and specks are few.
    """
    said = [[s for s in line if any(map(str.isalnum, s.text))] for line in lines]
    rows = [line for line in lines if any(s.is_number_like for s in line)]
    return any(
        min(sum(any(s.x1 < x for s in line) for line in of), sum(any(s.x0 > x for s in line) for line in of)) >= least
        for of, least in ((said, LINES_PARTED * len(lines)), (rows, max(1.0, MARKS_PARTED * len(rows))))
    )


def _intervals(row: Row, upright: Sequence[Rule], box: Box) -> list[tuple[float, float, list[Segment]]]:
    """The stretches of a row between the upright rules beside it, each with its pieces."""
    middle = (row.top + row.bottom) / 2
    edges = [box.x0, *sorted(x for x, top, bottom in upright if top - 1 <= middle <= bottom + 1), box.x1]
    return [(a, b, [s for s in row.segments if a <= s.middle_x < b]) for a, b in itertools.pairwise(edges) if b > a]


def _unbroken(vertical: Sequence[Sequence[float]]) -> list[Rule]:
    """Upright rules, those joined that go on where others end: the ends of a shaded header may part them."""
    joined: list[Rule] = []
    for x, top, bottom in sorted(vertical, key=lambda rule: rule[1]):
        for k, (beside, begin, end) in enumerate(joined):
            if abs(beside - x) <= SAME_RULE and abs(end - top) <= TOUCHING:
                joined[k] = (beside, begin, bottom)
                break
        else:
            joined.append((x, top, bottom))
    return joined


def ruled_header(rows: Sequence[Row], upright: Sequence[Rule], box: Box) -> list[GridCell]:
    """Header text: the lines between the same two rules are one cell; a block's title is one of its own."""
    stacks: dict[tuple[float, float], list[tuple[int, Segment]]] = {}
    titles = []
    for number, row in enumerate(rows):
        if len(row.segments) == 1 and is_title_of_block(row.segments[0].text):
            titles.append(cell_of(number, 0, Box(box.x0, row.top, box.x1, row.bottom), row.segments))
            continue
        whole = [(x, box.top, box.bottom) for x, _, _ in upright]
        # Where each column has its name, each rule was drawn.
        each = all(len(pieces) == 1 for _, _, pieces in _intervals(row, whole, box))
        for a, b, pieces in _intervals(row, whole if each else upright, box):
            stacks.setdefault((a, b), []).extend((number, s) for s in pieces)
    names = [
        cell_of(pieces[0][0], 0, Box(a, pieces[0][1].top, b, pieces[-1][1].bottom), [s for _, s in pieces])
        for (a, b), pieces in stacks.items()
        if pieces
    ]
    return [*titles, *names]


def ruled_body(number: int, row: Row, upright: Sequence[Rule], box: Box, labels_end: float) -> list[GridCell]:
    """The cells of a line: those of numbers, blank ones too, and the labels beside them that there are.

    A rule between numbers goes on through all rows, seen or not, in which nothing stands across it.
    """
    whole = [
        (x, box.top, box.bottom)
        if x > labels_end - 1 and not any(s.x0 < x - 1 and s.x1 > x + 1 for s in row.segments)
        else (x, top, bottom)
        for x, top, bottom in upright
    ]
    return [
        cell_of(number, k, Box(a, row.top, b, row.bottom), sorted(pieces, key=lambda s: (s.top, s.x0)))
        for k, (a, b, pieces) in enumerate(_intervals(row, whole, box))
        if pieces or b > labels_end + 1
    ]


def first_of_label(rows: Sequence[Row], head: int, labels_end: float) -> int:
    """Where the label begins of the first row of numbers, which stand in the middle of its lines."""
    while 0 < head < len(rows):
        above, row = rows[head - 1], rows[head]
        step = (row.top + row.bottom - above.top - above.bottom) / 2
        if any(s.x1 > labels_end for s in above.segments) or step > LINE_STEP * (above.bottom - above.top):
            break
        head -= 1
    return head


def end_of_labels(rows: Sequence[Row], upright: Sequence[Rule], box: Box) -> float:
    """Where the last column of words ends, and those of numbers begin."""
    end = box.x0
    for a, b in itertools.pairwise([box.x0, *sorted({x for x, _, _ in upright}), box.x1]):
        inside = [s for row in rows for s in row.segments if a <= s.middle_x < b]
        words = sum(not s.is_number_like for s in inside)
        # A speck or two may be read as words, and in a column with hardly a word as numbers.
        if words * 2 > len(inside) and words >= LINES_PARTED * len(rows):
            end = b
    return end
