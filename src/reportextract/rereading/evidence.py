"""What is known of a cell of a scanned page: what stands there, and what was read in it each time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from reportextract.forms import PlacedCell
from reportextract.model import Cell, CellKey
from reportextract.ocr.engine import CellReading, OcrText
from reportextract.reading import FormReading, value_of
from reportextract.scan_reading import BESIDE_DIRT, NUMBER_LIKE, THINNEST_ONE, ScannedPage, SeenNumber

# Fewer strokes for nothing in a whole report are taken for scratches, or for the rest of a number.
FEWEST_STROKES = 4
# Points, both sides of a box together, that no text is set in (Word's 5.4 each, and what a scan adds); and the width of
# a figure in parts of its height (full-width ones stand as far apart).
ROOM_BESIDE, WIDEST = 13.0, 1.4
# A remark that begins behind a number: 27（其中修订
_UNCLOSED = re.compile(r"[（(][^（()）]*$")
_FIGURE = re.compile("[0-9]")
_APART = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_SPACE = re.compile(r"(?<=[0-9]) +(?=[0-9])")
_FIGURES = re.compile(r"[0-9.,]+")
_STROKE = re.compile(r"[-—–―－/／|一]")
_SLANTED = "/／|"
_SPECKLED_ZERO = re.compile(r"[.,·]?0[.,·]|[.,·]0")
_FIRST_NUMBER = re.compile(r"[^0-9]*[0-9][0-9.,，]*")
# What makes a number less or more, or parts it, beside figures.
_TELLING = "-−—.,，负"
# The words for that, one of whose characters tells it.
_SIGN_WORDS = ("减少", "增加")
_AFTER_WORD = re.compile(r"([一-鿿]{2})(\s*[0-9][0-9.,]*)")


@dataclass(slots=True)
class Evidence:
    """What is known of one cell.

    Attributes:
        seen: What stands in the cell; several where it has several lines.
        readings: What was read there, the first time and again: text → probability each time.
    """

    cell: Cell
    placed: PlacedCell
    seen: tuple[SeenNumber, ...]
    readings: list[dict[str, float]] = field(default_factory=list)

    def add(self, lines: Sequence[CellReading]) -> None:
        """Adds one more reading of what stands in the cell, line by line."""
        reading = distribution(lines)
        if _APART.search(self.cell.printed) is None:
            # Where the picture has no gap between two figures, the recogniser's space is none.
            reading = _summed((_SPACE.sub("", text), probability) for text, probability in reading.items())
        if self.is_wrapped and reading:
            # Whether it is one number in several lines the sums must say.
            (text, probability), *_ = reading.items()
            reading = {text: probability / 2, text.replace("\n", ""): probability / 2}
        self.readings.append(reading)

    def ranked(self) -> list[tuple[str, float]]:
        """Each text with its share of the probability of all readings, the likeliest first."""
        total: dict[str, float] = defaultdict(float)
        for reading in self.readings:
            for text, probability in reading.items():
                total[text] += probability / len(self.readings)
        return sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))

    @property
    def likeliest(self) -> str:
        """The text with the most of the probability of all readings; empty if nothing was read."""
        return next((text for text, _ in self.ranked()), "")

    def support(self, text: str) -> float:
        """The share of the readings of which this text is the likeliest."""
        best = [max(reading.items(), key=lambda r: r[1], default=("", 0.0))[0] for reading in self.readings]
        return sum(self.is_same(text, other) for other in best) / len(best)

    def is_same(self, one: str, other: str) -> bool:
        """Whether two texts say the same number in this cell; a remark behind it may end on a line below."""
        if one == other:
            return True
        first, second = (value_of(self.placed, text + _missing_bracket(text)) for text in (one, other))
        return first.number is not None and (first.number, first.state) == (second.number, second.state)

    def is_number(self, text: str) -> bool:
        return value_of(self.placed, text).number is not None

    def becomes_mark(self, text: str) -> bool:
        """Whether a text is a stroke for nothing that the first reading didn't see: so looks a piece of a seal."""
        return self.cell.state != "dash" and value_of(self.placed, text).state == "dash"

    def probability(self, text: str, reading: Mapping[str, float]) -> float:
        """What a reading gives to a number, however it is written."""
        return min(1.0, sum(p for other, p in reading.items() if self.is_same(text, other)))

    def share(self, text: str) -> float:
        """The number's part of the probability of all readings, however it is written."""
        return self.probability(text, dict(self.ranked()))

    @property
    def is_in_pieces(self) -> bool:
        """Whether pieces side by side make the number: each may be another's, or what is left of a rule."""
        return any(_are_beside(one, other) for one, other in combinations(self.seen, 2))

    @property
    def is_in_part(self) -> bool:
        """Whether there are figures in more lines of the cell than one: what was read again isn't all of them."""
        return sum(_FIGURE.search(line) is not None for line in self.cell.printed.split("\n")) > 1

    @property
    def is_beside_more(self) -> bool:
        """Whether letters or figures were read in the cell that none of its numbers has: 8 and J, of 6 6 2.1 8."""
        inside = [max(number.reading.number.text, number.reading.text.text, key=_letters) for number in self.seen]
        return bool(self.seen) and _letters(self.cell.printed) > sum(map(_letters, inside))

    @property
    def is_wrapped(self) -> bool:
        """Whether it may be a number too long for its box: several lines, of which all but the last fill it, or end
        where thousands do: a comma goes on to the next line, and may be taken for dirt there."""
        if len(self.seen) < 2 or self.is_in_pieces:
            return False
        texts = [number.reading.number.text for number in self.seen]
        if not all(_FIGURES.fullmatch(text) for text in texts):
            return False
        x0, top, x1, bottom = self.cell.box
        room = bottom - top if _lies_on_its_side(self.seen[0]) else x1 - x0
        points = _points_per_pixel(self.seen[0])
        lengths = [points * (line.ink.x1 - line.ink.x0) for line in self.seen]
        needed = [ROOM_BESIDE + WIDEST * points * (line.ink.bottom - line.ink.top) for line in self.seen]
        if texts[0].isdecimal() and all(len(text) == 3 and text.isdecimal() for text in texts[1:]):
            return room - sum(lengths) < needed[0]
        return all(room - length < more for length, more in zip(lengths[:-1], needed[:-1], strict=True))

    @property
    def needs_sum(self) -> bool:
        """Whether what was seen may be a part of a seal, or have lost its sign."""
        return any(number.needs_sum for number in self.seen)

    @property
    def is_apart(self) -> bool:
        """Whether all that was seen has its row's and its column's place, and nothing beside it."""
        return bool(self.seen) and all(number.is_apart for number in self.seen)

    @property
    def is_beside_dirt(self) -> bool:
        """Whether what was taken for dirt beside it may be a part of it."""
        return any(number.beside_dirt for number in self.seen)

    @property
    def is_bare_stroke(self) -> bool:
        """Whether all that was seen is an upright stroke, too thin for any 1: a piece of a rule."""
        return len(self.seen) == 1 and _width_by_height(self.seen[0]) < THINNEST_ONE

    @property
    def limit(self) -> float:
        """How sure the cell can be: no reading makes its place surer, nor what else stood beside the number."""
        return min(self.placed.confidence, BESIDE_DIRT if self.is_beside_dirt else 1.0)


def gather(first: FormReading, scans: Mapping[int, ScannedPage]) -> dict[CellKey, Evidence]:
    """The cells of scanned pages, each with what stands in it."""
    by_page: dict[int, list[Cell]] = defaultdict(list)
    for cell in first.cells.values():
        # Of a box that is several cells of the form, no reading says whose number it holds.
        if cell.origin == "ocr" and cell.page in scans and not first.placed[cell.key].obstacle:
            by_page[cell.page].append(cell)
    evidence = {}
    for page, cells in by_page.items():
        inside: dict[CellKey, list[SeenNumber]] = defaultdict(list)
        boxes = np.array([cell.box for cell in cells])
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        for number in scans[page].numbers:
            x, y = (number.place.x0 + number.place.x1) / 2, (number.place.top + number.place.bottom) / 2
            # The hulls of cells of a page that lies askew overlap a little.
            holding = np.flatnonzero((boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3]))
            if len(holding):
                nearest = holding[((middles[holding] - (x, y)) ** 2).sum(axis=1).argmin()]
                inside[cells[nearest].key].append(number)
        for cell in cells:
            seen = tuple(_in_order(inside[cell.key]))
            known = Evidence(cell, first.placed[cell.key], seen)
            if seen:
                known.add([number.reading for number in seen])
            evidence[cell.key] = known
    return evidence


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _missing_bracket(text: str) -> str:
    return "）" if _UNCLOSED.search(text) else ""


def is_cut(known: Evidence) -> bool:
    """Whether a cell has a number of which no line was seen in it: it is a part of one that stands in two cells."""
    return not known.seen and _FIGURE.search(known.cell.printed) is not None and known.is_number(known.cell.printed)


def lonely_marks(evidence: Iterable[Evidence]) -> set[CellKey]:
    """The cells with a stroke for nothing (—, /) of which the report has hardly another: scratches look like that.

    Who puts a stroke into an empty box puts the same one into each.
    """
    strokes: dict[bool, set[CellKey]] = {True: set(), False: set()}
    for known in evidence:
        if known.cell.state == "dash" and _STROKE.fullmatch(known.cell.printed):
            strokes[known.cell.printed in _SLANTED].add(known.cell.key)
    return {key for keys in strokes.values() if len(keys) < FEWEST_STROKES for key in keys}


def _in_order(numbers: Sequence[SeenNumber]) -> list[SeenNumber]:
    """What stands in one cell, line by line from the top, each from left to right."""
    lines: list[list[SeenNumber]] = []
    for number in sorted(numbers, key=lambda n: n.ink.top):
        if lines and _are_beside(lines[-1][0], number):
            lines[-1].append(number)
        else:
            lines.append([number])
    return [number for line in lines for number in sorted(line, key=lambda n: n.ink.x0)]


def _lies_on_its_side(number: SeenNumber) -> bool:
    """Whether the page shows the line upright: a sheet that was scanned on its side."""
    across, down = number.place.x1 - number.place.x0, number.place.bottom - number.place.top
    return (across > down) != (number.ink.x1 - number.ink.x0 > number.ink.bottom - number.ink.top)


def _width_by_height(number: SeenNumber) -> float:
    return (number.ink.x1 - number.ink.x0) / max(1.0, number.ink.bottom - number.ink.top)


def _points_per_pixel(number: SeenNumber) -> float:
    longer = max(number.place.x1 - number.place.x0, number.place.bottom - number.place.top)
    return longer / max(number.ink.x1 - number.ink.x0, number.ink.bottom - number.ink.top)


def _are_beside(one: SeenNumber, other: SeenNumber) -> bool:
    a, b = one.ink, other.ink
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def _summed(readings: Iterable[tuple[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for text, probability in readings:
        total[text] = min(1.0, total.get(text, 0.0) + probability)
    return total


def distribution(lines: Sequence[CellReading]) -> dict[str, float]:
    """What the lines of a cell say together: texts with their probabilities.

    A single line may be several numbers; a text beside a number, or several lines, are read as they are.
    """
    if len(lines) > 1:
        best = [max(distribution([line]).items(), key=lambda r: r[1], default=("", 0.0)) for line in lines]
        if any(text == "" for text, _ in best):
            return {}  # a part of it was not read
        return {"\n".join(text for text, _ in best): min(probability for _, probability in best)}
    text, number = lines[0]
    readings = {number.text: number.probability, **dict(number.runners_up)}
    if number.probability < NUMBER_LIKE and text.text not in readings:
        readings[_with_sign_word(text.text)] = min(_sure_of_number(text), 1.0 - number.probability)
    # A speck before or behind a nought is no point.
    for speckled in [written for written in readings if _SPECKLED_ZERO.fullmatch(written)]:
        readings["0"] = min(1.0, readings.get("0", 0.0) + readings.pop(speckled))
    return {text: probability for text, probability in readings.items() if text != ""}


def _with_sign_word(text: str) -> str:
    """A number after a word of two characters for less or more, of which one was misread: 咸少8 for 减少8."""
    found = _AFTER_WORD.fullmatch(text)
    if found is None:
        return text
    word = next((w for w in _SIGN_WORDS if w[0] == found[1][0] or w[1] == found[1][1]), found[1])
    return word + found[2]


def _sure_of_number(text: OcrText) -> float:
    """How sure the number in a text is, with its sign: other words may be misread."""
    printed = [(c, p) for c, _, _, p in text.characters]
    first = _FIRST_NUMBER.match("".join(c for c, _ in printed))
    if first is None:
        return text.confidence
    number = printed[: first.end()]
    sure = min(p for c, p in number if c.isdecimal() or c in _TELLING)
    of_words = [max((p for c, p in number if c in word), default=1.0) for word in _SIGN_WORDS]
    return min(sure, *of_words)
