"""Tall pages in strips."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def cut_strips(grey: npt.NDArray[np.uint8], tallest: int) -> list[tuple[int, int]]:
    """Cuts a tall page where least is printed, for engines that see a page as a square.

    Args:
        grey: Shape (h, w), upright and clean: paper is white.
        tallest: npt.NDArray[np.uint8]; a page up to this height is one strip.

    Returns:
        (top, bottom) of each strip, together the whole page.
    """
    height = grey.shape[0]
    if height <= tallest:
        return [(0, height)]
    ink = (255 - grey.astype(np.float32).mean(axis=1)).tolist()
    cuts = [0]
    while height - cuts[-1] > tallest:
        # Somewhere in the last half of what a strip may hold, the emptiest row; the lowest of equals.
        first, last = cuts[-1] + tallest // 2, cuts[-1] + tallest
        cuts.append(min(range(last, first, -1), key=lambda row: ink[row]))
    return list(zip(cuts, [*cuts[1:], height], strict=True))
