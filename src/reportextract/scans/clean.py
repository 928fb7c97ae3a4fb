"""A page's picture as grey ink on white paper: without red seals, shadows and the dark around the paper."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.scans.red_print import PAPERS_OWN, RED, SAMPLED, find_red_lines, redness_of

Pixels = npt.NDArray[np.uint8]

# Points: ink wider than this in both directions is no print but shade. The boldest headings have strokes of 4 pt;
# a shaded header row, a photo or a gutter's shadow is higher than 15.
BROADEST_INK = 15.0
# Paper is looked at through cells of this many points: wide enough to average noise away, narrower than the gaps
# between the strokes of a character.
_CELL = 1.4
# Darker than this share of the page's own paper, and joined to the edge of the picture, is what lies around the paper.
# Gutters and shaded rows measured 0.55 and more, lids and tables under the paper 0.35 and less.
DARK_SHARE = 0.45
# What is darker than this share of the page's own paper is shaded, if it is so high and wide, in points: cells of a
# header measured 0.85 to 0.9.
SHADE_SHARE, LOWEST_SHADE = 0.93, 10.0
# Shaded cells fill this share of the rectangle around them; the star of a grey seal does not.
RECTANGULAR = 0.75
# The paper's measure follows a light rule a little: it is made so much darker than it is lighter.
LIGHT_TO_DARK = 2.0


def clean(pixels: Pixels, dots_per_inch: float) -> Pixels:
    """Makes the page what it was when it was printed: dark ink on paper that is white everywhere.

    Args:
        pixels: Shape (h, w) or (h, w, 3), blue green red.
        dots_per_inch: Of the paper.

    Returns:
        Shape (h, w), paper 255. Every pixel stays in its place. Black and white pictures come back as they are,
        but for the dark around the paper.
    """
    import cv2

    grey = without_seal(pixels, dots_per_inch) if pixels.ndim == 3 else pixels
    paper, around = _paper_of(grey, dots_per_inch)
    size = (grey.shape[1], grey.shape[0])
    if paper.min() < 250:
        smooth = np.asarray(cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
        rules = _rules_on_shade(grey, smooth, paper)
        grey = np.asarray(cv2.divide(grey, smooth, scale=255), dtype=np.uint8)
        if rules is not None:
            grey = np.asarray(cv2.subtract(grey, rules), dtype=np.uint8)
    if around.any():
        mask = cv2.resize(around, size, interpolation=cv2.INTER_NEAREST)
        grey = np.asarray(cv2.bitwise_or(grey, mask), dtype=np.uint8)
    return grey


def _rules_on_shade(grey: Pixels, smooth: Pixels, paper: Pixels) -> Pixels | None:
    """Light rules between shaded cells, as ink.

    Args:
        smooth: How bright the paper is, as large as the picture.
        paper: The same in cells.

    Returns:
        As large as the picture; None where nothing is shaded.
    """
    import cv2

    white = float(np.percentile(paper, 75))
    cells = max(1, round(LOWEST_SHADE / _CELL))
    below = np.asarray(paper < SHADE_SHARE * white, dtype=np.uint8)
    dark = np.asarray(cv2.morphologyEx(below, cv2.MORPH_OPEN, np.ones((cells, cells), np.uint8)), dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    filled = stats[:, 4] / (stats[:, 2] * stats[:, 3])
    # What reaches the edge of the picture is a shadow.
    at_edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    are_cells = filled >= RECTANGULAR
    are_cells[at_edge] = False
    shaded = np.asarray((dark > 0) & are_cells[labels], dtype=np.uint8)
    if not shaded.any():
        return None
    lighter = cv2.convertScaleAbs(cv2.subtract(grey, smooth), alpha=LIGHT_TO_DARK)
    size = (grey.shape[1], grey.shape[0])
    return np.asarray(lighter * cv2.resize(shaded, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def without_seal(pixels: Pixels, dots_per_inch: float) -> Pixels:
    """Grey from colour, with what is printed in red taken away and what lies under it kept; but for lines of red print.

    Red ink is light in the red channel, black ink dark in all. What little of a seal is left there is lifted to
    the paper's own brightness, in proportion to how red each pixel is.

    Args:
        pixels: Shape (h, w, 3), blue green red.
        dots_per_inch: Of the paper.

    Returns:
        Shape (h, w).
    """
    import cv2

    red = np.ascontiguousarray(pixels[:, :, 2])
    grey = np.asarray(cv2.max(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), red), dtype=np.uint8)
    redness = redness_of(pixels)
    if redness is None:
        return grey
    some_red, some_redness = red[::SAMPLED, ::SAMPLED], redness[::SAMPLED, ::SAMPLED]
    is_seal = some_redness > RED - PAPERS_OWN
    paper = float(np.percentile(some_red, 75))
    missing = max(0.0, paper - float(np.median(some_red[is_seal])))
    lift = missing / (float(np.median(some_redness[is_seal])) + PAPERS_OWN)
    # Saturating: pixels as red as the paper or less are left alone.
    cleared = np.asarray(cv2.add(grey, cv2.convertScaleAbs(redness, alpha=lift)), dtype=np.uint8)
    for x0, top, x1, bottom in find_red_lines(redness > RED - PAPERS_OWN, dots_per_inch):
        place = pixels[round(top) : round(bottom), round(x0) : round(x1)]
        other = cv2.max(place[:, :, 0], place[:, :, 1])
        # As bright as the paper around it is in the other channel.
        brighter = paper / max(1.0, float(np.percentile(other, 75)))
        cleared[round(top) : round(bottom), round(x0) : round(x1)] = cv2.convertScaleAbs(other, alpha=brighter)
    return cleared


def _paper_of(grey: Pixels, dots_per_inch: float) -> tuple[Pixels, Pixels]:
    """How bright the paper is under the print, and (as 255) where there is none; both in cells."""
    import cv2

    cell = max(2, round(_CELL * dots_per_inch / 72))
    height, width = -(-grey.shape[0] // cell), -(-grey.shape[1] // cell)
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    reach = max(3, round(BROADEST_INK * dots_per_inch / 72 / cell)) | 1  # odd, to have a middle
    # Black around the picture joins a thin dark edge, so that it isn't closed as if it were print.
    framed = cv2.copyMakeBorder(small, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=[0])
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.medianBlur(np.ascontiguousarray(closed[reach:-reach, reach:-reach]), 5)
    white = float(np.percentile(paper, 75))
    around = np.zeros_like(paper)
    dark = np.asarray(paper < DARK_SHARE * white, dtype=np.uint8)
    edge = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    if edge.any():
        _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
        at_edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
        # A rule that runs into the edge is dark there too, but not broad.
        broad = stats[at_edge, 2:4].max(axis=1) >= reach
        around = np.asarray(np.isin(labels, at_edge[broad & (at_edge > 0)]) * 255, dtype=np.uint8)
        around = np.asarray(cv2.dilate(around, np.ones((5, 5), np.uint8)), dtype=np.uint8)
        paper[around > 0] = np.uint8(white)
    return np.asarray(paper, dtype=np.uint8), np.asarray(around, dtype=np.uint8)
