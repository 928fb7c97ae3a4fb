"""Which way up a page is read. The engine is scripted; the rest is real."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest

from reportextract.ocr.direction import Direction
from reportextract.ocr.engine import Engine, OcrText
from reportextract.ocr.engine import Picture as Crop
from reportextract.placement import Placement
from reportextract.scan_reading.direction import legibility_of, turn_legible
from reportextract.scans.image import Picture
from reportextract.scans.upright import UprightPage
from tests.unit.scans.drawing import DPI, Pixels, blank, horizontal, prose, px, vertical


class LegibleOnce:
    """Reads Chinese the times it is told to, and nothing else."""

    def __init__(self, *legible: bool) -> None:
        self._legible = list(legible)

    def read_crops(self, crops: list[Crop]) -> list[OcrText]:
        text = "政府信息公开工作" if self._legible.pop(0) else ""
        return [OcrText(text, 0.9, tuple((c, 0.0, 1.0, 0.9) for c in text)) for _ in crops]


@pytest.mark.parametrize(("legible", "turned"), [((False, True), 0), ((True, False), 90), ((True, True), 90)])
def test_a_page_that_seems_to_lie_on_its_side_is_looked_at_as_it_is_too(legible: tuple[bool, ...], turned: int) -> None:
    page = blank()
    prose(page, 100)
    directions = [Direction(90, 0.93), Direction(0, 0.04), Direction(180, 0.02), Direction(270, 0.01)]
    picture = Picture(page, DPI, 480.0, 640.0)
    engine = cast(Engine, LegibleOnce(*legible))
    assert turn_legible(page, picture, engine, directions).turned == turned


def test_where_nobody_is_sure_a_page_that_reads_as_well_as_it_stands_is_left_so() -> None:
    """Of a table whose headers run down, turned, the characters lie on their side and are read all the same."""
    page = blank()
    prose(page, 100)
    directions = [Direction(270, 0.35), Direction(90, 0.32), Direction(0, 0.28), Direction(180, 0.05)]
    engine = cast(Engine, LegibleOnce(True, True))
    assert turn_legible(page, Picture(page, DPI, 480.0, 640.0), engine, directions).turned == 0


class ReadsTheFirst:
    """Reads such a share of the pictures of each page."""

    def __init__(self, *shares: float) -> None:
        self._shares = list(shares)

    def read_crops(self, crops: list[Crop]) -> list[OcrText]:
        share = self._shares.pop(0)
        return [chinese(crop, k < share * len(crops)) for k, crop in enumerate(crops)]


@pytest.mark.parametrize(("shares", "turned"), [((1.0, 0.7), 270), ((0.7, 1.0), 0)])
def test_where_nobody_is_sure_and_half_of_the_lines_read_either_way_all_of_them_decide(
    shares: tuple[float, float], turned: int
) -> None:
    """Headers that are turned a quarter read well on a page that lies on its side."""
    directions = [Direction(270, 0.75), Direction(0, 0.2), Direction(90, 0.03), Direction(180, 0.02)]
    engine = cast(Engine, ReadsTheFirst(*shares))
    page = np.vstack([short_lines(12)[: px(320)], np.rot90(short_lines(12))[: px(480), : px(480)]])
    assert turn_legible(page, Picture(page, DPI, 480.0, 640.0), engine, directions).turned == turned


def test_where_a_page_is_read_well_as_it_stands_nobody_looks_how_it_reads_on_its_side() -> None:
    """Of a page of few lines on its side, pairs of characters read without a fault."""
    directions = [Direction(180, 0.47), Direction(0, 0.46), Direction(270, 0.04), Direction(90, 0.03)]
    engine = cast(Engine, ReadsTheFirst(0.2, 0.8, 1.0, 0.0))
    page = np.vstack([short_lines(12)[: px(320)], np.rot90(short_lines(12))[: px(480), : px(480)]])
    assert turn_legible(page, Picture(page, DPI, 480.0, 640.0), engine, directions).turned == 0


def test_where_nobody_is_sure_how_a_page_reads_as_it_stands_is_seen_before_how_it_does_on_its_side() -> None:
    directions = [Direction(180, 0.27), Direction(90, 0.26), Direction(270, 0.24), Direction(0, 0.23)]
    engine = cast(Engine, ReadsTheFirst(0.2, 0.8, 1.0, 1.0))
    page = np.vstack([short_lines(12)[: px(320)], np.rot90(short_lines(12))[: px(480), : px(480)]])
    assert turn_legible(page, Picture(page, DPI, 480.0, 640.0), engine, directions).turned == 0


def chinese(crop: Crop, is_read: bool) -> OcrText:
    """As many characters as have room in a picture, 0.9 sure."""
    text = "政" * round(crop.shape[1] / crop.shape[0]) if is_read else ""
    return OcrText(text, 0.9, tuple((c, 0.0, 1.0, 0.9) for c in text))


class ReadsWithoutRules:
    """Reads pictures in which no line goes from side to side."""

    def read_crops(self, crops: list[Crop]) -> list[OcrText]:
        return [chinese(crop, not ((crop < 128).all(axis=0).any() or (crop < 128).all(axis=1).any())) for crop in crops]


class ReadsEvery:
    """Reads every second picture, or every third …"""

    def __init__(self, step: int) -> None:
        self._step = step

    def read_crops(self, crops: list[Crop]) -> list[OcrText]:
        return [chinese(crop, k % self._step == 0) for k, crop in enumerate(crops)]


def legibility(page: Pixels, engine: object) -> float:
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    return legibility_of(upright, Picture(page, DPI, 480.0, 640.0), cast(Engine, engine)).of_the_better_half


def low_rows(are_ruled: bool) -> Pixels:
    """Rows 14 points high, with three characters 10 points high in each of seven cells."""
    page, xs, ys = blank(), [60.0 + 50 * k for k in range(8)], [60.0 + 14 * k for k in range(31)]
    for y in ys[:-1]:
        for left in (x + step for x in xs[:-1] for step in (3, 16, 29)):
            for bar in (2, 6, 11):
                horizontal(page, y + bar, left, left + 11, 3)
            vertical(page, left + 5, y + 2, y + 12, 3)
    if are_ruled:
        for y in ys:
            horizontal(page, y, xs[0], xs[-1] + 1)
        for x in xs:
            vertical(page, x, ys[0], ys[-1] + 1)
    return page


@pytest.mark.parametrize("are_ruled", [False, True], ids=["without rules", "one table from top to bottom"])
def test_lines_are_as_legible_where_all_of_them_stand_close_between_rules(are_ruled: bool) -> None:
    assert legibility(low_rows(are_ruled), ReadsWithoutRules()) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("step", "expected"), [(1, 0.9), (2, 0.9), (4, 0.45)])
def test_the_better_half_of_its_lines_tells_how_legible_a_page_is(step: int, expected: float) -> None:
    assert legibility(low_rows(False), ReadsEvery(step)) == pytest.approx(expected, abs=0.02)


def test_a_page_without_lines_tells_nothing() -> None:
    assert legibility(blank(), ReadsEvery(1)) == 0.0
    directions = [Direction(180, 0.3), Direction(0, 0.27), Direction(90, 0.22), Direction(270, 0.21)]
    engine = cast(Engine, ReadsEvery(1))
    assert turn_legible(blank(), Picture(blank(), DPI, 480.0, 640.0), engine, directions).turned == 180


def test_a_page_whose_lines_all_run_down_lies_on_its_side() -> None:
    page = np.ascontiguousarray(np.rot90(short_lines(8)))
    directions = [Direction(90, 0.5), Direction(270, 0.4), Direction(0, 0.06), Direction(180, 0.04)]
    engine = cast(Engine, ReadsEvery(1))
    assert turn_legible(page, Picture(page, DPI, 640.0, 480.0), engine, directions).turned == 90


class ReadsPrint:
    """Reads pictures of which as much is ink as of print: less is noise, more is no writing."""

    def __init__(self) -> None:
        self.probed: list[Crop] = []

    def is_read(self, crop: Crop) -> bool:
        return bool(0.1 <= (crop < 128).mean() <= 0.4)

    def read_crops(self, crops: list[Crop]) -> list[OcrText]:
        self.probed += crops
        return [chinese(crop, self.is_read(crop)) for crop in crops]


def short_lines(count: int, characters: int = 8) -> Pixels:
    """Lines 12 points high and 14 to a character wide."""
    page = blank()
    for top in range(60, 60 + 24 * count, 24):
        for left in range(60, 60 + 14 * characters, 14):
            for bar in (0, 5, 11):
                horizontal(page, top + bar, left, left + 12, 3)
            vertical(page, left + 5, top, top + 12, 3)
    return page


def test_lines_of_the_paper_s_noise_are_not_read_though_they_are_wider_than_those_of_text() -> None:
    page, noise = short_lines(8), np.random.default_rng(4)
    for top in range(320, 600, 28):
        stripe = page[px(top) : px(top + 12), px(60) : px(420)]
        for y, x in noise.integers((0, 0), (stripe.shape[0] - 3, stripe.shape[1] - 3), (400, 2)).tolist():
            stripe[y : y + 2, x : x + 2] = 20
    engine = ReadsPrint()
    assert legibility(page, engine) == pytest.approx(0.9, abs=0.05)
    assert [engine.is_read(crop) for crop in engine.probed] == [True] * 12


@pytest.mark.parametrize(("characters", "are_wide"), [(4, [True] * 3 + [False] * 3), (2, [True] * 3)])
def test_the_widest_lines_are_read_and_none_as_short_as_a_number(characters: int, are_wide: list[bool]) -> None:
    """Twelve lines, and below them three of ten characters, of which six are shown; with their rules and without."""
    engine = ReadsPrint()
    page = np.vstack([short_lines(12, characters)[: px(360)], short_lines(3, 10)[: px(300)]])
    assert legibility(page, engine) == pytest.approx(0.9, abs=0.05)
    assert [crop.shape[1] >= px(6 * 12) for crop in engine.probed] == are_wide * 2


def test_specks_are_no_lines() -> None:
    page = short_lines(2)
    for y in (300, 340, 380):
        page[px(y) : px(y + 2), px(100) : px(107)] = 20
    engine = ReadsPrint()
    legibility(page, engine)
    assert len(engine.probed) == 4


def test_punched_holes_are_no_lines() -> None:
    holes = blank()
    for y in (100, 250, 400, 550):
        cv2.circle(holes, (px(30), px(y)), px(8), (20,), -1)
    assert legibility(holes, ReadsEvery(1)) == 0.0
    engine = ReadsPrint()
    assert legibility(np.minimum(holes, short_lines(2)), engine) == pytest.approx(0.9, abs=0.05)
    assert [engine.is_read(crop) for crop in engine.probed] == [True] * 4
