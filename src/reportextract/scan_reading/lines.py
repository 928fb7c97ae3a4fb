"""Lines of ink: those of a cell, and what among them is no print."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray
from reportextract.ocr.characters import EMPTY_BEHIND
from reportextract.ocr.engine import OcrText
from reportextract.scan_reading.dirt import painted_over, without_dirt
from reportextract.scan_reading.seen import Pixels
from reportextract.scans.cells import FAINTEST_INK, CellPicture
from reportextract.scans.text_lines import runs_of, split_lines
from reportextract.tables.segments import NUMBER_LIKE
from reportextract.tables.texts import NUMERAL, WIDE_SPACE

# Room around the ink of a line when it is cut out, in parts of its height: the recogniser knows lines, not letters.
MARGIN = 0.28
# Text as narrow as this, in parts of a character's size, and higher than wide by the second, runs down.
NARROW, RUNS_DOWN = 1.7, 1.5
# However widely it is set, its characters stand less than so many of their sizes apart.
SPREAD = 3.0
# What is so many times as high as a column of characters is wide are several that touch.
TOUCHING = 1.5
# In parts of a character's size: a line as long as this has several, and shows how high they are.
SEVERAL = 3.0
# A web page printed small has characters of this part of the usual size.
SMALLEST_PRINT = 0.25
# A streak as low as this and as close to a cell's side is no text.
STREAK, AT_SIDE = 0.28, 0.15
# A digit is 0.6 of a character's size and more, a dash as long.
SMALLEST_ALONE = 0.38
# And higher than wide by more than this.
ROUND = 1.25
# A dash is lower than this, in parts of a character's size: blurred as it is seen.
LOW = 0.35
# Full-width figures, in parts of their height: so wide at most, each as high as the line, and so far from one another,
# middle to middle.
ONE_FIGURE, AS_HIGH, SQUARE = 0.8, 0.85, (1.12, 1.75)
# A full-width plus is as high as they are, and fills so little of its hull.
CROSS = 0.25
# A sign is lower than this part of a number's height, and no farther from it than that.
SIGN_HEIGHT, SIGN_APART = 0.75, 1.25
# A minus stands this close before its number, and no farther from the middle of its height.
SIGN_NEAR, SIGN_OFF = 0.6, 0.2
# No figure is higher than this part of the page's characters.
TALL = 1.15
# In parts of a number's height: a comma is no wider, begins below this, and a full-width one leaves so much room.
COMMA_WIDTH, COMMA_FROM, COMMA_APART = 0.4, 0.5, 1.4
# Where most lines are so many times as high as the lower ones, they are several, set so tight that they touch.
TWO_LINES = 1.5
# What may be two such lines is so many times as high as a character.
DOUBLE = (1.7, 2.3)
# A number among words stands this far from them, in parts of the line's height, if it is in a column of its own; in one
# box of rules, that far.
NUMBER_APART, FAR_APART = 0.85, 6.0
# Of a line, above and below, so much may hold what is left of a rule.
RULED_EDGE = 0.2
# What specks read as; and how large they are, in parts of a figure's height.
POINTS, SPECK_AT_END = ".．,·•'`、，。:;", 0.45
# Between characters is nothing where so much of a line's height is empty; more is needed beside a 1, and between two
# digits: those of one number are told apart by no gap, and where a recogniser saw them is known less well than that.
EMPTY, BESIDE_ONE, BETWEEN_DIGITS = 0.3, 0.42, 0.6
# Around a rule through a line so much of the line's height is the rule's.
AT_RULE = 0.15


class Line(NamedTuple):
    """A line of ink and the picture that holds it, all in pixels of the upright page.

    Attributes:
        pixels: The picture, whose top left is at ``left, above``.
        beside_dirt: Whether strokes were taken for dirt that are too large for specks.
        needs_sum: Whether it is higher than print is and goes on beyond its cell, so that it may be a part of a seal or
            a rule; or was found by its place alone; or what was painted over before it may have been its sign.
        dirt: Where specks and scratches were painted over.
        is_alone: Whether everything else in its cell was: it was found by its place (``in_line``).
        is_apart: Whether it was, and beside it, where its further figures would be, is nothing.
        shown: The picture as it is printed, where ``pixels`` show pale print darker.
    """

    ink: Box
    pixels: Pixels
    left: int
    above: int
    beside_dirt: bool = False
    needs_sum: bool = False
    dirt: tuple[Box, ...] = ()
    is_alone: bool = False
    is_apart: bool = False
    shown: Pixels | None = None

    @property
    def dark(self) -> npt.NDArray[np.bool_]:
        """Where its hull has ink."""
        x0, top, x1, bottom = (round(value) for value in self.ink)
        rows, columns = slice(top - self.above, bottom - self.above), slice(x0 - self.left, x1 - self.left)
        return np.asarray(self.pixels[rows, columns] < 255 - FAINTEST_INK, dtype=np.bool_)

    def crop(self, margin_x: int, margin_y: int) -> Pixels:
        """The ink with some paper around it; white where the picture ends."""
        height, width = self.pixels.shape
        x0, top = int(self.ink.x0) - self.left - margin_x, int(self.ink.top) - self.above - margin_y
        x1, bottom = int(self.ink.x1) - self.left + margin_x, int(self.ink.bottom) - self.above + margin_y
        shown = self.pixels if self.shown is None else self.shown
        part = shown[max(0, top) : max(0, bottom), max(0, x0) : max(0, x1)]
        before, after = (max(0, -top), max(0, -x0)), (max(0, bottom - height), max(0, x1 - width))
        if not any((*before, *after)):
            return part
        return np.pad(part, ((before[0], after[0]), (before[1], after[1])), constant_values=255)


def typical_height(cells: Sequence[CellPicture], usual: float) -> float:
    """How high the characters of the page's tables are, in pixels: as the lines of several characters are."""
    heights = [
        ink.bottom - ink.top
        for cell in cells
        if cell.ink is not None
        for ink in split_lines(ink_of(cell, cell.ink), 0.0)
        if ink.x1 - ink.x0 > SEVERAL * (ink.bottom - ink.top)
    ]
    # Lines that are lower may be parts of characters, if there are any of the usual size.
    for least in (usual / 2, SMALLEST_PRINT * usual):
        lines = [height for height in heights if height > least]
        if lines:
            low, middle = np.percentile(lines, (25, 50)).tolist()
            return float(low if middle > TWO_LINES * low else middle)
    return usual


def ink_of(cell: CellPicture, ink: Box) -> Pixels:
    """The part of a cell's picture within a hull of ink."""
    x0, top, x1, bottom = map(int, ink)
    return cell.pixels[top - cell.top : bottom - cell.top, x0 - cell.x0 : x1 - cell.x0]


def lines_of(cell: CellPicture, typical: float) -> list[Line]:
    """The lines of a cell; none where what seemed ink is what is left of a rule."""
    if cell.ink is None:
        return []
    lines = [
        Box(ink.x0 + cell.ink.x0, ink.top + cell.ink.top, ink.x1 + cell.ink.x0, ink.bottom + cell.ink.top)
        for ink in split_lines(ink_of(cell, cell.ink), typical)
    ] or [cell.ink]
    top, bottom = cell.top, cell.top + cell.pixels.shape[0]
    printed = [ink for ink in lines if not _is_remnant(ink, top, bottom, typical)]
    kept, dirt, is_dirty = without_dirt(printed, cell, typical)
    pixels = painted_over(cell.pixels, cell, dirt)
    shown = None if cell.as_printed is None else painted_over(cell.as_printed, cell, dirt)
    found = [Line(ink, pixels, cell.x0, cell.top, is_dirty, dirt=tuple(dirt), shown=shown) for ink in kept]
    return [line._replace(needs_sum=_runs_on(line, typical) or _may_be_signed(line)) for line in found]


def _runs_on(line: Line, typical: float) -> bool:
    """Whether a line is higher than print is, or as high as its cell, and goes on beyond it."""
    height, cell = line.ink.bottom - line.ink.top, line.pixels.shape[0]
    return is_cut_off(line) and (height > TALL * typical or height >= cell)


def _may_be_signed(line: Line) -> bool:
    """Whether a dot before a line may be a small minus: beside the middle of its height, not higher than wide."""
    height = line.ink.bottom - line.ink.top
    return any(
        0 <= line.ink.x0 - dot.x1 <= SIGN_NEAR * height
        and abs((dot.top + dot.bottom - line.ink.top - line.ink.bottom) / 2) <= SIGN_OFF * height
        and dot.x1 - dot.x0 >= dot.bottom - dot.top
        for dot in line.dirt
    )


def is_cut_off(line: Line, is_slash: bool = False) -> bool:
    """Whether a line's ink goes on beyond its picture: a cell's side cuts a seal's arc, and no print.

    The foot of a slash that is set close to its rule may touch that.
    """
    height, width = line.pixels.shape
    x0, top, x1, bottom = line.ink
    left, right = x0 <= line.left, x1 >= line.left + width
    is_beside_rule = is_slash and left != right
    return ((left or right) and not is_beside_rule) or top <= line.above or bottom >= line.above + height


def is_dash(cell: CellPicture, typical: float) -> bool:
    """Whether all that a cell holds is a mark that others hold too, low and level as no digit is."""
    if not cell.is_small_print or cell.ink is None:
        return False
    height, width = cell.ink.bottom - cell.ink.top, cell.ink.x1 - cell.ink.x0
    return height <= LOW * typical and width > ROUND * height


def whole_line(cell: CellPicture) -> Line:
    """All ink of a cell as one line."""
    assert cell.ink is not None
    return Line(cell.ink, cell.pixels, cell.x0, cell.top, shown=cell.as_printed)


def cut_at_rules(line: Line, upright: FloatArray) -> list[Line]:
    """The pieces of a line between the upright rules (x, top, bottom) that run through it."""
    ink = line.ink
    middle, edge = (ink.top + ink.bottom) / 2, AT_RULE * (ink.bottom - ink.top)
    through = (upright[:, 1] <= middle) & (upright[:, 2] >= middle)
    at = [x for x in upright[through, 0].tolist() if ink.x0 + edge < x < ink.x1 - edge]
    if not at:
        return [line]
    stretches = pairwise([ink.x0, *sorted(at), ink.x1])
    # The rule itself, as thick as it may be, is no text.
    bounds = [(x0 + edge * (x0 > ink.x0), x1 - edge * (x1 < ink.x1)) for x0, x1 in stretches]
    return [piece for x0, x1 in bounds if (piece := _tightened(line, round(x0), round(x1))) is not None]


def _tightened(line: Line, x0: int, x1: int) -> Line | None:
    """A line between two places, its hull close around its ink; None where there is none."""
    top, bottom = round(line.ink.top), round(line.ink.bottom)
    part = line.pixels[top - line.above : bottom - line.above, x0 - line.left : x1 - line.left] < 255 - FAINTEST_INK
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    ink = Box(x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1)
    return line._replace(ink=Box(*map(float, ink)))


def parted(line: Line, in_cell: bool) -> list[Line]:
    """The pieces of a line between its wide gaps.

    Args:
        in_cell: Whether it stands in one cell: a sign and its number, however far apart, are not two numbers.
    """
    x0, top, part = round(line.ink.x0), round(line.ink.top), line.dark
    if not part.any() or _is_full_width(part):
        return [line]  # of pale print nothing is dark
    runs = runs_of(part.sum(axis=0), 0, max(2.0, WIDE_SPACE * len(part)))
    if in_cell and len(runs) == 2 and _is_sign(part, *runs):
        runs = [(runs[0][0], runs[1][1])]
    runs = _over_commas(part, runs)
    pieces = []
    for start, end in runs:
        rows = np.flatnonzero(part[:, start:end].any(axis=1))
        ink = Box(float(x0 + start), float(top + rows[0]), float(x0 + end), float(top + rows[-1] + 1))
        pieces.append(line._replace(ink=ink))
    return pieces


def numbers_apart(line: Line, text: OcrText, width: int, in_cell: bool = False) -> list[Line]:
    """The pieces of a line of words of which one or more are numbers, with wide gaps around them; else the line.

    Args:
        text: What was read in its picture, which is so wide.
        in_cell: Whether it stands in one box: it must be far from the words then, where rules were lost.
    """
    x0, x1, part = round(line.ink.x0), round(line.ink.x1), line.dark
    gap, edge = max(2.0, (FAR_APART if in_cell else NUMBER_APART) * len(part)), round(RULED_EDGE * len(part))
    runs = _over_commas(part, runs_of(part.sum(axis=0), 0, gap))
    if len(runs) < 2:
        # What is left of a rule above or below may go on from the words to the number.
        runs = runs_of(part[edge : len(part) - edge].sum(axis=0), 0, gap)
    if len(runs) < 2:
        return [line]
    start = (x1 - x0 - width) / 2
    middles = [(start + (a + b) / 2, c) for c, a, b, _ in text.characters if not c.isspace()]
    edges = [(before[1] + after[0]) / 2 for before, after in pairwise(runs)]
    texts = [""] * len(runs)
    for middle, character in middles:
        texts[bisect_left(edges, middle)] += character
    are_numbers = [NUMBER_LIKE.fullmatch(said) is not None for said in texts]
    if not any(are_numbers):
        return [line]
    pieces: list[tuple[int, int]] = []
    for k, (run, is_number) in enumerate(zip(runs, are_numbers, strict=True)):
        if pieces and not is_number and not are_numbers[k - 1]:
            pieces[-1] = (pieces[-1][0], run[1])
        else:
            pieces.append(run)
    return [piece for a, b in pieces if (piece := _tightened(line, x0 + a, x0 + b)) is not None]


def without_specks_at_ends(line: Line, text: str) -> Line:
    """A number without the specks before and behind it, which read as points; no number begins or ends with one.

    Args:
        text: What was read.
    """
    bare = text.strip(POINTS)
    if bare == text or NUMBER_LIKE.fullmatch(bare) is None:
        return line
    x0, part = round(line.ink.x0), line.dark
    runs = runs_of(part.sum(axis=0))
    rows = [np.flatnonzero(part[:, a:b].any(axis=1)) for a, b in runs]
    heights = [int(inked[-1] - inked[0]) + 1 for inked in rows]
    high = max(heights)
    is_speck = [max(height, b - a) <= SPECK_AT_END * high for height, (a, b) in zip(heights, runs, strict=True)]
    first = next((k for k, speck in enumerate(is_speck) if not speck), 0) if text[0] in POINTS else 0
    last = next((k for k, speck in enumerate(is_speck[::-1]) if not speck), 0) if text[-1] in POINTS else 0
    return _tightened(line, x0 + runs[first][0], x0 + runs[len(runs) - 1 - last][1]) or line


def halves_of(line: Line, typical: float) -> list[Line]:
    """The two lines that a line twice as high as the page's characters may be, set so tight that they touch."""
    top, part = round(line.ink.top), line.dark
    if not DOUBLE[0] * typical <= len(part) <= DOUBLE[1] * typical:
        return []
    third = len(part) // 3
    between = third + int(part[third : len(part) - third].sum(axis=1).argmin())
    boxes = [line.ink._replace(bottom=float(top + between)), line.ink._replace(top=float(top + between))]
    x0, x1 = round(line.ink.x0), round(line.ink.x1)
    pieces = [_tightened(line._replace(ink=box), x0, x1) for box in boxes]
    return [piece for piece in pieces if piece is not None] if None not in pieces else []


def gaps_in(line: Line) -> list[tuple[float, float]]:
    """The empty stretches of a line, in pixels of the upright page."""
    x0, part = round(line.ink.x0), line.dark
    runs = runs_of(part.sum(axis=0), 0, max(2.0, EMPTY * len(part)))
    return [(float(x0 + before[1]), float(x0 + after[0])) for before, after in pairwise(runs)]


def clear_of(
    gaps: Sequence[tuple[float, float]], height: float, text: str, extents: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The extents (x0, x1) of a text's characters: no digit's reaches into a gap, and they meet where there is none.

    A recogniser knows to half a character's width where it saw one; the picture knows better. Chinese characters keep
    theirs at a gap: a comma leaves half of its own empty.

    Args:
        gaps: The empty stretches of the line (``gaps_in``), which is so high.
    """
    cleared = [list(extent) for extent in extents]
    between = [(b[0] + a[1]) / 2 for a, b in pairwise(extents)]
    apart = set()
    for start, end in gaps if between else ():
        off = np.abs(np.array(between) - (start + end) / 2)
        k = int(off.argmin())
        pair = text[k : k + 2]
        least = BETWEEN_DIGITS if pair.isdecimal() else BESIDE_ONE if "1" in pair else EMPTY
        if off[k] > end - start or end - start < least * height:
            continue
        apart.add(k)
        if text[k] in NUMERAL and text[k] not in EMPTY_BEHIND:
            cleared[k] = [min(cleared[k][0], start - 1), start]
        if text[k + 1] in NUMERAL:
            cleared[k + 1] = [end, max(cleared[k + 1][1], end + 1)]
    for k, middle in enumerate(between):
        if k not in apart and cleared[k][1] < cleared[k + 1][0]:
            cleared[k][1] = cleared[k + 1][0] = middle
    return [(x0, x1) for x0, x1 in cleared]


def _over_commas(part: npt.NDArray[np.bool_], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces of a line, those joined between which a full-width comma leaves half of its square empty."""
    height = len(part)
    joined = list(runs[:1])
    for start, end in runs[1:]:
        before = joined[-1]
        if start - before[1] <= COMMA_APART * height and _ends_with_comma(part[:, slice(*before)]):
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return joined


def _ends_with_comma(part: npt.NDArray[np.bool_]) -> bool:
    """Whether the last mark of a piece is small and stands on the line, behind another."""
    marks = runs_of(part.sum(axis=0))
    rows = np.flatnonzero(part[:, slice(*marks[-1])].any(axis=1))
    is_small = marks[-1][1] - marks[-1][0] <= COMMA_WIDTH * len(part)
    return len(marks) > 1 and is_small and bool(rows[0] >= COMMA_FROM * len(part))


def _is_sign(part: npt.NDArray[np.bool_], first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether the first of two pieces of a line is a sign: lower than the number, beside the middle of its height."""
    sign, number = (np.flatnonzero(part[:, start:end].any(axis=1)) for start, end in (first, second))
    high = number[-1] - number[0] + 1
    middle = ((sign[0] + sign[-1]) / 2 - number[0]) / high
    is_low = sign[-1] - sign[0] + 1 < SIGN_HEIGHT * high
    return bool(is_low and 0.2 < middle < 0.8 and second[0] - first[1] < SIGN_APART * high)


def _is_full_width(part: npt.NDArray[np.bool_]) -> bool:
    """Whether a line holds figures that are each set in the middle of a square, as wide as a Chinese character.

    A point or comma between two of them has a square of its own, and so has a sign before them.
    """
    marks, height = runs_of(part.sum(axis=0), 0, 2.0), len(part)
    if len(marks) > 2 and (_is_sign(part, *marks[:2]) or part[:, slice(*marks[0])].mean() <= CROSS):
        step = (sum(marks[1]) - sum(marks[0])) / 2
        marks = marks[1:] if SQUARE[0] * height <= step <= SQUARE[1] * height else []
    figures, points = [], []
    for k, (start, end) in enumerate(marks):
        rows = np.flatnonzero(part[:, start:end].any(axis=1))
        if end - start <= ONE_FIGURE * height and len(rows) >= AS_HIGH * height:
            figures.append(k)
        elif end - start <= COMMA_WIDTH * height and rows[0] >= COMMA_FROM * height:
            points.append(k)
    if len(figures) + len(points) < len(marks) or figures[:1] + figures[-1:] != [0, len(marks) - 1]:
        return False
    squares = [b - a for a, b in pairwise(figures)]
    steps = [(sum(marks[b]) - sum(marks[a])) / 2 / (b - a) for a, b in pairwise(figures)]
    are_even = all(SQUARE[0] * height <= step <= SQUARE[1] * height for step in steps)
    return are_even and max(squares, default=1) <= 2


def _is_remnant(ink: Box, top: float, bottom: float, typical: float) -> bool:
    """Whether a line of ink is a thin streak along the upper or lower side of its cell: a rule that leans."""
    height, width = ink.bottom - ink.top, ink.x1 - ink.x0
    at_side = min(ink.top - top, bottom - ink.bottom) <= AT_SIDE * typical
    return at_side and height <= STREAK * typical and width >= 2 * height


def longer_side(box: Box) -> float:
    return max(box.x1 - box.x0, box.bottom - box.top)


def is_dot(line: Line, typical: float, smallest: float) -> bool:
    """Whether a mark that stands alone is smaller than any character; ``smallest`` in pixels, of the smallest print."""
    height, width = line.ink.bottom - line.ink.top, line.ink.x1 - line.ink.x0
    return longer_side(line.ink) < min(SMALLEST_ALONE * typical, smallest) and height < ROUND * width


def is_column(lines: Sequence[Line], typical: float) -> bool:
    """Whether the ink of a cell is one character wide and several high: a label set downwards.

    Numbers far below one another are those of rows between which no rule was seen.
    """
    if not lines or any(b.ink.top - a.ink.bottom > SPREAD * typical for a, b in pairwise(lines)):
        return False
    width = max(line.ink.x1 for line in lines) - min(line.ink.x0 for line in lines)
    height = lines[-1].ink.bottom - lines[0].ink.top
    return width <= NARROW * typical and height > max(RUNS_DOWN * width, 2 * typical)


def one_below_the_other(piece: Line, column: Sequence[Line]) -> list[Line]:
    """The characters of a piece of a column of them: set tight, several may touch; each is as high as wide.

    Args:
        column: All pieces of the column.
    """
    x0, top, x1, bottom = piece.ink
    width, height = max(line.ink.x1 - line.ink.x0 for line in column), bottom - top
    count = round(height / width) if height > TOUCHING * width else 1
    edges = [round(top + k * height / count) for k in range(count + 1)]
    return [piece._replace(ink=Box(x0, float(a), x1, float(b))) for a, b in pairwise(edges)]
