"""The recogniser's answer → a number: over what may stand in a numeric cell, with the probability of each reading.

A lone 0 has the shape of O, o, 〇 and many more, a lone 1 that of l, I and |; the recogniser, which knows nothing of
the cell, spreads its probability over all of them. Where only a number can stand, what went to such a shape belongs to
the digit. What went to any other character belongs to nothing: it lowers the probability of every reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from reportextract.ocr.engine import NumberReading

SHAPES: Mapping[str, str] = {
    "0": "0０OoＯｏ〇○οΟоОσθΘQDUＱＤ",
    "1": "1１lIiｌＩ|!丨∣」｜Ⅰ",
    "2": "2２Zz",
    "3": "3３",
    "4": "4４",
    "5": "5５Ss",
    "6": "6６b",
    "7": "7７",
    "8": "8８B",
    "9": "9９gq",
    ".": ".．。·",
    ",": ",，、",
    "+": "+＋",
    "-": "-—–−－―─━一ー‐‑~_＿",
    "/": "/／",
    "无": "无",
    "万": "万",
    "亿": "亿",
    "元": "元",
    "件": "件",
    "项": "项",
    "条": "条",
    "个": "个",
    "宗": "宗",
}
"""What may stand in a numeric cell, each with the shapes that are taken for it. One shape belongs to one symbol."""

_SYMBOLS = frozenset("".join(SHAPES.values()) + " ")
_UNITS = "[万亿]?元|[件项条个宗]"
_NUMBER = re.compile(rf"[-+]?(?:0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+)(?:\.[0-9]+)?(?:{_UNITS})?|-+|/+|无")
_DASH = re.compile("-+")

# A symbol less likely than this at its step changes no reading's probability visibly.
_NEGLIGIBLE = 1e-4
# Readings kept from step to step. Legible crops have fewer than ten; of illegible ones, 16 would miss a twentieth of a
# reading's probability.
_WIDTH = 64
# Runners-up that are worth asking an identity about.
_RUNNERS_UP = 4
_WORTH_NAMING = 1e-3


def may_be_number(text: str) -> bool:
    """Whether a text read freely has no more than one character that can't be a number's in another shape."""
    return sum(character not in _SYMBOLS for character in text) <= 1


class NumberDecoder:
    """Knows where a recogniser's classes hold the shapes of numbers."""

    def __init__(self, characters: Sequence[str]) -> None:
        """Args:
        characters: What the recogniser's classes stand for; class 0 is "no new character here".
        """
        classes = {character: index for index, character in enumerate(characters) if index > 0}
        groups = [[0] + [classes[" "]] * (" " in classes)]
        self._symbols = [""]
        for symbol, shapes in SHAPES.items():
            known = [classes[shape] for shape in shapes if shape in classes]
            if known:
                groups.append(known)
                self._symbols.append(symbol)
        self._classes = np.array([index for group in groups for index in group])
        self._starts = np.cumsum([0] + [len(group) for group in groups[:-1]])

    def fold(self, steps: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Shape (steps, symbols): the probability of each symbol, all its shapes together; column 0: none."""
        folded: npt.NDArray[np.float64] = np.add.reduceat(
            steps[:, self._classes].astype(np.float64), self._starts, axis=1
        )
        return folded

    def decode(self, steps: npt.NDArray[np.float32]) -> NumberReading:
        """The likeliest number.

        Args:
            steps: Shape (steps, classes), as for :func:`~reportextract.ocr.characters.decode_text`.
        """
        folded = self.fold(steps)
        return rank_readings(_likeliest(folded, self._symbols), float(folded[:, 0].prod()))


def rank_readings(readings: Mapping[str, float], blank: float) -> NumberReading:
    """The readings that are numbers or marks, the likeliest first."""
    numbers: dict[str, float] = {}
    for text, probability in readings.items():
        if _NUMBER.fullmatch(text):
            printed = "—" if _DASH.fullmatch(text) else text
            numbers[printed] = numbers.get(printed, 0.0) + probability
    ranked = sorted(((text, min(number, 1.0)) for text, number in numbers.items()), key=lambda r: (-r[1], r[0]))
    if not ranked:
        return NumberReading("", 0.0, (), min(blank, 1.0))
    text, probability = ranked[0]
    runners_up = tuple(reading for reading in ranked[1 : _RUNNERS_UP + 1] if reading[1] >= _WORTH_NAMING)
    return NumberReading(text, probability, runners_up, min(blank, 1.0))


def _likeliest(folded: npt.NDArray[np.float64], symbols: Sequence[str]) -> dict[str, float]:
    """The likeliest texts with their probabilities: a prefix beam search, which adds up all ways to spell a text.

    Two equal symbols in a row are two only with a step of nothing between them.
    """
    # For each text so far: the probability that it ends with a step of nothing, and with a step of its last symbol.
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for step in folded:
        likely = [(symbols[k], float(step[k])) for k in np.flatnonzero(step > _NEGLIGIBLE) if k > 0]
        nothing = float(step[0])
        following: dict[str, list[float]] = {}
        for text, (ended, open_) in beam.items():
            entry = following.setdefault(text, [0.0, 0.0])
            entry[0] += (ended + open_) * nothing
            for symbol, probability in likely:
                longer = following.setdefault(text + symbol, [0.0, 0.0])
                if text.endswith(symbol):
                    longer[1] += ended * probability
                    following[text][1] += open_ * probability
                else:
                    longer[1] += (ended + open_) * probability
        best = sorted(following.items(), key=lambda entry: -sum(entry[1]))[:_WIDTH]
        beam = {text: (ends[0], ends[1]) for text, ends in best}
    return {text: ended + open_ for text, (ended, open_) in beam.items()}
