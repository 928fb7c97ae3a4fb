"""1, / or —: the recogniser takes a lone slash for a 1, but the lean of the stroke tells them apart; and a dash for
anything low and wide, where the stroke is level.

Many reports print / for "nothing", so that a column of slashes read as ones would be a column of wrong numbers. Of
slashes drawn in eight typefaces the recogniser read most as 1, with probabilities up to 0.99.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.ocr.engine import NumberReading, Picture

# Lean in degrees from upright, to the right positive. In 56 typefaces at 18 to 36 pixels a 1 leans 0, in italics up to
# 13; a / leans at least 8, in all but narrow and bold ones 15. Of 94 ones on scanned pages none leans over 3,
# and none to the left, as scratches do.
_SURELY_UPRIGHT, _SURELY_LEANING = 5.0, 13.5
# What a reading is worth whose stroke says neither: it is to be read again.
_DOUBTFUL = 0.5
# A level bar is a dash, or what is left of a rule: at least and at most so many times as long as it is thick, of one
# thickness (as a share of its columns, within so much of it), and filling so much of its hull.
_SHORTEST, _LONGEST, _EVEN, _FILLED = 2.6, 16.0, 0.85, 0.75
_LEVEL = 0.9
# Pixels darker than this share of the way from ground to ink belong to the stroke.
_INK = 0.4
# The rows looked at: the ends of a 1 are its serifs.
_FROM, _TO = 0.3, 0.8
# Or nearly all, to be sure that nothing but a stroke is there, and all rows as wide, within this part and a pixel: a 7
# is wider at its top, a 1 at its foot.
_FROM_END, _TO_END, _AS_WIDE = 0.08, 0.92, 0.3
# What other readings of such a stroke are worth; but what is read as a 7 more surely than this is one.
_UNLIKELY, _SURE_SEVEN = 0.1, 0.6
# A stroke is straight if its rows keep to one line within this part of its height, nearly all of them.
_STRAIGHT = 0.06
_NEARLY_ALL = 0.8


def judge_stroke(reading: NumberReading, crop: Picture) -> NumberReading:
    """The reading of a lone 1 or / after a look at how the stroke leans; any other reading as it is.

    Of a stroke that surely leans, the recogniser tells whether it is one straight stroke (all it gives to 1 and to /
    together) and the lean which of the two. One that is bare, as well, is a slash even if it was taken for a dash, or
    for a 7 that is none for certain. An upright one is a 1 if the recogniser says so too: rules leave such strokes.
    Where the lean says neither, the probability is cut to one that nobody will believe.
    """
    if _is_level(crop):
        return NumberReading(
            "—", max(reading.probability, _LEVEL) if reading.text == "—" else _LEVEL, (), reading.blank
        )
    if reading.text not in ("1", "/", "7", "—"):
        return reading
    lean = _lean(crop)
    if reading.text in ("7", "—"):
        is_sure = reading.text == "7" and reading.probability >= _SURE_SEVEN
        is_slash = not is_sure and lean is not None and lean >= _SURELY_LEANING
        return _as_slash(reading, is_bare=True) if is_slash and _is_bare(crop) else reading
    if lean is not None and lean >= _SURELY_LEANING:
        return _as_slash(reading, _is_bare(crop))
    if lean is not None and abs(lean) <= _SURELY_UPRIGHT and reading.text == "1":
        return reading
    return reading._replace(probability=min(reading.probability, _DOUBTFUL))


def _as_slash(reading: NumberReading, is_bare: bool) -> NumberReading:
    """A reading of what surely leans; ``is_bare``: as nothing but a slash does."""
    worth = _UNLIKELY if is_bare else 1.0
    others = dict([(reading.text, reading.probability), *reading.runners_up])
    straight = min(1.0, others.pop("1", 0.0) + others.pop("/", 0.0))
    runners_up = tuple((text, worth * probability) for text, probability in others.items())
    return NumberReading("/", 1.0 - worth * (1.0 - straight), runners_up, reading.blank)


def _is_level(crop: Picture) -> bool:
    """Whether all ink of a crop is one level bar."""
    grey = (crop if crop.ndim == 2 else crop.min(axis=2)).astype(np.float64)
    ground, ink = np.percentile(grey, 90), grey.min()
    if ground - ink < 40:
        return False
    dark = grey < ground - _INK * (ground - ink)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    part = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = part.shape
    thick = part.sum(axis=0)
    even = np.abs(thick - np.median(thick)) <= max(1.0, 0.35 * float(np.median(thick)))
    return bool(_SHORTEST * height <= width <= _LONGEST * height and part.mean() >= _FILLED and even.mean() >= _EVEN)


def _is_bare(crop: Picture) -> bool:
    """Whether all of a leaning stroke is straight, and of one width from end to end."""
    if _lean(crop, _FROM_END, _TO_END) is None:
        return False
    dark, rows = _ink_of(crop)
    spans = [float(np.ptp(np.flatnonzero(row))) + 1 for row in dark[rows]]
    usual = float(np.median(spans))
    is_whole = rows[-1] - rows[0] == len(rows) - 1
    return bool(is_whole and max(spans) <= usual + max(_AS_WIDE * usual, 1.0))


def _ink_of(crop: Picture) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """How dark each pixel of a stroke is, of paper 0; and the rows that have some, from the first to the last."""
    grey = (crop if crop.ndim == 2 else crop.min(axis=2)).astype(np.float64)
    ground, ink = np.percentile(grey, 90), grey.min()
    dark = np.clip(ground - grey - _INK * (ground - ink), 0, None)
    return dark, np.flatnonzero(dark.any(axis=1))


def _lean(crop: Picture, start: float = _FROM, end: float = _TO) -> float | None:
    """How a stroke leans between two parts of its height, in degrees; None if it isn't one straight stroke there."""
    dark, present = _ink_of(crop)
    if len(present) < 4:
        return None
    top, height = present[0], present[-1] - present[0] + 1
    rows = np.arange(top + round(start * height), top + round(end * height))
    weights = dark[rows]
    seen = weights.sum(axis=1) > 0
    if seen.sum() < max(_NEARLY_ALL * len(rows), 3):
        return None
    rows, weights = rows[seen], weights[seen]
    middles = (weights * np.arange(dark.shape[1])).sum(axis=1) / weights.sum(axis=1)
    first, second = np.triu_indices(len(rows), 1)
    slope = float(np.median((middles[second] - middles[first]) / (rows[second] - rows[first])))
    off = middles - slope * rows
    straight = np.abs(off - np.median(off)) <= max(_STRAIGHT * height, 1.0)
    return float(np.degrees(np.arctan(-slope))) if straight.mean() >= _NEARLY_ALL else None
