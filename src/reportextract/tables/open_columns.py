"""Upright rules that were never printed: where the columns of a table part that has level ones only.

A scanned table is read best cell by cell. Between two columns of numbers there is a gutter that nothing crosses, row
after row; and where level rules begin or end inside a table, a column does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from reportextract.model import Box, FloatArray, PageReading, Rules
from reportextract.tables.regions import find_regions, is_heading, rules_outside, under_headers
from reportextract.tables.segments import STROKES, Segment, find_segments

# Whether nothing is printed along an upright line (x, top, bottom), level rules apart.
IsClear = Callable[[float, float, float], bool]

# All lengths in points.
# So many columns of numbers make a table; a gutter is so wide.
FEWEST_COLUMNS, NARROWEST_GUTTER = 2, 1.5
# Of so many rows one may reach into a gutter: two numbers that were taken for one.
ROWS_FOR_ONE = 4
# Where there are no more rows than these, each column must be filled in most of them.
FEW_ROWS = 3
# The raster in which gutters are looked for.
_STEP = 0.5
# A level rule belongs to a block that it covers so much of. Rules begin together within the second.
COVERS, TOGETHER = 0.25, 3.0
# A rule that begins this far inside a table tells of a column.
INSIDE = 12.0
# Level rules of one table begin or end inside it at so many places at most.
MOST_ENDS = 4
# A level rule this near closes the rows.
RULE_NEAR = 30.0
# The names of two columns are so far apart.
BETWEEN_NAMES = 3.5
# No header is higher than this.
HIGHEST_HEADER = 160.0


def find_open_columns(page: PageReading, taken: Sequence[Box], is_clear: IsClear) -> FloatArray:
    """Where upright rules are missing on a page.

    Args:
        page: With what was read on it.
        taken: The tables that rules draw whole.
        is_clear: Whether nothing is printed along a line, in points.

    Returns:
        Shape (n, 3): x, top, bottom, in points of the page.
    """
    lines = find_segments(page, taken)
    page = replace(page, rules=Rules(rules_outside(page.rules.horizontal, taken), page.rules.vertical))
    ends = sorted([max(s.bottom for s in line) for line in lines if _ends_above(line)] + [box.bottom for box in taken])
    found: list[tuple[float, float, float]] = []
    regions = find_regions(lines, page.width, page.rules.horizontal, taken)
    parts = [part for first, end in regions for part in _parts(lines[first:end])]
    for block in _joined(parts):
        found.extend(_of_block(block, page, ends, is_clear))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _parts(lines: Sequence[Sequence[Segment]]) -> list[list[Sequence[Segment]]]:
    """A region cut before each header: columns may change there."""
    parts: list[list[Sequence[Segment]]] = [[]]
    first_number = float("inf")
    for line in lines:
        numbers = _numbers_of(line)
        if len(numbers) >= FEWEST_COLUMNS:
            first_number = min(first_number, numbers[0].x0)
        elif any(s.middle_x > first_number and not s.is_number_like for s in line):
            parts.append([])
            first_number = float("inf")
        parts[-1].append(line)
    return parts


def _joined(parts: Sequence[list[Sequence[Segment]]]) -> list[list[Sequence[Segment]]]:
    """Parts without a header, together with the part above where their columns are the same."""
    joined: list[list[Sequence[Segment]]] = []
    for part in parts:
        columns = _columns_of(part)
        above = _columns_of(joined[-1]) if joined else []
        is_same = len(above) == len(columns) >= FEWEST_COLUMNS and all(
            min(a[1], b[1]) > max(a[0], b[0]) for a, b in zip(above, columns, strict=True)
        )
        if is_same and all(_is_beside(line, columns[0][0]) for line in part):
            joined[-1].extend(part)
        else:
            joined.append(list(part))
    return joined


def _columns_of(block: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    rows = _rows_of(block)
    return _columns(rows) if rows else []


def _rows_of(block: Sequence[Sequence[Segment]]) -> list[list[Segment]]:
    """The numbers of each row."""
    return [numbers for line in block if len(numbers := _numbers_of(line)) >= FEWEST_COLUMNS]


def _of_block(
    block: Sequence[Sequence[Segment]], page: PageReading, ends: Sequence[float], is_clear: IsClear
) -> list[tuple[float, float, float]]:
    rows = _rows_of(block)
    if not rows:
        return []
    while len(block[-1]) == 1 and block[-1][0].is_number_like:
        block = block[:-1]  # the page's number
    columns = under_headers(_columns(rows), block)
    first = columns[0][0]
    labels = [s.x1 for line in block for s in line if s.x1 <= first and _is_beside(line, first)]
    if len(columns) < FEWEST_COLUMNS or not labels or (len(rows) <= FEW_ROWS and not _are_filled(columns, rows)):
        return []
    level = _rules_of(block, page)
    if not len(level) or _has_uprights(block, page):
        return []
    top, bottom = _reach(block, rows, level)
    if ((level[:, 0] >= top - 1) & (level[:, 0] <= bottom + 1)).sum() <= len(rows):
        return []  # not one around each row: it is broken rules that are missing
    gaps = [(max(labels), first), *((a[1], b[0]) for a, b in pairwise(columns))]
    places: list[FloatArray] = [_raster(x0, x1) for x0, x1 in gaps]
    for above in _header_from(top, ends, level):
        clear = [_wide_enough(place[[is_clear(x, above, top) for x in place.tolist()]]) for place in places]
        if not all(map(len, clear)):
            break
        places, top = clear, above
    left = min(s.x0 for line in block for s in line)
    at_ends = [rule for rule in _at_ends(level, left) if is_clear(*rule) and not _cuts(rule, block)]
    if len({round(x / TOGETHER) for x, _, _ in at_ends}) > MOST_ENDS:
        at_ends = []  # the rules are broken, and end anywhere
    gutters = [_told_by(at_ends, gap, _middle_of(place)) for gap, place in zip(gaps, places, strict=True)]
    return [(x, top, bottom) for x in gutters] + at_ends


def _are_filled(columns: Sequence[tuple[float, float]], rows: Sequence[Sequence[Segment]]) -> bool:
    """Whether each column has a number in most rows: dashes of upright rules are read as numbers too."""
    filled = (sum(any(x0 < s.x1 and s.x0 < x1 for s in row) for row in rows) for x0, x1 in columns)
    return all(2 * count > len(rows) for count in filled)


def _told_by(at_ends: Sequence[tuple[float, float, float]], gap: tuple[float, float], middle: float) -> float:
    """Where in a gap the column begins: where a level rule begins or ends, else in the middle."""
    return min((x for x, _, _ in at_ends if gap[0] <= x <= gap[1]), key=lambda x: abs(x - middle), default=middle)


def _has_uprights(block: Sequence[Sequence[Segment]], page: PageReading) -> bool:
    """Whether upright rules part the block, or some of it: then it is broken ones that are missing."""
    left, right = min(s.x0 for line in block for s in line), max(s.x1 for line in block for s in line)
    top, bottom = min(s.top for s in block[0]), max(s.bottom for s in block[-1])
    x, start, end = page.rules.vertical.T
    return bool(((x > left + INSIDE) & (x < right - INSIDE) & (start < bottom) & (end > top)).any())


def _is_beside(line: Sequence[Segment], first: float) -> bool:
    """Whether a line is of rows, not of the header: nothing but numbers stands where the numbers do."""
    return all(s.is_number_like or s.middle_x < first for s in line)


def _raster(x0: float, x1: float) -> FloatArray:
    return np.arange(x0 + _STEP, max(x1, x0 + 2 * _STEP), _STEP, dtype=np.float64)


def _middle_of(places: FloatArray) -> float:
    """The middle of the longest stretch of a raster."""
    longest = max(_stretches(places), key=len)
    return float((longest[0] + longest[-1]) / 2)


def _wide_enough(places: FloatArray) -> FloatArray:
    """The stretches of a raster that are wider than the space between two characters."""
    return np.concatenate([s if len(s) * _STEP >= BETWEEN_NAMES else s[:0] for s in _stretches(places)])


def _stretches(places: FloatArray) -> list[FloatArray]:
    return np.split(places, np.flatnonzero(np.diff(places) > 1.5 * _STEP) + 1)


def _header_from(top: float, ends: Sequence[float], level: FloatArray) -> list[float]:
    """The level rules above the first row, the lowest first, as far as what stands above the table ends."""
    highest = max((end for end in ends if end <= top + 1), default=0.0)
    above = level[(level[:, 0] < top - 1) & (level[:, 0] > max(highest - 1, top - HIGHEST_HEADER)), 0]
    return sorted(above.tolist(), reverse=True)


def _ends_above(line: Sequence[Segment]) -> bool:
    """Whether a line is no header of what comes below it: a row of numbers, or a heading."""
    return len(_numbers_of(line)) >= FEWEST_COLUMNS or is_heading("".join(s.text for s in line))


def _numbers_of(line: Sequence[Segment]) -> list[Segment]:
    """The numbers of a row; none of a line that only begins with one, or is nothing but strokes: pieces of rules."""
    if not any(set(s.text) - STROKES for s in line):
        return []
    last = len(line)
    while last > 0 and line[last - 1].is_number_like:
        last -= 1
    return list(line[last:])


def _columns(rows: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """The stretches between gutters, from the left."""
    left, right = min(s.x0 for row in rows for s in row), max(s.x1 for row in rows for s in row)
    reached = np.zeros(int((right - left) / _STEP) + 2, dtype=np.int64)
    for row in rows:
        for s in row:
            reached[int((s.x0 - left) / _STEP) : int(np.ceil((s.x1 - left) / _STEP)) + 1] += 1
    is_free = reached <= (1 if len(rows) >= ROWS_FOR_ONE else 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], is_free.astype(np.int8), [1]])))
    columns: list[tuple[float, float]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        x0, x1 = left + start * _STEP, left + end * _STEP
        if columns and x0 - columns[-1][1] < NARROWEST_GUTTER:
            columns[-1] = (columns[-1][0], x1)
        else:
            columns.append((x0, x1))
    return columns


def _rules_of(block: Sequence[Sequence[Segment]], page: PageReading) -> FloatArray:
    """The level rules of a block (y, x0, x1), from the top, also those that close it."""
    left, right = min(s.x0 for line in block for s in line), max(s.x1 for line in block for s in line)
    top, bottom = min(s.top for s in block[0]), max(s.bottom for s in block[-1])
    level = page.rules.horizontal
    shared = np.minimum(level[:, 2], right) - np.maximum(level[:, 1], left)
    near = (level[:, 0] > top - HIGHEST_HEADER) & (level[:, 0] < bottom + RULE_NEAR)
    return np.asarray(level[near & (shared >= COVERS * (right - left))], dtype=np.float64)


def _reach(
    block: Sequence[Sequence[Segment]], rows: Sequence[Sequence[Segment]], level: FloatArray
) -> tuple[float, float]:
    """From where to where the rows of numbers are: to the level rules around them, where there are any."""
    top, bottom = min(s.top for s in rows[0]), max(s.bottom for s in block[-1])
    above, below = level[level[:, 0] <= top + 1, 0], level[level[:, 0] >= bottom - 1, 0]
    if len(above) and top - above.max() < RULE_NEAR:
        top = float(above.max())
    if len(below) and below.min() - bottom < RULE_NEAR:
        bottom = float(below.min())
    return top, bottom


def _at_ends(level: FloatArray, left: float) -> list[tuple[float, float, float]]:
    """Uprights where level rules begin or end inside the table: from the last longer rule to the next."""
    right = float(level[:, 2].max())
    left = min(left, float(level[:, 1].min()))
    found = []
    for side, is_inside in ((1, level[:, 1] > left + INSIDE), (2, level[:, 2] < right - INSIDE)):
        places = sorted(level[is_inside, side].tolist())
        for x in [x for k, x in enumerate(places) if not k or x - places[k - 1] > TOGETHER]:
            shorter = level[:, 1] >= x - TOGETHER if side == 1 else level[:, 2] <= x + TOGETHER
            for start, end in _runs(shorter.tolist()):
                if start > 0 and end < len(level):
                    found.append((x, float(level[start - 1, 0]), float(level[end, 0])))
    return found


def _cuts(rule: tuple[float, float, float], block: Sequence[Sequence[Segment]]) -> bool:
    """Whether a text of the block stands on both sides of an upright line: the level rule that ends there is broken."""
    x, top, bottom = rule
    return any(s.x0 < x < s.x1 and s.top < bottom and s.bottom > top for line in block for s in line)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    edges = [k for k in range(len(flags) + 1) if (k < len(flags) and flags[k]) != (k > 0 and flags[k - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))
