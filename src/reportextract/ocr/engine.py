"""What every OCR engine offers, and how one is come by.

An engine sees pictures: arrays of shape (height, width) or (height, width, 3), 8 bits a channel, blue first as OpenCV
has them, dark text on a light ground, upright. It knows nothing of pages, tables or forms.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from reportextract.errors import SetupError
from reportextract.model import FloatArray

Picture = npt.NDArray[np.uint8]

ENGINES = ("rapidocr", "paddleocr")


class OcrText(NamedTuple):
    """A line of text that an engine read.

    Attributes:
        confidence: The mean of its characters' probabilities; 0 where nothing was read.
        characters: Each character with where it begins and ends along the line, in pixels of the crop it was read
            from (of a line on a page: along the edge from ``quad[0]`` to ``quad[1]``), and its probability. The
            recogniser tells where a character is, not how wide: the extents are estimates.
    """

    text: str
    confidence: float
    characters: tuple[tuple[str, float, float, float], ...] = ()


class OcrLine(NamedTuple):
    """A line of text where it stands on a picture.

    Attributes:
        quad: Shape (4, 2): its corners in pixels of the picture, in the order start and end of its upper edge, end and
            start of its lower edge *as the line is read*. Of upright vertical text the "upper" edge is the right one.
    """

    text: OcrText
    quad: FloatArray


class NumberReading(NamedTuple):
    """What a crop says if it is a number, or a mark that stands for one.

    Attributes:
        text: The likeliest: digits, marks and units as printed, half-width; a lone dash is ``—``. Empty if no number
            was read.
        probability: That ``text`` is what is printed, as far as this engine can tell: 0 to 1. What can't stand in a
            numeric cell counts against it, so that a crop of words has none to speak of.
        runners_up: What else it may be, likeliest first, with probabilities.
        blank: The probability that the crop has no character at all. Of plain paper it may be small, as that of any
            number is: whether there is ink is to be decided from the pixels.
    """

    text: str
    probability: float
    runners_up: tuple[tuple[str, float], ...]
    blank: float


class CellReading(NamedTuple):
    """What a crop of a cell says: read as any text, and as a number."""

    text: OcrText
    number: NumberReading


NO_READING = CellReading(OcrText("", 0.0), NumberReading("", 0.0, (), 1.0))
"""Of a crop without an area."""


class Engine(Protocol):
    """An OCR engine with its weights loaded. ``tests/contract/test_engines.py`` is the definition.

    Attributes:
        name: One of :data:`ENGINES`.
        version: What the readings depend on: the engine, its backend and its weights; part of the key of a cache.
    """

    name: str
    version: str

    def read_lines(self, picture: Picture) -> list[OcrLine]:
        """Finds the lines of text on a picture and reads them, top to bottom."""
        ...

    def read_crops(self, crops: list[Picture]) -> list[OcrText]:
        """Reads crops that hold one line each, in their order; of a crop without text, the empty text."""
        ...

    def read_numbers(self, crops: list[Picture]) -> list[NumberReading]:
        """Reads crops that hold one number each, in their order."""
        ...

    def read_cells(self, crops: list[Picture]) -> list[CellReading]:
        """Reads crops of which it isn't known whether they hold a number: both answers for the price of one.

        Where the text has characters that no number has, it isn't read as a number.
        """
        ...


def load_engine(name: str = "auto", threads: int = 1) -> Engine:
    """The engine of that name: loaded at the first call, the same object at each later one in this process.

    Args:
        name: One of :data:`ENGINES`, or ``auto`` for the first of them that is installed.
        threads: How many threads it may use at a time. One for each worker process: several workers with several
            threads each only wait for each other.

    Raises:
        SetupError: The engine, its backend or its weights are not installed; the hint says how to install them.
    """
    return _loaded(_chosen(name), threads)


def ensure_installed(name: str) -> None:
    """Looks whether an engine can be loaded, without loading it.

    Args:
        name: As for :func:`load_engine`.

    Raises:
        SetupError: The engine, its backend or its weights are not installed; the hint says how to install them.
    """
    from reportextract.ocr.sessions import installed_backends
    from reportextract.ocr.weights import find_weights

    engine = _chosen(name)
    if importlib.util.find_spec(engine) is None:
        extra = "ocr" if engine == "rapidocr" else engine
        raise SetupError(
            f"To read scans, the OCR engine {engine} is needed and not installed.",
            hint=f"Install it: pip install 'reportextract[{extra}]'; or leave scans unread: --ocr off.",
        )
    for task in ("detection", "recognition", "direction"):
        find_weights(task)
    installed_backends(("onnxruntime",) if engine == "paddleocr" else None)


def _chosen(name: str) -> str:
    if name == "auto":
        return next((engine for engine in ENGINES if importlib.util.find_spec(engine) is not None), ENGINES[0])
    if name not in ENGINES:
        raise SetupError(f"There is no OCR engine {name!r}.", hint=f"Use one of: auto, {', '.join(ENGINES)}.")
    return name


@cache
def _loaded(name: str, threads: int) -> Engine:
    if name == "rapidocr":
        from reportextract.ocr.rapid import RapidEngine

        return RapidEngine(threads=threads)
    from reportextract.ocr.paddle import PaddleEngine

    return PaddleEngine(threads=threads)
