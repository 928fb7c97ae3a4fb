"""Whether something pale stands where a number's sign would."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.rereading.signs import is_bare_number, may_be_signed
from tests.unit.rereading.test_likeness import figures, seen
from tests.unit.scans.drawing import Pixels

MARGIN = 8


def with_mark(darkness: int, left: int, row: int, noise: float = 0.0) -> Pixels:
    """25 with room around it, and a mark of 4 by 3 pixels before it."""
    number = figures("25")
    picture = np.pad(number, 2 * MARGIN, constant_values=255).astype(np.float64)
    picture[2 * MARGIN + row : 2 * MARGIN + row + 3, left : left + 4] -= darkness
    picture += np.random.default_rng(1).normal(-3 * noise, noise, picture.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def is_doubted(picture: Pixels) -> bool:
    number = seen(picture[MARGIN:-MARGIN, MARGIN:-MARGIN], "25", 0.9999)
    height = picture.shape[0] - 4 * MARGIN
    return may_be_signed(
        number._replace(clean=picture, raw=picture, margin=2 * MARGIN, ink=number.ink._replace(bottom=height))
    )


def test_nothing_stands_before_a_number() -> None:
    assert not is_doubted(with_mark(0, 6, 8))
    assert not is_doubted(with_mark(0, 6, 8, noise=6.0))


@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_a_pale_mark_beside_the_middle_may_be_a_minus(noise: float) -> None:
    assert is_doubted(with_mark(110, 6, 8, noise))


def test_what_is_as_pale_as_noise_is_none() -> None:
    assert not is_doubted(with_mark(12, 6, 8, noise=6.0))


@pytest.mark.parametrize("row", [0, 18])
def test_what_stands_above_or_below_the_middle_is_none(row: int) -> None:
    assert not is_doubted(with_mark(110, 6, row))


@pytest.mark.parametrize("text", ["-25", "增加 25", "减少25", "＋25"])
def test_where_a_sign_or_a_word_is_read_none_was_lost(text: str) -> None:
    assert not is_bare_number(text)


@pytest.mark.parametrize("text", ["25", "1,025", "1 025", "0.5"])
def test_figures_alone_may_have_lost_a_sign(text: str) -> None:
    assert is_bare_number(text)
