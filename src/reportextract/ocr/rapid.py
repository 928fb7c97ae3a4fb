"""The default engine: PP-OCRv6 small, with the weights and the line finder of the rapidocr package.

Its networks are run here and not by rapidocr's own page pipeline, for three reasons: crops of cells are batched by
width instead of padded to 320 pixels (the greater part of the time); the probabilities of all characters are needed,
not the likeliest alone; and rapidocr would download what it doesn't find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import version

import numpy as np

from reportextract.errors import SetupError
from reportextract.model import FloatArray
from reportextract.ocr.engine import OcrLine, Picture
from reportextract.ocr.lines import coloured, read_outlined
from reportextract.ocr.numbers import NumberDecoder
from reportextract.ocr.recogniser import Recogniser
from reportextract.ocr.sessions import Float32Array, Session, open_session
from reportextract.ocr.weights import GENERATION, find_weights

# What the recogniser was trained on: lines 48 pixels high; it answers once for every 8 pixels of width.
_HEIGHT = 48
_STEP = 8
# Crops are batched with others as wide, to the step: each reads the same whatever it is batched with, and nothing is
# read that is no crop.
_LONGEST = 3200
# Lines longer than the first, in heights, are squeezed to this part of their width: the prose of eleven scanned reports
# is read at least as well as unsqueezed, in that part of the time. At 0.45 Chinese is still read as well, web addresses
# are not. Labels, which are shorter, are squeezed less, and numbers not at all.
_SQUEEZED = ((8, 0.6), (4, 0.75))
# Lines that are better read unsqueezed: of what was read, this part and more is Latin letters, as in web addresses; or
# it is fewer characters than this, by the line's width in heights.
_LATIN, _FEW = 0.3, 1.0
# Pixels of width in one batch: beyond this a batch gains no speed and only takes memory (answers are 75 kB a step).
_BATCH_WIDTH = 2048

# The longest side of a picture when lines are looked for; the recogniser sees them at full size. On six pages of print
# and of small web pages, 960, 1120 and 2000 find the same lines; 2000 takes three times the time, and OpenVINO takes
# 660 MB with 960, 740 MB with 1120 and 1.4 GB with 2000.
_LONGEST_SIDE = 960
# The network looks at squares of this size. Pictures narrower than two of them are continued at their edges.
_SQUARE = 32


class RapidEngine(Recogniser):
    """PP-OCRv6 small on ONNX Runtime or OpenVINO."""

    name = "rapidocr"

    def __init__(self, threads: int = 1, backend: str | None = None) -> None:
        """Loads the recogniser; the line finder is loaded when a page is first read.

        Args:
            threads: How many threads the networks may use.
            backend: ``openvino`` or ``onnxruntime``; None for the first that is installed.

        Raises:
            SetupError: rapidocr, its weights or its backend are not installed.
        """
        self._threads, self._backend = threads, backend
        self._recogniser = open_session(find_weights("recognition"), threads, backend)
        stored = self._recogniser.metadata("character")
        if stored is None:
            raise SetupError(
                "The weights of rapidocr don't say which characters they know.",
                hint="Install it again: pip install --force-reinstall 'reportextract[ocr]'",
            )
        self._characters = ["", *stored.splitlines(), " "]
        self._is_latin = np.array([character.isascii() and character.isalpha() for character in self._characters])
        self._numbers = NumberDecoder(self._characters)
        self.version = f"rapidocr {version('rapidocr')}, {GENERATION}, {self._recogniser.backend}"

    def read_lines(self, picture: Picture) -> list[OcrLine]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        return read_outlined(picture, self._lines.find(coloured(picture)), self.read_crops)

    @cached_property
    def _lines(self) -> _LineFinder:
        return _LineFinder(open_session(find_weights("detection"), self._threads, self._backend))

    def _recognise(self, crops: list[Picture]) -> Iterator[tuple[int, Float32Array]]:
        """See :class:`~reportextract.ocr.recogniser.Recogniser`."""
        doubtful = []
        for index, steps in self._answers(crops, [_scaled_width(crop) for crop in crops]):
            if _squeezed(crops[index]) < 1.0 and self._suffers(steps, crops[index]):
                doubtful.append(index)
            else:
                yield index, steps
        whole = [crops[index] for index in doubtful]
        for k, steps in self._answers(whole, [_scaled_width(crop, squeezed=False) for crop in whole]):
            yield doubtful[k], steps

    def _suffers(self, steps: Float32Array, crop: Picture) -> bool:
        """Whether squeezing a line was more than the recogniser could bear."""
        best = steps.argmax(axis=1)
        read = best[(best > 0) & (best != np.concatenate([[0], best[:-1]]))]
        height, width = crop.shape[:2]
        return bool(self._is_latin[read].sum() > _LATIN * len(read) or len(read) * height < _FEW * width)

    def _answers(self, crops: list[Picture], widths: Sequence[int]) -> Iterator[tuple[int, Float32Array]]:
        """The network's answers for crops scaled to these widths, in the order of those."""
        buckets: dict[int, list[int]] = defaultdict(list)
        for index, width in enumerate(widths):
            if width > 0:
                buckets[-(-width // _STEP) * _STEP].append(index)
        for padded, members in sorted(buckets.items()):
            size = max(_BATCH_WIDTH // padded, 1)
            for first in range(0, len(members), size):
                batch = members[first : first + size]
                # Zero, in the middle between black and white, is what the recogniser was trained to see beside a line.
                pixels = np.zeros((len(batch), 3, _HEIGHT, padded), np.float32)
                for row, index in enumerate(batch):
                    pixels[row, :, :, : widths[index]] = _normalised(crops[index], widths[index])
                answers = self._recogniser(pixels)
                for row, index in enumerate(batch):
                    yield index, answers[row, : -(-widths[index] // _STEP)]


def _squeezed(crop: Picture) -> float:
    """To which part of its width a crop is squeezed."""
    height, width = crop.shape[:2]
    return next((part for longest, part in _SQUEEZED if width > longest * height), 1.0)


def _scaled_width(crop: Picture, squeezed: bool = True) -> int:
    """How wide the crop is at the recogniser's height; 0 if it has no area."""
    height, width = crop.shape[:2]
    if height == 0 or width == 0:
        return 0
    scaled = width * _HEIGHT / height * (_squeezed(crop) if squeezed else 1.0)
    return int(min(max(round(scaled), _STEP), _LONGEST))


def _normalised(crop: Picture, width: int) -> Float32Array:
    """Shape (3 or 1, 48, width): the crop at the recogniser's height, -1 black to 1 white."""
    import cv2

    resized = cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    layers = resized[None] if resized.ndim == 2 else resized.transpose(2, 0, 1)
    normalised: Float32Array = layers.astype(np.float32) / 127.5 - 1.0
    return normalised


class _LineFinder:
    """Where lines of text are: the detection network with rapidocr's treatment of its picture and answer."""

    def __init__(self, session: Session) -> None:
        from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess

        self._session = session
        self._prepare = DetPreProcess(_LONGEST_SIDE, "max", [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
        self._outline = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)

    def find(self, picture: Picture) -> list[FloatArray]:
        """The outline of each line: corners from the top left clockwise."""
        import cv2

        height, width = picture.shape[:2]
        if height == 0 or width == 0:
            return []
        shortest = max(2 * _SQUARE, -(-max(height, width) * _SQUARE // _LONGEST_SIDE))
        missing = [max(shortest - side, 0) for side in (height, width)]
        if any(missing):
            picture = cv2.copyMakeBorder(picture, 0, missing[0], 0, missing[1], cv2.BORDER_REPLICATE).astype(np.uint8)
        prepared = np.asarray(self._prepare(picture), np.float32)
        boxes, _ = self._outline(self._session(prepared), picture.shape[:2])
        return [box.astype(np.float64) for box in boxes]
