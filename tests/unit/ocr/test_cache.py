from __future__ import annotations

from pathlib import Path

import numpy as np

from reportextract.ocr.cache import remember
from reportextract.ocr.engine import CellReading, NumberReading, OcrLine, OcrText, Picture


class CountingEngine:
    """Reads the brightness of a picture's first pixel, and counts what it is asked."""

    name = "counting"

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.asked = 0

    def read_crops(self, crops: list[Picture]) -> list[OcrText]:
        self.asked += len(crops)
        return [OcrText(str(c[0, 0]), 1 / 3, ((str(c[0, 0])[0], 0.1, 2 / 3, 0.7),)) for c in crops]

    def read_numbers(self, crops: list[Picture]) -> list[NumberReading]:
        self.asked += len(crops)
        return [NumberReading(str(c[0, 0]), 0.1 + 0.2, (("7", 1 / 7),), 1e-17) for c in crops]

    def read_cells(self, crops: list[Picture]) -> list[CellReading]:
        return list(map(CellReading, self.read_crops(crops), self.read_numbers(crops)))

    def read_lines(self, picture: Picture) -> list[OcrLine]:
        self.asked += 1
        return [OcrLine(text, np.array([[0, 0], [1 / 3, 0], [1, 1], [0, 1]])) for text in self.read_crops([picture])]


def pixels(value: int) -> Picture:
    return np.full((2, 3), value, np.uint8)


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    engine = CountingEngine()
    with remember(engine, tmp_path, "abcd", 1) as first:
        said = (
            first.read_numbers([pixels(3), pixels(4)]),
            first.read_cells([pixels(3)]),
            first.read_lines(pixels(5)),
        )
    asked = engine.asked
    with remember(engine, tmp_path, "abcd", 1) as second:
        again = (
            second.read_numbers([pixels(3), pixels(4)]),
            second.read_cells([pixels(3)]),
            second.read_lines(pixels(5)),
        )
    assert engine.asked == asked
    assert again[:2] == said[:2]
    assert again[2][0].text == said[2][0].text
    assert np.array_equal(again[2][0].quad, said[2][0].quad)


def test_only_the_unknown_is_asked_for(tmp_path: Path) -> None:
    engine = CountingEngine()
    with remember(engine, tmp_path, "abcd", 1) as first:
        first.read_numbers([pixels(3)])
    with remember(engine, tmp_path, "abcd", 1) as second:
        readings = second.read_numbers([pixels(9), pixels(3), pixels(9)])
    assert [reading.text for reading in readings] == ["9", "3", "9"]
    assert engine.asked == 2


def test_another_question_page_document_or_engine_is_another_reading(tmp_path: Path) -> None:
    engine = CountingEngine()
    with remember(engine, tmp_path, "abcd", 1) as first:
        first.read_numbers([pixels(3)])
        first.read_crops([pixels(3)])
        first.read_numbers([np.full((3, 2), 3, np.uint8)])
    assert engine.asked == 3
    for document, page in (("abcd", 2), ("abce", 1)):
        with remember(engine, tmp_path, document, page) as other:
            other.read_numbers([pixels(3)])
    assert engine.asked == 5
    newer = CountingEngine("2")
    with remember(newer, tmp_path, "abcd", 1) as third:
        third.read_numbers([pixels(3)])
    assert newer.asked == 1


def test_a_damaged_file_costs_a_reading(tmp_path: Path) -> None:
    engine = CountingEngine()
    for _ in range(2):
        with remember(engine, tmp_path, "abcd", 1) as remembering:
            remembering.read_numbers([pixels(3)])
    assert engine.asked == 1
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damaged in (b"", file.read_bytes()[:10], b"nonsense"):
        file.write_bytes(damaged)
        with remember(engine, tmp_path, "abcd", 1) as remembering:
            assert remembering.read_numbers([pixels(3)])[0].text == "3"
    assert engine.asked == 4
