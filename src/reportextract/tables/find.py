"""All grids of a document: those that rules draw, then those that only words draw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reportextract.model import Grid, PageReading
from reportextract.tables.aligned import find_aligned_grids
from reportextract.tables.grid import find_ruled_grids
from reportextract.tables.regions import is_anchor, is_ruled_row, may_hold_title
from reportextract.tables.segments import Segment, find_segments, may_hold_columns

# Running heads and page numbers stand in the outer parts of a page, given as shares of its height. Nothing but
# them stands beyond the second: browsers print their own head and foot there.
MARGIN, EDGE = 0.12, 0.03
# So many numbers in step are a row of the same table.
FEWEST_COLUMNS = 2
_PAGE_NUMBER = re.compile(r"[-—–~·]?\d+[-—–~·]?|\d+/\d+")
# However widely it is set.
_PAGE_IN_WORDS = re.compile(r"第?\d+页[/,，]?(共\d+页)?")


def find_grids(pages: Sequence[PageReading]) -> tuple[Grid, ...]:
    """The grids of a document's pages, page by page, top to bottom, left to right."""
    found: list[Grid] = []
    loose: list[tuple[PageReading, list[list[Segment]], list[Grid]]] = []
    for page in pages:
        ruled = list(find_ruled_grids(page))
        if page.origin == "ocr":
            ruled = _without_lone_rows(ruled, page)
        found.extend(ruled)
        boxes = [g.box for g in ruled]
        # The last block of a page may have its rows of numbers on the next one.
        may_hold_table = may_hold_columns(page, boxes, MARGIN) or may_hold_title(page.glyphs.text)
        if page.origin == "text" and not may_hold_table:
            continue
        lines = find_segments(page, boxes)
        if any(is_anchor(line) or is_ruled_row(line, page.rules.horizontal) for line in lines):
            loose.append((page, lines, ruled))
    heads = Counter(_head(line, page) for page, lines, _ in loose for line in lines)
    for page, lines, ruled in loose:
        body = [line for line in lines if not _is_furniture(line, page, heads)]
        found.extend(find_aligned_grids(page, body, [g.box for g in ruled]))
    return tuple(sorted(found, key=lambda g: (g.page, g.box.top, g.box.x0)))


def _without_lone_rows(ruled: list[Grid], page: PageReading) -> list[Grid]:
    """The ruled grids but single rows among others that no rules close: of one table hardly any rules were seen."""
    lone = [grid for grid in ruled if len(grid.ys) == 2 and len(grid.xs) > FEWEST_COLUMNS]
    if not lone:
        return ruled
    lines = find_segments(page, [grid.box for grid in ruled])
    return [grid for grid in ruled if grid not in lone or not any(_continues(grid, line) for line in lines)]


def _continues(grid: Grid, line: Sequence[Segment]) -> bool:
    """Whether a line is the row above or below a grid of one row: most of its boxes have a number there."""
    _, top, _, bottom = grid.box
    away = max(top - line[0].middle_y, line[0].middle_y - bottom)
    numbers = [s.middle_x for s in line if s.is_number_like]
    held = sum(any(x0 < x < x1 for x in numbers) for x0, x1 in pairwise(grid.xs))
    return 0 < away < bottom - top and held >= max(FEWEST_COLUMNS, (len(grid.xs) - 1) / 2)


def _head(line: Sequence[Segment], page: PageReading) -> tuple[int, str] | None:
    """Where and what a line in the margin is, page numbers aside; None for lines elsewhere."""
    y = line[0].middle_y
    if MARGIN * page.height < y < (1 - MARGIN) * page.height:
        return None
    return round(y / 4), re.sub(r"\d", "#", "".join(s.text for s in line))


def _is_furniture(line: Sequence[Segment], page: PageReading, heads: Counter[tuple[int, str] | None]) -> bool:
    head = _head(line, page)
    if head is None:
        return False
    y = line[0].middle_y
    if y < EDGE * page.height or y > (1 - EDGE) * page.height:
        return True
    text = "".join([s.text for s in line])
    if _PAGE_IN_WORDS.fullmatch(text) is not None or (len(line) <= 2 and _PAGE_NUMBER.fullmatch(text) is not None):
        return True
    # Repeated on another page, and no row of numbers.
    return heads[head] > 1 and not any(s.is_number_like for s in line)
