"""Where on a page words stand as in a table although no rules say so.

All thresholds were set on the borderless and partly ruled documents of the samples and of tests/corpus.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import reduce
from statistics import median

import numpy as np

from reportextract.model import Box, FloatArray
from reportextract.tables.segments import Segment

# A line of print across more than this share of the page, in one piece, is prose.
PROSE_WIDTH = 0.62
# One of Chinese pieces that fill so much of it is, whatever the gaps between them.
FULL_LINE = 0.85
# A line larger than the table's text by this factor is a heading.
HEADING_SIZE = 1.22
# Lines further apart than this many font sizes don't belong to one table.
FARTHEST = 6.0
# Unless a level rule runs between them: rows may be so high.
FARTHEST_RULED = 15.0
# A label's line is this close (in font sizes) to its numbers, which stand in the middle of its lines.
BESIDE = 1.7
# A line with this many pieces, none longer than that, is part of a table even without numbers: a header.
MANY_PIECES, LONGEST_HEADER = 4, 8
# With so many, it is one between two level rules whose ends are as near to one another as that (points).
FEWEST_PIECES, SAME_ENDS = 3, 4.0
# Points: a rule so near to a grid's edge is the grid's.
TOGETHER = 3.0
# A number is on its own when the gaps beside it are wider than this, in font sizes; in prose they are at most half.
APART = 1.0
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]")
# How the headings of the form's sections end, and no numbered label of its tables does.
_ENDS_SECTION_HEADING = re.compile(r"(?:情况|措施|事项)$")
# One so long is known without the mark behind its number, which uprights of the table above may have cut off.
_LONG_SECTION_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}.{8,}(?:情况|措施|事项)$")
# （三）行政处罚、行政强制情况 is the caption of a block, and no column's name.
_CAPTION = re.compile(r"[（(][一二三四五六七八九十]{1,2}[)）]")
# 第二十条第（五）项, in simplified characters or traditional ones.
_BLOCK_TITLE = re.compile(r"第?二十[条條]第?.{1,4}[项項]$")
_BLOCK_TITLE_IN_TEXT = re.compile(r"二十\s?[条條]\s?第?.{1,4}[项項]")
# A label column begins where at least this many labels begin.
LABEL_COLUMN_VOTES = 3
# A header piece alone on its line and this long is a title over several columns.
SHORTEST_TITLE = 4
# A title stands this close to the middle of its table, in parts of its width.
CENTRAL = 0.08


def is_anchor(line: Sequence[Segment]) -> bool:
    """Whether a line can only be part of a table: numbers on their own, or many short pieces."""
    if len(line) == 1:
        return line[0].is_number_like
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(line)]
    apart = [
        s.is_number_like and gaps[k] > APART * s.size and (k + 1 == len(gaps) or gaps[k + 1] > APART * s.size)
        for k, s in enumerate(line[1:])
    ]
    return any(apart) or (len(line) >= MANY_PIECES and all(len(s.text) <= LONGEST_HEADER for s in line))


def is_ruled_row(line: Sequence[Segment], level: FloatArray) -> bool:
    """Whether a line has several short pieces between two level rules that reach as far: a table's last header may have
    its rows of numbers on the next page.

    Args:
        level: Shape (n, 3): y, x0, x1 of the page's level rules.
    """
    if len(line) < FEWEST_PIECES or any(len(s.text) > LONGEST_HEADER for s in line):
        return False
    y, reach = line[0].middle_y, FARTHEST * line[0].height
    over = level[(level[:, 1] <= line[0].x0) & (level[:, 2] >= line[-1].x1)]
    above, below = (over[(aside > 0) & (aside < reach)] for aside in (y - over[:, 0], over[:, 0] - y))
    return any(np.abs(one[1:] - other[1:]).max() <= SAME_ENDS for one in above for other in below)


def _is_prose(line: Sequence[Segment], width: float) -> bool:
    """Whether a line runs across the page without a wide gap; numbers in prose have small gaps around them.

    A comma that was not read on a scan leaves a wider one.
    """
    whole = line[-1].x1 - line[0].x0
    if whole < PROSE_WIDTH * width:
        return False
    size = max(s.size for s in line)
    if all(s.is_chinese for s in line) and sum(s.x1 - s.x0 for s in line) >= FULL_LINE * whole:
        return True
    return all(b.x0 - a.x1 < APART * size for a, b in itertools.pairwise(line))


def find_regions(
    lines: Sequence[Sequence[Segment]], width: float, level: FloatArray, taken: Sequence[Box]
) -> list[tuple[int, int]]:
    """Runs of lines (first, end) that look like a table: anchored by lines of several pieces with numbers, or between
    level rules.

    Args:
        level: Shape (n, 3): y, x0, x1 of the page's level rules.
        taken: Boxes of the grids that rules draw.
    """
    are_anchors = [is_anchor(line) or is_ruled_row(line, level) for line in lines]
    anchors = [i for i, line in enumerate(lines) if are_anchors[i] and not _is_section_heading(line)]
    if not anchors:
        return []
    size = _size_of([s for i in anchors for s in lines[i]], [s for i in anchors for s in _beside(lines, i)])
    heights = [lines[i][0].middle_y for i in anchors]
    free = rules_outside(level, taken)
    regions: list[tuple[int, int]] = []
    for i in anchors:
        if regions and i < regions[-1][1]:
            continue
        # Another table of the page may be set smaller.
        own = [s.size for s in lines[i] if s.is_chinese and len(s.text) > 1]
        its_size = max(size, median(own)) if own else size
        first = i
        while first > 0 and _belongs(lines[first - 1], lines[first], its_size, width, heights, free):
            first -= 1
        end = i + 1
        while end < len(lines) and _belongs(lines[end], lines[end - 1], its_size, width, heights, free):
            end += 1
        if regions and first < regions[-1][1]:
            regions[-1] = (regions[-1][0], end)
        elif any(len(line) > 1 for line in lines[first:end]):
            regions.append((first, end))
    return regions


def rules_outside(level: FloatArray, boxes: Sequence[Box]) -> FloatArray:
    """The level rules (y, x0, x1) that are of no grid that rules draw."""
    is_free = np.ones(len(level), dtype=bool)
    for box in boxes:
        above_or_below = (level[:, 0] < box.top - TOGETHER) | (level[:, 0] > box.bottom + TOGETHER)
        is_free &= above_or_below | (level[:, 1] > box.x1) | (level[:, 2] < box.x0)
    return np.asarray(level[is_free], dtype=np.float64)


def _beside(lines: Sequence[Sequence[Segment]], at: int) -> list[Segment]:
    """The pieces of the lines before and after one."""
    return [s for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]) for s in line]


def _size_of(pieces: Sequence[Segment], beside: Sequence[Segment]) -> float:
    """The size of a table's print.

    Digits say little about it; Chinese characters are as wide as their font is large, where they aren't alone. Where
    numbers stand in the middle of labels of two lines, the labels are in the lines ``beside`` theirs.
    """
    chinese = [s for s in pieces if s.is_chinese] or [s for s in beside if s.is_chinese and len(s.text) > 1]
    return median([s.size for s in [s for s in chinese if len(s.text) > 1] or chinese or pieces])


def _is_section_heading(line: Sequence[Segment]) -> bool:
    return not any(s.is_number_like for s in line) and is_section_heading("".join([s.text for s in line]))


def is_section_heading(text: str) -> bool:
    """Whether a line's text is the heading of one of the form's sections."""
    return (is_heading(text) and _ENDS_SECTION_HEADING.search(text) is not None) or (
        _LONG_SECTION_HEADING.match(text) is not None
    )


def _belongs(
    line: Sequence[Segment],
    neighbour: Sequence[Segment],
    size: float,
    width: float,
    anchors: Sequence[float],
    level: FloatArray,
) -> bool:
    gap = abs(line[0].middle_y - neighbour[0].middle_y)
    # What is left of a rule on a scan reads as kana; how wide a character that stands alone is, is known less well.
    chinese = [s for s in line if any("\u4e00" <= c <= "\u9fff" for c in s.text)]
    words = [s.size for s in chinese if len(s.text) > 1] or [s.size for s in chinese]
    if max(words, default=0) > HEADING_SIZE * size:
        return False
    if gap > FARTHEST * size and not (gap <= FARTHEST_RULED * size and _is_ruled_row_beside(line, neighbour, level)):
        return False
    if _is_prose(line, width):
        return False
    if _is_section_heading(line):
        return False
    numbered = is_heading("".join([s.text for s in line])) and not any(s.is_number_like for s in line)
    # A numbered heading set as small as the table has no numbers beside it, as a row's label has.
    return not numbered or any(abs(line[0].middle_y - y) < BESIDE * size for y in anchors)


def _is_ruled_row_beside(line: Sequence[Segment], other: Sequence[Segment], level: FloatArray) -> bool:
    """Whether level rules as wide as both lines run between them, and on the other side of the first: not so of a
    caption over a table."""
    x0, x1 = min(line[0].x0, other[0].x0), max(line[-1].x1, other[-1].x1)
    at, end = line[0].middle_y, other[0].middle_y
    rules = level[(level[:, 1] <= x0) & (level[:, 2] >= x1)]
    between = rules[(rules[:, 0] - at) * (rules[:, 0] - end) < 0]
    beyond = rules[(rules[:, 0] - at) * (end - at) < 0]
    return any(np.abs(one[1:] - two[1:]).max() <= SAME_ENDS for one in between for two in beyond)


def is_heading(text: str) -> bool:
    """Whether a line's text looks like a section's heading, or like one of a table's numbered labels."""
    return len(text) > 8 and _HEADING.match(text) is not None


def is_title_of_block(text: str) -> bool:
    """Whether a line is the title of a block of table 二, wherever it is set."""
    return _BLOCK_TITLE.match(text) is not None


def may_hold_title(text: str) -> bool:
    """Whether the title of a block of table 二 stands somewhere in the text of a page."""
    return _BLOCK_TITLE_IN_TEXT.search(text) is not None


def with_whole_titles(lines: Sequence[Sequence[Segment]]) -> list[list[Segment]]:
    """The lines, with a block's title as one piece: a space may part it, and in a narrow box it has two lines."""
    whole: list[list[Segment]] = []
    for line in lines:
        text = "".join([s.text for s in line])
        before = whole[-1][0].text if whole and len(whole[-1]) == 1 else ""
        if before and not is_title_of_block(before) and is_title_of_block(before + text):
            whole[-1] = [reduce(Segment.joined_with, line, whole[-1][0])]
        elif is_title_of_block(text):
            whole.append([reduce(Segment.joined_with, line)])
        else:
            whole.append(list(line))
    return whole


def label_starts(lines: Sequence[Sequence[Segment]]) -> list[float]:
    """Where label columns begin: places at which several pieces that are no numbers begin."""
    votes: list[list[float]] = []
    for x in sorted(s.x0 for line in lines for s in line if not s.is_number_like):
        if votes and x - votes[-1][-1] < 1.5:
            votes[-1].append(x)
        else:
            votes.append([x])
    return [sum(v) / len(v) for v in votes if len(v) >= LABEL_COLUMN_VOTES]


def cut_blocks(lines: Sequence[Sequence[Segment]]) -> list[list[list[Segment]]]:
    """Cuts a region at titles that stand alone in its middle, or are a block's by their words: the columns may change
    there."""
    if not lines:
        return []
    left, right = min(s.x0 for line in lines for s in line), max(s.x1 for line in lines for s in line)
    blocks: list[list[list[Segment]]] = [[]]
    for line in lines:
        alone = len(line) == 1 and len(line[0].text) >= SHORTEST_TITLE and not line[0].is_number_like
        central = abs(line[0].middle_x - (left + right) / 2) < CENTRAL * (right - left)
        is_title = central or is_title_of_block(line[0].text)
        if alone and is_title and any(any(s.is_number_like for s in row) for row in blocks[-1]):
            blocks.append([])
        blocks[-1].append(list(line))
    return blocks


def under_headers(columns: list[tuple[float, float]], lines: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """Columns (x0, x1) as wide as their headers too, where a line of the header has a name for each.

    Numbers set to the right or the left of wide boxes stand far from the middle of their headers.
    """
    count = len(columns)
    for line in lines:
        if any(s.is_number_like for s in line):
            break
        # Over one column, one piece may be a title, and one of two another column's name.
        is_each = count > 1 and len(line) in (count, count + 1)
        names = line[-count:] if is_each and not _CAPTION.match(line[0].text) else []
        both = [(min(a[0], s.x0), max(a[1], s.x1)) for a, s in zip(columns, names, strict=False)]
        if both and all(a[1] < b[0] for a, b in itertools.pairwise(both)):
            return both
    return columns
