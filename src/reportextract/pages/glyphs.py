"""Characters that are on the page but not part of the text: fake bold's second copy, watermarks."""

from __future__ import annotations

import numpy as np

from reportextract.model import Glyphs

# Fake bold prints a character again this close to itself, in parts of its size; a real 11 stands 0.5 apart.
DOUBLED_WITHIN = 0.3
# A watermark's letters are this many times the size of the page's text, and lie over other letters.
WATERMARK_SIZE = 1.9


def drop_doubled(glyphs: Glyphs) -> tuple[Glyphs, str]:
    """Removes the second copy of characters printed twice to look bold.

    By position, never by value: two equal characters beside each other are two characters.

    Returns:
        The glyphs without the copies, and the text of the copies.
    """
    n = len(glyphs)
    if n < 2:
        return glyphs, ""
    boxes = glyphs.boxes
    codes = np.frombuffer(glyphs.text.encode("utf-32-le"), dtype=np.uint32)
    size = np.maximum(boxes[:, 3] - boxes[:, 1], 1.0)
    copies = np.zeros(n, dtype=bool)
    # Sorted by character and place, a copy is among the next few of its own line.
    order = np.lexsort((boxes[:, 0], np.round(boxes[:, 1] / 4), codes))
    for step in (1, 2):
        a, b = order[:-step], order[step:]
        same = (
            (codes[a] == codes[b])
            & (np.abs(boxes[a, 0] - boxes[b, 0]) < DOUBLED_WITHIN * size[a])
            & (np.abs(boxes[a, 1] - boxes[b, 1]) < DOUBLED_WITHIN * size[a])
        )
        if same.any():
            copies[np.maximum(a[same], b[same])] = True
    if not copies.any():
        return glyphs, ""
    return _without(glyphs, copies)


def drop_watermark(glyphs: Glyphs) -> tuple[Glyphs, str]:
    """Removes large letters that lie over the page's text.

    Returns:
        The glyphs without them, and their text.
    """
    if len(glyphs) < 20:
        return glyphs, ""
    boxes = glyphs.boxes
    size = boxes[:, 3] - boxes[:, 1]
    large = size > WATERMARK_SIZE * np.median(size)
    if not large.any() or large.all():
        return glyphs, ""
    centre_x, centre_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    small_x, small_y = centre_x[~large], centre_y[~large]
    rows = np.flatnonzero(large)
    over = [
        bool(
            np.any(
                (small_x > boxes[i, 0]) & (small_x < boxes[i, 2]) & (small_y > boxes[i, 1]) & (small_y < boxes[i, 3])
            )
        )
        for i in rows
    ]
    # Most letters of a watermark lie over text, a heading's none; the letters in a gap go with the others.
    if sum(over) < max(2, len(rows) // 4):
        return glyphs, ""
    sizes_over = size[rows[np.array(over)]]
    drop = large & (size >= sizes_over.min() * 0.9) & (size <= sizes_over.max() * 1.1)
    return _without(glyphs, drop)


def _without(glyphs: Glyphs, drop: np.ndarray) -> tuple[Glyphs, str]:
    gone = "".join(glyphs.text[i] for i in np.flatnonzero(drop))
    kept = "".join([glyphs.text[i] for i in np.flatnonzero(~drop)])
    return Glyphs(kept, glyphs.boxes[~drop]), gone
