"""Lines of text outside a page's tables: the room each has, and which are specks, scratches and pieces of rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from reportextract.model import Box, Rules
from reportextract.scan_reading.lines import SEVERAL, Line
from reportextract.scan_reading.seen import THINNEST_ONE, Pixels
from reportextract.scans.text_lines import THICKEST_RULE
from reportextract.tables.segments import NUMBER_LIKE, STROKES

# What stands alone on its row and is smaller than this, in parts of the height of lines, is no text: 一 is longer.
SMALLEST_LINE = 0.5
# A stroke as small as this, in parts of a figure's height, is no dash of a column that has no more than so many marks,
# nor the sign of a number that is farther from it than the last, in heights.
NO_FIGURE, FEWEST_IN_COLUMN, FAR_FROM_NUMBER = 0.6, 2, 1.5
# Pieces of a rule are this far from the rest of it at most, in points; what upright ones read as.
IN_LINE, UPRIGHT_STROKES = 2.0, frozenset("1|丨lI/")
# What no stroke reads as.
FIGURE = re.compile(r"[02-9]")


def with_room(inks: Sequence[Box], grey: Pixels) -> list[Line]:
    """Lines of text on a page, each with the page's picture as far as the middle between it and those beside it.

    What is read with a piece of its neighbour has a character too many.

    Args:
        inks: Hulls of the lines' ink, in pixels.
        grey: The page.
    """
    sides = np.array(inks, dtype=np.float64).reshape(-1, 4)
    lines = []
    for ink in inks:
        beside = sides[(sides[:, 1] < ink.bottom) & (sides[:, 3] > ink.top)]
        before, behind = beside[beside[:, 2] <= ink.x0, 2], beside[beside[:, 0] >= ink.x1, 0]
        left = round((before.max() + ink.x0) / 2) if len(before) else 0
        right = round((behind.min() + ink.x1) / 2) if len(behind) else grey.shape[1]
        lines.append(Line(ink, grey[:, left:right], left, 0))
    return lines


def without_lone_specks(inks: Sequence[Box]) -> list[Box]:
    """The lines of a page without those that are much smaller than its characters and have nothing beside them.

    Args:
        inks: Hulls of the lines' ink; of a page with no line of several characters all are kept.
    """
    sides = np.array(inks, dtype=np.float64).reshape(-1, 4)
    width, height = sides[:, 2] - sides[:, 0], sides[:, 3] - sides[:, 1]
    if not (width > SEVERAL * height).any():
        return list(inks)
    long = height[width >= width.max() / 2]
    beside = (sides[:, None, 1] < sides[None, :, 3]) & (sides[:, None, 3] > sides[None, :, 1])
    is_alone = beside.sum(axis=1) == 1
    is_small = np.maximum(width, height) < SMALLEST_LINE * float(np.median(long))
    return [ink for ink, is_speck in zip(inks, (is_alone & is_small).tolist(), strict=True) if not is_speck]


def are_strays(inks: Sequence[Box], texts: Sequence[str]) -> list[bool]:
    """Which lines of a page are scratches beside its text: small strokes, far from what stands on their row, below or
    above no numbers.

    Args:
        inks: Hulls of the lines' ink.
        texts: What was read in each.
    """
    sides = np.array(inks, dtype=np.float64).reshape(-1, 4)
    width, height = sides[:, 2] - sides[:, 0], sides[:, 3] - sides[:, 1]
    are_numbers = np.array([NUMBER_LIKE.fullmatch(text) is not None for text in texts], dtype=np.bool_)
    if not (width > SEVERAL * height).any():
        return [False] * len(inks)
    usual = float(np.median(height[width >= width.max() / 2]))
    # Figures may be set smaller than the prose around their table; strokes are not told from a 1 by what they read as.
    figures = height[[FIGURE.search(text) is not None for text in texts] & are_numbers]
    high = min(usual, float(np.median(figures))) if len(figures) else usual
    are_small = are_numbers & (np.maximum(width, height) < NO_FIGURE * high)
    strays = []
    for (x0, top, x1, bottom), is_small in zip(sides.tolist(), are_small.tolist(), strict=True):
        in_column = are_numbers & (sides[:, 0] < x1) & (sides[:, 2] > x0)
        on_row = (sides[:, 1] < bottom) & (sides[:, 3] > top)
        apart = np.maximum(sides[:, 0] - x1, x0 - sides[:, 2])[on_row]
        is_alone = (apart < FAR_FROM_NUMBER * usual).sum() == 1  # itself
        strays.append(bool(is_small and is_alone and in_column.sum() <= FEWEST_IN_COLUMN))
    return strays


def is_of_rule(ink: Box, text: str, rules: Rules, scale: float) -> bool:
    """Whether a stroke is a piece of a broken rule, in line with the rest of it, or with the ends of level ones.

    Args:
        ink: Its hull, in pixels.
        text: What it was read as.
        rules: Of the page, in pixels.
        scale: Pixels a point.
    """
    x0, top, x1, bottom = ink
    if not set(text) - STROKES and bottom - top <= THICKEST_RULE * scale:
        return bool((np.abs(rules.horizontal[:, 0] - (top + bottom) / 2) <= IN_LINE * scale).any())
    if not set(text) - UPRIGHT_STROKES and x1 - x0 < THINNEST_ONE * (bottom - top):
        sides = np.concatenate([rules.vertical[:, 0], rules.horizontal[:, 1], rules.horizontal[:, 2]])
        return bool((np.abs(sides - (x0 + x1) / 2) <= IN_LINE * scale).any())
    return False
