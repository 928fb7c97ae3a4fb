"""Numbers compared with others of their report: its own type tells which figure a mark is.

A report sets its numbers in one or two typefaces, and whoever copied and scanned it blurred all of them alike. So the
figures that were read for certain are patterns for the others. This reader shares nothing with the network but the
picture: where both say the same, two independent readings agree. Where scanning ate a stroke it is as blind as any.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.rereading.evidence import FEWEST_STROKES, Evidence
from reportextract.scan_reading import SeenNumber
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.text_lines import runs_of

Floats = npt.NDArray[np.float32]

# A mark is a pattern when it was read at first as surely as this.
SURE_PATTERN = 0.98
# Marks are compared at one size, figures so many pixels high, in the middle of a square of so many, a little blurred.
FIGURE, SQUARE, BLUR = 20, 32, 0.8
# What has so much of a number's darkest ink is ink.
DARK = 0.5
# How alike a mark must be (correlation) to the patterns of one character, and by how much more than to those of any
# other. Of 9,000 numbers on 57 scans, 7 that passed were something else, all of them on hard ones.
ALIKE, MORE_ALIKE = 0.9, 0.08
# A mark that is less alike to its table's own is none: of 8,600 numbers read right, two hard ones had less than 0.85.
# If it is as much alike to those of another table as the second number says, it is set in that one's type.
UNLIKE, ALIKE_ELSEWHERE = 0.8, 0.85
# Figures of a page are of one height, up to this much: of 1,760 on hard scans five in a thousand were higher.
HIGHER = 1.15
# So many of the most similar patterns of a character count.
NEAREST = 3
# The figures of a text to which one reading gives this much may be the ones: if they have no patterns, a mark must be
# more alike to others.
POSSIBLE, VERY_ALIKE = 0.02, 0.97


class _Pattern(NamedTuple):
    """A character that was read for certain: of which number in which table, and how it looks (unit vector)."""

    owner: SeenNumber
    table: str
    character: str
    look: Floats


class Typeface:
    """What the characters of a report's numbers look like."""

    def __init__(self, patterns: Iterable[_Pattern], heights: Mapping[int, float]) -> None:
        known = list(patterns)
        self._looks = np.array([p.look for p in known], dtype=np.float32).reshape(len(known), SQUARE * SQUARE)
        # Their ids name them as long as they are kept.
        self._kept = [p.owner for p in known]
        self._owners = np.array([id(owner) for owner in self._kept])
        self._tables = np.array([p.table for p in known])
        self._characters = np.array([p.character for p in known])
        self._heights = heights

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Typeface:
        """The type of a report, from its numbers that were read for certain, the first time and again so far."""
        certain = [
            (known, seen)
            for known in evidence
            for seen in known.seen
            if seen.reading.number.probability >= SURE_PATTERN and not seen.needs_sum and _is_agreed(known, seen)
        ]
        by_page: dict[int, list[float]] = defaultdict(list)
        for known, seen in certain:
            if seen.reading.number.text.isdecimal():
                by_page[known.cell.page].append(seen.ink.bottom - seen.ink.top)
        heights = {page: median(found) for page, found in by_page.items()}
        patterns = []
        for known, seen in certain:
            looks = _looks(seen, heights.get(known.cell.page, 0.0))
            text = seen.reading.number.text
            if len(looks) == len(text):
                patterns += [
                    _Pattern(seen, known.cell.key.table, c, look.ravel()) for c, look in zip(text, looks, strict=True)
                ]
        return cls(patterns, heights)

    def confirms(self, known: Evidence, text: str) -> bool:
        """Whether what stands in a cell looks like this text, and like no other, by other numbers of the report.

        Much more so where the engine thinks of a figure that no other number has.
        """
        if len(known.seen) != 1 or not len(self._looks):
            return False
        (seen,) = known.seen
        readings = [entry for reading in known.readings for entry in reading.items()]
        thought_of = {c for other, p in readings if p >= POSSIBLE for c in other if c.isdecimal()}
        others = self._owners != id(seen)
        patterns = {*self._characters[others].tolist()}
        if not patterns.issuperset(text):
            return False
        least = ALIKE if thought_of <= patterns else VERY_ALIKE
        looks = _looks(seen, self._heights.get(known.cell.page, 0.0))
        return len(looks) == len(text) and all(
            self._is(look, character, others, least) for look, character in zip(looks, text, strict=True)
        )

    def denies(self, known: Evidence, text: str) -> bool:
        """Whether a mark of a number looks quite unlike its table's other figures of that name: it may be no figure."""
        if len(known.seen) != 1 or not len(self._looks):
            return False
        (seen,) = known.seen
        looks = _looks(seen, self._heights.get(known.cell.page, 0.0))
        if len(looks) != len(text):
            return False
        others, own_table = self._owners != id(seen), self._tables == known.cell.key.table
        return any(
            self._likeness(look, character, others & own_table) < UNLIKE
            and self._likeness(look, character, others) < ALIKE_ELSEWHERE
            for look, character in zip(looks, text, strict=True)
        )

    def is_higher(self, known: Evidence) -> bool:
        """Whether a number is higher than the figures of its page: a scratch may have made it longer, a 0 to a 9."""
        height = self._heights.get(known.cell.page, math.inf)
        figures = [seen.ink for seen in known.seen if seen.reading.number.text.isdecimal()]
        return any(ink.bottom - ink.top > HIGHER * height for ink in figures)

    def has_many(self, text: str) -> bool:
        """Whether a stroke for nothing stands in so many other cells that one more is no scratch."""
        return int((self._characters == text).sum()) > FEWEST_STROKES

    def _is(self, look: Floats, character: str, others: npt.NDArray[np.bool_], least: float) -> bool:
        """Whether a mark is that character, at least so much like the patterns of other numbers."""
        alike = self._alike(look, others)
        characters = self._characters[others]
        by_character = {str(c): float(np.sort(alike[characters == c])[-NEAREST:].mean()) for c in np.unique(characters)}
        best = by_character.pop(character)
        return best >= least and best - max(by_character.values(), default=0.0) >= MORE_ALIKE

    def _likeness(self, look: Floats, character: str, chosen: npt.NDArray[np.bool_]) -> float:
        """How alike a mark is to the nearest of the chosen patterns of a character; 1 if there are too few to tell."""
        alike = self._alike(look, chosen & (self._characters == character))
        return float(np.sort(alike)[-NEAREST:].mean()) if len(alike) >= NEAREST else 1.0

    def _alike(self, look: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
        """How alike a mark is to each of the chosen patterns, wherever it is off by a pixel."""
        moved = np.array([np.roll(look, (dy, dx), (0, 1)).ravel() for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
        # The operator @ would start threads that wait for each other on a busy machine: forty times as slow there.
        alike: Floats = np.einsum("sp,np->sn", moved, self._looks[chosen]).max(axis=0)
        return alike


def _is_agreed(known: Evidence, seen: SeenNumber) -> bool:
    """Whether all readings together find what the first was sure of: of a stroke / blurred it may be surer of a 1."""
    return len(known.seen) > 1 or known.is_same(known.likeliest, seen.reading.number.text)


def _looks(seen: SeenNumber, figure: float) -> list[Floats]:
    """The marks of a number, from left to right, each in a square; none where they don't fit.

    Args:
        figure: How high figures of the page are, in pixels; 0: nobody knows.
    """
    import cv2

    if figure <= 0:
        return []
    height, width = seen.clean.shape
    ink = 255 - seen.clean[seen.margin : height - seen.margin, seen.margin : width - seen.margin].astype(np.float32)
    # Faint print is little darker at its darkest.
    dark = ink > min(FAINTEST_INK, DARK * float(ink.max(initial=0.0)))
    scale = FIGURE / figure
    found = []
    for start, end in runs_of(np.asarray(dark.any(axis=0))):
        rows = np.flatnonzero(dark[:, start:end].any(axis=1))
        mark = ink[rows[0] : rows[-1] + 1, start:end]
        high, wide = (max(1, round(side * scale)) for side in mark.shape)
        if max(high, wide) > SQUARE - 2:
            return []
        sized = cv2.resize(mark, (wide, high), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        square = np.zeros((SQUARE, SQUARE), np.float32)
        top, left = (SQUARE - high) // 2, (SQUARE - wide) // 2
        square[top : top + high, left : left + wide] = sized
        look = cv2.GaussianBlur(square, (0, 0), BLUR)
        found.append(np.asarray(look / max(float(np.linalg.norm(look)), 1e-6), dtype=np.float32))
    return found
