"""Which way up a page is read. The engine is scripted; the rest is real."""

from __future__ import annotations

from typing import cast

import pytest

from reportextract.ocr.direction import Direction
from reportextract.ocr.engine import Engine, OcrText
from reportextract.ocr.engine import Picture as Crop
from reportextract.scan_reading.direction import turn_legible
from reportextract.scans.image import Picture
from tests.unit.scans.drawing import DPI, blank, prose


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
