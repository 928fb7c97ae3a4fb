"""Dashed and dotted rules: told from strokes that happen to align, which are no equal pieces with equal gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Lengths = npt.NDArray[np.intp]

# All lengths in points.
# A rule of dashes is this long and has so many, as far apart as this; no gap is so many times as wide as most.
SHORTEST, FEWEST, LEAST_GAP, DASH_GAP, EVENLY = 24.0, 4, 0.9, 4.0, 2.0
# Gaps, and dashes, are even that differ from the middle one by no more than this, or a third; so many are, as shares.
AS_LONG, EVEN_GAPS, EVEN_DASHES = 0.4, 0.85, 0.6
# Longer dashes are as long as characters are wide, which stand as evenly: they are twice as many, and so many equal.
SHORT, EQUAL = 6.0, 0.75

# Dots are so many, one every so many points at most, and as even as dashes.
FEWEST_DOTS, DOT_EVERY = 7, 2.6


def is_dotted(inked: Lengths, scale: float) -> bool:
    """Whether a line is dots as far apart as one another; where it crosses rules some are joined.

    Args:
        inked: As for :func:`is_dashed`.
        scale: Pixels a point.
    """
    starts = np.flatnonzero(np.diff(inked) > 1) + 1
    every = np.diff(inked[starts])
    if len(every) < FEWEST_DOTS or np.median(every) > DOT_EVERY * scale:
        return False
    return _share_of(every, AS_LONG * scale) >= EQUAL


def is_dashed(inked: Lengths, scale: float) -> bool:
    """Whether a line is equal dashes with equal gaps; at the rules that it crosses some are joined.

    Args:
        inked: The places along the line that have ink, in pixels, ascending.
        scale: Pixels a point.
    """
    steps = np.diff(inked)
    ends = np.flatnonzero(steps > 1)
    gaps, dashes = steps[ends] - 1, np.diff(ends)
    if len(ends) < FEWEST or inked[-1] - inked[0] < SHORTEST * scale:
        return False
    usual = float(np.median(gaps))
    if usual < LEAST_GAP * scale or gaps.max() > min(DASH_GAP * scale, EVENLY * usual + 1):
        return False
    as_long = AS_LONG * scale
    if np.median(dashes) > SHORT * scale:
        return len(ends) >= 2 * FEWEST and min(_share_of(gaps, as_long), _share_of(dashes, as_long)) >= EQUAL
    even = [_share_of(lengths, max(as_long, float(np.median(lengths)) / 3)) for lengths in (gaps, dashes)]
    return even[0] >= EVEN_GAPS and even[1] >= EVEN_DASHES


def _share_of(lengths: Lengths, off: float) -> float:
    """How many of some lengths, as a share, differ from the middle one by no more than that."""
    return float((np.abs(lengths - np.median(lengths)) <= off).mean())
