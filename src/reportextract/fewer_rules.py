"""Scanned pages on which some of a table's faint rules were seen: read with fewer of them where that tells more.

Rules close boxes, and text between them is read as theirs. Where only some rules of a table were seen, the boxes are
not its own, and how its words and numbers stand tells more. Nothing is recognised again: the same characters are
placed once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from reportextract.checks import evaluate
from reportextract.forms import load_form
from reportextract.model import PageReading, Rules
from reportextract.reading import FormReading, read_form

# So many more numbers are a row or a column.
FEWEST_MORE = 3
# So many more sums that hold outweigh one that fails: in wrong columns most fail.
HOLDING_FOR_FAILING = 4
_NONE = np.empty((0, 3))


class _Told(NamedTuple):
    """What a reading tells: sums that hold and fail, and the numbers that may be believed: rules close their boxes, or
    no sum is asked for, or one holds."""

    holding: int
    failing: int
    numbers: int

    def is_more_than(self, other: _Told) -> bool:
        """Whether it tells more in one way and less in none; a number or two may be scratches.

        Among many more sums that hold, one may fail: of numbers read for the first time, one may be misread.
        """
        holding, failing = self.holding - other.holding, self.failing - other.failing
        is_less = holding < 0 or failing > holding // HOLDING_FOR_FAILING or self.numbers < other.numbers
        is_more = self.holding > other.holding or self.numbers >= other.numbers + FEWEST_MORE
        return is_more and not is_less


def read_form_with_fewer_rules(
    pages: Sequence[PageReading], reading: FormReading
) -> tuple[FormReading, tuple[PageReading, ...]]:
    """The form, page by page with the rules that tell most of it: all, the upright ones, or none.

    Args:
        reading: What ``read_form`` finds with all rules.

    Returns:
        The reading, and the pages that it is of.
    """
    best, chosen = _told_by(reading), tuple(pages)
    for at, page in enumerate(pages):
        if page.origin == "text" or not _lacks_cells(reading):
            continue
        for rules in (Rules(_NONE, page.rules.vertical), Rules(_NONE, _NONE)):
            others = (*chosen[:at], replace(page, rules=rules), *chosen[at + 1 :])
            other = read_form(others)
            if (told := _told_by(other)).is_more_than(best):
                reading, best, chosen = other, told, others
    return reading, chosen


def _lacks_cells(reading: FormReading) -> bool:
    return any(key not in reading.cells or reading.cells[key].state == "unreadable" for key in reading.expected)


def _told_by(reading: FormReading) -> _Told:
    identities = load_form().identities(reading.expected)
    verdicts = [check.verdict for check in evaluate(identities, reading.cells)]
    members = [{*identity.left, *identity.right} for identity in identities]
    held = set().union(*(keys for keys, verdict in zip(members, verdicts, strict=True) if verdict == "holds"))
    asked = set().union(*members)
    # A scratch is read as a dash or a slash.
    numbers = [key for key, cell in reading.cells.items() if cell.state == "printed" or key in held]
    believed = [key for key in numbers if reading.placed[key].one_box or key in held or key not in asked]
    return _Told(verdicts.count("holds"), verdicts.count("fails"), len(believed))
