"""Lines of text on a picture, once their outlines are known: cut out, laid flat, read, put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from reportextract.model import FloatArray
from reportextract.ocr.engine import OcrLine, OcrText, Picture

# Outlines higher than this many times their width hold vertical text, or a turned line (rapidocr's and paddleocr's
# own limit).
_VERTICAL = 1.5
# A line that reads worse than this is a speck, a stamp or a piece of a rule (rapidocr's own limit).
_LEAST_CONFIDENCE = 0.5


def read_outlined(
    picture: Picture, outlines: Sequence[FloatArray], read_crops: Callable[[list[Picture]], list[OcrText]]
) -> list[OcrLine]:
    """Reads the lines whose outlines a detector found.

    A high and narrow outline may hold a line that was turned, or upright characters one below the other: both are
    tried, and the one that reads better is kept.

    Args:
        outlines: Each of shape (4, 2), corners in pixels from the top left clockwise.
        read_crops: Reads crops that hold one horizontal line each.

    Returns:
        The lines on which something was read, top to bottom.
    """
    quads = [_along_the_text(outline) for outline in outlines]
    crops = [_flattened(picture, quad) for quad in quads]
    texts = read_crops(crops)
    vertical = [index for index, quad in enumerate(quads) if _runs_down(quad)]
    stacked = read_crops([_stood_up(crops[index]) for index in vertical])
    for index, text in zip(vertical, stacked, strict=True):
        if text.confidence > texts[index].confidence:
            texts[index] = text
    lines = [OcrLine(text, quad) for text, quad in zip(texts, quads, strict=True)]
    lines.sort(key=lambda line: (line.quad[:, 1].mean(), line.quad[:, 0].mean()))
    return [line for line in lines if line.text.text != "" and line.text.confidence >= _LEAST_CONFIDENCE]


def coloured(picture: Picture) -> Picture:
    """The picture with three channels."""
    return picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)


def _along_the_text(box: FloatArray) -> FloatArray:
    """The corners turned so that the first edge is the one that the text runs along: of high outlines, the right."""
    across, down = np.hypot(*(box[1] - box[0])), np.hypot(*(box[3] - box[0]))
    return np.roll(box, -1, axis=0) if down >= _VERTICAL * across else box


def _runs_down(quad: FloatArray) -> bool:
    along = quad[1] - quad[0]
    return bool(abs(along[1]) > abs(along[0]))


def _flattened(picture: Picture, quad: FloatArray) -> Picture:
    """The line cut out so that it runs from left to right."""
    import cv2

    width = max(round(float(np.hypot(*(quad[1] - quad[0])))), 1)
    height = max(round(float(np.hypot(*(quad[3] - quad[0])))), 1)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    mapping = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    flat = cv2.warpPerspective(
        picture, mapping, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat.astype(np.uint8)


def _stood_up(crop: Picture) -> Picture:
    """Upright characters that ran down, cut out lying on their side: side by side and upright.

    The line is cut into squares, as Chinese characters are, and each is turned back.
    """
    import cv2

    height, width = crop.shape[:2]
    edges = np.linspace(0, width, max(round(width / height), 1) + 1).round().astype(int)
    tiles = [np.ascontiguousarray(np.rot90(crop[:, start:end], -1)) for start, end in pairwise(edges)]
    return np.hstack([cv2.resize(tile, (height, height)) for tile in tiles]).astype(np.uint8)
