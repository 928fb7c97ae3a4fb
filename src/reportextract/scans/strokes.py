"""What may be ruling lines in the picture of a page, seen one way: level ones, or upright ones in the transposed page.

A rule is thin, long, and alone: averaged along its direction it stands out of what lies above and below it, which
the strokes of a line of text, however many happen to align, do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.scans.dashes import is_dashed, is_dotted

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# Ink is averaged along this much of a line: dots and dashes become one stroke, noise is divided by four (at 200 dpi).
AVERAGED = 5.0
# What is thicker is an area. Word's thickest table border is 6 pt, as good as all are below 3.
THICKEST_RULE = 4.0
# A line's average must be darker than its surroundings by this much of 255. Faint rules of third copies measured
# 40, noise of hard scans 8, text whose strokes align up to 90 (which the flanks tell from rules).
FAINTEST = 20
# A line without gaps longer than this for nearly all of its length is solid. Strokes of neighbouring characters that
# happen to align are farther apart.
SOLID_GAP = 1.0
SOLID_SHARE = 0.9
# A line of dots must be this long, and quite alone; one of dashes may be shorter (``dashes``).
SHORTEST_DOTTED, LONG_DOTTED = 60.0, 200.0
DOTTED_FLANK_SHARE = 0.12
# Shorter lines are no rules by themselves: strokes of three characters of body text have been seen to align.
SHORTEST_RULE = 60.0
# Shorter ones make a rule together where they stand on one line: each so long at least, no farther apart, no farther
# off the line, and with so much of it all. Strokes of neighbouring characters are shorter.
SHORTEST_LINK, FARTHEST_LINK, LINK_OFF, LINKED_SHARE = 14.0, 12.0, 1.2, 0.55
# With one that is longer than a character is high or wide, shorter ones count too, and less of all is enough.
SHORTEST_BIT, LONG_LINK, LINKED = 9.0, 20.0, 45.0
# Shorter ones are rules if they lead from one to another, or to where others end too (at a page break). Two strokes of
# characters, one above the other, may do that in a row of two lines of text: below 36, more is asked.
SHORTEST_BRANCH = 36.0
SHORTEST_JOINT = 9.0
# How close its ends come then to the middle of the other rule, or how far they reach beyond it where that is thick.
# A 1 in a row of its own height keeps 2 pt on each side.
JOINT_WITHIN = 1.5
CROSSED = 3.0
# A shorter line that leans more than this (height by length) is a stroke of a character.
STEEPEST = 0.03
# Or if it is off a straight line by more (standard deviation): an arc of a seal. Scanned rules have up to 0.2.
MOST_BOW = 0.35
# Where beside a line its surroundings are looked at. For a long line the emptiest of these distances counts, so that
# the other stroke of a double border is not taken for text; for a short one their mean.
FLANKS = (1.3, 1.9, 2.5, 3.2)
# At most this share of the line's own ink may stand on its emptier side: the text of a label often touches its rule,
# but strokes that happen to align within text have 0.3 on both sides.
FLANK_SHARE = 0.25
# The same for a short line, which must be without gaps: two strokes, one above the other, in a row of two lines of text
# come from rule to rule with a gap of 0.5 pt and more, and have 0.25 beside them.
JOINT_FLANK_SHARE = 0.15
JOINT_GAP = 0.4
# With this much on both sides at most it is no strokes of characters, and may have gaps as longer ones may.
CLEAR_FLANK_SHARE = 0.12
# The same for a long line with hardly a gap, such as a faint one between two columns of dark text.
UNBROKEN_FLANK_SHARE = 0.5
UNBROKEN_SHARE = 0.97
# Lines this close, side by side, are one in print: double borders are 1.5 to 3 pt apart (as in pages.rules).
SAME_RULE = 4.6
# The strokes of a character are no farther apart.
WIDEST_CHARACTER = 30.0
# Nothing but paper is looked for as near as this.
PAPER_AROUND = 7.0
# Ink less dark than this is paper with its noise, of which every so many pixels tell, in both directions.
PAPER, _SAMPLE = 64, 5
# Components are looked for in every so many columns only: lines are long.
_STEP = 4


class _Inked(NamedTuple):
    """The ink of one of those that stand out, within its box; the columns that have some; how dark it is."""

    ink: npt.NDArray[np.float32]
    columns: npt.NDArray[np.intp]
    usual: float

    @property
    def length(self) -> int:
        """From its first column to its last, in pixels."""
        return int(self.columns[-1] - self.columns[0]) + 1 if len(self.columns) else 0


class Course(NamedTuple):
    """Where a line runs: from column to column, at a row in its middle, how it leans; how dark its ink is."""

    first: float
    last: float
    middle: float
    at: float
    lean: float
    usual: float

    def row(self, column: Any) -> Any:
        """The row at a column, or at several."""
        return self.at + self.lean * (column - self.middle)

    def stretch(self, start: float, end: float) -> FloatArray:
        """Shape (4,): the ends of a part of it."""
        return np.array([start, self.row(start), end, self.row(end)], dtype=np.float64)


class Strokes:
    """What stands out of its surroundings when ink is averaged along x; ``scale`` is pixels a point."""

    def __init__(self, grey: Pixels, scale: float) -> None:
        import cv2

        self.scale = scale
        self._ink = cv2.bitwise_not(grey)
        sampled = self._ink[::_SAMPLE, ::_SAMPLE]
        # What noise makes of paper, on both sides of a line as on the line itself.
        self.paper = float(np.median(sampled[sampled < PAPER])) if (sampled < PAPER).any() else 0.0
        window = self._pixels(AVERAGED) | 1
        along = cv2.blur(self._ink, (window, 1))
        thickest = np.ones((self._pixels(THICKEST_RULE) | 1, 1), np.uint8)
        apart = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, thickest)
        mask = cv2.threshold(apart, FAINTEST - 1, 255, cv2.THRESH_BINARY)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, self._pixels(SHORTEST_JOINT)), np.uint8))
        coarse = np.ascontiguousarray(mask[:, ::_STEP])
        _, self._labels, stats, _ = cv2.connectedComponentsWithStats(coarse, connectivity=8, ltype=cv2.CV_32S)
        self.boxes = stats[:, :4] * [_STEP, 1, _STEP, 1]  # x, y, width, height; 0 is the paper
        self.boxes[0] = 0
        self._ends_of: dict[int, tuple[float, float, float, float] | None] = {}
        self._inked_of: dict[int, _Inked] = {}

    def _pixels(self, points: float) -> int:
        return max(1, round(points * self.scale))

    def longer_than(self, shortest: float) -> FloatArray:
        """Shape (n, 4): the ends of those that are rules by their length, in points."""
        return self.rules(np.flatnonzero(self.boxes[:, 2] >= shortest * self.scale), shortest)

    def chained(self) -> FloatArray:
        """Shape (n, 4): the ends of those that are rules by their length, alone or with others on the same line."""
        width = self.boxes[:, 2]
        links = self.rules(np.flatnonzero(width >= SHORTEST_BIT * self.scale), SHORTEST_BIT)
        chains: list[list[FloatArray]] = []
        for link in links[np.argsort(links[:, 0])]:
            before = [
                chain
                for chain in chains
                if abs(chain[-1][3] - link[1]) <= LINK_OFF * self.scale
                and -self.scale <= link[0] - chain[-1][2] <= FARTHEST_LINK * self.scale
            ]
            if before:
                max(before, key=lambda chain: float(chain[-1][2])).append(link)
            else:
                chains.append([link])
        found = []
        for chain in chains:
            lengths = np.array([link[2] - link[0] for link in chain]) / self.scale
            whole = np.array([*chain[0][:2], *chain[-1][2:]])
            own = lengths.sum() if lengths.max() >= LONG_LINK else lengths[lengths >= SHORTEST_LINK].sum()
            least = LINKED if lengths.max() >= LONG_LINK else SHORTEST_RULE
            if len(chain) > 1 and own >= max(least, LINKED_SHARE * (whole[2] - whole[0]) / self.scale):
                found.append(whole)
            else:
                found.extend(link for link in chain if link[2] - link[0] >= SHORTEST_RULE * self.scale)
        return np.array(found, dtype=np.float64).reshape(-1, 4)

    def followed(self, shortest: float) -> list[tuple[FloatArray, FloatArray]]:
        """Where those run that are at least so long, in points, and thin, alone and solid for most of their way."""
        found = []
        for index in np.flatnonzero(self.boxes[:, 2] >= shortest * self.scale).tolist():
            ink, columns, _ = self._inked(index)
            if len(columns) < 2 or self.solid_share(columns) < SOLID_SHARE:
                continue
            x, y = self.boxes[index, :2].tolist()
            rows = np.arange(len(ink), dtype=np.float32)[:, None]
            centres = (ink * rows).sum(axis=0)[columns] / ink.sum(axis=0)[columns]
            found.append((np.asarray(x + columns, dtype=np.float64), np.asarray(y + centres, dtype=np.float64)))
        return found

    def courses(self, shortest: float, failed: bool = False) -> Iterator[Course]:
        """Where those run that are at least so long, in points; or those of them that are no rules as a whole."""
        for index in np.flatnonzero(self.boxes[:, 2] >= shortest * self.scale).tolist():
            if failed and self._known_ends(index) is not None:
                continue
            course = self._course(index)
            if course is not None:
                yield course

    def _course(self, index: int) -> Course | None:
        """The straight line through the ink of one of those that stand out; None where it leans too much."""
        ink, columns, usual = self._inked(index)
        if len(columns) < 2:
            return None
        x, y = self.boxes[index, :2].tolist()
        own = ink[:, columns].astype(np.float64)
        rows = y + (own * np.arange(len(ink))[:, None]).sum(axis=0) / own.sum(axis=0)
        middle = float(columns.mean())
        lean, at = _fitted(np.asarray(columns - middle, dtype=np.float64), rows)
        if abs(lean) > STEEPEST:
            return None
        return Course(x + int(columns[0]), x + int(columns[-1]), x + middle, at, lean, usual)

    def crossings(self, course: Course, others: FloatArray) -> list[float]:
        """Where a line crosses the ``others``, as they see themselves, or ends at them; ascending."""
        reach, beyond = JOINT_WITHIN * self.scale, CROSSED * self.scale
        at = (others[:, 1] + others[:, 3]) / 2
        row = course.row(at)
        meets = (others[:, 0] <= row + reach) & (others[:, 2] >= row - reach)
        meets &= (at >= course.first - beyond) & (at <= course.last + beyond)
        places: list[float] = np.sort(at[meets]).tolist()
        return places

    def is_drawn(self, course: Course, columns: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Where a line has ink, at some of its columns: as dark as a third of what it is for most of its way."""
        own = self.along(columns, np.asarray(course.row(columns), dtype=np.float64), 1)
        return np.asarray(own > max(FAINTEST, course.usual / 3), dtype=np.bool_)

    @property
    def length(self) -> int:
        """Of the picture, along the lines, in pixels."""
        return int(self._ink.shape[1])

    def meet(self, lines: FloatArray, others: FloatArray) -> npt.NDArray[np.bool_]:
        """Which lines cross one of the ``others``, or end at one."""
        if not len(others):
            return np.zeros(len(lines), dtype=np.bool_)
        starts, ends = self.ends_meet(lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3], others, CROSSED)
        return starts | ends | self.crosses(lines[:, 0], (lines[:, 1] + lines[:, 3]) / 2, lines[:, 2], others)

    def ends_meet(
        self, x0: FloatArray, y0: FloatArray, x1: FloatArray, y1: FloatArray, others: FloatArray, beyond: float
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Whether lines start, and end, at one of the ``others``, or at most so many points ``beyond`` it."""
        short, far = JOINT_WITHIN * self.scale, beyond * self.scale
        half, shift = (short + far) / 2, (far - short) / 2
        return _meets(x0 + shift, y0, others, half), _meets(x1 - shift, y1, others, half)

    def crosses(self, x0: FloatArray, y: FloatArray, x1: FloatArray, others: FloatArray) -> npt.NDArray[np.bool_]:
        """Whether lines cross one of the ``others`` between their ends, as the others see them: y along, x across."""
        across = (others[:, 1] + others[:, 3]) / 2
        reach = JOINT_WITHIN * self.scale
        inside = (x0[:, None] + reach < across) & (across < x1[:, None] - reach)
        at = (others[:, 0] <= y[:, None] + reach) & (others[:, 2] >= y[:, None] - reach)
        return np.asarray((inside & at).any(axis=1), dtype=np.bool_)

    def agree(self, ends: FloatArray, others: FloatArray) -> npt.NDArray[np.intp]:
        """At how many of the other ends each end is."""
        return np.asarray((np.abs(ends[:, None] - others[None, :]) <= JOINT_WITHIN * self.scale).sum(axis=1))

    def papers(self, line: FloatArray, lean: float, first: float, last: float) -> tuple[bool, bool]:
        """Whether there is nothing but paper above, and below, a stretch of a line, as far as ``PAPER_AROUND``."""
        on_rule = round(CROSSED * self.scale)
        columns = np.arange(max(0, int(first) + on_rule), min(int(last) - on_rule, self._ink.shape[1]))
        rows = line[1] + lean * (columns - line[0])
        near, far = FLANKS[1] * self.scale, PAPER_AROUND * self.scale

        def is_paper(side: int) -> bool:
            at = np.rint(rows[None, :] + side * np.arange(near, far)[:, None]).astype(np.intp)
            inside = (at >= 0) & (at < self._ink.shape[0])
            darkest = np.where(inside, self._ink[np.where(inside, at, 0), columns[None, :]], 0).max(initial=0)
            return bool(darkest <= PAPER)

        return is_paper(-1), is_paper(1)

    def along(self, columns: npt.NDArray[np.intp], rows: FloatArray, around: int) -> Pixels:
        """The ink at places, the darkest of so many rows around each."""
        at = np.rint(rows).astype(np.intp)[None, :] + np.arange(-around, around + 1)[:, None]
        at = np.clip(at, 0, self._ink.shape[0] - 1)
        return np.asarray(self._ink[at, columns[None, :]].max(axis=0), dtype=np.uint8)

    def rules(self, indices: npt.NDArray[np.intp], shortest: float) -> FloatArray:
        """Shape (n, 4): the ends of those of some components that are rules, at least so long, in points."""
        # Averaging made strokes of text longer: most are told by the length of their ink.
        ends = [
            self._known_ends(index) for index in indices.tolist() if self._inked(index).length >= shortest * self.scale
        ]
        lines = np.array([e for e in ends if e is not None], dtype=np.float64).reshape(-1, 4)
        return lines[lines[:, 2] - lines[:, 0] >= shortest * self.scale]

    def _known_ends(self, index: int) -> tuple[float, float, float, float] | None:
        if index not in self._ends_of:
            self._ends_of[index] = self._ends(index)
        return self._ends_of[index]

    def _ends(self, index: int) -> tuple[float, float, float, float] | None:
        """Where the line begins and ends, None if it is none: with holes, or with ink on both sides."""
        x, y, _, height = self.boxes[index].tolist()
        ink, columns, usual = self._inked(index)
        if len(columns) < 2:
            return None
        total, darkest = ink.sum(axis=0), ink.max(axis=0)
        first, last = int(columns[0]), int(columns[-1])
        solid = self.solid_share(columns)
        of_dashes = solid < SOLID_SHARE and is_dashed(columns, self.scale)
        is_short = last - first < SHORTEST_DOTTED * self.scale
        if solid < SOLID_SHARE and is_short and not of_dashes and not is_dotted(columns, self.scale):
            return None
        centres = (ink * np.arange(height, dtype=np.float32)[:, None]).sum(axis=0)[columns] / total[columns]
        lean, at = _fitted(columns - columns.mean(), centres)
        if abs(lean) > 0.15:
            return None
        bow = float(np.std(centres - at - lean * (columns - columns.mean())))
        if last - first < SHORTEST_RULE * self.scale and bow > MOST_BOW * self.scale:
            return None
        start, end = at + lean * (first - columns.mean()), at + lean * (last - columns.mean())
        along = np.linspace(first, last, max(2, min(200, last - first))).astype(np.intp)
        rows = start + lean * (along - first)
        # What this line's average was: dots and dashes are lighter than strokes.
        own = float(ink[:, first : last + 1].max(axis=0).mean()) - self.paper
        thick = float(np.median(total[columns])) / max(1.0, usual)
        flanks = [self.flank(x + along, y + rows, side, thick) for side in (-1, 1)]
        if of_dashes:
            # Numbers set to the left stand close beside it.
            clear, other = sorted(min(flank) for flank in flanks)
            alone = clear <= DOTTED_FLANK_SHARE * own and other <= UNBROKEN_FLANK_SHARE * own
        elif last - first < SHORTEST_BRANCH * self.scale:
            dark = np.flatnonzero(darkest > max(FAINTEST, 0.6 * usual))
            widest_gap = float((np.diff(dark) - 1).max(initial=0))
            clearer, other = sorted(sum(flank) / len(flank) for flank in flanks)
            gap = SOLID_GAP if other <= CLEAR_FLANK_SHARE * own else JOINT_GAP
            alone = clearer <= JOINT_FLANK_SHARE * own
            alone = alone and (widest_gap <= gap * self.scale or is_dotted(dark, self.scale))
        elif last - first < SHORTEST_RULE * self.scale:
            alone = min(sum(flank) / len(flank) for flank in flanks) <= FLANK_SHARE * own
        elif solid < SOLID_SHARE:
            # Labels stand close below the regular dots of a rule that is as long as they are not.
            is_long_rule = last - first >= LONG_DOTTED * self.scale and is_dotted(columns, self.scale)
            clear, other = sorted(min(flank) for flank in flanks)
            alone = clear <= DOTTED_FLANK_SHARE * own
            alone = alone and other <= (FLANK_SHARE if is_long_rule else DOTTED_FLANK_SHARE) * own
        else:
            share = UNBROKEN_FLANK_SHARE if solid >= UNBROKEN_SHARE else FLANK_SHARE
            alone = min(min(flank) for flank in flanks) <= share * own
        return (x + first, y + start, x + last + 1, y + end) if alone else None

    def _inked(self, index: int) -> _Inked:
        if index not in self._inked_of:
            x, y, width, height = self.boxes[index].tolist()
            cells = self._labels[y : y + height, x // _STEP : (x + width) // _STEP] == index
            ink = self._ink[y : y + height, x : x + width]
            own = np.where(np.repeat(cells, _STEP, axis=1)[:, : ink.shape[1]], ink, 0)
            darkest = own.max(axis=0)
            dark = darkest[darkest > FAINTEST]
            usual = float(np.median(dark)) if len(dark) else 0.0
            columns = np.flatnonzero(darkest > max(FAINTEST, usual / 3))
            self._inked_of[index] = _Inked(own.astype(np.float32), columns, usual)
        return self._inked_of[index]

    def solid_share(self, columns: npt.NDArray[np.intp]) -> float:
        """How much of a line is without gaps, from the columns that have ink."""
        gaps = np.diff(columns) - 1
        holes = float(gaps[gaps > SOLID_GAP * self.scale].sum())
        return 1 - holes / float(columns[-1] - columns[0] + 1)

    def flank(self, columns: npt.NDArray[np.intp], rows: FloatArray, side: int, thick: float) -> list[float]:
        """The mean ink on one side of a line, at each of the distances :data:`FLANKS`, above that of paper."""
        away = side * (thick / 2 + np.array(FLANKS) * self.scale)
        at = np.rint(rows[None, :] + away[:, None]).astype(np.intp)
        inside = (at >= 0) & (at < self._ink.shape[0])
        ink = self._ink[np.where(inside, at, 0), columns[None, :]]
        means: list[float] = np.maximum(np.where(inside, ink, 0).mean(axis=1) - self.paper, 0.0).tolist()
        return means


def _fitted(x: FloatArray, y: FloatArray) -> tuple[float, float]:
    """Slope and value at 0 of the straight line through points whose x have mean 0."""
    return float((x * y).sum() / max(1e-9, float((x * x).sum()))), float(y.mean())


def _meets(x: FloatArray, y: FloatArray, others: FloatArray, within: float) -> npt.NDArray[np.bool_]:
    """Which points lie on one of the lines of the other direction; those are (along, across) from their own view."""
    start, start_across, end, end_across = (others[:, i][None, :] for i in range(4))
    y = y[:, None]
    share = np.clip((y - start) / np.maximum(1e-9, end - start), 0, 1)
    across = start_across + share * (end_across - start_across)
    on = (np.abs(x[:, None] - across) <= within) & (y >= start - within) & (y <= end + within)
    return np.asarray(on.any(axis=1), dtype=np.bool_)
