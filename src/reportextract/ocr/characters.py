"""The recogniser's answer → text: the likeliest character at each step (CTC, "greedy")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reportextract.ocr.engine import OcrText

# How wide characters are as parts of a line's height, where no neighbour limits them: a Chinese character fills a
# square, and the line's crop is a little higher than that; figures and letters are half as wide.
_WIDE, _NARROW = 0.8, 0.4
# Full-width marks fill half of their square; the empty half, behind the first and before the others, is theirs too.
EMPTY_BEHIND, EMPTY_BEFORE = "，。、；：！？）》」』】”’", "（《「『【“‘"
# The recogniser often says the half-width twin of a full-width mark.
TWINS = dict(zip("(),:;!?", "（），：；！？", strict=True))


def decode_text(steps: npt.NDArray[np.float32], characters: Sequence[str], width: float, height: float) -> OcrText:
    """The likeliest text.

    Args:
        steps: Shape (steps, classes): the probability of each class at each step from left to right; class 0 says "no
            new character here". Steps are equally wide and together as wide as the crop.
        characters: What the classes stand for.
        width, height: Of the crop, in its pixels.
    """
    best = steps.argmax(axis=1)
    peaks = steps[np.arange(len(best)), best]
    found: list[tuple[str, float, float]] = []
    step = width / max(len(best), 1)
    for first in np.flatnonzero((best != 0) & (np.diff(best, prepend=0) != 0)).tolist():
        end = first + 1
        while end < len(best) and best[end] == best[first]:
            end += 1
        found.append((characters[best[first]], (first + end) / 2 * step, float(peaks[first:end].max())))
    while found and found[0][0] == " ":
        del found[0]
    while found and found[-1][0] == " ":
        del found[-1]
    if not found:
        return OcrText("", 0.0)
    confidence = sum(probability for _, _, probability in found) / len(found)
    return OcrText("".join(character for character, _, _ in found), confidence, _extents(found, width, height))


def _extents(
    found: Sequence[tuple[str, float, float]], width: float, height: float
) -> tuple[tuple[str, float, float, float], ...]:
    """Where each character begins and ends, from where its middle is."""
    read = [character for character, _, _ in found]
    found = [(character, middle, p) for character, (_, middle, p) in zip(as_printed(read), found, strict=True)]
    halves = [height * (_NARROW if character.isascii() else _WIDE) / 2 for character, *_ in found]
    placed = []
    for index, (character, middle, probability) in enumerate(found):
        before = 2 * halves[index] if character in EMPTY_BEFORE else halves[index]
        behind = 2 * halves[index] if character in EMPTY_BEHIND else halves[index]
        start = max(middle - before, 0.0 if index == 0 else _edge(found, halves, index))
        end = min(middle + behind, width if index == len(found) - 1 else _edge(found, halves, index + 1))
        placed.append((read[index], start, end, probability))
    return tuple(placed)


def as_printed(characters: Sequence[str]) -> list[str]:
    """The characters of a line with the marks beside Chinese full-width, whichever of the two the recogniser says.

    The bracket that closes is as the one that opens.
    """
    beside = [*characters[1:], ""], ["", *characters[:-1]]
    printed: list[str] = []
    opened = ""
    for character, following, before in zip(characters, *beside, strict=True):
        is_wide = not (following if character == "(" else before).isascii() or (character == ")" and opened == "（")
        printed.append(TWINS[character] if character in TWINS and is_wide else character)
        opened = printed[-1] if printed[-1] in "(（" else opened
    return printed


def _edge(found: Sequence[tuple[str, float, float]], halves: Sequence[float], index: int) -> float:
    """Where a character ends and the next, of that index, begins."""
    (first, left, _), (second, right, _) = found[index - 1 : index + 1]
    between = (left + right) / 2
    if first in EMPTY_BEHIND:
        between = max(between, right - halves[index])
    if second in EMPTY_BEFORE:
        between = min(between, left + halves[index - 1])
    return between
