"""How much of what is around a number is shown when it is read again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from reportextract.rereading.views import blurred, enlarged, stretched, untreated, without_specks
from reportextract.scan_reading import SeenNumber
from tests.unit.rereading.test_likeness import seen
from tests.unit.scans.drawing import Pixels

ROOM = 40


def in_room(wide: int, missing: int = 0) -> SeenNumber:
    """A number 20 pixels high and so many wide; on each side 40 pixels of paper, which is grey in the scan itself."""
    number = np.full((20, wide), 20, np.uint8)
    clean = np.pad(number, ROOM, constant_values=255)
    raw = np.pad(number, ROOM, constant_values=200)
    return seen(number, "1", 0.9)._replace(clean=clean, raw=raw, margin=ROOM, missing=missing)


@pytest.mark.parametrize("missing", [0, 5])
@pytest.mark.parametrize("wide", [8, 60])
@pytest.mark.parametrize(
    ("view", "margin", "scale"),
    [(untreated, 8, 1), (blurred, 6, 1), (enlarged, 8, 2), (stretched, 4, 1), (without_specks, 6, 1)],
    ids=["0.42 of its height", "0.28", "0.42, enlarged", "0.2", "0.28, without specks"],
)
def test_as_much_is_shown_beside_a_number_as_above_it(
    view: Callable[[SeenNumber], Pixels], margin: int, scale: int, wide: int, missing: int
) -> None:
    """What is lower than its line is shown as high as that; beside it is as much more."""
    around = 2 * (margin + missing)
    assert view(in_room(wide, missing)).shape == (scale * (20 + around), scale * (wide + around))


def test_no_more_is_shown_than_was_kept_around_a_number() -> None:
    number = in_room(30)
    kept = number._replace(clean=number.clean[35:-35, 35:-35], raw=number.raw[35:-35, 35:-35], margin=5)
    assert untreated(kept).shape == kept.raw.shape


def test_an_untreated_number_is_that_of_the_scan_itself() -> None:
    shown = untreated(in_room(30))
    assert set(np.unique(shown[8:-8, 8:-8]).tolist()) == {20}
    assert {*shown[:8].ravel().tolist(), *shown[:, :8].ravel().tolist()} == {200}
