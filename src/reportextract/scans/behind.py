"""What shows pale behind print, and is none: a watermark, the other side of the sheet, the rest of a seal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# In parts of how dark the print is: what is paler than the first is paper, darker than the second print's own.
PALEST, DARKEST = 0.08, 0.35
# Print less dark than this, of 255, may be as pale as what is behind it.
DARK_PRINT = 100
# Print's own blur, and its paler strokes, reach so far, in parts of the picture's height.
NEAR_PRINT = 0.16
# Noise, averaged over so much (standard deviation, in parts of the height, in pixels at least), isn't darker than so
# many times what single pixels show of it. Where it is more than the last part of the print's darkness, nobody can say.
AVERAGED_OVER, LEAST_AVERAGED, TIMES_NOISE, NOISIEST = 0.04, 1.0, 3.0, 0.04
# So much of a picture shows something behind print.
SHOWS = 0.03
# Around print, in parts of the picture's height, everything stays as it is: thin strokes are pale, too.
EDGE = 0.04


def shows_behind(picture: Pixels) -> bool:
    """Whether something pale shows behind the print of a picture.

    Args:
        picture: Shape (h, w), dark print on paper of any brightness.
    """
    import cv2

    if min(picture.shape) < 3:
        return False
    averaged, paper, darkest = _measured(picture)
    if darkest < DARK_PRINT:
        return False
    pale = paper - averaged
    near = cv2.dilate(np.asarray(pale > DARKEST * darkest, np.uint8), _square(NEAR_PRINT * picture.shape[0])) > 0
    if near.all():
        return False
    rough = np.abs(picture - averaged)[~near]
    rough = rough[rough >= 0.5]  # where something was painted over there is none
    noise = 1.48 * float(np.median(rough)) if len(rough) else 0.0
    if noise > NOISIEST * darkest:
        return False
    shows = ~near & (pale > max(PALEST * darkest, TIMES_NOISE * noise))
    return bool(shows.mean() > SHOWS)


def how_dark(picture: Pixels) -> float:
    """How much darker than white the darkest of a picture is, of 255, without its noise."""
    import cv2

    return 255.0 - float(cv2.blur(picture, (3, 3)).min())


def erase_behind(picture: Pixels) -> Pixels:
    """The picture with nothing but paper around its print."""
    import cv2

    _, paper, darkest = _measured(picture)
    dark = np.asarray(paper - picture > DARKEST * darkest, np.uint8)
    near = cv2.dilate(dark, _square(EDGE * picture.shape[0])) > 0
    return np.where(near, picture, np.uint8(min(255, round(paper))))


def _measured(picture: Pixels) -> tuple[npt.NDArray[np.float32], float, float]:
    """The picture without its noise, how bright its paper is, and by how much its print is darker."""
    import cv2

    spread = max(LEAST_AVERAGED, AVERAGED_OVER * picture.shape[0])
    averaged = np.asarray(cv2.GaussianBlur(picture, (0, 0), spread), dtype=np.float32)
    paper = float(np.percentile(averaged, 80))
    return averaged, paper, paper - float(np.percentile(picture, 1))


def _square(reach: float) -> Pixels:
    return np.ones((2 * max(1, round(reach)) + 1,) * 2, np.uint8)
