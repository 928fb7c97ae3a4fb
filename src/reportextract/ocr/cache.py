"""Readings kept on disk, so that what was read once costs no OCR again.

A reading is kept under what was asked of which engine about which pixels. A change of a form, of the checks or of the
grid leaves the pixels as they were: the reading is found. A change of the treatment of pictures, of the engine or of
its weights makes other keys: nothing stale can be found. What an engine said of one page of one document is one file.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from reportextract.ocr.engine import CellReading, Engine, NumberReading, OcrLine, OcrText, Picture

# Part of each file's name: another number makes all files that were written before unknown. To be raised when the same
# answer of a network is decoded differently (``characters``, ``numbers``, ``strokes``), when lines are squeezed
# otherwise, or when the files are other ones.
_FORMAT = 7
# Of a file's compression: 1 is the fastest, and readings of a page are a few kB.
_EFFORT = 1


def remember_here(engine: Engine) -> Engine:
    """The same engine, which reads each picture once as long as the object is kept: a page may be read in two ways."""
    return _RememberingEngine(engine, {})


@contextmanager
def remember(engine: Engine, folder: Path, document: str, page: int) -> Iterator[Engine]:
    """The same engine, with what it said of this page before; what it says now is kept when the block ends.

    Args:
        engine: Asked only for what isn't known yet. Its version is part of the key.
        folder: Where readings are kept, for any number of documents and engines.
        document: The document's hash.
        page: The page, from 1.
    """
    known = hashlib.sha256(f"{_FORMAT} {engine.name} {engine.version}".encode()).hexdigest()[:16]
    path = folder / document[:2] / document / f"{page}-{known}.json.z"
    remembering = _RememberingEngine(engine, _load(path))
    yield remembering
    if remembering.learned:
        _store(path, remembering.readings)


class _RememberingEngine:
    """An engine that asks another what it doesn't know."""

    def __init__(self, engine: Engine, readings: dict[str, Any]) -> None:
        self.name = engine.name
        self.version = engine.version
        self.readings = readings
        self.learned = False
        self._engine = engine

    def read_lines(self, picture: Picture) -> list[OcrLine]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        found = self._answers("lines", [picture], lambda pictures: [self._engine.read_lines(pictures[0])])[0]
        return [OcrLine(_text(text), np.array(quad, np.float64)) for text, quad in found]

    def read_crops(self, crops: list[Picture]) -> list[OcrText]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        return [_text(text) for text in self._answers("crop", crops, self._engine.read_crops)]

    def read_numbers(self, crops: list[Picture]) -> list[NumberReading]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        return [_number(number) for number in self._answers("number", crops, self._engine.read_numbers)]

    def read_cells(self, crops: list[Picture]) -> list[CellReading]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        answers = self._answers("cell", crops, self._engine.read_cells)
        return [CellReading(_text(text), _number(number)) for text, number in answers]

    def _answers(self, question: str, pictures: list[Picture], ask: Callable[[list[Picture]], list[Any]]) -> list[Any]:
        """The answer for each picture as it is kept: nested lists of texts and numbers."""
        keys = [_key(question, picture) for picture in pictures]
        unknown = {key: picture for key, picture in zip(keys, pictures, strict=True) if key not in self.readings}
        if unknown:
            answers = ask(list(unknown.values()))
            self.readings.update(zip(unknown, map(_plain, answers), strict=True))
            self.learned = True
        return [self.readings[key] for key in keys]


def _key(question: str, picture: Picture) -> str:
    digest = hashlib.blake2b(repr(picture.shape).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(picture).data)
    return f"{question} {digest.hexdigest()}"


def _plain(answer: Any) -> Any:
    if isinstance(answer, np.ndarray):
        return answer.tolist()
    return [_plain(part) for part in answer] if isinstance(answer, list | tuple) else answer


def _text(kept: Any) -> OcrText:
    text, confidence, characters = kept
    return OcrText(text, confidence, tuple((char, x0, x1, probability) for char, x0, x1, probability in characters))


def _number(kept: Any) -> NumberReading:
    text, probability, runners_up, blank = kept
    return NumberReading(text, probability, tuple((other, number) for other, number in runners_up), blank)


def _load(path: Path) -> dict[str, Any]:
    """What is kept; nothing if the file isn't there or was damaged, which costs a reading and no more."""
    try:
        kept = json.loads(zlib.decompress(path.read_bytes()))
    except (FileNotFoundError, zlib.error, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _store(path: Path, readings: dict[str, Any]) -> None:
    """Writes the file whole or not at all, whoever else writes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = zlib.compress(json.dumps(readings, ensure_ascii=False, separators=(",", ":")).encode(), _EFFORT)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
