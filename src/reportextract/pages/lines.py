"""Characters outside the tables, as lines of text in reading order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Line, PageReading

# All distances are in parts of the larger of the two characters' sizes (em).

# Characters whose middles differ by less than this stand on one line: superscripts are up to 0.4 off, the closest
# lines of the samples 1.1 apart.
SAME_LINE = 0.5
# A gap this wide divides columns. Prose has at most two full-width spaces; a web page's metadata table has 4 and more.
COLUMN_GAP = 3.0
# Justified Chinese is stretched by up to 0.35 in the samples; a full-width space is 1.
CHINESE_SPACE = 0.6
# Word leaves 0.25 between Chinese and digits on its own accord, where nobody typed a space.
MIXED_SPACE = 0.45
# The narrowest space of a Latin font is 0.22 wide.
LATIN_SPACE = 0.2


def find_lines(page: PageReading, exclude: Sequence[Box] = ()) -> tuple[Line, ...]:
    """Groups the page's characters into lines.

    A column gap ends a line, so the two columns of a metadata table are two lines, the left first.

    Args:
        page: The page.
        exclude: Areas to leave out (tables); a character is in an area when its middle is.

    Returns:
        Lines from top to bottom and, where they stand side by side, from left to right. One space stands where
        there is a visible gap, none where Word or justification spread the characters.
    """
    boxes = page.glyphs.boxes
    if not len(boxes):
        return ()
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    chosen = np.ones(len(boxes), dtype=bool)
    for x0, top, x1, bottom in exclude:
        chosen &= (middle_x < x0) | (middle_x > x1) | (middle_y < top) | (middle_y > bottom)
    members = np.flatnonzero(chosen)
    if not len(members):
        return ()
    codes = np.frombuffer(page.glyphs.text.encode("utf-32-le"), dtype=np.uint32)
    latin = codes[members] < 0x2E80
    boxes, middle_y = boxes[members], middle_y[members]
    sizes = np.where(latin, boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0])

    bands = _bands(boxes, middle_y, sizes)
    order = np.lexsort((boxes[:, 0], bands))
    boxes, sizes, latin, bands, members = boxes[order], sizes[order], latin[order], bands[order], members[order]
    gaps = (boxes[1:, 0] - boxes[:-1, 2]) / np.maximum(np.maximum(sizes[1:], sizes[:-1]), 1.0)
    ends = (bands[1:] != bands[:-1]) | (gaps > COLUMN_GAP)
    widest = np.array([CHINESE_SPACE, MIXED_SPACE, LATIN_SPACE])[latin[1:].astype(int) + latin[:-1]]
    starts = np.concatenate([[0], np.flatnonzero(ends) + 1])
    hulls = np.stack(
        [
            np.minimum.reduceat(boxes[:, 0], starts),
            np.minimum.reduceat(boxes[:, 1], starts),
            np.maximum.reduceat(boxes[:, 2], starts),
            np.maximum.reduceat(boxes[:, 3], starts),
        ],
        axis=1,
    ).tolist()
    text = page.glyphs.text
    letters = [text[i] for i in members.tolist()]
    for i in np.flatnonzero((gaps > widest) & ~ends).tolist():
        letters[i] += " "
    stops = [*starts[1:].tolist(), len(letters)]
    size = _mean_size if page.origin == "ocr" else _size
    return tuple(
        Line(page.number, "".join(letters[first:last]), Box(*hull), size(sizes[first:last], latin[first:last]))
        for first, last, hull in zip(starts.tolist(), stops, hulls, strict=True)
    )


def _bands(boxes: FloatArray, middle_y: FloatArray, sizes: FloatArray) -> npt.NDArray[np.intp]:
    """The number of the line of print, counted from the top, on which each character stands."""
    # The reader met most characters in reading order: runs of them are found at once, then only runs are sorted.
    larger = np.maximum(sizes[1:], sizes[:-1])
    steps = np.abs(np.diff(middle_y)) > SAME_LINE * larger
    steps |= np.abs(boxes[1:, 0] - boxes[:-1, 2]) > COLUMN_GAP * larger
    starts = np.concatenate([[0], np.flatnonzero(steps) + 1])
    lengths = np.diff(np.append(starts, len(boxes)))
    places = (np.add.reduceat(middle_y, starts) / lengths).tolist()
    heights = np.maximum.reduceat(sizes, starts).tolist()
    band_of = [0] * len(places)
    band, place, height = -1, 0.0, 0.0
    for run in sorted(range(len(places)), key=places.__getitem__):
        if band < 0 or places[run] - place > SAME_LINE * max(height, heights[run]):
            band, place, height = band + 1, places[run], heights[run]
        band_of[run] = band
    return np.repeat(np.array(band_of), lengths)


def _size(sizes: FloatArray, latin: npt.NDArray[np.bool_]) -> float:
    """The size of most of a line's characters; Chinese ones are exactly as wide as their font's size."""
    chinese = np.sort(sizes[~latin]) if not latin.all() else np.sort(sizes)
    return float(chinese[len(chinese) // 2])


def _mean_size(sizes: FloatArray, latin: npt.NDArray[np.bool_]) -> float:
    """The same where a recogniser tells where each character ends to a third of its width only."""
    return float((sizes if latin.all() else sizes[~latin]).mean())
