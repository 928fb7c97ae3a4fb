"""Which way up a page reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reportextract.model import FloatArray
from reportextract.ocr.direction import Direction
from reportextract.ocr.engine import Engine
from reportextract.scan_reading.lines import MARGIN, Line
from reportextract.scan_reading.seen import Pixels
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.erased import without_rules
from reportextract.scans.image import Picture
from reportextract.scans.lines import find_rules
from reportextract.scans.text_lines import find_text_lines
from reportextract.scans.upright import UprightPage, turn_upright

# The network is believed at once from this probability on (it says at most 0.94). Of 78 pages of scans, bent, broken
# and stamped ones among them, it was wrong of one that was all but empty, and equally sure.
SURE = 0.8
# Then a page is turned on its head only if less than this of its lines is read.
DOUBTED = 0.3
# A page of which fewer characters are read, as a share of those that have room in its lines, may stand on its head.
# Hard scans had 0.73 and more the right way up, at most 0.27 any other way; a page of few lines 0.59 on its head.
LEGIBLE = 0.7
# To see how legible it is, the beginnings of so many lines are read, so many times as long as they are high.
PROBED_LINES, PROBED_LENGTH = 6, 6
# Shorter ones, in their heights, are no lines of words: numbers, punched holes, watermarks; lower ones, in points, are
# specks. Print inks so much of its lines; what inks much less, as a share, is the noise of the paper.
SHORTEST_PROBED, LOWEST_PROBED, ENOUGH_INK = 2.5, 4.0, 0.2
NO_RULES = np.empty((0, 3))


class Legibility(NamedTuple):
    """How sure an engine is of the Chinese characters of lines, by the number that have room: from 0 to 1.

    Attributes:
        of_the_better_half: Of the lines that read best: rows of tables are among them, rules and all.
        of_all: Tells pages apart whose better half is read either way: headers run down, or are turned.
    """

    of_the_better_half: float
    of_all: float


def legibility_of(upright: UprightPage, picture: Picture, engine: Engine) -> Legibility:
    """How legible the beginnings of the widest lines are. 0 where there are no lines: they may run another way."""
    rules = find_rules(upright.grey, picture.dots_per_inch)
    unruled = without_rules(upright.grey, rules, picture.dots_per_inch)
    crops = [*_beginnings(upright.grey, NO_RULES, picture), *_beginnings(unruled, rules.vertical, picture)]
    if not crops:
        return Legibility(0.0, 0.0)
    texts = engine.read_crops(crops)
    found = sorted(
        (
            sum(p for c, _, _, p in text.characters if is_chinese(c)) * crop.shape[0] / crop.shape[1]
            for crop, text in zip(crops, texts, strict=True)
        ),
        reverse=True,
    )
    better = found[: -(-len(found) // 2)]
    # A line of narrow characters has room for more than it counts: it makes up for no other.
    of_all = sum(min(1.0, share) for share in found) / len(found)
    return Legibility(float(min(1.0, sum(better) / len(better))), float(of_all))


def _beginnings(grey: Pixels, upright_rules: FloatArray, picture: Picture) -> list[Pixels]:
    """Pictures of the beginnings of the widest lines, of those in which enough is printed."""
    ink = grey < 255 - FAINTEST_INK
    lowest = LOWEST_PROBED * picture.dots_per_inch / 72
    told = []
    for line in find_text_lines(grey, picture.dots_per_inch, (), upright_rules):
        x0, top, x1, bottom = map(int, line)
        if bottom - top >= lowest and x1 - x0 >= SHORTEST_PROBED * (bottom - top):
            told.append(((x1 - x0) * min(float(ink[top:bottom, x0:x1].mean()), ENOUGH_INK) ** 2, line))
    lines = [line for _, line in sorted(told, key=lambda found: -found[0])[:PROBED_LINES]]
    crops = []
    for line in lines:
        height = line.bottom - line.top
        beginning = line._replace(x1=min(line.x1, line.x0 + PROBED_LENGTH * height))
        crops.append(Line(beginning, grey, 0, 0).crop(4, max(2, round(MARGIN * height))))
    return crops


def is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def is_quarter(direction: Direction) -> bool:
    """Whether a page lies on its side."""
    return direction.degrees in (90, 270)


def turn_legible(grey: Pixels, picture: Picture, engine: Engine, directions: Sequence[Direction]) -> UprightPage:
    """A clean page the way up that it is read: as the network sees it, unless its lines read better another way."""
    likeliest, *others = directions
    best = turn_upright(grey, picture.dots_per_inch, likeliest.degrees)
    is_sure = likeliest.probability >= SURE
    most = legibility_of(best, picture, engine)
    if is_quarter(likeliest):
        # A table whose headers run down looks like a page on its side.
        as_it_is = turn_upright(grey, picture.dots_per_inch)
        legibility = legibility_of(as_it_is, picture, engine)
        if legibility.of_the_better_half > most.of_the_better_half or (legibility >= most and not is_sure):
            best, most = as_it_is, legibility
    if most.of_the_better_half >= (DOUBTED if is_sure else LEGIBLE):
        return best
    if is_sure:
        others = [other for other in others if other.degrees == (likeliest.degrees + 180) % 360]
    # The few characters beside one another of a page on its side may read as well as its lines, or better.
    for other in sorted(others, key=is_quarter):
        turned = turn_upright(grey, picture.dots_per_inch, other.degrees)
        legibility = legibility_of(turned, picture, engine)
        if legibility > most and (legibility.of_the_better_half >= LEGIBLE or not is_sure):
            best, most = turned, legibility
        if min(most) >= LEGIBLE:
            break
    return best
