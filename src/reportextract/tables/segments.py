"""Pieces of text that belong together: runs of characters without a gap, and the lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportextract.model import Box, FloatArray, PageReading

# A gap wider than this, in parts of the character height, separates two pieces. A space inside a number is 0.3,
# neighbouring headers of a table without rules come as near as 0.4.
GAP = 0.38
# Pieces whose middles differ by less than this part of their height are on one line. A number set in the middle
# of a label of two lines is half a line off and stays apart.
SAME_LINE = 0.36
# Characters of the longest page number: 第12页 共34页.
LONGEST_PAGE_NUMBER = 8
# Numbers that share so much of their height with a label, and hardly any with another, are beside it.
MOSTLY_BESIDE, HARDLY_BESIDE = 0.45, 0.15
# A label's number may stand this far before it.
ENUMERATOR_GAP = 1.3
# A full-width mark may stand this far behind its word, or the bracket of a note: no piece begins with one, but a number
# in brackets is a label's.
MARK_GAP = 0.8
_BEHIND_WORDS = "，、；：。）"
_OPENING = "(（"
_NUMERALS = frozenset("一二三四五六七八九十0123456789")
_POINTS = "、.．"
_ENUMERATOR = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}(?:[)）][、.．]?|[、.．])")
# What pieces of level rules read as.
STROKES = frozenset("一二—–-_")
NUMBER_LIKE = re.compile(
    r"[+\-−－–↑↓]?\s?[\d０-９](?:[\d０-９,，.．\s]*[\d０-９])?(?:[%％]|[万亿]?元|[件项条个次])?(?:[(（].*[)）])?|[-—－–─/／\\]{1,2}|无|增加?\d+|减少?\d+|新增\d+"
)


# By code point, what may be (a part of) a value.
_IS_NUMERIC = np.zeros(0x110000, dtype=bool)
_IS_NUMERIC[[ord(c) for c in "0123456789０１２３４５６７８９-—－–─/／无"]] = True
# What stands in a page number beside figures.
_SAID_OF_PAGES = [ord(c) for c in "第共页頁０１２３４５６７８９－／"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters on one line without a wide gap.

    Attributes:
        size: The font's size, from the width of Chinese characters where there are any: heights of boxes differ
            by a third between fonts of one size.
        confidence: That of its least certain character.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    confidence: float = 1.0

    @property
    def middle_x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def middle_y(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)

    @property
    def is_chinese(self) -> bool:
        return any(c > "\u2e80" for c in self.text)

    @property
    def is_number_like(self) -> bool:
        return NUMBER_LIKE.fullmatch(self.text) is not None

    def joined_with(self, other: Segment) -> Segment:
        """The two as one piece of text, in the hull of both."""
        x0, top = min(self.x0, other.x0), min(self.top, other.top)
        x1, bottom = max(self.x1, other.x1), max(self.bottom, other.bottom)
        sure = min(self.confidence, other.confidence)
        return Segment(self.text + other.text, x0, top, x1, bottom, max(self.size, other.size), sure)


def may_hold_columns(page: PageReading, taken: Sequence[Box], margin: float) -> bool:
    """Whether some digit or dash outside the taken boxes stands apart from the text before it, or alone.

    A quick look that spares most pages of prose the search for tables without rules.

    Args:
        margin: Share of the height at head and foot where a number alone is a page number.
    """
    boxes, text = page.glyphs.boxes, page.glyphs.text
    chosen = _free(page, taken)
    if len(chosen) < 2:
        return False
    middle = (boxes[chosen, 1] + boxes[chosen, 3]) / 2
    by_height = np.argsort(middle, kind="stable")
    line = np.empty(len(chosen), dtype=np.intp)
    line[by_height] = np.concatenate(([0], np.cumsum(np.diff(middle[by_height]) > 2.5)))
    order = np.lexsort((boxes[chosen, 0], line))
    ordered, line, middle = chosen[order], line[order], middle[order]
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)[ordered]
    numeric = _IS_NUMERIC[codes]
    first = np.concatenate(([True], line[1:] != line[:-1]))
    gap = np.concatenate(([0.0], boxes[ordered[1:], 0] - boxes[ordered[:-1], 2]))
    inside = (middle > margin * page.height) & (middle < (1 - margin) * page.height)
    # So short a line at head or foot is a page number, set with spaces, if it says nothing else.
    spoken = (codes > 0x2E80) & ~np.isin(codes, _SAID_OF_PAGES)
    longer = inside | (np.bincount(line)[line] > LONGEST_PAGE_NUMBER) | (np.bincount(line, spoken)[line] > 0)
    apart = ~first & numeric & longer & (gap > 0.7 * (boxes[ordered, 3] - boxes[ordered, 1]))
    if apart.any():
        return True
    # 无 alone on its line is all that section 六 says in many reports.
    alone = np.logical_and.reduceat(numeric & inside & (codes != ord("无")), np.flatnonzero(first))
    return bool(alone.any())


def find_segments(page: PageReading, taken: Sequence[Box], starts: Sequence[float] = ()) -> list[list[Segment]]:
    """The segments of a page outside some boxes, line by line from the top, each line from the left.

    Args:
        taken: Boxes whose text is spoken for.
        starts: Places (x) at which a column is known to begin: a smaller gap is enough there.
    """
    boxes, text = page.glyphs.boxes, page.glyphs.text
    if not len(text):
        return []
    middle_y = (boxes[:, 1] + boxes[:, 3]) / 2
    chosen = _free(page, taken)
    places, mids = boxes.tolist(), middle_y.tolist()
    sure = None if page.glyphs.confidence is None else page.glyphs.confidence.tolist()
    lines: list[list[Segment]] = []
    for line in _lines(chosen[np.argsort(middle_y[chosen], kind="stable")].tolist(), places, mids):
        line.sort(key=lambda g: places[g][0])
        lines.append(_split(line, places, text, sure, page.rules.vertical, starts))
    return _with_numbers_beside(lines) if page.origin == "ocr" else lines


def _with_numbers_beside(lines: Sequence[list[Segment]]) -> list[list[Segment]]:
    """The lines of a scanned page, those joined of which one holds the numbers of the other's label.

    Of figures only the ink is known, and they may be set a little lower or higher than words. In the middle of a label
    of two lines they are beside both as much.
    """
    numbers: dict[int, list[Segment]] = {}
    joined = set()
    for i, line in enumerate(lines):
        if not all(s.is_number_like for s in line):
            continue
        labels = [(_in_common(line, other), k) for k, other in enumerate(lines) if _is_label_of(other, line)]
        (most, label), (next_most, _) = sorted([*labels, (0.0, -1), (0.0, -1)], reverse=True)[:2]
        if most >= MOSTLY_BESIDE and next_most <= HARDLY_BESIDE:
            numbers.setdefault(label, []).extend(line)
            joined.add(i)
    return [[*line, *numbers.get(k, ())] for k, line in enumerate(lines) if k not in joined]


def _is_label_of(line: Sequence[Segment], numbers: Sequence[Segment]) -> bool:
    """Whether a line holds words only, all of them to the left of some numbers."""
    return all(s.is_chinese for s in line) and line[-1].x1 < numbers[0].x0


def _in_common(one: Sequence[Segment], other: Sequence[Segment]) -> float:
    """How much of the lower one's height two lines have in common."""
    (top, bottom), (above, below) = ((min(s.top for s in line), max(s.bottom for s in line)) for line in (one, other))
    return max(0.0, min(bottom, below) - max(top, above)) / min(bottom - top, below - above)


def _free(page: PageReading, taken: Sequence[Box]) -> np.ndarray:
    """The characters whose middle is in none of the boxes."""
    boxes = page.glyphs.boxes
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    free = np.ones(len(boxes), dtype=bool)
    for box in taken:
        free &= ~((middle_x > box.x0) & (middle_x < box.x1) & (middle_y > box.top) & (middle_y < box.bottom))
    return np.flatnonzero(free)


def _lines(ordered: Sequence[int], boxes: Sequence[Sequence[float]], mids: Sequence[float]) -> list[list[int]]:
    lines: list[list[int]] = []
    anchor = tallest = 0.0
    for g in ordered:
        height = boxes[g][3] - boxes[g][1]
        # Of a dash on a scan only the ink is known.
        if lines and mids[g] - anchor <= SAME_LINE * max(height, tallest):
            lines[-1].append(g)
            anchor += (mids[g] - anchor) / len(lines[-1])
            tallest = max(height, tallest)
        else:
            lines.append([g])
            anchor, tallest = mids[g], height
    return lines


def _split(
    line: Sequence[int],
    boxes: Sequence[Sequence[float]],
    text: str,
    sure: Sequence[float] | None,
    vertical: FloatArray,
    starts: Sequence[float],
) -> list[Segment]:
    """Cuts a line at wide gaps, at rules, and at smaller gaps where a column is known to begin."""
    y = (boxes[line[0]][1] + boxes[line[0]][3]) / 2
    rules = [x for x, top, bottom in vertical.tolist() if top <= y <= bottom]
    runs: list[list[int]] = [[line[0]]]
    end = boxes[line[0]][2]
    for place, g in enumerate(line[1:], 1):
        x0, top, x1, bottom = boxes[g]
        gap, height = x0 - end, bottom - top
        cut = gap > GAP * height
        if cut and gap < ENUMERATOR_GAP * height:
            begun = "".join([text[i] for i in runs[-1]])
            # The point of a full-width 1． stands away from its figure; after a number among numbers it is a speck.
            is_point = text[g] in _POINTS and place + 1 < len(line) and text[line[place + 1]] > "\u2e80"
            cut = _ENUMERATOR.fullmatch(begun + text[g] if is_point else begun) is None
        if cut and gap < MARK_GAP * height and text[line[place - 1]] > "\u2e80":
            behind = text[line[place + 1]] if place + 1 < len(line) else ""
            cut = text[g] not in _BEHIND_WORDS and not (text[g] in _OPENING and behind not in _NUMERALS)
        if not cut and starts and gap > 0.05 * height:
            cut = any(abs(x0 - start) < 0.25 * height for start in starts)
        if not cut and rules:
            cut = any(end - 1 < x < x0 + 1 for x in rules)
        if cut:
            runs.append([g])
            end = x1
        else:
            runs[-1].append(g)
            end = max(end, x1)
    return [
        _segment(
            "".join([text[g] for g in run]),
            [boxes[g] for g in run],
            1.0 if sure is None else min([sure[g] for g in run]),
        )
        for run in runs
    ]


def _segment(text: str, boxes: Sequence[Sequence[float]], confidence: float) -> Segment:
    x0, top, x1, bottom = boxes[0]
    widest = 0.0
    for character, box in zip(text, boxes, strict=True):
        top, x1, bottom = min(top, box[1]), max(x1, box[2]), max(bottom, box[3])
        if character > "\u2e80":
            widest = max(widest, box[2] - box[0])
    return Segment(text, x0, top, x1, bottom, widest or 0.8 * (boxes[0][3] - boxes[0][1]), confidence)
