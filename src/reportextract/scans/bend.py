"""The bend of a curled page, from its long rules: straight in print, bowed in the scan. Without rules none is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.placement import Bend, bend_basis
from reportextract.scans.lines import centre_lines

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# Pieces of rules from this length on show how a page bends.
SHORTEST_PIECE = 50.0
# Along a piece, a place is looked at every so often.
EVERY = 2.0
# A sheet of paper bends in one or two waves.
DEGREES = 4
# Together the pieces must cover so much of the page's width, and be as many, short ones counting less beside long ones:
# one rule may have been drawn by hand, and one stroke that leans be no rule.
COVERED, FEWEST_PIECES = 0.4, 2.5
# Between the first and the last of them there must be so many on average: a few strokes far apart show any bend.
FEWEST_ABREAST = 1.5
# A page that bends by less is left as it is: rules may lean that much, and resampling blurs.
SMALLEST_BEND = 0.7
# A bend is believed if it leaves at most this part of what the pieces were off the straight.
LEFT_OVER = 0.5
# Pieces that are off by more than so many times the usual are others' strokes.
FAR_OFF = 3.0


class _Piece(NamedTuple):
    """Places along one rule, in pixels."""

    x: FloatArray
    y: FloatArray


def measure_bend(level: Pixels, dots_per_inch: float) -> Bend | None:
    """How a page bends that is otherwise straight.

    Args:
        level: Shape (h, w), paper white, its rules level but for the bend.
        dots_per_inch: Of the paper.

    Returns:
        In pixels of ``level``; None where the page is flat, or too little on it shows how it bends.
    """
    scale = dots_per_inch / 72
    every = max(1, round(EVERY * scale))
    pieces = [_Piece(x[::every], y[::every]) for x, y in centre_lines(level, dots_per_inch, SHORTEST_PIECE)]
    pieces = [piece for piece in pieces if len(piece.x) >= 4]
    height, width = level.shape
    if len(pieces) < FEWEST_PIECES or as_many_as([len(piece.x) for piece in pieces]) < FEWEST_PIECES:
        return None
    first, last = min(p.x[0] for p in pieces), max(p.x[-1] for p in pieces)
    together = sum(float(p.x[-1] - p.x[0]) for p in pieces)
    if last - first < COVERED * width or together < FEWEST_ABREAST * (last - first):
        return None
    kept = pieces
    for _ in range(3):
        coefficients, residuals = _fitted(kept, first, last, height)
        usual = float(np.median(residuals))
        near = [piece for piece, off in zip(kept, residuals, strict=True) if off <= FAR_OFF * max(usual, 0.1 * scale)]
        if len(near) == len(kept) or len(near) < FEWEST_PIECES:
            break
        kept = near
    straight = _fitted(kept, first, last, height, degrees=1)[1]
    bend = Bend(coefficients, first, last, float(width), float(height))
    x = np.linspace(first, last, 50)
    largest = max(float(np.ptp(_bowed(bend, x, y))) for y in (0.25 * height, 0.75 * height))
    if largest < SMALLEST_BEND * scale or np.mean(residuals) > LEFT_OVER * np.mean(straight):
        return None
    return bend


def as_many_as(lengths: Sequence[float]) -> float:
    """As how many long lines some lines count, by the squares of their lengths, as each tells how a page lies."""
    weights = np.square(np.asarray(lengths, dtype=np.float64))
    return float(weights.sum() ** 2 / np.square(weights).sum())


def _fitted(
    pieces: list[_Piece], first: float, last: float, height: int, degrees: int = DEGREES
) -> tuple[FloatArray, list[float]]:
    """The bend's coefficients, shape (2, degrees), and how far each piece is off it (root of the mean square)."""
    size = sum(len(piece.x) for piece in pieces)
    unknown = 2 * degrees
    # Each piece stands at a height of its own; taking its mean away leaves how it bends.
    rows, targets = np.empty((size, unknown)), np.empty(size)
    at = 0
    slices = []
    for piece in pieces:
        waves = bend_basis(piece.x, first, last, degrees)
        down = float(piece.y.mean()) / height
        part = np.concatenate([waves, waves * down], axis=1)
        of = slice(at, at + len(piece.x))
        rows[of], targets[of] = part - part.mean(axis=0), piece.y - piece.y.mean()
        slices.append(of)
        at = of.stop
    # What the pieces don't tell (a bend that changes down the page, seen at one height only) is taken to be none.
    ridge = 1e-3 * size * np.eye(unknown) / unknown
    solution = np.linalg.solve(rows.T @ rows + ridge, rows.T @ targets)
    off = targets - rows @ solution
    return np.asarray(solution.reshape(2, degrees), dtype=np.float64), [
        float(np.sqrt(np.mean(off[of] ** 2))) for of in slices
    ]


def _bowed(bend: Bend, x: FloatArray, y: float) -> FloatArray:
    """The bend along a line, without its lean."""
    values = bend.at(x, np.full_like(x, y))
    return np.asarray(values - np.polyval(np.polyfit(x, values, 1), x))
