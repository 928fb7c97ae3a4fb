"""What an engine reads in crops, from what its network answers for each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from reportextract.ocr.characters import decode_text
from reportextract.ocr.engine import NO_READING, CellReading, NumberReading, OcrText, Picture
from reportextract.ocr.numbers import NumberDecoder, may_be_number
from reportextract.ocr.sessions import Float32Array
from reportextract.ocr.strokes import judge_stroke


class Recogniser(ABC):
    """The part of an engine that is the same for all networks of one kind."""

    _characters: Sequence[str]
    _numbers: NumberDecoder

    @abstractmethod
    def _recognise(self, crops: list[Picture]) -> Iterator[tuple[int, Float32Array]]:
        """The network's answer for each crop that has an area, in any order.

        Yields:
            The crop's index, and the probabilities (steps, classes) of the steps that lie in the crop; they are
            valid until the next ones are asked for.
        """

    def read_crops(self, crops: list[Picture]) -> list[OcrText]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        texts = [OcrText("", 0.0)] * len(crops)
        for index, steps in self._recognise(crops):
            height, width = crops[index].shape[:2]
            texts[index] = decode_text(steps, self._characters, width, height)
        return texts

    def read_numbers(self, crops: list[Picture]) -> list[NumberReading]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        readings = [NumberReading("", 0.0, (), 1.0)] * len(crops)
        for index, steps in self._recognise(crops):
            readings[index] = judge_stroke(self._numbers.decode(steps), crops[index])
        return readings

    def read_cells(self, crops: list[Picture]) -> list[CellReading]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        readings = [NO_READING] * len(crops)
        for index, steps in self._recognise(crops):
            height, width = crops[index].shape[:2]
            text = decode_text(steps, self._characters, width, height)
            number = NO_READING.number
            if may_be_number(text.text):
                number = judge_stroke(self._numbers.decode(steps), crops[index])
            readings[index] = CellReading(text, number)
        return readings
