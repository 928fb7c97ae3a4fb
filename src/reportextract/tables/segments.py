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
# A label's number may stand this far before it.
ENUMERATOR_GAP = 1.3
_ENUMERATOR = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}(?:[)）][、.．]?|[、.．])")
_NUMBER_LIKE = re.compile(
    r"[+\-−－–↑↓]?\s?[\d０-９](?:[\d０-９,，.．\s]*[\d０-９])?(?:[%％]|[万亿]?元|[件项条个次])?(?:[(（].*[)）])?|[-—－–─/／\\]{1,2}|无|增加?\d+|减少?\d+|新增\d+"
)


# By code point, what may be (a part of) a value.
_IS_NUMERIC = np.zeros(0x110000, dtype=bool)
_IS_NUMERIC[[ord(c) for c in "0123456789０１２３４５６７８９-—－–─/／无"]] = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters on one line without a wide gap.

    Attributes:
        size: The font's size, from the width of Chinese characters where there are any: heights of boxes differ
            by a third between fonts of one size.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

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
        return _NUMBER_LIKE.fullmatch(self.text) is not None


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
    # So short a line at head or foot is a page number, set with spaces.
    longer = inside | (np.bincount(line)[line] > LONGEST_PAGE_NUMBER)
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
    lines: list[list[Segment]] = []
    for line in _lines(chosen[np.argsort(middle_y[chosen], kind="stable")].tolist(), places, mids):
        line.sort(key=lambda g: places[g][0])
        lines.append(_split(line, places, text, page.rules.vertical, starts))
    return lines


def _free(page: PageReading, taken: Sequence[Box]) -> np.ndarray:
    """The characters whose middle is in none of the boxes."""
    boxes = page.glyphs.boxes
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    free = np.ones(len(boxes), dtype=bool)
    for box in taken:
        free &= ~((middle_x > box.x0) & (middle_x < box.x1) & (middle_y > box.top) & (middle_y < box.bottom))
    return np.flatnonzero(free)


def _size(characters: Sequence[str], boxes: Sequence[Sequence[float]]) -> float:
    wide = [b[2] - b[0] for c, b in zip(characters, boxes, strict=True) if c > "\u2e80"]
    return max(wide) if wide else 0.8 * (boxes[0][3] - boxes[0][1])


def _lines(ordered: Sequence[int], boxes: Sequence[Sequence[float]], mids: Sequence[float]) -> list[list[int]]:
    lines: list[list[int]] = []
    anchor = 0.0
    for g in ordered:
        height = boxes[g][3] - boxes[g][1]
        if lines and mids[g] - anchor <= SAME_LINE * height:
            lines[-1].append(g)
            anchor += (mids[g] - anchor) / len(lines[-1])
        else:
            lines.append([g])
            anchor = mids[g]
    return lines


def _split(
    line: Sequence[int], boxes: Sequence[Sequence[float]], text: str, vertical: FloatArray, starts: Sequence[float]
) -> list[Segment]:
    segments: list[Segment] = []
    run: list[int] = []
    end = 0.0

    def close() -> None:
        if run:
            segments.append(
                Segment(
                    "".join(text[g] for g in run),
                    boxes[run[0]][0],
                    min(boxes[g][1] for g in run),
                    max(boxes[g][2] for g in run),
                    max(boxes[g][3] for g in run),
                    _size([text[g] for g in run], [boxes[g] for g in run]),
                )
            )

    y = (boxes[line[0]][1] + boxes[line[0]][3]) / 2
    rules = [x for x, top, bottom in vertical.tolist() if top <= y <= bottom]
    for g in line:
        x0, top, x1, bottom = boxes[g]
        if run:
            gap, height = x0 - end, bottom - top
            at_start = any(abs(x0 - s) < 0.25 * height for s in starts)
            ruled = any(end - 1 < x < x0 + 1 for x in rules)
            enumerator = (
                gap < ENUMERATOR_GAP * height and _ENUMERATOR.fullmatch("".join(text[i] for i in run)) is not None
            )
            if (gap > GAP * height and not enumerator) or ruled or (at_start and gap > 0.05 * height):
                close()
                run = []
        run.append(g)
        end = x1 if len(run) == 1 else max(end, x1)
    close()
    return segments
