"""Lines outside tables: the room each has, specks and scratches."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.model import Box
from reportextract.scan_reading.page_lines import are_strays, with_room, without_lone_specks

LABEL, STRAY = Box(60, 100, 260, 120), Box(330, 104, 334, 110)
NUMBERS = [Box(x, top, x + 10, top + 18) for x in (400, 450) for top in (101, 131, 161)]


def test_a_line_has_the_page_s_picture_as_far_as_the_middle_to_those_beside_it() -> None:
    grey = np.full((60, 300), 255, np.uint8)
    inks = [Box(20, 20, 100, 40), Box(110, 22, 150, 38), Box(40, 50, 200, 58)]
    grey[20:40, 20:100] = grey[22:38, 110:150] = grey[50:58, 40:200] = 0
    first, second, alone = with_room(inks, grey)
    assert [(line.left, line.left + line.pixels.shape[1]) for line in (first, second, alone)] == [
        (0, 105), (105, 300), (0, 300)
    ]  # fmt: skip
    crop = first.crop(12, 2)
    assert crop.shape == (24, 104)
    assert (crop[:, 92:] == 255).all()
    assert second.dark.all()


@pytest.mark.parametrize(
    ("mark", "text", "is_stray"),
    [
        (STRAY, "/", True),
        (STRAY, "1", True),
        (STRAY, "号", False),
        (Box(330, 101, 334, 119), "1", False),  # as high as figures are
        (Box(375, 108, 381, 111), "-", False),  # a sign before the number
        (Box(452, 192, 458, 195), "—", False),  # in a column of numbers
    ],
)
def test_a_scratch_between_a_label_and_its_numbers_is_no_number(mark: Box, text: str, is_stray: bool) -> None:
    inks = [LABEL, *NUMBERS, mark]
    assert are_strays(inks, ["公开申请数量", *"123456", text]) == [False] * 7 + [is_stray]


def test_figures_set_smaller_than_the_prose_are_no_scratches() -> None:
    heading, figures = Box(60, 20, 560, 60), [Box(x, 100, x + 8, 114) for x in (100, 200, 300)]
    assert are_strays([heading, *figures], ["政府信息公开", "1", "0", "2"]) == [False] * 4
    assert are_strays([heading, *figures, Box(400, 104, 403, 110)], ["政府信息公开", *"102", "1"])[-1]


def test_without_words_nobody_knows_what_is_small() -> None:
    assert are_strays([*NUMBERS, STRAY], [*"123456", "/"]) == [False] * 7
    assert are_strays([], []) == []


def test_specks_alone_on_their_row_are_no_lines() -> None:
    words, speck, dash, digit = Box(50, 20, 250, 40), Box(80, 60, 84, 66), Box(60, 80, 80, 83), Box(60, 100, 70, 120)
    assert without_lone_specks([words, speck, dash, digit]) == [words, dash, digit]
    beside = Box(260, 30, 264, 36)
    assert without_lone_specks([words, beside]) == [words, beside]
    assert without_lone_specks([speck, digit]) == [speck, digit]
    assert without_lone_specks([]) == []
