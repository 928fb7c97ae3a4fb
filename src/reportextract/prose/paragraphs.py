"""Printed lines to paragraphs: by indent, by lines that end early, by the distance between lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from reportextract.prose.rows import Row

# A line indented by more than this many characters begins a paragraph (the rule is two; a hanging bracket is half)…
_INDENT = 1.2
# …unless by so many that it is centred or set on the right.
_FAR_INDENT = 6.0
# A line that stops this many characters before the margin, beyond what the next word needs, ends its paragraph.
_SHORT = 0.7
# Where paragraphs begin with an indent, an unfinished sentence ends a paragraph only when its line is shorter still:
# without justification lines of mixed digits and characters end up to two characters early.
_SHORT_MID_SENTENCE = 3.0
# Paragraphs set apart by space: further than this times the usual distance of lines.
_APART = 1.25
# Pages with fewer full lines than this don't show their own margins.
_ENOUGH_LINES = 3
# At least this part of a page's lines is full where there are paragraphs; short lists and headings are the rest.
_PART_FULL = 0.15
# Full lines that end before this part of the way to where a margin as wide as the left one would be need to be more.
_FAR = 0.8
_ENOUGH_LINES_FAR, _PART_FULL_FAR = 8, 0.4
# A paragraph is taken to be marked by indents when at least this part of the paragraphs' lines is indented.
_MARKED = 0.08

# What can't be broken at a line's end: a number or a Latin word, and marks that may not end or begin a line.
_UNBREAKABLE = re.compile(r"[（《〈“‘]*[\x21-\x7e]*.?[，。、；：！？）》”’%％]*")
_ENDS = "。：:！？!?；;”）)"
_ENUMERATOR = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、是]"
)


class Layout(NamedTuple):
    """How the text is set.

    Attributes:
        left, right: The margins of each page, in points.
        leading: The usual distance of two lines of a paragraph, in points.
        indented: Whether paragraphs begin with an indent.
    """

    left: Mapping[int, float]
    right: Mapping[int, float]
    leading: float
    indented: bool


def measure_layout(rows: Sequence[Row], size: float, widths: Mapping[int, float]) -> Layout:
    """Margins, distance of lines and kind of paragraphs from the text's own lines.

    Args:
        rows: The text, furniture removed.
        size: The size of the text in points; lines of another size don't count.
        widths: The width of each page in points.
    """
    pages: dict[int, list[Row]] = {}
    for row in rows:
        if abs(row.size - size) <= 0.15 * size:
            pages.setdefault(row.page, []).append(row)
    left: dict[int, float] = {}
    right: dict[int, float] = {}
    distances: Counter[float] = Counter()
    for page, members in pages.items():
        for above, below in pairwise(members):
            distance = round(below.top - above.top, 0)
            if 0 < distance <= 4 * size:
                distances[distance] += 1
        end, full_lines = _common_end(members, size, widths[page])
        if full_lines >= _ENOUGH_LINES:
            left[page] = min(row.x0 for row in members)
            right[page] = end
    _fill_margins(pages, widths, left, right)
    leading = distances.most_common(1)[0][0] if distances else 1.5 * size
    indents = sum(
        1
        for page, members in pages.items()
        for row in members
        if _INDENT * size < row.x0 - left[page] < _FAR_INDENT * size
    )
    return Layout(left, right, leading, indents >= _MARKED * sum(map(len, pages.values())))


def join_paragraphs(rows: Sequence[Row], layout: Layout, breaks: Collection[int] = ()) -> str:
    """The text of consecutive rows: lines of a paragraph joined without a space, paragraphs with a line break.

    Args:
        rows: Lines in reading order.
        layout: How the text is set.
        breaks: Indexes of rows before which a table stands.
    """
    parts: list[str] = []
    for index, row in enumerate(rows):
        if index and (index in breaks or _begins_paragraph(rows[index - 1], row, layout)):
            parts.append("\n")
        parts.append(row.text)
    return "".join(parts)


def _common_end(rows: Sequence[Row], size: float, width: float) -> tuple[float, int]:
    """Where full lines end, and how many end there.

    The rightmost strip two characters wide in which enough lines end; in it the end that most of them share, which
    leaves out marks hanging over the margin, ragged ends and a line that is too long for the page. Far from the
    page's right margin (a column beside a menu, or headings of one length) it takes many more.
    """
    strips = Counter(int(row.x1 / size) for row in rows)
    usual = width - min(row.x0 for row in rows)
    enough = max(_ENOUGH_LINES, _PART_FULL * len(rows))
    enough_far = max(_ENOUGH_LINES_FAR, _PART_FULL_FAR * len(rows))
    for strip in sorted(strips, reverse=True):
        count = strips[strip] + strips[strip - 1]
        if count >= (enough if (strip + 1) * size >= _FAR * usual else enough_far):
            ends = Counter(round(row.x1 / 2) for row in rows if strip - 1 <= int(row.x1 / size) <= strip)
            return 2.0 * max(ends, key=lambda end: (ends[end], end)), count
    return max(row.x1 for row in rows), 0


def _fill_margins(
    pages: Mapping[int, Sequence[Row]], widths: Mapping[int, float], left: dict[int, float], right: dict[int, float]
) -> None:
    """Margins for pages of few full lines: those of a page on the same side of the sheet, or of any.

    In a document without full lines both margins are taken to be as wide as the left one looks.
    """
    measured = sorted(left)
    narrowest = min((row.x0 for members in pages.values() for row in members), default=0.0)
    for page, members in pages.items():
        if page in left:
            continue
        same_side = [other for other in measured if (other - page) % 2 == 0] or measured
        if same_side:
            like = min(same_side, key=lambda other: abs(other - page))
            left[page], right[page] = left[like], right[like]
        else:
            left[page] = narrowest
            right[page] = max(widths[page] - narrowest, max(row.x1 for row in members))


def _begins_paragraph(above: Row, row: Row, layout: Layout) -> bool:
    size = min(above.size, row.size)
    right = layout.right.get(above.page, above.x1)
    left = layout.left.get(row.page, row.x0)
    gap = right - above.x1
    indent = row.x0 - left
    if _INDENT * size < indent:
        return True
    apart = row.page == above.page and row.top - above.top > _APART * max(layout.leading, 1.0)
    # A superscript or a formula pushes lines apart too, but only within a sentence.
    if apart and (gap > _SHORT * size or above.key[-1] in _ENDS):
        return True
    unbreakable = _UNBREAKABLE.match(row.key)
    needed = 0.0 if unbreakable is None else _width(unbreakable.group(), size)
    short = _SHORT_MID_SENTENCE if layout.indented and above.key[-1] not in _ENDS else _SHORT
    if gap > needed + short * size:
        return True
    return not layout.indented and above.key[-1] in _ENDS and _ENUMERATOR.match(row.key) is not None


def _width(text: str, size: float) -> float:
    """About how wide the text is: Latin characters half as wide as Chinese ones."""
    return size * sum(0.5 if character.isascii() else 1.0 for character in text)
