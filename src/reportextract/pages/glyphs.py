"""Characters that are on the page but not part of the text: fake bold's second copy, watermarks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray

# A copy stands this close to the first, in parts of the character's own advance width and height. Fake bold moves it
# by a twentieth of its size, a printed shadow by a tenth; a true neighbour stands a whole width away.
DOUBLED_WITHIN_WIDTH = 0.35
DOUBLED_WITHIN_HEIGHT = 0.2
# Copies are looked for in strips of the page this high (in points), each twice as high as the farthest copy.
STRIP = 8.0
# No copy is farther than this to the right, in points: shadows of titles are 1.5.
FARTHEST_COPY = 2.0
# Places are compared in parts of a point.
PLACES = 8
# Some makers print a character up to four times.
MOST_COPIES = 3
# A watermark's letters are this many times the size of the page's text, and lie over other letters.
WATERMARK_SIZE = 1.9
# So many large letters are compared with all others at once.
PORTION = 64
# On a page with fewer characters there is no telling what is behind what.
FEWEST_CHARACTERS = 20

Mask = npt.NDArray[np.bool_]


def drop_doubled(codes: npt.NDArray[np.uint32], boxes: FloatArray) -> Mask | None:
    """Finds the further copies of characters printed more than once to look bold.

    By position, never by value: two equal characters beside each other are two characters.

    Args:
        codes: Shape (n,): code points.
        boxes: Shape (n, 4): advance boxes.

    Returns:
        The copies to leave out, None when there are none.
    """
    if len(codes) < 2:
        return None
    x, y = boxes[:, 0], (boxes[:, 1] + boxes[:, 3]) / 2
    near_x = DOUBLED_WITHIN_WIDTH * (boxes[:, 2] - x)
    near_y = DOUBLED_WITHIN_HEIGHT * (boxes[:, 3] - boxes[:, 1])
    copies = np.zeros(len(codes), dtype=bool)
    # Two sets of strips, so that a pair across the edge of one is inside the other. Sorted by character, strip and
    # place (one number: 21, 16 and 16 bits), a copy is among the next few.
    place = np.clip(x * PLACES, 0, 2**16 - 1).astype(np.int64) + (codes.astype(np.int64) << 32)
    for offset in (0.0, 0.5):
        keys = place + (np.clip(y / STRIP + offset, 0, 2**16 - 1).astype(np.int64) << 16)
        # Nearly all pages end here.
        if np.diff(np.sort(keys)).min() > FARTHEST_COPY * PLACES:
            continue
        order = np.argsort(keys)
        for step in range(1, MOST_COPIES + 1):
            a, b = order[:-step], order[step:]
            same = (codes[a] == codes[b]) & (np.abs(x[a] - x[b]) < near_x[a]) & (np.abs(y[a] - y[b]) < near_y[a])
            if not same.any():
                break
            copies[np.maximum(a[same], b[same])] = True
    return copies if copies.any() else None


def drop_watermark(codes: npt.NDArray[np.uint32], boxes: FloatArray) -> Mask | None:
    """Finds large letters that lie over the page's text.

    Returns:
        The letters to leave out, None when there are none.
    """
    if len(codes) < FEWEST_CHARACTERS:
        return None
    size = boxes[:, 3] - boxes[:, 1]
    large = size > WATERMARK_SIZE * np.sort(size)[len(size) // 2]
    rows = np.flatnonzero(large)
    if not len(rows) or len(rows) == len(codes):
        return None
    small = boxes[~large]
    small_x, small_y = (small[:, 0] + small[:, 2]) / 2, (small[:, 1] + small[:, 3]) / 2
    over = np.zeros(len(rows), dtype=bool)
    # In portions, as a page may have tens of thousands of characters.
    for start in range(0, len(rows), PORTION):
        x0, top, x1, bottom = boxes[rows[start : start + PORTION]].T[:, :, np.newaxis]
        inside = (small_x > x0) & (small_x < x1) & (small_y > top) & (small_y < bottom)
        over[start : start + PORTION] = inside.any(axis=1)
    # Most letters of a watermark lie over text, a heading's none; the letters in a gap go with the others.
    if over.sum() < max(2, len(rows) // 4):
        return None
    sizes_over = size[rows[over]]
    drop: Mask = large & (size >= sizes_over.min() * 0.9) & (size <= sizes_over.max() * 1.1)
    return drop
